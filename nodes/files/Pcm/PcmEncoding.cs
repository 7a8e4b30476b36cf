namespace Streaming.Files;

/// <summary>How raw samples are stored, little-endian.</summary>
public enum PcmEncoding
{
    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>24 bits, signed, in three bytes.</summary>
    Int24,

    /// <summary>32 bits, signed.</summary>
    Int32,

    /// <summary>IEEE 754 numbers of 32 bits; full scale is 1.</summary>
    Float32,
}

/// <summary>Raw samples in frames of one per channel.</summary>
/// <param name="Encoding">How each is stored.</param>
/// <param name="Channels">Samples of a frame.</param>
internal readonly record struct PcmFormat(PcmEncoding Encoding, int Channels)
{
    private int SampleBytes => Encoding switch { PcmEncoding.Int16 => 2, PcmEncoding.Int24 => 3, _ => 4 };

    /// <summary>Bytes of one frame.</summary>
    public int FrameBytes => Channels * SampleBytes;

    public void Decode(ReadOnlySpan<byte> from, Span<float> to) => PcmSamples.Decode(Encoding == PcmEncoding.Float32 ? WavEncoding.Float : WavEncoding.Pcm, SampleBytes, from, to);

    /// <summary>What is told of bytes at the end that are no whole frame.</summary>
    public string Cut(long bytes) => $"the last frame is cut: {bytes} of {FrameBytes} bytes, left out; are encoding and channels right?";
}
