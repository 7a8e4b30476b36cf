namespace Streaming.Dsp;

/// <summary>
/// Subtracts each channel's exponential running mean and divides by its running standard deviation; a channel that never changed gives 0. Until the time
/// constant has passed it is the mean and deviation of all samples so far.
/// </summary>
[Node("dsp.zscore", Summary = "Normalises each channel by its running mean and deviation.", Example = "time: 2, clip: 5")]
public sealed partial class ZScore : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Time constant of the running mean and deviation.</summary>
        [Unit("s"), Range(0.001, 1e6)]
        public double Time { get; init; } = 10;

        /// <summary>Scores are clipped to plus and minus this; 0 does not clip.</summary>
        [Range(0, 1e6)]
        public double Clip { get; init; }
    }

    [State] private RunningZScore score = null!;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        Expect.Signal(input);
        score = new RunningZScore(input.Channels, Current.Time * input.Rate, Current.Clip > 0 ? Current.Clip : double.PositiveInfinity);
        return input with { Unit = "" };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => score.Process(input, output);
}
