using System.Globalization;

namespace Streaming.View;

/// <summary>Numbers in few characters.</summary>
internal static class Figure
{
    /// <summary>A count per second: 250, 12.5, 44.1k.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        double.NaN => "–",
        0 => "–",
        >= 999_500 => Text(perSecond / 1e6, "0.0") + "M",
        >= 9_999.5 => Text(perSecond / 1e3, "0.0") + "k",
        >= 99.95 => Text(perSecond, "0"),
        _ => Text(perSecond, "0.0"),
    };

    /// <summary>A time span: 850 ns, 12.3 µs, 4.5 ms, 2.1 s.</summary>
    public static string Time(double seconds) => seconds switch
    {
        double.NaN => "–",
        >= 0.9995 => Text(seconds, "0.00") + " s",
        >= 0.9995e-3 => Text(seconds * 1e3, "0.0") + " ms",
        >= 0.9995e-6 => Text(seconds * 1e6, "0.0") + " µs",
        _ => Text(seconds * 1e9, "0") + " ns",
    };

    /// <summary>Any number, to four digits.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A text cut to a width.</summary>
    public static string Fit(string text, int width) => text.Length <= width ? text : width < 2 ? "" : text[..(width - 1)] + "…";

    /// <summary>A place in the stream: 01:23.4, or 2:01:23 from an hour on.</summary>
    public static string Clock(double seconds)
    {
        var (whole, sign) = (Math.Abs(seconds), seconds < 0 ? "-" : "");
        return whole >= 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{(long)(whole / 3600)}:{(long)(whole / 60) % 60:00}:{(long)whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{(long)(whole / 60):00}:{Math.Floor(whole % 60 * 10) / 10:00.0}");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
