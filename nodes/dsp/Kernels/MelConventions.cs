namespace Streaming.Dsp;

/// <summary>Whose mel features: how frames are cut and weighted, how filters are spaced, what logarithm is taken.</summary>
public enum MelConvention
{
    /// <summary>
    /// librosa.feature.melspectrogram: transforms of 2048 samples every 512, Hann, centred with zeros; 128 filters on Slaney's scale of equal area; powers
    /// without a logarithm (decibel is librosa.power_to_db without its top).
    /// </summary>
    Librosa,

    /// <summary>
    /// Kaldi's compute-fbank-feats without dither: 25 ms every 10 ms within the signal (snip edges), of each frame the mean removed, pre-emphasis 0.97, Povey
    /// window, the next power of two; 23 filters from 20 Hz on HTK's scale; natural logarithm of at least 1.2e-7. Kaldi reads samples of -32768 to 32767.
    /// </summary>
    Kaldi,

    /// <summary>
    /// NeMo's AudioToMelSpectrogramPreprocessor without dither and normalisation, at 16 kHz: pre-emphasis 0.97 of the signal, 25 ms every 10 ms, symmetric Hann in the next
    /// power of two, centred with zeros; 80 filters on Slaney's scale of equal area; natural logarithm of the power plus 2^-24.
    /// </summary>
    Nemo,
}

/// <summary>What becomes of the energy under a filter.</summary>
public enum MelLog
{
    /// <summary>What the convention says.</summary>
    Convention,

    /// <summary>It stays.</summary>
    None,

    /// <summary>The natural logarithm.</summary>
    Natural,

    /// <summary>Ten times the decimal logarithm.</summary>
    Decibel,
}

/// <summary>How filters are scaled.</summary>
public enum MelNorm
{
    /// <summary>As the convention says.</summary>
    Convention,

    /// <summary>All have a peak of 1.</summary>
    Peak,

    /// <summary>All have an area of 1 over hertz.</summary>
    Area,
}

/// <summary>A convention in numbers.</summary>
internal sealed record MelRules(
    WindowShape Window, bool Symmetric, FramePadding Padding, double Emphasis, bool FrameByFrame,
    int Mels, double Low, MelScale Scale, bool OverMel, MelNorm Norm, MelLog Log, double Floor, double Offset)
{
    public static MelRules Of(MelConvention convention) => convention switch
    {
        MelConvention.Kaldi => new(WindowShape.Povey, true, FramePadding.None, 0.97, true, 23, 20, MelScale.Htk, true, MelNorm.Peak, MelLog.Natural, 1.1920929e-7, 0),
        MelConvention.Nemo => new(WindowShape.Hann, true, FramePadding.Zeros, 0.97, false, 80, 0, MelScale.Slaney, false, MelNorm.Area, MelLog.Natural, 0, 1.0 / (1 << 24)),
        _ => new(WindowShape.Hann, false, FramePadding.Zeros, 0, false, 128, 0, MelScale.Slaney, false, MelNorm.Area, MelLog.None, 1e-10, 0),
    };

    /// <summary>Samples of a transform, of its window and of a hop.</summary>
    public static (int Size, int Length, int Hop) Frames(MelConvention convention, double rate, int size, int length, int hop)
    {
        if (convention == MelConvention.Librosa) return (size > 0 ? size : 2048, length, hop > 0 ? hop : 512);
        if (length == 0) length = Expect.Samples("25 ms", Math.Floor(rate * 0.025 + 1e-9) / rate, rate);
        if (hop == 0) hop = Expect.Samples("10 ms", Math.Floor(rate * 0.01 + 1e-9) / rate, rate);
        return (size > 0 ? size : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length), length, hop);
    }
}
