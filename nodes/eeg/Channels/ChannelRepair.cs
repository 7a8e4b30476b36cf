using System.Numerics;

namespace Streaming.Eeg;

/// <summary>Puts in the place of bad channels what a spline of the good ones says. What it knows follows from the mask alone, so it need not be saved.</summary>
internal sealed class ChannelRepair
{
    private readonly bool mean;
    private readonly int channels;
    private readonly int[] places;          // the channels that have a place on the head
    private readonly SphericalSpline spline;
    private readonly bool[] bad;            // the mask for which all this was made
    private readonly int[] good;            // of the channels with a place: indices into places, then the channels themselves
    private readonly int[] sources;
    private readonly int[] replaced;
    private readonly double[] weights;      // [replaced, good]
    private int goodCount, replacedCount;

    /// <summary>Prepares for channels at these places; one without a place becomes the mean of the good ones, or stays.</summary>
    public ChannelRepair(IReadOnlyList<Vector3?> positions, double smoothing, bool mean)
    {
        this.mean = mean;
        channels = positions.Count;
        places = [.. Enumerable.Range(0, channels).Where(c => positions[c] is not null)];
        spline = new SphericalSpline([.. places.Select(c => positions[c]!.Value)], smoothing);
        bad = new bool[channels];
        good = new int[places.Length];
        sources = new int[places.Length];
        replaced = new int[channels];
        weights = new double[channels * places.Length];
    }

    /// <summary>No good channel with a place is left, and one is to be replaced.</summary>
    public bool HasNone => replacedCount > 0 && goodCount == 0;

    /// <summary>Whether a channel is replaced now.</summary>
    public bool Replaces(int channel) => replaced.AsSpan(0, replacedCount).Contains(channel);

    /// <summary>Makes the weights anew where the mask is another than before. Allocates nothing.</summary>
    public void Follow(ReadOnlySpan<bool> mask)
    {
        if (mask.SequenceEqual(bad)) return;
        mask.CopyTo(bad);
        goodCount = replacedCount = 0;
        for (var p = 0; p < places.Length; p++)
            if (!bad[places[p]]) (good[goodCount], sources[goodCount++]) = (p, places[p]);
        if (goodCount > 0) spline.Use(good.AsSpan(0, goodCount));
        for (var c = 0; c < channels; c++)
        {
            if (!bad[c]) continue;
            var place = Array.BinarySearch(places, c);
            if (place < 0 && !mean) continue;
            var row = weights.AsSpan(replacedCount * places.Length, goodCount);
            replaced[replacedCount++] = c;
            if (place < 0) row.Fill(1.0 / goodCount);
            else if (goodCount > 0) spline.WeightsFor(place, row);
        }
    }

    /// <summary>Repairs a block [samples, channels] in place. Sums run in double and in channel order.</summary>
    public void Process(Span<float> block)
    {
        if (replacedCount == 0) return;
        for (; !block.IsEmpty; block = block[channels..])
            for (var r = 0; r < replacedCount; r++)
            {
                var row = weights.AsSpan(r * places.Length, goodCount);
                var sum = goodCount > 0 ? 0 : double.NaN;
                for (var g = 0; g < row.Length; g++) sum += row[g] * block[sources[g]];
                block[replaced[r]] = (float)sum;
            }
    }
}
