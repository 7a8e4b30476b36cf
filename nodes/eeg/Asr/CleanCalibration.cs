namespace Streaming.Eeg;

/// <summary>
/// Gathers signal until it holds enough that is clean, and learns from it what clean signal is (Mullen et al. 2015, section III; the constants are clean_rawdata's). The
/// work is done in small parts, each told by what it costs, so that no block of a live stream waits long. Nothing is allocated after construction.
/// </summary>
internal sealed class CleanCalibration : IState
{
    private const double LeastScore = -3.5, MostScore = 5; // of a channel's amplitude in a window, in clean deviations
    private const double MostBadChannels = 0.2;            // of all, in a clean window
    private const double EnoughClean = 0.5;                  // of what was gathered
    private const double Dropped = 1.0 / 6;                  // of what was gathered, where it was not enough
    private const int BlocksAtOnce = 64;
    private const int Chunk = 128;                           // samples shaped or projected at once

    private readonly int channels;
    private readonly int stride;
    private readonly double rate;
    private readonly int capacity;
    private readonly int block;
    private readonly WindowGrid windows;
    private readonly bool takesAll;
    private readonly float[] signal;       // [samples, channels], what was gathered; later shaped, then projected
    private readonly double[] amplitudes;  // [channels, windows]
    private readonly double[] sorted;
    private readonly double[] rows;        // a chunk as doubles
    private readonly double[] scatter;     // [stride, stride]
    private readonly double[] blocks;      // lower triangles of covariances; what is off the diagonal times the root of 2, since it stands twice in the matrix
    private readonly double[] covariance;
    private readonly ShapingFilter shaping;
    private readonly GeometricMedian median;
    private readonly SymmetricEigen eigen;
    private readonly CleanDistribution distribution;
    private Stage stage;
    private int held;
    private int done;                      // parts of the stage

    /// <summary>Prepares for a signal.</summary>
    /// <param name="channels">Its channels.</param>
    /// <param name="rate">Its rate, Hz.</param>
    /// <param name="samples">How much is gathered.</param>
    /// <param name="window">Samples of a window.</param>
    /// <param name="block">Samples of a covariance.</param>
    /// <param name="takesAll">All of it is known to be clean.</param>
    public CleanCalibration(int channels, double rate, int samples, int window, int block, bool takesAll = false)
    {
        (this.channels, this.rate, this.block, this.takesAll, capacity) = (channels, rate, block, takesAll, samples);
        windows = new WindowGrid(window);
        stride = Rows.Stride(channels);
        var most = windows.Count(samples);
        signal = new float[(long)samples * channels];
        amplitudes = new double[channels * most];
        sorted = new double[most];
        rows = new double[Math.Max(Chunk, block) * stride];
        scatter = new double[stride * stride];
        blocks = new double[(samples + block - 1) / block * Triangle];
        covariance = new double[channels * channels];
        shaping = new ShapingFilter(ShapingDesign.Make(rate), channels);
        median = new GeometricMedian(Triangle);
        eigen = new SymmetricEigen(channels);
        distribution = new CleanDistribution(most);
        Model = new CleanModel(channels);
    }

    private enum Stage
    {
        Gather,
        Measure,
        Score,
        Select,
        Shape,
        Scatter,
        Median,
        Project,
        MeasureComponents,
        Fit,
        Done,
    }

    /// <summary>What was learnt, once <see cref="IsDone"/>.</summary>
    public CleanModel Model { get; }

    /// <summary>It has learnt.</summary>
    public bool IsDone => stage == Stage.Done;

    /// <summary>It takes signal.</summary>
    public bool Gathers => stage == Stage.Gather;

    /// <summary>Seconds found clean when it last looked; 0 before.</summary>
    public double CleanSeconds { get; private set; }

    /// <summary>How often it looked and found too little that was clean.</summary>
    public int Refusals { get; private set; }

    private bool HoldsAmplitudes => stage is Stage.Measure or Stage.Score or Stage.Select or Stage.MeasureComponents or Stage.Fit;

    private bool HoldsBlocks => stage is Stage.Scatter or Stage.Median;

    private int Triangle => channels * (channels + 1) / 2;

