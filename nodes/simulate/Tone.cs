namespace Streaming.Simulate;

/// <summary>
/// Sines and noise of known size, for trying filters and displays. Every channel carries the same sines and noise of its own.
/// </summary>
[Node("simulate.tone", Summary = "Sines and noise of known size.", Paced = true, Example = "frequencies: [10, 50], noise: 1, seconds: 10")]
public sealed partial class Tone : IStreamNode
{
    private Xoshiro256 seeded;
    private int block;
    private long end;
    [State] private Xoshiro256 random;
    [State] private long sample;

    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Labels of the channels.</summary>
        public ValueList<string> Channels { get; init; } = ["tone"];

        /// <summary>Samples per second.</summary>
        [Unit("Hz"), Range(1, 1e6)] public double Rate { get; init; } = 250;

        /// <summary>The unit of the values.</summary>
        public string Unit { get; init; } = "µV";

        /// <summary>The frequency of each sine.</summary>
        [Unit("Hz"), Range(0, 5e5)] public ValueList<double> Frequencies { get; init; } = [10];

        /// <summary>The peak of each sine; one value stands for all.</summary>
        [Live, Range(0, 1e9)] public ValueList<double> Amplitudes { get; init; } = [10];

        /// <summary>White noise (rms).</summary>
        [Live, Range(0, 1e9)] public double Noise { get; init; }

        /// <summary>The same seed gives the same noise, on every machine.</summary>
        public long Seed { get; init; } = 1;

        /// <summary>Seconds until it ends; 0: never.</summary>
        [Unit("s"), Range(0, 1e9)] public double Seconds { get; init; }

        /// <summary>Samples in a block; 0: 40 ms.</summary>
        [Range(0, 1e6)] public int Block { get; init; }
    }

    /// <summary>The sines and the noise.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        if (Current.Channels.Count == 0) throw new FormatMismatchException("at least one channel", "none", "set channels to labels such as [left, right]");
        foreach (var frequency in Current.Frequencies)
            if (frequency >= Current.Rate / 2)
                throw new FormatMismatchException(FormattableString.Invariant($"frequencies below half the rate, {Current.Rate / 2} Hz"), FormattableString.Invariant($"{frequency}"),
                    "lower it, or raise the rate");
        SettingsChanged();
        (block, end) = Extent.Of(Current.Block, Current.Seconds, Current.Rate);
        seeded = new((ulong)Current.Seed, 0);
        random = seeded;
        Signal.Format = StreamFormat.Signal(Current.Channels.Count, Current.Rate, Current.Unit, Current.Channels, "Tone");
    }

    /// <inheritdoc/>
    public void SettingsChanged()
    {
        if (Current.Amplitudes.Count != 1 && Current.Amplitudes.Count != Current.Frequencies.Count)
            throw new FormatMismatchException($"one amplitude, or one for each of the {Current.Frequencies.Count} frequencies", $"{Current.Amplitudes.Count}", "give as many as frequencies");
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        if (!Signal.HasBegun) Signal.Begin(0);
        var count = (int)Math.Min(block, end - sample);
        var room = Signal.Reserve(count);
        var channels = Current.Channels.Count;
        for (var at = 0; at < room.Length; at += channels, sample++)
        {
            var sines = 0.0;
            for (var k = 0; k < Current.Frequencies.Count; k++)
                sines += Current.Amplitudes[Current.Amplitudes.Count == 1 ? 0 : k] * Turn.Sin(Current.Frequencies[k] * sample / Current.Rate);
            foreach (ref var value in room.Slice(at, channels)) value = (float)(sines + Current.Noise * random.Normal());
        }
        Signal.Commit(count);
        return sample == end ? StepResult.Done : StepResult.Again;
    }

    partial void OnReset() => random = seeded;
}
