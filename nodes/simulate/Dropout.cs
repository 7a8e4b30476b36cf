using System.Globalization;

namespace Streaming.Simulate;

/// <summary>A time during which the simulated amplifier is away.</summary>
/// <param name="From">The first sample that is missing.</param>
/// <param name="Length">How many are missing.</param>
/// <param name="Message">What the user is told.</param>
internal readonly record struct Dropout(long From, long Length, string Message)
{
    /// <summary>Reads the setting <c>dropouts</c>.</summary>
    /// <exception cref="FormatMismatchException">A row is not two numbers, is empty, or begins before the one above it ends.</exception>
    public static Dropout[] Read(ValueList<ValueList<double>> rows, double rate)
    {
        var all = new Dropout[rows.Count];
        for (var i = 0; i < all.Length; i++)
        {
            if (rows[i].Count != 2)
                throw new FormatMismatchException("rows of two numbers in dropouts", $"{rows[i].Count} in row {i + 1}", "write [at second, for seconds], such as [[10, 2]]");
            var (from, length) = ((long)Math.Round(rows[i][0] * rate), (long)Math.Round(rows[i][1] * rate));
            if (length < 1 || (i > 0 && from <= all[i - 1].From + all[i - 1].Length))
                throw new FormatMismatchException("dropouts of at least one sample, in order of time and with samples between them", $"{rows[i]} in row {i + 1}",
                    "sort the rows, or join those that touch");
            all[i] = new(from, length, string.Create(CultureInfo.InvariantCulture, $"the simulated amplifier is away from {rows[i][0]} s for {rows[i][1]} s"));
        }
        return all;
    }
}
