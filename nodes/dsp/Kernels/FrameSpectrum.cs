using System.Numerics.Tensors;

namespace Streaming.Dsp;

/// <summary>
/// Spectra of frames: each is weighted by a window and transformed, unscaled. A window shorter than the transform stands in its middle between zeros. Spectra are
/// [bins, 2 * channels], of each channel the real and the imaginary part.
/// </summary>
public sealed class FrameSpectrum
{
    private readonly double[] window;
    private readonly int channels;
    private readonly int lanes;
    private readonly int offset;
    private readonly double[] signals, real, imaginary;
    private readonly RealFft fft;
    private readonly LoneFft? lone; // of a single channel

    /// <summary>Prepares spectra of frames.</summary>
    /// <param name="window">The window; a frame is as long.</param>
    /// <param name="size">Length of the transform, at least that of the window; any works, products of small primes are fast.</param>
    /// <param name="channels">Channels of a frame.</param>
    public FrameSpectrum(double[] window, int size, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, window.Length);
        this.window = window;
        this.channels = channels;
        lanes = Math.Min(8, (channels + RealFft.LaneStep - 1) / RealFft.LaneStep * RealFft.LaneStep);
        offset = (size - window.Length) / 2 * lanes;
        fft = new RealFft(size, lanes);
        lone = channels == 1 && LoneFft.Fits(size) ? new LoneFft(size) : null;
        signals = new double[size * lanes];
        real = new double[Bins * lanes];
        imaginary = new double[Bins * lanes];
    }

    /// <summary>Frequencies from 0 to at most half the rate.</summary>
    public int Bins => fft.Bins;

    /// <summary>Powers can be had by themselves: of one channel, by a transform of a single signal.</summary>
    internal bool HasPowers => lone is not null;

    /// <summary>Writes the spectrum [bins, 2 * channels] of a frame [length of the window, channels].</summary>
    public void Compute(ReadOnlySpan<float> frame, Span<float> spectrum)
    {
        if (frame.Length != window.Length * channels) throw new ArgumentException($"the frame must have {window.Length} samples of {channels} channels, but has {frame.Length} values.");
        if (lone is not null)
        {
            Compute(lone, frame, spectrum);
            return;
        }
        for (var first = 0; first < channels; first += lanes)
        {
            var count = Math.Min(lanes, channels - first);
            for (int i = 0, at = offset; i < window.Length; i++, at += lanes)
                for (var lane = 0; lane < count; lane++) signals[at + lane] = frame[i * channels + first + lane] * window[i];
            fft.Forward(signals, real, imaginary);
            for (int k = 0, at = 0; k < Bins; k++, at += lanes)
                for (var lane = 0; lane < count; lane++)
                {
                    var to = 2 * (k * channels + first + lane);
                    spectrum[to] = (float)real[at + lane];
                    spectrum[to + 1] = (float)imaginary[at + lane];
                }
        }
    }

    /// <summary>Writes the powers [bins] of a frame [length of the window]; see <see cref="HasPowers"/>.</summary>
    internal void Powers(ReadOnlySpan<float> frame, Span<double> powers)
    {
        Transform(lone!, frame);
        ReadOnlySpan<double> re = real.AsSpan(0, Bins), im = imaginary.AsSpan(0, Bins);
        TensorPrimitives.Multiply(im, im, powers);
        TensorPrimitives.MultiplyAdd(re, re, powers, powers);
    }

    private void Compute(LoneFft transform, ReadOnlySpan<float> frame, Span<float> spectrum)
    {
        Transform(transform, frame);
        for (var k = 0; k < Bins; k++) (spectrum[2 * k], spectrum[2 * k + 1]) = ((float)real[k], (float)imaginary[k]);
    }

    private void Transform(LoneFft transform, ReadOnlySpan<float> frame)
    {
        var signal = signals.AsSpan((fft.Length - window.Length) / 2, window.Length);
        TensorPrimitives.ConvertTruncating(frame, signal);
        TensorPrimitives.Multiply(signal, window, signal);
        transform.Forward(signals.AsSpan(0, fft.Length), real, imaginary);
    }
}
