using System.Globalization;

namespace Streaming.Simulate;

/// <summary>A target that flickers.</summary>
/// <param name="Label">The class of those who attend it.</param>
/// <param name="Frequency">Hz.</param>
internal readonly record struct Flicker(string Label, double Frequency)
{
    /// <summary>Reads the setting <c>classes</c>.</summary>
    /// <exception cref="FormatMismatchException">One is not a frequency below half the rate.</exception>
    public static Flicker[] Read(ValueMap classes, double rate)
    {
        var all = new Flicker[classes.Entries.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var (label, text) = classes.Entries[i];
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var frequency) || !(frequency > 0 && frequency < rate / 2))
                throw new FormatMismatchException(string.Create(CultureInfo.InvariantCulture, $"a frequency between 0 and {rate / 2} Hz for the class '{label}'"), $"'{text}'",
                    "set classes to labels with the frequency of their flicker, such as { left: 12, right: 15 }");
            all[i] = new(label, frequency);
        }
        return all;
    }
}
