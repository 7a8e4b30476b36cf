namespace Streaming.Files;

/// <summary>Estimates the sampling rate of a recording from the times of its first samples.</summary>
public static class SampleRate
{
    private const double Near = 0.01;

    /// <summary>Rates, in hertz, that amplifiers and audio devices are built for.</summary>
    private static ReadOnlySpan<int> Usual =>
    [
        1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 120, 125, 128, 160, 200, 220, 240, 250, 256, 300, 400, 500, 512, 600, 800, 1000, 1024, 1200,
        1250, 1600, 2000, 2048, 2400, 2500, 4000, 4096, 4800, 5000, 8000, 8192, 9600, 10000, 11025, 12000, 16000, 16384, 19200, 20000, 22050, 24000,
        25000, 30000, 32000, 32768, 38400, 44100, 48000, 50000, 88200, 96000, 192000,
    ];

    /// <summary>The rate in hertz; 0 where the times do not increase.</summary>
    /// <param name="times">Times of successive samples, in seconds, at least two.</param>
    /// <remarks>
    /// The median interval over a quarter of the times, not over one sample: a stamp rounded to a millisecond makes every single interval at 256 Hz
    /// 3 or 4 ms, and a device that sends in packets stamps them unevenly. One gap moves at most a third of the intervals, so not the median.
    /// </remarks>
    public static double Measure(ReadOnlySpan<double> times)
    {
        if (times.Length < 2) return 0;
        var lag = Math.Max(1, times.Length / 4);
        var intervals = new double[times.Length - lag];
        for (var i = 0; i < intervals.Length; i++) intervals[i] = times[i + lag] - times[i];
        Array.Sort(intervals);
        var median = intervals[intervals.Length / 2];
        var rate = lag / median;
        return median > 0 && double.IsFinite(rate) ? rate : 0;
    }

    /// <summary>The nearest usual rate within 1 %, else the nearest whole number of hertz within 1 %, else the rate itself.</summary>
    public static double Snap(double rate)
    {
        var best = 0;
        foreach (var usual in Usual)
            if (Math.Abs(usual - rate) < Math.Abs(best - rate)) best = usual;
        if (Math.Abs(best - rate) <= Near * rate) return best;
        var whole = Math.Round(rate);
        return whole >= 1 && Math.Abs(whole - rate) <= Near * rate ? whole : rate;
    }
}
