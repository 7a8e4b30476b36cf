namespace Streaming.Eeg;

/// <summary>Says for each channel what is wrong with it in a window.</summary>
internal sealed class ChannelJudge
{
    private const double Quantile = 0.9;        // of the correlations with the others: the tenth that correlates best may be left out
    private const double MissingShare = 0.01;   // of a window's samples
    private const int Fewest = 4;               // channels with a signal, below which none can be compared
    private const double LeastSpread = 0.5;     // of the median noise: where all channels are alike, a little more is no fault

    private readonly WindowStatistics statistics;
    private readonly NeighbourPrediction neighbours;
    private readonly BadChannels.Settings settings;
    private readonly long flat;                 // samples
    private readonly bool[] usable;             // has a signal in the window
    private readonly bool[] predicting;         // and is not bad already
    private readonly double[] noise;
    private readonly double[] sorted;

    /// <summary>Judges what these statistics hold.</summary>
    public ChannelJudge(WindowStatistics statistics, NeighbourPrediction neighbours, BadChannels.Settings settings, int channels, double rate)
    {
        (this.statistics, this.neighbours, this.settings) = (statistics, neighbours, settings);
        flat = Math.Max(1, (long)Math.Round(settings.Flat * rate));
        usable = new bool[channels];
        predicting = new bool[channels];
        noise = new double[channels];
        sorted = new double[channels];
    }

    /// <summary>Judges the window that just ended. Channels that are bad already predict no other.</summary>
    public void Judge(Span<Fault> faults, Verdicts verdicts)
    {
        statistics.Sum();
        var count = 0;
        for (var c = 0; c < faults.Length; c++)
        {
            usable[c] = statistics.Missing(c) <= MissingShare && statistics.Covariance(c, c) > 0 && statistics.Unchanged(c) < flat;
            faults[c] = statistics.Missing(c) > MissingShare ? Fault.Missing : statistics.Unchanged(c) >= flat ? Fault.Flat : usable[c] ? Fault.None : Fault.Unknown;
            if (usable[c]) count++;
        }
        if (count < Fewest)
        {
            foreach (ref var fault in faults)
                if (fault == Fault.None) fault = Fault.Unknown;
            return;
        }
        if (settings.Line > 0) JudgeNoise(faults, count);
        if (settings.Neighbours > 0) JudgePrediction(faults, verdicts);
        if (settings.Correlation > 0) JudgeCorrelation(faults, count);
    }

    private void JudgeCorrelation(Span<Fault> faults, int count)
    {
        for (var c = 0; c < faults.Length; c++)
        {
            if (!usable[c]) continue;
            var others = 0;
            for (var d = 0; d < faults.Length; d++)
            {
                if (d == c || !usable[d]) continue;
                sorted[others++] = Math.Abs(statistics.Covariance(c, d)) / Math.Sqrt(statistics.Covariance(c, c) * statistics.Covariance(d, d));
            }
            sorted.AsSpan(0, others).Sort();
            if (sorted[(int)Math.Ceiling(Quantile * (count - 1)) - 1] < settings.Correlation) faults[c] = Fault.Uncorrelated;
        }
    }

    private void JudgePrediction(Span<Fault> faults, Verdicts verdicts)
    {
        for (var c = 0; c < faults.Length; c++) predicting[c] = usable[c] && verdicts[c] == Fault.None;
        neighbours.Predict(statistics, predicting);
        for (var i = 0; i < neighbours.Places.Length; i++)
        {
            var channel = neighbours.Places[i];
            if (usable[channel] && neighbours[i] < settings.Neighbours) faults[channel] = Fault.Unpredicted;
        }
    }

    // How many deviations above the median (by the median absolute deviation, which a few bad channels do not move) the noise of a channel lies.
    private void JudgeNoise(Span<Fault> faults, int count)
    {
        var n = 0;
        for (var c = 0; c < faults.Length; c++)
        {
            if (!usable[c]) continue;
            noise[c] = Math.Sqrt(statistics.HighPower(c) / statistics.Covariance(c, c));
            sorted[n++] = noise[c];
        }
        var median = Median(sorted.AsSpan(0, count));
        for (var i = 0; i < count; i++) sorted[i] = Math.Abs(sorted[i] - median);
        var spread = Math.Max(1.4826 * Median(sorted.AsSpan(0, count)), LeastSpread * median);
        for (var c = 0; c < faults.Length; c++)
            if (usable[c] && noise[c] - median > settings.Line * spread) faults[c] = Fault.Noisy;
    }

    private static double Median(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
