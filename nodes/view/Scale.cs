namespace Streaming.View;

/// <summary>The range of the traces: from the series 1, 2, 5, and steady while it fits.</summary>
internal sealed class Scale
{
    /// <summary>Half the range of one trace, in the signal's unit.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>Follows the median over the channels of their root mean square.</summary>
    public void Follow(SignalHistory signal)
    {
        var levels = new List<double>();
        for (var c = 0; c < signal.Channels; c++)
        {
            var (mean, variance) = Moments(signal, c);
            if (variance > 0 && double.IsFinite(mean)) levels.Add(Math.Sqrt(variance));
        }
        if (levels.Count == 0) return;
        levels.Sort();
        var wanted = 2 * levels[levels.Count / 2];
        if (!(wanted >= 0.35 * Value && wanted <= 1.1 * Value)) Value = RoundUp(wanted);
    }

    /// <summary>Follows the highest value.</summary>
    public void FollowPeak(SignalHistory signal)
    {
        var highest = 0f;
        for (var i = Math.Max(0, signal.Count - signal.Capacity); i < signal.Count; i++)
            for (var c = 0; c < signal.Channels; c++)
                if (Math.Abs(signal[i, c]) > highest) highest = Math.Abs(signal[i, c]);
        if (highest > 0 && !(highest >= 0.15 * Value && highest <= Value)) Value = RoundUp(highest);
    }

    /// <summary>Keeps a value that the user set.</summary>
    public void Fix(double value) => Value = value;

    /// <summary>Mean and variance of what is kept of a channel.</summary>
    public static (double Mean, double Variance) Moments(SignalHistory signal, int channel)
    {
        double sum = 0, squares = 0;
        var count = 0;
        for (var i = Math.Max(0, signal.Count - signal.Capacity); i < signal.Count; i++)
        {
            double value = signal[i, channel];
            if (!double.IsFinite(value)) continue;
            sum += value;
            squares += value * value;
            count++;
        }
        var mean = sum / count;
        return (mean, squares / count - mean * mean);
    }

    /// <summary>The next of 1, 2 or 5 times a power of ten.</summary>
    public static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        var digit = value / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
