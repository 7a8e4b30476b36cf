namespace Streaming.Dsp;

/// <summary>
/// Joins spectra of frames to the signal that fits them best: each is transformed back, weighted by the window once more, added to its neighbours, and the sum is
/// divided by that of the squared windows (Griffin and Lim, IEEE Trans. Acoust. Speech Signal Process. 32(2), 1984, eq. 6). Unchanged spectra give the signal
/// again. Where the squared windows sum to less than a thousandth of their most, in the first and last frame only, the signal fades.
/// </summary>
public sealed class OverlapAdd : IState
{
    private const double Least = 1e-3; // of the most; float32 spectra divided by less would not come within 1e-5 of the signal
    private readonly double[] window;
    private readonly double floor;
    private readonly int channels;
    private readonly int lanes;
    private readonly int offset;
    private readonly int delay;
    private readonly int trim;
    private readonly int tail;
    private readonly double[] sums;    // [capacity, channels], from the next sample to be given
    private readonly double[] weights; // [capacity]
    private readonly double[] signals, real, imaginary;
    private readonly InverseRealFft fft;
    private long skip; // samples to be left out yet

    /// <summary>Prepares to join frames.</summary>
    /// <param name="window">The window of the frames.</param>
    /// <param name="size">Length of the transform; a shorter window stands in its middle.</param>
    /// <param name="hop">Samples from one frame to the next.</param>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="centred">The signal is that from the middle of the first frame to the middle of the last; otherwise all that the windows cover.</param>
    /// <exception cref="FormatMismatchException">The hop leaves samples that no window carries.</exception>
    public OverlapAdd(double[] window, int size, int hop, int channels, bool centred)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hop);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, window.Length);
        var (least, most) = Cover(window, hop);
        floor = Least * most;
        if (least < floor || most == 0)
            throw new FormatMismatchException("a hop at which overlapping windows carry every sample", $"a hop of {hop} samples, at which some have less than a thousandth of the weight of others",
                $"shorten the hop to {Fitting(window, hop)} samples, or choose another window");
        this.window = window;
        (Hop, this.channels) = (hop, channels);
        Middle = size / 2 - (size - window.Length) / 2;
        delay = centred ? Math.Max(0, hop - Middle) : 0; // what lies behind the middle of a frame waits for the next
        trim = centred ? Middle + delay : 0;
        tail = centred ? Middle + delay - hop : window.Length - hop;
        lanes = Math.Min(8, (channels + RealFft.LaneStep - 1) / RealFft.LaneStep * RealFft.LaneStep);
        offset = (size - window.Length) / 2 * lanes;
        fft = new InverseRealFft(size, lanes);
        signals = new double[size * lanes];
        real = new double[fft.Bins * lanes];
        imaginary = new double[fft.Bins * lanes];
        sums = new double[(window.Length + delay) * channels];
        weights = new double[window.Length + delay];
        skip = trim;
    }

    /// <summary>Samples from one frame to the next.</summary>
    public int Hop { get; }

    /// <summary>The sample of a window that is the middle of its frame.</summary>
    public int Middle { get; }

    /// <summary>Samples by which a frame's middle is ahead of the first sample it completes.</summary>
    public int Latency => Middle + delay;

    /// <summary>The most samples that <see cref="Flush"/> gives.</summary>
    public int Tail => tail;

    /// <summary>Adds a spectrum [bins, 2 * channels] and writes the samples [up to hop, channels] that it completes.</summary>
    /// <returns>Samples written.</returns>
    public int Add(ReadOnlySpan<float> spectrum, Span<float> output)
    {
        if (spectrum.Length != fft.Bins * 2 * channels) throw new ArgumentException($"the spectrum must have {fft.Bins} bins of {channels} channels, but has {spectrum.Length} values.");
        for (var first = 0; first < channels; first += lanes)
        {
            var count = Math.Min(lanes, channels - first);
            for (int k = 0, at = 0; k < fft.Bins; k++, at += lanes)
                for (var lane = 0; lane < count; lane++)
                {
                    var from = 2 * (k * channels + first + lane);
                    real[at + lane] = spectrum[from];
                    imaginary[at + lane] = spectrum[from + 1];
                }
            fft.Inverse(real, imaginary, signals);
            for (int i = 0, at = offset; i < window.Length; i++, at += lanes)
                for (var lane = 0; lane < count; lane++) sums[(delay + i) * channels + first + lane] += signals[at + lane] * window[i];
        }
        for (var i = 0; i < window.Length; i++) weights[delay + i] += window[i] * window[i];
        return Give(Hop, output);
    }

    /// <summary>Writes what the last frames still hold and begins anew.</summary>
    /// <returns>Samples written, at most <see cref="Tail"/>.</returns>
    public int Flush(Span<float> output)
    {
        var given = weights.AsSpan().ContainsAnyExcept(0.0) ? Give(tail, output) : 0;
        Reset();
        return given;
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write<double>("sums", sums);
        writer.Write<double>("weights", weights);
        writer.Write("skip", skip);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        reader.Read<double>("sums", sums);
        reader.Read<double>("weights", weights);
        skip = reader.ReadInt64("skip");
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(sums);
        Array.Clear(weights);
        skip = trim;
    }

    private int Give(int samples, Span<float> output)
    {
        var from = (int)Math.Min(skip, samples);
        skip -= from;
        for (var i = from; i < samples; i++)
        {
            var scale = 1 / Math.Max(weights[i], floor);
            for (var c = 0; c < channels; c++) output[(i - from) * channels + c] = (float)(sums[i * channels + c] * scale);
        }
        sums.AsSpan(samples * channels).CopyTo(sums);
        sums.AsSpan(sums.Length - samples * channels).Clear();
        weights.AsSpan(samples).CopyTo(weights);
        weights.AsSpan(weights.Length - samples).Clear();
        return samples - from;
    }

    // The least and the most that the squares of overlapping windows sum to.
    private static (double Least, double Most) Cover(double[] window, int hop)
    {
        var (least, most) = (double.PositiveInfinity, 0.0);
        for (var phase = 0; phase < hop; phase++)
        {
            double sum = 0;
            for (var i = phase; i < window.Length; i += hop) sum += window[i] * window[i];
            (least, most) = (Math.Min(least, sum), Math.Max(most, sum));
        }
        return (least, most);
    }

    private static int Fitting(double[] window, int hop)
    {
        for (hop = Math.Min(hop, window.Length); hop > 1; hop /= 2)
        {
            var (least, most) = Cover(window, hop);
            if (most > 0 && least >= Least * most) break;
        }
        return hop;
    }
}
