namespace Streaming.Dsp;

/// <summary>The shape of a window by which a frame is weighted.</summary>
public enum WindowShape
{
    /// <summary>0.5 - 0.5 cos.</summary>
    Hann,

    /// <summary>The root of the Hann window: twice applied, before and after a change, it is a Hann window.</summary>
    SqrtHann,

    /// <summary>0.54 - 0.46 cos.</summary>
    Hamming,

    /// <summary>0.42 - 0.5 cos + 0.08 cos of twice the angle.</summary>
    Blackman,

    /// <summary>The Hann window to the power 0.85, as Kaldi has it.</summary>
    Povey,

    /// <summary>All ones.</summary>
    Rectangular,
}

/// <summary>Window functions (Harris, Proc. IEEE 66(1), 1978; the Povey window is Kaldi's, feat/feature-window.cc).</summary>
public static class WindowFunction
{
    /// <summary>The values of a window.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="length">How many values.</param>
    /// <param name="symmetric">The last value mirrors the first; otherwise the period is the length, as spectra want it.</param>
    public static double[] Make(WindowShape shape, int length, bool symmetric = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var window = new double[length];
        var period = symmetric ? Math.Max(1, length - 1) : length;
        for (var i = 0; i < length; i++) window[i] = length == 1 ? 1 : At(shape, 2 * Math.PI * i / period);
        return window;
    }

    private static double At(WindowShape shape, double angle)
    {
        var hann = 0.5 - 0.5 * Math.Cos(angle);
        return shape switch
        {
            WindowShape.Hann => hann,
            WindowShape.SqrtHann => Math.Sqrt(hann),
            WindowShape.Hamming => 0.54 - 0.46 * Math.Cos(angle),
            WindowShape.Blackman => 0.42 - 0.5 * Math.Cos(angle) + 0.08 * Math.Cos(2 * angle),
            WindowShape.Povey => Math.Pow(hann, 0.85),
            _ => 1,
        };
    }
}
