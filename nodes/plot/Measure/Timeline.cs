namespace Streaming.Plot;

/// <summary>
/// A whole run in a bounded number of cells of equal duration: what was removed, and from where to where both sides went, for each channel. Where the cells do not
/// suffice any more, two and two become one of twice the duration. A cell in which nothing came (a gap) holds no samples.
/// </summary>
internal sealed partial class Timeline(int channels, double shortest = 0.25, int most = 1024) : IState
{
    /// <summary>One channel within one cell.</summary>
    public struct Cell
    {
        public int Samples, Bad;
        public double Removed, RemovedSquared;  // sums
        public float LeastBefore, MostBefore, LeastAfter, MostAfter;

        public void Add(in Cell other)
        {
            Bad += other.Bad;
            if (other.Samples == 0) return;
            if (Samples == 0) (LeastBefore, MostBefore, LeastAfter, MostAfter) = (other.LeastBefore, other.MostBefore, other.LeastAfter, other.MostAfter);
            Samples += other.Samples;
            Removed += other.Removed;
            RemovedSquared += other.RemovedSquared;
            LeastBefore = Math.Min(LeastBefore, other.LeastBefore);
            MostBefore = Math.Max(MostBefore, other.MostBefore);
            LeastAfter = Math.Min(LeastAfter, other.LeastAfter);
            MostAfter = Math.Max(MostAfter, other.MostAfter);
        }
    }

    [State] private readonly Cell[] cells = new Cell[most * channels];  // [cells, channels]
    [State] private double start;
    [State] private int used, doublings;

    /// <summary>Cells in use.</summary>
    public int Count => used;

    /// <summary>Seconds of a cell.</summary>
    public double Width => Math.ScaleB(shortest, doublings);

    /// <summary>Seconds, the time of the first sample.</summary>
    public double Start => start;

    /// <summary>One channel within one cell.</summary>
    public Cell this[int cell, int channel] => cells[cell * channels + channel];

    /// <summary>Adds one sample of every channel.</summary>
    public void Add(double time, ReadOnlySpan<float> before, ReadOnlySpan<float> after, ReadOnlySpan<bool> bad)
    {
        if (used == 0) start = time;
        while (time - start >= most * Width) Halve();
        // A clock that steps back adds to the last cell.
        var at = Math.Max(used - 1, (int)Math.Floor((time - start) / Width + 1e-6));
        at = Math.Min(at, most - 1);
        used = at + 1;
        var row = cells.AsSpan(at * channels, channels);
        for (var c = 0; c < row.Length; c++)
        {
            ref var cell = ref row[c];
            if (bad[c]) cell.Bad++;
            float b = before[c], a = after[c];
            double removed = b - a;
            if (!double.IsFinite(removed)) continue;
            if (cell.Samples++ == 0) (cell.LeastBefore, cell.MostBefore, cell.LeastAfter, cell.MostAfter) = (b, b, a, a);
            cell.Removed += removed;
            cell.RemovedSquared += removed * removed;
            cell.LeastBefore = Math.Min(cell.LeastBefore, b);
            cell.MostBefore = Math.Max(cell.MostBefore, b);
            cell.LeastAfter = Math.Min(cell.LeastAfter, a);
            cell.MostAfter = Math.Max(cell.MostAfter, a);
        }
    }

    /// <summary>What was removed in each cell (rms about the median of the cells' means), [cells, channels]; NaN where nothing came.</summary>
    public double[,] Removed()
    {
        var removed = new double[used, channels];
        for (var c = 0; c < channels; c++)
        {
            // What was there all the time, such as the offset of an electrode; not what single artifacts add to the mean.
            var middle = Order.Median(Enumerable.Range(0, used).Select(i => this[i, c].Removed / this[i, c].Samples));
            for (var i = 0; i < used; i++)
            {
                var cell = this[i, c];
                removed[i, c] = cell.Samples == 0 ? double.NaN : Math.Sqrt(Math.Max(0, (cell.RemovedSquared - 2 * middle * cell.Removed) / cell.Samples + middle * middle));
            }
        }
        return removed;
    }

    private void Halve()
    {
        var half = (used + 1) / 2;
        for (var i = 0; i < half; i++)
        {
            for (var c = 0; c < channels; c++)
            {
                var cell = cells[2 * i * channels + c];
                if (2 * i + 1 < used) cell.Add(cells[(2 * i + 1) * channels + c]);
                cells[i * channels + c] = cell;
            }
        }
        cells.AsSpan(half * channels).Clear();
        used = half;
        doublings++;
    }
}
