using System.Globalization;
using ScottPlot.TickGenerators;

namespace Streaming.Plot;

/// <summary>Where axes are marked.</summary>
internal static class Ticks
{
    /// <summary>Powers of ten on an axis of logarithms, and numbers between them where there are few.</summary>
    public static NumericManual Logarithmic(double from, double to)
    {
        var ticks = new NumericManual();
        ReadOnlySpan<int> digits = to - from < 1.2 ? [1, 2, 3, 4, 5, 7] : to - from < 2.5 ? [1, 2, 5] : [1];
        for (var decade = (int)Math.Floor(from); decade <= to; decade++)
        {
            foreach (var digit in digits)
            {
                var at = decade + Math.Log10(digit);
                if (at >= from - 1e-9 && at <= to + 1e-9) ticks.AddMajor(at, (digit * Math.Pow(10, decade)).ToString("0.######", CultureInfo.InvariantCulture));
            }
        }
        return ticks;
    }

    /// <summary>Round numbers, about so many.</summary>
    public static NumericManual Linear(double from, double to, int about, double scale = 1)
    {
        var ticks = new NumericManual();
        var step = Round((to - from) / scale / about);
        // Adding 0 makes 0 of -0.
        for (var k = Math.Ceiling(from / scale / step - 1e-9) + 0.0; k * step <= to / scale + 1e-9 * step; k++)
            ticks.AddMajor(k * step * scale, (k * step).ToString(step < 1 ? step < 0.1 ? "0.00" : "0.0" : "0", CultureInfo.InvariantCulture));
        return ticks;
    }

    /// <summary>Where an axis of rows ends above the first, in rows: room for a name in a space of so many pixels.</summary>
    public static double AboveRows(double row) => 0.5 + Math.Max(0.3, 16 / row);

    /// <summary>The channels on rows 0, -1, -2, ..; only as many names as have room.</summary>
    public static NumericManual Rows(string[] labels, double pixels, double least)
    {
        var ticks = new NumericManual();
        var every = Math.Max(1, (int)Math.Ceiling(least / pixels));
        for (var c = 0; c < labels.Length; c += every) ticks.AddMajor(-c, labels[c]);
        return ticks;
    }

    /// <summary>The next of 1, 2, 5, 10, 20, .. from a value on.</summary>
    public static double Round(double value) => Round(value, [1, 2, 5]);

    /// <summary>The next from a value on of these digits with any number of zeros.</summary>
    public static double Round(double value, ReadOnlySpan<double> digits)
    {
        if (!(value > 0) || !double.IsFinite(value)) return 1;
        var decade = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var digit in digits)
            if (digit * decade >= value * (1 - 1e-9)) return digit * decade;
        return 10 * decade;
    }
}
