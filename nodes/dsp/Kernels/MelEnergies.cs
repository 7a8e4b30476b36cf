using System.Numerics.Tensors;

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

    /// <summary>Computes the features of a frame of one channel.</summary>
    public void Compute(FrameSpectrum transform, ReadOnlySpan<float> frame, Span<float> features)
    {
        transform.Powers(frame, powers);
        if (magnitudes) TensorPrimitives.Sqrt(powers, powers);
        Send(0, 1, features);
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
            Send(first, count, features);
        }
    }

    /// <summary>Sums the powers of some channels under the filters, and writes the features.</summary>
    private void Send(int first, int count, Span<float> features)
    {
        filters.Apply(powers, lanes, energies);
        Log();
        if (channels == 1)
        {
            TensorPrimitives.ConvertTruncating<double, float>(energies, features);
            return;
        }
        for (var m = 0; m < filters.Count; m++)
            for (var lane = 0; lane < count; lane++) features[m * channels + first + lane] = (float)energies[m * lanes + lane];
    }

    private void Log()
    {
        if (log is not (MelLog.Natural or MelLog.Decibel)) return;
        TensorPrimitives.Add(energies, offset, energies);
        TensorPrimitives.Max(energies, floor, energies);
        if (log == MelLog.Natural) TensorPrimitives.Log(energies, energies);
        else
        {
            TensorPrimitives.Log10(energies, energies);
            TensorPrimitives.Multiply(energies, 10, energies);
        }
    }
}
