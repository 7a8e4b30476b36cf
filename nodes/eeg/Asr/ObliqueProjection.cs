namespace Streaming.Eeg;

/// <summary>
/// Takes a few directions V out of a signal and puts there what the other ones let expect: x - V (V'QV)^-1 V'Q x, of the inverse Q of the clean covariance. This is ASR's
/// reconstruction M pinv(V_kept' M) V_kept' (Mullen et al. 2015, equation 6) with M M' the clean covariance, written by what is removed: a few directions where the other
/// form turns all channels, and well conditioned where channels depend on each other, as behind a common reference.
/// </summary>
internal sealed class ObliqueProjection : IState
{
    private readonly int channels;
    private readonly double[] readers; // V'Q as rows [rank, channels]
    private readonly double[] writers; // (V'QV)^-1 V' as rows
    private readonly double[] gram;

    /// <summary>Prepares for at most so many directions.</summary>
    public ObliqueProjection(int channels, int most)
    {
        this.channels = channels;
        readers = new double[most * channels];
        writers = new double[most * channels];
        gram = new double[most * most];
    }

    /// <summary>Directions taken out.</summary>
    public int Rank { get; private set; }

    /// <summary>Takes nothing out.</summary>
    public void Reset() => Rank = 0;

    /// <summary>Takes one more direction out, of norm 1 and orthogonal to those before; <see cref="Complete"/> ends their list.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="alive">1 for channels that it may touch; of the others it holds no more than rounding left there.</param>
    public void Remove(ReadOnlySpan<double> direction, ReadOnlySpan<double> alive)
    {
        var to = writers.AsSpan(Rank++ * channels, channels);
        for (var c = 0; c < channels; c++) to[c] = direction[c] * alive[c];
    }

    /// <summary>Computes the reconstruction, by the inverse of the clean covariance [channels, channels].</summary>
    public void Complete(ReadOnlySpan<double> inverse)
    {
        Products.Multiply(writers, inverse, readers, Rank, channels, channels);
        Products.MultiplyTransposed(readers, writers, gram, Rank, channels, Rank);
        if (Cholesky.TryFactor(gram, Rank)) Cholesky.SolveRows(gram, Rank, writers, channels);
        else writers.AsSpan(0, Rank * channels).CopyTo(readers); // beyond a double's range: plainly taken out
    }

    /// <summary>Takes a share of what is to be taken out from a sample.</summary>
    public void Apply(ReadOnlySpan<double> sample, double share, Span<double> result)
    {
        for (var r = 0; r < Rank; r++)
            Rows.AddScaled(-share * Rows.Dot(readers.AsSpan(r * channels, channels), sample), writers.AsSpan(r * channels, channels), result);
    }

    /// <summary>Takes over another's.</summary>
    public void Set(ObliqueProjection other)
    {
        Rank = other.Rank;
        other.readers.AsSpan(0, Rank * channels).CopyTo(readers);
        other.writers.AsSpan(0, Rank * channels).CopyTo(writers);
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("rank", Rank);
        writer.Write<double>("readers", readers.AsSpan(0, Rank * channels));
        writer.Write<double>("writers", writers.AsSpan(0, Rank * channels));
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Rank = reader.ReadInt32("rank");
        if ((uint)(Rank * channels) > (uint)readers.Length) throw new StateException($"The saved state takes {Rank} directions out of {channels} channels: it was saved by a node configured differently.");
        reader.Read("readers", readers.AsSpan(0, Rank * channels));
        reader.Read("writers", writers.AsSpan(0, Rank * channels));
    }
}
