using System.Globalization;

namespace Streaming.Cli.Text;

/// <summary>Writes quantities for people: three digits and a fitting unit, the same in every country.</summary>
internal static class Quantity
{
    /// <summary>Such as "12.3 ms".</summary>
    public static string Time(double seconds) => double.IsNaN(seconds) ? "-" : Math.Abs(seconds) switch
    {
        0 => "0 s",
        < 1e-6 => Digits(seconds * 1e9) + " ns",
        < 1e-3 => Digits(seconds * 1e6) + " µs",
        < 1 => Digits(seconds * 1e3) + " ms",
        _ => Digits(seconds) + " s",
    };

    /// <summary>Such as "1.2 MB".</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => Digits(bytes) + " B",
        < 1e6 => Digits(bytes / 1e3) + " kB",
        < 1e9 => Digits(bytes / 1e6) + " MB",
        _ => Digits(bytes / 1e9) + " GB",
    };

    /// <summary>Such as "250/s" or "1.2 M/s".</summary>
    public static string Rate(double perSecond) => !double.IsFinite(perSecond) ? "-" : perSecond switch
    {
        < 1e4 => Digits(perSecond) + "/s",
        < 1e6 => Digits(perSecond / 1e3) + " k/s",
        _ => Digits(perSecond / 1e6) + " M/s",
    };

    /// <summary>Such as "15,000".</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as "1 stream" or "3 streams".</summary>
    public static string Streams(int count) => count == 1 ? "1 stream" : $"{count} streams";

    /// <summary>Such as "0:42" or "1:02:03".</summary>
    public static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(double.IsFinite(seconds) ? Math.Floor(seconds) : 0);
        return time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    /// <summary>Three significant digits, more where the integer part has more.</summary>
    public static string Digits(double value)
    {
        if (!double.IsFinite(value)) return "-";
        var whole = value == 0 ? 1 : (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return Math.Round(value, Math.Clamp(3 - whole, 0, 9)).ToString("0.#########", CultureInfo.InvariantCulture);
    }
}
