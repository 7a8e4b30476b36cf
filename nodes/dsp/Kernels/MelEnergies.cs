namespace Streaming.Dsp;

/// <summary>Energies under mel filters of complex spectra [bins, 2 * channels], or their logarithms, as [mels * channels]: of each mel all channels.</summary>
internal sealed class MelEnergies
{
    private readonly MelFilters filters;
    private readonly MelLog log;
    private readonly double floor;
    private readonly double offset;
    private readonly bool magnitudes;
    private readonly int bins;
    private readonly int channels;
    private readonly int lanes;
    private readonly double[] powers;
    private readonly double[] energies;

    /// <summary>Prepares for spectra of a number of bins and channels. Before a logarithm the offset is added and the floor is the least.</summary>
    public MelEnergies(MelFilters filters, int bins, int channels, bool magnitudes, MelLog log, double floor, double offset)
    {
        (this.filters, this.bins, this.channels, this.magnitudes, this.log, this.floor, this.offset) = (filters, bins, channels, magnitudes, log, floor, offset);
        lanes = channels == 1 ? 1 : Math.Min(8, (channels + RealFft.LaneStep - 1) / RealFft.LaneStep * RealFft.LaneStep);
        powers = new double[bins * lanes];
        energies = new double[filters.Count * lanes];
    }

    /// <summary>Computes the features of one spectrum.</summary>
    public void Compute(ReadOnlySpan<float> spectrum, Span<float> features)
    {
        for (var first = 0; first < channels; first += lanes)
        {
            var count = Math.Min(lanes, channels - first);
            for (var k = 0; k < bins; k++)
                for (var lane = 0; lane < count; lane++)
                {
                    var at = 2 * (k * channels + first + lane);
                    double re = spectrum[at], im = spectrum[at + 1];
                    var power = re * re + im * im;
                    powers[k * lanes + lane] = magnitudes ? Math.Sqrt(power) : power;
                }
            filters.Apply(powers, lanes, energies);
            for (var m = 0; m < filters.Count; m++)
                for (var lane = 0; lane < count; lane++) features[m * channels + first + lane] = (float)Log(energies[m * lanes + lane]);
        }
    }

    private double Log(double energy) => log switch
    {
        MelLog.Natural => Math.Log(Math.Max(energy + offset, floor)),
        MelLog.Decibel => 10 * Math.Log10(Math.Max(energy + offset, floor)),
        _ => energy,
    };
}
