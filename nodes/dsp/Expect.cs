using System.Globalization;

namespace Streaming.Dsp;

/// <summary>What a node or kernel asks of a stream and its settings; what is not so is said in one form.</summary>
internal static class Expect
{
    /// <summary>A rate above 0.</summary>
    public static void Rate(double rate)
    {
        if (!(rate > 0) || !double.IsFinite(rate)) throw new FormatMismatchException("a stream of steady rate", rate == 0 ? "an irregular one" : Text($"{rate:R} Hz"), "resample it at its source");
    }

    /// <summary>A frequency between 0 and half the rate.</summary>
    public static void Frequency(string name, double frequency, double rate)
    {
        Rate(rate);
        if (!(frequency > 0 && frequency < rate / 2))
            throw new FormatMismatchException(Text($"{name} between 0 and {rate / 2:R} Hz, half the rate of the signal"), Text($"{frequency:R} Hz"), "choose a frequency in between");
    }

    /// <summary>A number within a range.</summary>
    public static void Within(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new FormatMismatchException(Text($"{name} from {least:R} to {most:R}"), Text($"{value:R}"), "choose a value in that range");
    }

    /// <summary>Samples of channels at a steady rate: a signal or features.</summary>
    public static void Signal(StreamFormat format)
    {
        if (format.Shape.Count != 1) throw new FormatMismatchException("a signal", format.ToString(), "put this node before the one that makes windows or spectra");
        Rate(format.Rate);
    }

    /// <summary>Windows over time; their sampling rate.</summary>
    public static double Windows(StreamFormat format)
    {
        if (format is not { Kind: StreamKind.Windows, Shape.Count: 2, Axis: { Name: "time", Step: > 0 } axis })
            throw new FormatMismatchException("windows", format.ToString(), "put dsp.window or dsp.epochs before it");
        return Math.Round(1 / axis.Step, 9); // 1/(1/49) is not 49
    }

    /// <summary>Spectra; hertz from one bin to the next.</summary>
    public static double Spectra(StreamFormat format)
    {
        if (format is not { Kind: StreamKind.Spectrum, Shape.Count: 2, Axis: { Name: "frequency", Start: 0, Step: > 0 } axis })
            throw new FormatMismatchException("spectra", format.ToString(), "put dsp.psd before it");
        return axis.Step;
    }

    /// <summary>Complex spectra [bins, 2 * channels]; the channels.</summary>
    public static int ComplexSpectra(StreamFormat format)
    {
        if (format is not { Kind: StreamKind.Spectrum, Shape: [> 1, > 1] shape } || shape[1] % 2 != 0)
            throw new FormatMismatchException("spectra with a real and an imaginary part for each channel", format.ToString(), "put dsp.stft before it");
        return shape[1] / 2;
    }

    /// <summary>The channel that the label of a real part names.</summary>
    public static string ChannelOf(string label) => label.EndsWith(" re", StringComparison.Ordinal) ? label[..^3] : label;

    /// <summary>The length of a window within a transform; 0 stands for all of it.</summary>
    public static int WindowLength(int length, int size)
    {
        if (length > size) throw new FormatMismatchException($"a window of at most {size} samples, the size of the transform", $"{length}", "shorten the length or raise the size");
        return length > 0 ? length : size;
    }

    /// <summary>A duration in whole samples, at least one.</summary>
    public static int Samples(string name, double seconds, double rate)
    {
        var samples = Math.Round(seconds * rate);
        if (!(samples >= 1 && samples <= 1 << 24)) throw new FormatMismatchException(Text($"{name} of 1 to {1 << 24} samples"), Text($"{seconds:R} s at {rate:R} Hz"), "choose another duration");
        return (int)samples;
    }

    /// <summary>Numbers as a user writes them.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
