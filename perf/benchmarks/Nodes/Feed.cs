namespace Streaming.Benchmarks;

/// <summary>A device that has a block whenever its drive says so.</summary>
[Node("perf.feed", Summary = "Sends blocks when a drive says so.")]
public sealed partial class Feed : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples in a block.</summary>
        public int Samples { get; init; } = 256;

        /// <summary>Channels.</summary>
        public int Channels { get; init; } = 1;

        /// <summary>Samples per second.</summary>
        [Unit("Hz")] public double Rate { get; init; } = 16000;
    }

    [State] private bool begun;

    /// <summary>The blocks.</summary>
    [Output] public Output<float> Signal { get; } = new();

    internal Drive Drive { get; init; } = null!;

    public void Configure() => Signal.Format = StreamFormat.Signal(Current.Channels, Current.Rate);

    public StepResult Step()
    {
        if (!Drive.Next()) return StepResult.Done;
        if (!begun) Signal.Begin(0);
        begun = true;
        Signal.Reserve(Current.Samples);
        Signal.Commit(Current.Samples);
        return StepResult.Again;
    }
}
