namespace Streaming.Dsp;

/// <summary>
/// A percentile of the magnitude of each channel, without keeping samples: the P² algorithm (Jain and Chlamtac, Communications of the ACM 28(10), 1985), five markers whose
/// heights approach the least value, the percentile halved, the percentile, the middle of the rest, and the greatest. The algorithm never forgets; so two estimates run, each
/// begun anew when it is two horizons old, and the older one counts: it knows the last one to two horizons. A sample that is not finite does not count.
/// </summary>
public sealed partial class RunningPercentile : IState
{
    private const int Markers = 5;

    private readonly int channels;
    private readonly double share;
    private readonly long horizon;              // samples; 0: all
    [State] private readonly double[] heights;  // [estimate, channel, marker]
    [State] private readonly double[] places;   // [estimate, channel, marker], counted from 1
    [State] private readonly long[] counts;     // [estimate, channel]
    [State] private long seen;

    /// <summary>Prepares for a number of channels.</summary>
    /// <param name="channels">Channels of the signal.</param>
    /// <param name="percentile">Which percentile, above 0 and below 100.</param>
    /// <param name="horizon">In samples; 0 remembers all.</param>
    public RunningPercentile(int channels, double percentile, long horizon = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        if (!(percentile > 0 && percentile < 100)) throw new FormatMismatchException("a percentile above 0 and below 100", Expect.Text($"{percentile:R}"), "choose one in between");
        (this.channels, share, this.horizon) = (channels, percentile / 100, horizon);
        heights = new double[2 * channels * Markers];
        places = new double[2 * channels * Markers];
        counts = new long[2 * channels];
    }

    /// <summary>The estimate of a channel now; 0 before its first sample.</summary>
    public double Estimate(int channel)
    {
        var at = Older * channels + channel;
        var count = counts[at];
        var h = heights.AsSpan(at * Markers, Markers);
        return count switch { 0 => 0, < Markers => h[Math.Max(0, (int)Math.Ceiling(share * count) - 1)], _ => h[2] };
    }

    /// <summary>Divides a block [samples, channels] by the percentile of all samples up to each, that one too. The output may be the input.</summary>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var at = 0; at < input.Length; at += channels)
        {
            if (horizon > 0 && seen > 0 && seen % horizon == 0) Array.Clear(counts, (int)(seen / horizon % 2) * channels, channels);
            seen++;
            for (var c = 0; c < channels; c++)
            {
                var x = input[at + c];
                if (!float.IsFinite(x))
                {
                    output[at + c] = float.NaN;
                    continue;
                }
                Add(c, Math.Abs(x));
                if (horizon > 0) Add(channels + c, Math.Abs(x));
                var scale = Estimate(c);
                output[at + c] = scale > 0 ? (float)(x / scale) : 0;
            }
        }
    }

    // In an even horizon the second estimate is the older one, but for the first horizon, in which both know the same.
    private int Older => horizon == 0 || (seen - 1) / horizon % 2 == 1 ? 0 : 1;

    private void Add(int at, double x)
    {
        var h = heights.AsSpan(at * Markers, Markers);
        var count = ++counts[at];
        if (count <= Markers)
        {
            var i = (int)count - 1;
            for (; i > 0 && h[i - 1] > x; i--) h[i] = h[i - 1];
            h[i] = x;
            for (var k = 0; k < Markers; k++) places[at * Markers + k] = k + 1;
            return;
        }
        Move(x, count, h, places.AsSpan(at * Markers, Markers));
    }

    private void Move(double x, long count, Span<double> h, Span<double> n)
    {
        if (x < h[0]) h[0] = x;
        if (x > h[4]) h[4] = x;
        for (var k = 1; k < Markers; k++)
            if (k == 4 || x < h[k]) n[k]++;
        for (var k = 1; k <= 3; k++)
        {
            var wanted = 1 + (count - 1) * (k == 1 ? share / 2 : k == 2 ? share : (1 + share) / 2);
            var d = wanted - n[k];
            if (!(d >= 1 && n[k + 1] - n[k] > 1) && !(d <= -1 && n[k - 1] - n[k] < -1)) continue;
            d = Math.Sign(d);
            double below = n[k] - n[k - 1], above = n[k + 1] - n[k];
            var curved = h[k] + d / (below + above) * ((below + d) * (h[k + 1] - h[k]) / above + (above - d) * (h[k] - h[k - 1]) / below);
            var other = k + (int)d;
            h[k] = h[k - 1] < curved && curved < h[k + 1] ? curved : h[k] + d * (h[other] - h[k]) / (n[other] - n[k]);
            n[k] += d;
        }
    }
}
