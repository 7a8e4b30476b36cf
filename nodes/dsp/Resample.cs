namespace Streaming.Dsp;

/// <summary>
/// Changes the rate of a signal with a polyphase windowed-sinc filter. Output samples have exactly the times of what they stand for, counted from the first
/// sample after a start or a gap; before a gap and at the end the samples that still wait are sent.
/// </summary>
[Node("dsp.resample", Summary = "Changes the rate of a signal.", Gap = GapPolicy.Handled, Example = "rate: 100")]
public sealed partial class Resample : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The new rate; its ratio to the old one must be one of whole numbers.</summary>
        [Unit("Hz"), Range(0, 1e9)]
        public required double Rate { get; init; }

        /// <summary>Attenuation of what would alias.</summary>
        [Unit("dB"), Range(21, 160)]
        public double Attenuation { get; init; } = Resampler.DefaultAttenuation;

        /// <summary>Width of the transition below the lower of the two Nyquist frequencies, as a part of it. Half as wide takes twice as long.</summary>
        [Range(0.01, 1)]
        public double Transition { get; init; } = Resampler.DefaultTransition;
    }

    [State] private Resampler resampler = null!;

    /// <summary>The signal.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Signal { get; } = new();

    /// <summary>The signal at the new rate.</summary>
    [Output]
    public Output<float> Resampled { get; } = new();

    /// <inheritdoc/>
    public int LatencySamples => resampler.Latency;

    /// <inheritdoc/>
    public void Configure()
    {
        Expect.Signal(Signal.Format);
        resampler = new Resampler(Ratio.Of(Signal.Format.Rate, Current.Rate), Signal.Format.Channels, Current.Attenuation, Current.Transition);
        Resampled.Format = Signal.Format with { Rate = Current.Rate };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap) Flush();
            if (Signal.Gap || !Resampled.HasBegun) Resampled.Begin(Signal.TimeOf(0));
            var samples = Signal.Available;
            Resampled.Commit(resampler.Process(Signal.Samples, Resampled.Reserve(resampler.MostOutputs(samples))));
            Signal.Advance(samples);
        }
        if (Signal.Ended) Flush();
        return StepResult.NeedInput;
    }

    private void Flush() => Resampled.Commit(resampler.Flush(Resampled.Reserve(resampler.MostOutputs(resampler.Latency))));
}
