using Spectre.Console;

namespace Streaming.View;

/// <summary>The colours of the display.</summary>
internal static class Ink
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Faint = new(Color.Grey30);
    public static readonly Style Label = new(Color.Grey62);
    public static readonly Style Dim = new(decoration: Decoration.Dim);
    public static readonly Style Title = new(Color.White, decoration: Decoration.Bold);
    public static readonly Style Good = new(Color.Green3);
    public static readonly Style Bad = new(Color.Red1);
    public static readonly Style Warning = new(Color.Orange1);
    public static readonly Style Mark = new(Color.Yellow3);

    /// <summary>Neighbouring traces take turns.</summary>
    public static readonly Style[] Traces = [new(Color.SkyBlue1), new(Color.Aquamarine3)];
}
