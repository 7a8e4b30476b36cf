using System.Numerics.Tensors;

namespace Streaming.Dsp;

/// <summary>Multiplies every value.</summary>
[Node("dsp.gain", Summary = "Multiplies every value.", Gap = GapPolicy.Continue, Example = "level: 6")]
public sealed partial class Gain : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The gain in decibels.</summary>
        [Live, Unit("dB"), Range(-200, 200)]
        public double Level { get; init; }

        /// <summary>The gain as a factor, on top of the level; -1 turns the signal over.</summary>
        [Live]
        public double Factor { get; init; } = 1;
    }

    private float gain;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        SettingsChanged();
        return input;
    }

    /// <inheritdoc/>
    public void SettingsChanged() => gain = (float)(Math.Pow(10, Current.Level / 20) * Current.Factor);

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => TensorPrimitives.Multiply(input, gain, output);
}
