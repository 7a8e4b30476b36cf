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
    public static string? Font { get; } = Choose(SKFontManager.Default.FontFamilies, CanWrite);

    public static SKTypeface Regular { get; } = SKTypeface.FromFamilyName(Font, SKFontStyle.Normal);

    public static SKTypeface Bold { get; } = SKTypeface.FromFamilyName(Font, SKFontStyle.Bold);

    /// <summary>What to say to the user of a font; null: nothing.</summary>
    public static string? RemarkOn(string? font) => font is null ? "this machine has no font, so the picture will have no text: install one, such as fonts-dejavu-core on Debian" : null;

    /// <summary>One of the fonts we prefer, else the first that has the letters needed.</summary>
    public static string? Choose(IEnumerable<string> installed, Predicate<string> canWrite)
    {
        var able = installed.Where(name => name.Length > 0 && canWrite(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return preferred.FirstOrDefault(able.Contains) ?? able.Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static bool CanWrite(string name)
    {
        using var typeface = SKTypeface.FromFamilyName(name);
        return typeface is not null && typeface.ContainsGlyphs("aZ09µ²δ");
    }
}