    /// <summary>Takes samples [samples, channels]; what it has no room for, or comes while it works, is not taken.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        if (stage != Stage.Gather) return;
        var count = Math.Min(samples.Length / channels, capacity - held);
        var to = signal.AsSpan(held * channels, count * channels);
        // What is missing counts as 0, the mean of a high-passed signal.
        for (var i = 0; i < to.Length; i++) to[i] = float.IsFinite(samples[i]) ? samples[i] : 0;
        held += count;
        if (held == capacity) Go(takesAll ? Stage.Shape : Stage.Measure);
    }

    /// <summary>No more signal comes: learns from what it has gathered, where that is half of what it asked for.</summary>
    public void End()
    {
        if (stage == Stage.Gather && held >= EnoughClean * capacity) Go(takesAll ? Stage.Shape : Stage.Measure);
    }

    /// <summary>Works for about so many nanoseconds of a usual processor, by what is to be done and not by a clock.</summary>
    /// <returns>It has learnt.</returns>
    public bool Work(long nanoseconds)
    {
        while (nanoseconds > 0 && stage is not (Stage.Gather or Stage.Done)) nanoseconds -= Part();
        return IsDone;
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("stage", (int)stage);
        writer.Write("held", held);
        writer.Write("done", done);
        writer.Write("clean", CleanSeconds);
        writer.Write("refusals", Refusals);
        writer.Write<float>("signal", signal.AsSpan(0, held * channels));
        writer.Write<double>("amplitudes", amplitudes.AsSpan(0, HoldsAmplitudes ? amplitudes.Length : 0));
        writer.Write<double>("blocks", blocks.AsSpan(0, HoldsBlocks ? blocks.Length : 0));
        writer.Write("shaping", shaping);
        writer.Write("median", median);
        writer.Write("model", Model);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        stage = (Stage)reader.ReadInt32("stage");
        held = reader.ReadInt32("held");
        done = reader.ReadInt32("done");
        CleanSeconds = reader.ReadDouble("clean");
        Refusals = reader.ReadInt32("refusals");
        if ((uint)held > (uint)capacity) throw new StateException($"The saved state holds {held} samples to learn from where {capacity} are expected: it was saved by a node configured differently.");
        reader.Read("signal", signal.AsSpan(0, held * channels));
        reader.Read("amplitudes", amplitudes.AsSpan(0, HoldsAmplitudes ? amplitudes.Length : 0));
        reader.Read("blocks", blocks.AsSpan(0, HoldsBlocks ? blocks.Length : 0));
        reader.Read("shaping", shaping);
        reader.Read("median", median);
        reader.Read("model", Model);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        (stage, held, done, CleanSeconds, Refusals) = (Stage.Gather, 0, 0, 0, 0);
        shaping.Reset();
        median.Reset();
        Model.Reset();
    }

    private void Go(Stage next) => (stage, done) = (next, 0);

    private long Part() => stage switch
    {
        Stage.Measure => Measure(done++, Stage.Score),
        Stage.Score => Score(done++),
        Stage.Select => Select(),
        Stage.Shape => Shape(done++),
        Stage.Scatter => Scatter(done++),
        Stage.Median => Median(done++),
        Stage.Project => Project(done++),
        Stage.MeasureComponents => Measure(done++, Stage.Fit),
        _ => Fit(done++),
    };

    private int Held => windows.Count(held);

    private ReadOnlySpan<float> Window(int window) => signal.AsSpan(windows.Start(window) * channels, windows.Length * channels);

    // The root mean square of each channel in a window.
    private long Measure(int window, Stage then)
    {
        if (window == Held)
        {
            Go(then);
            return 0;
        }
        var sums = rows.AsSpan(0, channels);
        sums.Clear();
        var samples = Window(window);
        for (var at = 0; at < samples.Length; at += channels)
            for (var c = 0; c < channels; c++) sums[c] += (double)samples[at + c] * samples[at + c];
        for (var c = 0; c < channels; c++) amplitudes[c * Held + window] = Math.Sqrt(sums[c] / windows.Length);
        return 5L * samples.Length / 2;
    }

    private long Score(int channel)
    {
        if (channel == channels)
        {
            Go(Stage.Select);
            return 0;
        }
        var own = amplitudes.AsSpan(channel * Held, Held);
        own.CopyTo(sorted);
        var fit = distribution.Fit(sorted.AsSpan(0, Held));
        foreach (ref var amplitude in own) amplitude = fit.Deviation > 0 ? (amplitude - fit.Mean) / fit.Deviation : 0;
        return 2000L * Held;
    }

    private long Select()
    {
        var clean = Sift(move: false);
        CleanSeconds = clean / rate;
        if (clean >= EnoughClean * capacity)
        {
            held = Sift(move: true);
            Go(Stage.Shape);
        }
        else
        {
            Refusals++;
            var rest = signal.AsSpan(0, held * channels)[((int)(Dropped * capacity) * channels)..];
            rest.CopyTo(signal);
            held = rest.Length / channels;
            Go(Stage.Gather);
        }
        return (long)capacity * channels / 4;
    }

    // Counts the samples that lie in no bad window, or moves them together.
    private int Sift(bool move)
    {
        var allowed = (int)Math.Round(MostBadChannels * channels, MidpointRounding.AwayFromZero);
        int kept = 0, from = 0;
        for (var w = 0; w <= Held; w++)
        {
            if (w < Held && !IsBad(w, allowed)) continue;
            var to = w < Held ? Math.Max(from, windows.Start(w)) : held;
            if (move) signal.AsSpan(from * channels, (to - from) * channels).CopyTo(signal.AsSpan(kept * channels));
            kept += to - from;
            if (w < Held) from = Math.Max(from, windows.Start(w) + windows.Length);
        }
        return kept;
    }

    private bool IsBad(int window, int allowed)
    {
        int above = 0, below = 0;
        for (var c = 0; c < channels; c++)
        {
            var score = amplitudes[c * Held + window];
            if (score > MostScore) above++;
            if (score < LeastScore) below++;
        }
        return above > allowed || below > allowed;
    }

    private long Shape(int chunk)
    {
        var samples = Piece(chunk, Chunk);
        if (samples.IsEmpty)
        {
            shaping.Reset();
            Go(Stage.Scatter);
            return 0;
        }
        var shaped = rows.AsSpan(0, samples.Length / channels * stride);
        shaping.Process(samples, shaped);
        for (int at = 0, row = 0; at < samples.Length; at += channels, row += stride)
            for (var c = 0; c < channels; c++) samples[at + c] = (float)shaped[row + c];
        return 10L * shaped.Length;
    }

    private long Scatter(int index)
    {
        var samples = Piece(index, block);
        if (samples.Length < block * channels)
        {
            Go(Stage.Median);
            return 0;
        }
        Widen(samples);
        Array.Clear(scatter);
        Products.AddScatter(rows.AsSpan(0, block * stride), stride, scatter);
        var to = blocks.AsSpan(index * Triangle, Triangle);
        for (int i = 0, at = 0; i < channels; i++)
            for (var j = 0; j <= i; j++, at++) to[at] = scatter[i * stride + j] / block * (i == j ? 1 : Math.Sqrt(2));
        return 1000 + (long)block * stride * stride / 8;
    }

    private long Median(int part)
    {
        var from = part * BlocksAtOnce * Triangle;
        var points = blocks.AsSpan(0, held / block * Triangle)[from..];
        if (points.Length > BlocksAtOnce * Triangle) points = points[..(BlocksAtOnce * Triangle)];
        var cost = 2 * points.Length;
        for (; points.Length > 0; points = points[Triangle..]) median.Pull(points[..Triangle]);
        if (from + cost / 2 < held / block * Triangle) return cost;
        Go(Stage.Median); // once more from the first
        if (!median.Settle()) return cost;
        for (int i = 0, at = 0; i < channels; i++)
            for (var j = 0; j <= i; j++, at++)
                covariance[i * channels + j] = covariance[j * channels + i] = median.Current[at] / (i == j ? 1 : Math.Sqrt(2));
        Decompose();
        Go(Stage.Project);
        return cost + covariance.Length * (long)channels;
    }

    private void Decompose()
    {
        eigen.Decompose(covariance);
        eigen.Vectors.CopyTo(Model.Vectors);
        for (var k = 0; k < channels; k++) Model.Variances[k] = Math.Max(0, eigen.Values[k]);
        median.Reset();
    }

    private long Project(int chunk)
    {
        var samples = Piece(chunk, Chunk);
        if (samples.IsEmpty)
        {
            Go(Stage.MeasureComponents);
            return 0;
        }
        Widen(samples);
        for (int at = 0, row = 0; at < samples.Length; at += channels, row += stride)
            for (var k = 0; k < channels; k++) samples[at + k] = (float)Rows.Dot(Model.Vectors.AsSpan(k * channels, channels), rows.AsSpan(row, channels));
        return samples.Length * (10L + channels / 3);
    }

    private long Fit(int component)
    {
        var cost = 2000L * Held;
        var fit = distribution.Fit(amplitudes.AsSpan(component * Held, Held));
        (Model.Means[component], Model.Deviations[component]) = (fit.Mean, fit.Deviation);
        if (component == channels - 1)
        {
            Model.CleanSeconds = CleanSeconds = held / rate;
            held = 0;
            Go(Stage.Done);
        }
        return cost;
    }

    private Span<float> Piece(int index, int samples)
    {
        var from = Math.Min(held, index * samples);
        return signal.AsSpan(from * channels, Math.Min(samples, held - from) * channels);
    }

    private void Widen(ReadOnlySpan<float> samples)
    {
        for (int at = 0, row = 0; at < samples.Length; at += channels, row += stride)
        {
            for (var c = 0; c < channels; c++) rows[row + c] = samples[at + c];
            rows.AsSpan(row + channels, stride - channels).Clear();
        }
    }
}
