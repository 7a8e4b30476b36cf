using Spectre.Console;

namespace Streaming.View;

/// <summary>Shows a quantity from 0 to 1: as a colour from black over blue, red and orange to pale yellow, two in a cell, or as a shade where there are no colours.</summary>
internal static class Heat
{
    private const int Steps = 32;
    private const string Shades = " ░▒▓█";
    private static readonly (double R, double G, double B)[] anchors = [(0, 0, 0), (28, 22, 92), (138, 34, 114), (236, 106, 48), (255, 238, 160)];
    private static readonly Color[] colours = [.. Enumerable.Range(0, Steps).Select(i => Between(i / (Steps - 1.0)))];
    private static readonly Style?[] styles = new Style?[Steps * Steps];

    /// <summary>Puts two quantities, one above the other, into a cell.</summary>
    public static void Put(Screen screen, int x, int y, double upper, double lower)
    {
        int top = Step(upper, Steps), bottom = Step(lower, Steps);
        screen.Put(x, y, '▀', styles[top * Steps + bottom] ??= new Style(colours[top], colours[bottom]));
    }

    /// <summary>Puts one quantity into a cell, without colours.</summary>
    public static void Put(Screen screen, int x, int y, double value) => screen.Put(x, y, Shades[Step(value, Shades.Length)], Ink.Plain);

    private static int Step(double value, int steps) => double.IsNaN(value) ? 0 : (int)Math.Clamp(value * steps, 0, steps - 1);

    private static Color Between(double value)
    {
        var at = value * (anchors.Length - 1);
        var i = Math.Min((int)at, anchors.Length - 2);
        var ((r0, g0, b0), (r1, g1, b1), part) = (anchors[i], anchors[i + 1], at - i);
        return new((byte)(r0 + part * (r1 - r0)), (byte)(g0 + part * (g1 - g0)), (byte)(b0 + part * (b1 - b0)));
    }
}
