namespace Streaming.Files;

/// <summary>How a WAV recording stores a sample.</summary>
public enum WavEncoding
{
    /// <summary>Whole numbers: 8 bits unsigned, 16, 24 or 32 bits signed.</summary>
    Pcm,

    /// <summary>IEEE 754 numbers of 32 or 64 bits.</summary>
    Float,
}

/// <summary>The format of a WAV recording.</summary>
/// <param name="Encoding">Whole or floating-point numbers.</param>
/// <param name="Channels">Number of channels, at least 1.</param>
/// <param name="Rate">Sample frames per second, in hertz, at least 1.</param>
/// <param name="SampleBytes">Bytes that one sample takes.</param>
/// <param name="ValidBits">Bits of a sample that carry signal, from the top; fewer than the bytes hold in 20-bit recordings, for example.</param>
/// <param name="ChannelMask">Speaker positions of WAVE_FORMAT_EXTENSIBLE, one bit each; 0 where the recording names none.</param>
public sealed record WavFormat(WavEncoding Encoding, int Channels, int Rate, int SampleBytes, int ValidBits, uint ChannelMask)
{
    /// <summary>Bytes of one sample frame, a sample of each channel.</summary>
    public int FrameBytes => Channels * SampleBytes;
}
