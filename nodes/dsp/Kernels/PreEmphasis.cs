using System.Numerics.Tensors;

namespace Streaming.Dsp;

/// <summary>Raises the high frequencies of speech: from each sample a part of the one before is subtracted; before the signal there is silence.</summary>
public sealed class PreEmphasis : IState
{
    private readonly float part;
    private readonly float[] last;

    /// <summary>Prepares for a number of channels.</summary>
    /// <param name="part">The part of the sample before that is subtracted, such as 0.97.</param>
    /// <param name="channels">Channels of the signal.</param>
    public PreEmphasis(double part, int channels) => (this.part, last) = ((float)part, new float[channels]);

    /// <summary>Emphasises a block [samples, channels] of any length into other memory.</summary>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.IsEmpty) return;
        var channels = last.Length;
        TensorPrimitives.MultiplyAdd(last, -part, input[..channels], output);
        TensorPrimitives.MultiplyAdd(input[..^channels], -part, input[channels..], output[channels..]);
        input[^channels..].CopyTo(last);
    }

    /// <summary>Removes the mean of each channel of a frame, and emphasises it; its first sample stands before it as well (Kaldi, feat/feature-window.cc).</summary>
    internal static void Frame(Span<float> frame, int channels, double part)
    {
        var samples = frame.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            double mean = 0;
            for (var i = c; i < frame.Length; i += channels) mean += frame[i];
            mean /= samples;
            for (var i = frame.Length - channels + c; i >= channels; i -= channels) frame[i] = (float)(frame[i] - mean - part * (frame[i - channels] - mean));
            frame[c] = (float)((frame[c] - mean) * (1 - part));
        }
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer) => writer.Write<float>("last", last);

    /// <inheritdoc/>
    public void Load(ref StateReader reader) => reader.Read<float>("last", last);

    /// <inheritdoc/>
    public void Reset() => Array.Clear(last);
}
