namespace Streaming.Eeg;

/// <summary>
/// Goes over a signal in steps and repairs it a lookahead later: of each step it finds what to remove, and blends from what was removed in the step before by half a period
/// of a cosine. What nothing is removed from comes out bit for bit, and what is missing (NaN) stays so.
/// </summary>
internal sealed partial class ArtifactRepair : IState
{
    private readonly int channels;
    private readonly int step;
    private readonly int window;
    private readonly double[] shaped;
    private readonly double[] sample;
    private readonly double[] repaired;
    private readonly double[] blend;
    private readonly ArtifactSubspace subspace;
    private readonly ObliqueProjection next;
    [State] private readonly ShapingFilter shaping;
    [State] private readonly MovingScatter scatter;
    [State] private readonly ObliqueProjection current;
    [State] private readonly float[] carry;   // [lookahead + step, channels]
    [State] private int filled;               // samples of the step begun
    [State] private int skipped;              // of the zeros that stand before the first sample

    /// <summary>Prepares for a signal of a rate in Hz; window, step and lookahead are in samples.</summary>
    public ArtifactRepair(int channels, double rate, int window, int step, int lookahead, double mostRemoved)
    {
        (this.channels, this.step, this.window, Lookahead) = (channels, step, window, lookahead);
        shaping = new ShapingFilter(ShapingDesign.Make(rate), channels);
        shaped = new double[step * shaping.Stride];
        sample = new double[channels];
        repaired = new double[channels];
        blend = [.. Enumerable.Range(1, step).Select(i => (1 - Math.Cos(Math.PI * i / step)) / 2)];
        subspace = new ArtifactSubspace(channels, mostRemoved);
        current = new ObliqueProjection(channels, subspace.Most);
        next = new ObliqueProjection(channels, subspace.Most);
        scatter = new MovingScatter(shaping.Stride, window, step);
        carry = new float[(lookahead + step) * channels];
    }

    /// <summary>Samples by which the signal is looked ahead of.</summary>
    public int Lookahead { get; }

    /// <summary>Samples missing for a step.</summary>
    public int Missing => step - filled;

    /// <summary>Directions removed now.</summary>
    public int Removed => current.Rank;

    /// <summary>The step begun.</summary>
    private Span<float> Begun => carry.AsSpan(Lookahead * channels, filled * channels);

    /// <summary>Derives what to remove from a model.</summary>
    public void Prepare(CleanModel model, double cutoff) => subspace.Prepare(model, cutoff);

    /// <summary>Takes at most <see cref="Missing"/> samples.</summary>
    public void Take(ReadOnlySpan<float> samples)
    {
        samples.CopyTo(carry.AsSpan((Lookahead + filled) * channels));
        filled += samples.Length / channels;
    }

    /// <summary>The step just filled; until <see cref="Finish"/>.</summary>
    public ReadOnlySpan<float> Step => Begun;

    /// <summary>Samples that the next <see cref="Finish"/> gives, at most.</summary>
    public int Ready => Math.Max(0, step - (Lookahead - skipped));

    /// <summary>Ends a full step and writes the step that is a lookahead older.</summary>
    /// <param name="searches">Look for artifacts; otherwise nothing is removed.</param>
    /// <param name="output">Room for <see cref="Ready"/> samples [samples, channels], which are written.</param>
    public void Finish(bool searches, Span<float> output)
    {
        shaping.Process(Begun, shaped);
        scatter.Add(shaped);
        next.Reset();
        if (searches) subspace.Find(scatter.Sum, shaping.Stride, window, next);
        Repair(step - Ready, step, output, blends: true);
        current.Set(next);
        skipped = Math.Min(Lookahead, skipped + step - Ready);
        carry.AsSpan(step * channels).CopyTo(carry);
        filled = 0;
    }

    /// <summary>Samples that <see cref="Flush"/> gives.</summary>
    public int Left => skipped + filled;

    /// <summary>Writes what is left of the signal, as the last step was repaired, and forgets it.</summary>
    /// <param name="output">Room for <see cref="Left"/> samples, which are written.</param>
    public void Flush(Span<float> output)
    {
        Repair(Lookahead - skipped, Lookahead + filled, output, blends: false);
        Reset();
    }

    private void Repair(int from, int to, Span<float> output, bool blends)
    {
        carry.AsSpan(from * channels, (to - from) * channels).CopyTo(output);
        if (current.Rank == 0 && (!blends || next.Rank == 0)) return;
        for (var t = from; t < to; t++)
        {
            var row = output.Slice((t - from) * channels, channels);
            for (var c = 0; c < channels; c++) repaired[c] = sample[c] = float.IsFinite(row[c]) ? row[c] : 0;
            var share = blends ? blend[t] : 0;
            current.Apply(sample, 1 - share, repaired);
            if (blends) next.Apply(sample, share, repaired);
            for (var c = 0; c < channels; c++) row[c] = (float)repaired[c] + (row[c] - row[c]);
        }
    }
}
