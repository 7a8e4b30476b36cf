using System.Globalization;

namespace Streaming.Dsp;

/// <summary>How the power in a band is measured.</summary>
public enum BandMeasure
{
    /// <summary>The mean density over the band, in units² per hertz.</summary>
    Mean,

    /// <summary>The power in the band, in units².</summary>
    Power,

    /// <summary>The power in the band over that in the whole spectrum without 0 Hz.</summary>
    Relative,
}

/// <summary>Measures the power of spectra in bands: a value for each band and channel, labelled such as "alpha O1".</summary>
[Node("dsp.bandpower", Summary = "Measures the power of spectra in bands.", Gap = GapPolicy.Continue, Example = "bands: { alpha: 8-13, beta: 13-30 }")]
public sealed partial class BandPower : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Names and edges in hertz of the bands, such as { alpha: 8-13 }; the lower edge belongs to the band, the upper one does not.</summary>
        public required ValueMap Bands { get; init; }

        /// <summary>How the power is measured.</summary>
        public BandMeasure Measure { get; init; } = BandMeasure.Mean;
    }

    private int bins;
    private int channels;
    private double resolution;
    private Range[] bands = [];
    private float[] spectrum = [];
    private float[] values = [];

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        resolution = Expect.Spectra(input);
        (bins, channels) = (input.Shape[0], input.Channels);
        if (Current.Bands.Entries.Count == 0) throw new FormatMismatchException("at least one band", "none", "write { alpha: 8-13 }");
        bands = [.. Current.Bands.Entries.Select(entry => Spectrum.Bins(Parse(entry.Key, entry.Value), resolution, bins))];
        spectrum = new float[bins];
        values = new float[bands.Length * channels];
        return input with
        {
            Kind = StreamKind.Features,
            Shape = [values.Length],
            Axis = null,
            Labels = ValueList.From(Current.Bands.Entries.SelectMany(band => Enumerable.Range(0, channels).Select(c => $"{band.Key} {Label(input, c)}"))),
            Unit = Current.Measure switch
            {
                BandMeasure.Mean => input.Unit,
                BandMeasure.Power => input.Unit.EndsWith("/Hz", StringComparison.Ordinal) ? input.Unit[..^3] : "",
                _ => "",
            },
        };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (; !input.IsEmpty; input = input[(bins * channels)..], output = output[values.Length..])
        {
            for (var c = 0; c < channels; c++)
            {
                for (var k = 0; k < bins; k++) spectrum[k] = input[k * channels + c];
                for (var b = 0; b < bands.Length; b++) values[b * channels + c] = (float)Measure(spectrum.AsSpan(bands[b]));
            }
            values.CopyTo(output); // at the end, since the output may be the input
        }
    }

    private double Measure(ReadOnlySpan<float> band) => Current.Measure switch
    {
        BandMeasure.Mean => Spectrum.Mean(band),
        BandMeasure.Power => Spectrum.Power(band, resolution),
        _ => Spectrum.Power(band, resolution) / Spectrum.Power(spectrum.AsSpan(1), resolution),
    };

    private static string Label(StreamFormat input, int channel) => input.Labels.Count > 0 ? input.Labels[channel] : (channel + 1).ToString(CultureInfo.InvariantCulture);

    private static Band Parse(string name, string edges)
    {
        var parts = edges.Split('-');
        if (parts.Length == 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var low) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var high) && low < high)
            return new Band(name, low, high);
        throw new FormatMismatchException($"two ascending edges in hertz for the band '{name}', such as 8-13", $"'{edges}'", "correct it");
    }
}
