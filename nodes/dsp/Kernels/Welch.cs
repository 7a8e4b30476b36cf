namespace Streaming.Dsp;

/// <summary>
/// Power spectral density by Welch's method (IEEE Trans. Audio Electroacoust. 15(2), 1967): Hann segments with their mean removed, one-sided, in units² per
/// hertz.
/// </summary>
public sealed class Welch
{
    private readonly int length;
    private readonly int channels;
    private readonly int step;
    private readonly int segments;
    private readonly int lanes;
    private readonly double scale;
    private readonly double[] hann;
    private readonly double[] signals, real, imaginary;
    private readonly double[] sums; // [bins, channels]
    private readonly RealFft fft;

    /// <summary>Prepares spectra of windows of one shape.</summary>
    /// <param name="rate">Rate of the signal in hertz.</param>
    /// <param name="length">Samples of a window.</param>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="segment">Samples of a segment, 2 to the length; its inverse in seconds is the resolution.</param>
    /// <param name="overlap">Overlap of neighbouring segments, 0 to 0.95 of a segment.</param>
    /// <exception cref="FormatMismatchException">A value is out of range.</exception>
    public Welch(double rate, int length, int channels, int segment, double overlap = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        Expect.Rate(rate);
        if (segment < 2 || segment > length) throw new FormatMismatchException($"a segment of 2 to {length} samples, the window's length", $"{segment}", "shorten the segment or lengthen the window");
        Expect.Within("overlap", overlap, 0, 0.95);
        this.length = length;
        this.channels = channels;
        Resolution = rate / segment;
        step = segment - (int)(overlap * segment);
        segments = (length - segment) / step + 1;
        hann = new double[segment];
        double power = 0;
        for (var i = 0; i < segment; i++)
        {
            hann[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / segment);
            power += hann[i] * hann[i];
        }
        scale = 1 / (rate * power * segments);
        lanes = Math.Min(8, (channels * segments + RealFft.LaneStep - 1) / RealFft.LaneStep * RealFft.LaneStep);
        fft = new RealFft(segment, lanes);
        signals = new double[segment * lanes];
        real = new double[Bins * lanes];
        imaginary = new double[Bins * lanes];
        sums = new double[channels * Bins];
    }

    /// <summary>Frequencies of a spectrum, from 0 to at most half the rate.</summary>
    public int Bins => hann.Length / 2 + 1;

    /// <summary>Hertz from one bin to the next.</summary>
    public double Resolution { get; }

    /// <summary>Writes the spectra [bins, channels] of a window [length, channels].</summary>
    public void Compute(ReadOnlySpan<float> window, Span<float> density)
    {
        if (window.Length != length * channels) throw new ArgumentException($"the window must have {length} samples of {channels} channels, but has {window.Length} values.");
        Array.Clear(sums);
        // A lane is a segment of a channel; the lanes of the last round may be fewer.
        for (var first = 0; first < segments * channels; first += lanes)
        {
            var count = Math.Min(lanes, segments * channels - first);
            for (var lane = 0; lane < count; lane++) Fill(window, (first + lane) / channels * step, (first + lane) % channels, lane);
            fft.Forward(signals, real, imaginary);
            for (var lane = 0; lane < count; lane++) Add((first + lane) % channels, lane);
        }
        var twoSided = hann.Length % 2 == 0 ? Bins - 1 : Bins; // the Nyquist frequency has no mirror image
        for (var k = 0; k < Bins; k++)
            for (var c = 0; c < channels; c++)
                density[k * channels + c] = (float)(sums[k * channels + c] * (k == 0 || k == twoSided ? scale : 2 * scale));
    }

    private void Fill(ReadOnlySpan<float> window, int start, int channel, int lane)
    {
        double mean = 0;
        for (var i = 0; i < hann.Length; i++) mean += window[(start + i) * channels + channel];
        mean /= hann.Length;
        for (var i = 0; i < hann.Length; i++) signals[i * lanes + lane] = (window[(start + i) * channels + channel] - mean) * hann[i];
    }

    private void Add(int channel, int lane)
    {
        for (int to = channel, at = lane; to < sums.Length; to += channels, at += lanes) sums[to] += real[at] * real[at] + imaginary[at] * imaginary[at];
    }
}
