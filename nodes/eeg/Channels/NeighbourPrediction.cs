using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// How well each channel is what others say it should be: from each of many random draws of electrodes a spherical spline predicts the channel, and the median over the
/// draws of its correlation with the prediction counts, so that bad channels among the drawn do not matter. After the RANSAC step of the PREP pipeline (Bigdely-Shamlo et
/// al., Frontiers in Neuroinformatics 9:16, 2015), which takes the median of the predictions; all that is needed here are the covariances.
/// </summary>
internal sealed class NeighbourPrediction
{
    private const int Draws = 50;
    private const double Share = 0.25;      // of the electrodes in a draw
    private const int Fewest = 16;          // electrodes below which a quarter is too few to say anything

    private readonly int[] places;          // the channels that have a place on the head
    private readonly int drawn;             // electrodes of a draw
    private readonly int[] members;         // [draw, drawn], indices into places
    private readonly double[] weights;      // [draw, place, drawn]
    private readonly double[] correlations = new double[Draws];

    /// <summary>Prepares the draws, always the same ones. Where too few channels have a place nothing is predicted.</summary>
    public NeighbourPrediction(IReadOnlyList<Vector3?> positions)
    {
        places = [.. Enumerable.Range(0, positions.Count).Where(c => positions[c] is not null)];
        if (places.Length < Fewest) places = [];
        drawn = (int)(Share * places.Length);
        members = new int[Draws * drawn];
        weights = new double[Draws * places.Length * drawn];
        if (places.Length == 0) return;
        var spline = new SphericalSpline([.. places.Select(c => positions[c]!.Value)], smoothing: 1e-5);
        var deck = Enumerable.Range(0, places.Length).ToArray();
        var random = 0x9E3779B97F4A7C15UL;
        for (var d = 0; d < Draws; d++)
        {
            var draw = members.AsSpan(d * drawn, drawn);
            for (var i = 0; i < drawn; i++)
            {
                // Fisher and Yates, with the numbers of xorshift64 (Marsaglia, Journal of Statistical Software 8, 2003).
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                var other = i + (int)(random % (ulong)(deck.Length - i));
                (deck[i], deck[other]) = (deck[other], deck[i]);
                draw[i] = deck[i];
            }
            draw.Sort();
            spline.Use(draw);
            for (var p = 0; p < places.Length; p++) spline.WeightsFor(p, weights.AsSpan((d * places.Length + p) * drawn, drawn));
        }
    }

    /// <summary>The channels that are predicted.</summary>
    public ReadOnlySpan<int> Places => places;

    /// <summary>The median correlation of the i-th of the <see cref="Places"/> with what the draws without it predict; NaN where too few of them can be used.</summary>
    /// <param name="i">Which one.</param>
    /// <param name="statistics">The summed window.</param>
    /// <param name="usable">Which channels have a signal; a draw with another is left out.</param>
    public double Correlation(int i, WindowStatistics statistics, ReadOnlySpan<bool> usable)
    {
        var channel = places[i];
        var count = 0;
        for (var d = 0; d < Draws; d++)
        {
            var draw = members.AsSpan(d * drawn, drawn);
            if (draw.BinarySearch(i) >= 0 || !IsUsable(draw, usable)) continue;
            var w = weights.AsSpan((d * places.Length + i) * drawn, drawn);
            double power = 0, shared = 0;
            for (var a = 0; a < drawn; a++)
            {
                var first = places[draw[a]];
                shared += w[a] * statistics.Covariance(Math.Min(first, channel), Math.Max(first, channel));
                double row = 0.5 * w[a] * statistics.Covariance(first, first);
                for (var b = a + 1; b < drawn; b++) row += w[b] * statistics.Covariance(first, places[draw[b]]);
                power += 2 * w[a] * row;
            }
            correlations[count++] = shared / Math.Sqrt(power * statistics.Covariance(channel, channel));
        }
        if (count < Draws / 5) return double.NaN;
        var sorted = correlations.AsSpan(0, count);
        sorted.Sort();
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    private bool IsUsable(ReadOnlySpan<int> draw, ReadOnlySpan<bool> usable)
    {
        foreach (var member in draw)
            if (!usable[places[member]]) return false;
        return true;
    }
}
