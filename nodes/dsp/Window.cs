namespace Streaming.Dsp;

/// <summary>
/// Cuts a signal into windows of a length, one every hop. A window has the time of its last sample, the moment at which all of it is known; the rows of
/// its time axis lie before that. After a gap windows begin anew, so none spans it.
/// </summary>
[Node("dsp.window", Summary = "Cuts a signal into sliding windows.", Gap = GapPolicy.Handled, Example = "length: 1, hop: 0.25")]
public sealed partial class Window : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Length of a window.</summary>
        [Unit("s"), Range(0, 1e6)]
        public required double Length { get; init; }

        /// <summary>Time from one window to the next; 0 for the length, so that windows touch.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Hop { get; init; }
    }

    [State] private SlidingWindow window = null!;

    /// <summary>The signal to cut.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Signal { get; } = new();

    /// <summary>The windows.</summary>
    [Output]
    public Output<float> Windows { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        Expect.Signal(format);
        var length = Expect.Samples("length", Current.Length, format.Rate);
        var hop = Current.Hop > 0 ? Expect.Samples("hop", Current.Hop, format.Rate) : length;
        window = new SlidingWindow(length, hop, format.Channels);
        Windows.Format = format with
        {
            Kind = StreamKind.Windows,
            Shape = [length, format.Channels],
            Rate = format.Rate / hop,
            Axis = new Axis("time", "s", -(length - 1) / format.Rate, 1 / format.Rate),
        };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap) window.Reset();
            if (Signal.Gap || !Windows.HasBegun) Windows.Begin(Signal.TimeOf(0));
            var taken = Signal.Available - window.Take(Signal.Samples).Length / Signal.Format.Channels;
            if (window.Ready)
            {
                window.Current.CopyTo(Windows.Reserve(1));
                Windows.Commit(Signal.TimeOf(taken - 1));
            }
            Signal.Advance(taken);
        }
        return StepResult.NeedInput;
    }
}
