namespace Streaming.Dsp;

/// <summary>
/// Filters each channel with a causal Butterworth filter. With low alone it passes what lies above, with high alone what lies below, with both what lies
/// between, or with stop all but that. It begins as if the first sample had lasted for ever, so an offset makes no transient.
/// </summary>
[Node("dsp.butterworth", Summary = "Filters with a causal Butterworth low-pass, high-pass, band-pass or band-stop.", Example = "low: 5, high: 50")]
public sealed partial class Butterworth : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The lower edge, at -3 dB; 0 for none.</summary>
        [Unit("Hz"), Range(0, 1e9)]
        public double Low { get; init; }

        /// <summary>The upper edge, at -3 dB; 0 for none.</summary>
        [Unit("Hz"), Range(0, 1e9)]
        public double High { get; init; }

        /// <summary>The order of the prototype; a band filter has twice as many poles.</summary>
        [Range(1, ButterworthDesign.HighestOrder)]
        public int Order { get; init; } = 4;

        /// <summary>Stops the band between the edges instead of passing it.</summary>
        public bool Stop { get; init; }
    }

    [State] private Biquads filter = null!;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        Expect.Signal(input);
        filter = new Biquads(Design(input.Rate), input.Channels);
        return input;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => filter.Process(input, output);

    private Section[] Design(double rate) => (Current.Low, Current.High, Current.Stop) switch
    {
        ( > 0, > 0, true) => ButterworthDesign.BandStop(Current.Order, Current.Low, Current.High, rate),
        ( > 0, > 0, false) => ButterworthDesign.BandPass(Current.Order, Current.Low, Current.High, rate),
        ( > 0, _, false) => ButterworthDesign.HighPass(Current.Order, Current.Low, rate),
        (_, > 0, false) => ButterworthDesign.LowPass(Current.Order, Current.High, rate),
        (_, _, true) => throw new FormatMismatchException("both edges of the band to stop", Expect.Text($"low {Current.Low:R} Hz and high {Current.High:R} Hz"), "set low and high"),
        _ => throw new FormatMismatchException("an edge above 0 Hz", "none", "set low, high or both"),
    };
}
