using System.Globalization;

namespace Streaming.Plot;

/// <summary>Figures as people read them.</summary>
internal static class Number
{
    /// <summary>Three digits, never in scientific notation: 0.0123, 1.23, 12.3, 123, 12300; a dash where it is not known.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value)) return "–";
        var size = Math.Abs(value);
        if (size >= 1000)
        {
            var step = Math.Pow(10, Math.Floor(Math.Log10(size)) - 2);
            return (Math.Round(value / step) * step).ToString("0", CultureInfo.InvariantCulture);
        }
        return value.ToString(size >= 100 ? "0" : size >= 10 ? "0.0" : size >= 1 || size == 0 ? "0.00" : size >= 0.01 ? "0.000" : "0.#####", CultureInfo.InvariantCulture);
    }

    /// <summary>With so many decimals.</summary>
    public static string Fixed(double value, int decimals) => double.IsFinite(value) ? value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "–";

    /// <summary>A part as percent, without decimals from ten on.</summary>
    public static string Percent(double part) => double.IsFinite(part) ? Fixed(100 * part, Math.Abs(part) < 0.1 ? 1 : 0) + " %" : "–";

    /// <summary>A duration: 12.5 s, 3 min 20 s, 1 h 2 min.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 120) return Fixed(seconds, seconds < 10 ? 2 : 1) + " s";
        var whole = (long)Math.Round(seconds);
        return whole < 7200 ? $"{whole / 60} min {whole % 60} s" : $"{whole / 3600} h {whole / 60 % 60} min";
    }
}
