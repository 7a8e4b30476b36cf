namespace Streaming.Dsp;

/// <summary>Estimates the power spectral density of each window by Welch's method: Hann segments without their mean, one-sided, in units² per hertz.</summary>
[Node("dsp.psd", Summary = "Estimates power spectra of windows (Welch).", Gap = GapPolicy.Continue, Example = "segment: 0.5")]
public sealed partial class Psd : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Length of a segment; its inverse is the resolution. 0 for the whole window.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Segment { get; init; }

        /// <summary>Overlap of neighbouring segments, as a part of one.</summary>
        [Range(0, 0.95)]
        public double Overlap { get; init; } = 0.5;
    }

    private Welch welch = null!;
    private int windowSize;
    private int spectrumSize;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        var rate = Expect.Windows(input);
        var segment = Current.Segment > 0 ? Expect.Samples("segment", Current.Segment, rate) : input.Shape[0];
        welch = new Welch(rate, input.Shape[0], input.Channels, segment, Current.Overlap);
        var output = input with
        {
            Kind = StreamKind.Spectrum,
            Shape = [welch.Bins, input.Channels],
            Axis = new Axis("frequency", "Hz", 0, welch.Resolution),
            Unit = input.Unit.Length > 0 ? $"{input.Unit}²/Hz" : "",
        };
        windowSize = input.SampleSize;
        spectrumSize = output.SampleSize;
        return output;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (; !input.IsEmpty; input = input[windowSize..], output = output[spectrumSize..]) welch.Compute(input[..windowSize], output[..spectrumSize]);
    }
}
