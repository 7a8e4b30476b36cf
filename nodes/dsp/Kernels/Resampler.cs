namespace Streaming.Dsp;

/// <summary>
/// Changes the rate of a time-major signal by a ratio with a polyphase windowed-sinc filter (Crochiere and Rabiner, Multirate Digital Signal Processing,
/// chapter 3). Output n stands for the time of input n·Down/Up exactly: the filter has no phase, it only has to see <see cref="Latency"/> input samples past
/// that time. The signal is taken to have held its first sample before it began, and its last after it ended. A ratio of 1 copies.
/// </summary>
public sealed class Resampler : IState
{
    /// <summary>The stop band's default attenuation, in decibels.</summary>
    public const double DefaultAttenuation = 80;

    /// <summary>The transition band's default width, as a fraction of the narrower Nyquist frequency.</summary>
    public const double DefaultTransition = 0.2;

    private const int MostTaps = 1 << 24;

    private readonly int channels;
    private readonly int length; // taps of a phase, a multiple of the dot product's step
    private readonly int capacity;
    private readonly float[] phases; // [Up, length], oldest sample first
    private readonly float[] history; // [channels, capacity]
    private readonly float[] last;
    private int end; // samples in the history
    private int ahead; // history index just past the window of the next output
    private int phase;

    /// <summary>Designs the filter and prepares for a number of channels.</summary>
    /// <param name="ratio">Samples out for samples in.</param>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="attenuation">Attenuation of the stop band, which begins at the narrower Nyquist frequency, in decibels, 21 to 160.</param>
    /// <param name="transition">Width of the transition band below it, as a fraction of the narrower Nyquist frequency, 0.01 to 1.</param>
    /// <exception cref="FormatMismatchException">A value is out of range, or the filter would not fit in memory.</exception>
    public Resampler(Ratio ratio, int channels, double attenuation = DefaultAttenuation, double transition = DefaultTransition)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        Expect.Within("attenuation", attenuation, 21, 160);
        Expect.Within("transition", transition, 0.01, 1);
        Ratio = ratio;
        this.channels = channels;
        var narrow = Math.Min(1, (double)ratio.Up / ratio.Down); // the narrower Nyquist frequency over that of the input
        Latency = ratio.Up == ratio.Down ? 0 : (int)Math.Ceiling(Kaiser.HalfLength(attenuation, transition * narrow * Math.PI));
        length = Dot.Padded(2 * Latency + 1);
        if ((long)length * ratio.Up > MostTaps)
            throw new FormatMismatchException($"a ratio that needs at most {MostTaps} filter taps", $"{ratio.Up}/{ratio.Down}, which needs {(long)length * ratio.Up}", "choose a rounder rate");
        capacity = length + Math.Max(256, 3 * length);
        phases = new float[ratio.Up * length];
        history = new float[channels * capacity];
        last = new float[channels];
        if (Latency == 0) phases[^1] = 1;
        else for (var p = 0; p < ratio.Up; p++) Design(phases.AsSpan(p * length, length), (double)p / ratio.Up, narrow * (1 - transition / 2), Kaiser.Shape(attenuation));
    }

    /// <summary>The change of rate.</summary>
    public Ratio Ratio { get; }

    /// <summary>How many input samples past its own time an output sample waits for.</summary>
    public int Latency { get; }

    /// <summary>Resamples a block [samples, channels] and returns the samples written, which depend on the number of samples seen and nothing else.</summary>
    /// <param name="input">Samples of any number.</param>
    /// <param name="output">Room for <see cref="MostOutputs"/> samples.</param>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.IsEmpty) return 0;
        if (end == 0) Start(input[..channels]);
        var written = 0;
        while (!input.IsEmpty)
        {
            if (end == capacity) Slide();
            var samples = Math.Min(capacity - end, input.Length / channels);
            for (var c = 0; c < channels; c++)
            {
                var line = history.AsSpan(c * capacity + end, samples);
                for (int i = 0, at = c; i < line.Length; i++, at += channels) line[i] = input[at];
            }
            end += samples;
            input = input[(samples * channels)..];
            written += Emit(output[(written * channels)..]);
        }
        return written;
    }

    /// <summary>Ends the signal: writes the samples that still waited, and is ready for a new signal.</summary>
    /// <param name="output">Room for <see cref="MostOutputs"/> of <see cref="Latency"/> samples.</param>
    public int Flush(Span<float> output)
    {
        var written = 0;
        if (end > 0)
        {
            for (var c = 0; c < channels; c++) last[c] = history[c * capacity + end - 1];
            for (var i = 0; i < Latency; i++) written += Process(last, output[(written * channels)..]);
        }
        Reset();
        return written;
    }

    /// <summary>The most samples that a number of input samples can give.</summary>
    public int MostOutputs(int samples) => checked((int)(((long)samples * Ratio.Up + Ratio.Down - 1) / Ratio.Down));

    /// <summary>Writes one window of history: older samples no longer count.</summary>
    public void Save(ref StateWriter writer)
    {
        writer.Write("started", end > 0);
        if (end == 0) return;
        writer.Write("ahead", ahead - end);
        writer.Write("phase", phase);
        for (var c = 0; c < channels; c++) writer.Write<float>("history", history.AsSpan(c * capacity + end - length, length));
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Reset();
        if (!reader.ReadBoolean("started")) return;
        end = length;
        ahead = end + reader.ReadInt32("ahead");
        phase = reader.ReadInt32("phase");
        for (var c = 0; c < channels; c++) reader.Read("history", history.AsSpan(c * capacity, length));
    }

    /// <inheritdoc/>
    public void Reset() => (end, ahead, phase) = (0, 0, 0);

    // Normalised to gain 1 at 0 Hz phase by phase, so that an offset carries no ripple.
    private void Design(Span<float> taps, double delay, double cutoff, double shape)
    {
        Span<double> exact = new double[taps.Length];
        double sum = 0;
        for (var i = 0; i < taps.Length; i++)
        {
            var t = i - (taps.Length - 1 - Latency) - delay; // in input samples, from the output's time
            var angle = Math.PI * cutoff * t;
            exact[i] = (angle == 0 ? 1 : Math.Sin(angle) / angle) * Kaiser.At(t / Latency, shape);
            sum += exact[i];
        }
        for (var i = 0; i < taps.Length; i++) taps[i] = (float)(exact[i] / sum);
    }

    private void Start(ReadOnlySpan<float> first)
    {
        end = length;
        ahead = length + Latency + 1;
        phase = 0;
        for (var c = 0; c < channels; c++) history.AsSpan(c * capacity, length).Fill(first[c]);
    }

    private void Slide()
    {
        var start = end - length;
        for (var c = 0; c < channels; c++)
        {
            var line = history.AsSpan(c * capacity, capacity);
            line[start..end].CopyTo(line);
        }
        end -= start;
        ahead -= start;
    }

    private int Emit(Span<float> output)
    {
        var written = 0;
        while (ahead <= end)
        {
            var taps = phases.AsSpan(phase * length, length);
            for (var c = 0; c < channels; c++) output[written * channels + c] = Dot.Product(history.AsSpan(c * capacity + ahead - length, length), taps);
            written++;
            phase += Ratio.Down;
            ahead += phase / Ratio.Up;
            phase %= Ratio.Up;
        }
        return written;
    }
}
