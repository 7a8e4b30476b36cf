namespace Streaming.Dsp;

/// <summary>
/// Divides each channel by a running percentile of its magnitude, so that most values lie between -1 and 1 whatever the gain of the amplifier, and outliers do not move the
/// scale as they move a deviation. A channel that was always 0 gives 0.
/// </summary>
[Node("dsp.percentile", Summary = "Scales each channel by a running percentile of its magnitude.", Example = "time: 1")]
public sealed partial class Percentile : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The percentile that becomes 1.</summary>
        [Range(0.1, 99.9)]
        public double Percent { get; init; } = 95;

        /// <summary>What is remembered: between this and twice as long, once there was so much; 0: all.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Time { get; init; } = 30;
    }

    [State] private RunningPercentile scale = null!;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        Expect.Signal(input);
        scale = new RunningPercentile(input.Channels, Current.Percent, Current.Time > 0 ? Expect.Samples("time", Current.Time, input.Rate) : 0);
        return input with { Unit = "" };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => scale.Process(input, output);
}
