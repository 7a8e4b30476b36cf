using System.Globalization;

namespace Streaming.Eeg;

/// <summary>
/// Turns epochs into features of an event-related potential: the mean of each channel over bins of time, one bin after the other, which also takes the rate down to what
/// the potential needs (Blankertz et al. 2011, NeuroImage 56:814-825). Samples behind the last whole bin have no part. Baselines are taken off by dsp.epochs.
/// </summary>
[Node("eeg.erp", Summary = "Turns epochs into the mean amplitudes of an event-related potential in bins of time.", Gap = GapPolicy.Continue, Example = "bin: 0.05")]
public sealed partial class Erp : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Length of a bin.</summary>
        [Unit("s"), Range(0, 1e4)]
        public double Bin { get; init; } = 0.05;

        /// <summary>Where the first bin begins, on the time axis of the epoch.</summary>
        [Unit("s"), Range(-1e4, 1e4)]
        public double From { get; init; }

        /// <summary>Where the last bin ends at the latest; the end of the epoch where it is not after from.</summary>
        [Unit("s"), Range(-1e4, 1e4)]
        public double To { get; init; }
    }

    private int window;   // values of an epoch
    private int first;    // its first sample that counts
    private int samples;  // of a bin
    private int bins;
    private int channels;
    private double[] sums = [];

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        if (input is not { Kind: StreamKind.Windows, Shape: [var length, _], Axis: { Name: "time", Step: > 0 } axis })
            throw new FormatMismatchException("windows", input.ToString(), "put dsp.epochs before it");
        channels = input.Channels;
        window = input.SampleSize;
        samples = Math.Max(1, (int)Math.Round(Current.Bin / axis.Step));
        first = (int)Math.Round((Current.From - axis.Start) / axis.Step);
        var end = Current.To > Current.From ? (int)Math.Round((Current.To - axis.Start) / axis.Step) : length;
        if (first < 0 || end > length)
            throw new FormatMismatchException(Text($"epochs from {Current.From:R} s to {Math.Max(Current.To, Current.From + Current.Bin):R} s"),
                Text($"{axis.Start:R} s to {axis.Start + length * axis.Step:0.###} s"), "choose from and to within them");
        bins = (end - first) / samples;
        if (bins < 1)
            throw new FormatMismatchException(Text($"epochs of at least one bin of {Current.Bin:R} s"), Text($"{(end - first) * axis.Step:0.###} s"), "lengthen them, or shorten the bin");
        sums = new double[bins * channels];
        return input with
        {
            Kind = StreamKind.Features,
            Shape = [sums.Length],
            Axis = null,
            Labels = [.. Enumerable.Range(0, bins).SelectMany(b => Enumerable.Range(0, channels).Select(c => Label(input, b, c)))],
        };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (; !input.IsEmpty; input = input[window..], output = output[sums.Length..])
        {
            Array.Clear(sums);
            var used = input.Slice(first * channels, bins * samples * channels);
            for (var i = 0; i < used.Length; i++) sums[i / (samples * channels) * channels + i % channels] += used[i];
            for (var i = 0; i < sums.Length; i++) output[i] = (float)(sums[i] / samples); // at the end, since the output may be the input
        }
    }

    // Such as "Pz 0.3 s", where the bin begins.
    private string Label(StreamFormat input, int bin, int channel)
    {
        var name = input.Labels.Count > 0 ? input.Labels[channel] : (channel + 1).ToString(CultureInfo.InvariantCulture);
        return Text($"{name} {Math.Round(input.Axis!.Start + (first + bin * samples) * input.Axis.Step, 3):R} s");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
