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
    private const int Fewest = 48;          // electrodes below which they are too far apart: with 32 the rim of the head is often not what a quarter of them says

    private readonly int[] places;          // the channels that have a place on the head
    private readonly int stride;            // as many, rounded up to whole vectors
    private readonly int drawn;             // electrodes of a draw
    private readonly int[] members;         // [draw, drawn], indices into places, ascending
    private readonly double[] weights;      // [draw, drawn, place]: of each of the drawn in what is predicted of each place
    private readonly double[] covariance;   // [place, place]
    private readonly double[] power;        // of a draw's predictions
    private readonly double[] shared;       // their covariances with the channels
    private readonly double[] correlations; // [place, draw]
    private readonly int[] counts;
    private readonly double[] medians;

    /// <summary>Prepares the draws, always the same ones. Where too few channels have a place nothing is predicted.</summary>
    public NeighbourPrediction(IReadOnlyList<Vector3?> positions)
    {
        places = [.. Enumerable.Range(0, positions.Count).Where(c => positions[c] is not null)];
        if (places.Length < Fewest) places = [];
        stride = Rows.Stride(places.Length);
        drawn = (int)(Share * places.Length);
        members = new int[Draws * drawn];
        weights = new double[Draws * drawn * stride];
        covariance = new double[places.Length * stride];
        power = new double[stride];
        shared = new double[stride];
        correlations = new double[places.Length * Draws];
        counts = new int[places.Length];
        medians = new double[places.Length];
        if (places.Length == 0) return;
        var predictors = new double[drawn];
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
            for (var p = 0; p < places.Length; p++)
            {
                spline.WeightsFor(p, predictors);
                for (var a = 0; a < drawn; a++) weights[(d * drawn + a) * stride + p] = predictors[a];
            }
        }
    }

    /// <summary>The channels that are predicted.</summary>
    public ReadOnlySpan<int> Places => places;

    /// <summary>The median correlation of the i-th of the <see cref="Places"/> with what the draws without it predict; NaN where too few of them could be used.</summary>
    public double this[int i] => medians[i];

    /// <summary>Correlates every channel with its predictions in the window that was summed; a draw with a channel that is not usable is left out.</summary>
    public void Predict(WindowStatistics statistics, ReadOnlySpan<bool> usable)
    {
        for (var i = 0; i < places.Length; i++)
            for (var k = 0; k < places.Length; k++) covariance[i * stride + k] = statistics.Covariance(places[i], places[k]);
        Array.Clear(counts);
        for (var d = 0; d < Draws; d++)
        {
            var draw = members.AsSpan(d * drawn, drawn);
            if (!IsUsable(draw, usable)) continue;
            Correlate(draw, weights.AsSpan(d * drawn * stride, drawn * stride));
            for (int i = 0, next = 0; i < places.Length; i++)
            {
                if (next < drawn && draw[next] == i) next++;
                else correlations[i * Draws + counts[i]++] = shared[i] / Math.Sqrt(power[i] * covariance[i * stride + i]);
            }
        }
        for (var i = 0; i < places.Length; i++) medians[i] = Median(correlations.AsSpan(i * Draws, counts[i]));
    }

    // With the sum w'x over the draw a channel c has the covariance w'cov(x, c), and the sum the power w'cov(x, x)w: a place per lane, so that all machines add in one order.
    private void Correlate(ReadOnlySpan<int> draw, ReadOnlySpan<double> w)
    {
        for (var i = 0; i < stride; i += Vector<double>.Count)
        {
            Vector<double> powers = default, products = default;
            for (var a = 0; a < draw.Length; a++)
            {
                var row = covariance.AsSpan(draw[a] * stride, stride);
                Vector<double> own = new(w[(a * stride + i)..]), sum = default;
                for (var b = 0; b < draw.Length; b++) sum = Vector.FusedMultiplyAdd(new Vector<double>(row[draw[b]]), new Vector<double>(w[(b * stride + i)..]), sum);
                powers = Vector.FusedMultiplyAdd(own, sum, powers);
                products = Vector.FusedMultiplyAdd(own, new Vector<double>(row[i..]), products);
            }
            powers.CopyTo(power, i);
            products.CopyTo(shared, i);
        }
    }

    private static double Median(Span<double> values)
    {
        if (values.Length < Draws / 5) return double.NaN;
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private bool IsUsable(ReadOnlySpan<int> draw, ReadOnlySpan<bool> usable)
    {
        foreach (var member in draw)
            if (!usable[places[member]]) return false;
        return true;
    }
}
