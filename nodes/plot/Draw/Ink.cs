using ScottPlot;
using SkiaSharp;

namespace Streaming.Plot;

/// <summary>Colours that also colour-blind eyes tell apart (Okabe and Ito 2008: vermilion and blue), and the font.</summary>
internal static class Ink
{
    public static readonly Color Before = Color.FromHex("#D55E00"), After = Color.FromHex("#08306B"), Text = Color.FromHex("#222222"), Faint = Color.FromHex("#767676"), Grid = Color.FromHex("#E4E4E4"),
        Missing = Color.FromHex("#F0F0F0"), Paper = Colors.White,
        Bad = Color.FromHex("#35B8E8");

    /// <summary>From nothing to most, ever darker.</summary>
    public static readonly IColormap Heat = new ScottPlot.Colormaps.CustomInterpolated([Color.FromHex("#FFFFFF"), Color.FromHex("#FEE3C3"), Color.FromHex("#FDB366"), Color.FromHex("#E8601C"), Color.FromHex("#A02B0B"), Color.FromHex("#3F0A05")]);

    private static readonly string[] preferred = ["Open Sans", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial"];

    /// <summary>A font of this machine; null where it has none, as in a bare container.</summary>
    public static string? Font { get; } = Choose();

    public static SKTypeface Regular { get; } = SKTypeface.FromFamilyName(Font, SKFontStyle.Normal);

    public static SKTypeface Bold { get; } = SKTypeface.FromFamilyName(Font, SKFontStyle.Bold);

    private static string? Choose()
    {
        var installed = SKFontManager.Default.FontFamilies.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return preferred.FirstOrDefault(installed.Contains) ?? installed.Order(StringComparer.Ordinal).FirstOrDefault();
    }
}
