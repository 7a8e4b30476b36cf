using System.Globalization;

namespace Streaming.Simulate;

/// <summary>When something goes wrong: at the seconds that the user lists, and at random besides. Each is asked for in order, so memory does not grow.</summary>
internal sealed partial class Mishaps : IState
{
    private readonly (long At, double Amount)[] listed;
    private readonly double rate, interval, amount;
    private readonly bool signed;
    private readonly Xoshiro256 seeded;
    [State] private Xoshiro256 random;
    [State] private int row;
    [State] private long drawnAt;
    [State] private double drawnAmount;

    /// <summary>Reads a setting of rows [at second, amount] and one of how many come at random.</summary>
    /// <param name="rows">The setting.</param>
    /// <param name="name">Its name.</param>
    /// <param name="perMinute">How many come at random in a minute.</param>
    /// <param name="amount">The mean amount of those, from which single ones differ by up to half.</param>
    /// <param name="signed">The amount may be below zero, and half of those at random are.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="seeded">Draws.</param>
    /// <exception cref="FormatMismatchException">A row is not two numbers, or not in order.</exception>
    public Mishaps(ValueList<ValueList<double>> rows, string name, double perMinute, double amount, bool signed, double rate, Xoshiro256 seeded)
    {
        (this.rate, this.amount, this.signed, this.seeded) = (rate, amount, signed, seeded);
        interval = perMinute > 0 ? 60 / perMinute * rate : 0;
        listed = new (long, double)[rows.Count];
        for (var i = 0; i < listed.Length; i++)
        {
            if (rows[i].Count != 2)
                throw new FormatMismatchException($"rows of two numbers in {name}", $"{rows[i].Count} in row {i + 1}", $"write [at second, {(signed ? "by" : "for")} seconds], such as [[10, 2]]");
            listed[i] = ((long)Math.Round(rows[i][0] * rate), rows[i][1]);
            if (i > 0 && listed[i].At <= listed[i - 1].At)
                throw new FormatMismatchException($"{name} in order of time", $"{rows[i]} in row {i + 1}", "sort the rows");
        }
        Reset();
    }

    /// <summary>The sample at which the next one begins; far away where there is none.</summary>
    public long Next => Math.Min(row < listed.Length ? listed[row].At : long.MaxValue, drawnAt);

    /// <summary>Goes beyond the next one.</summary>
    /// <returns>Its amount.</returns>
    public double Pass()
    {
        if (row < listed.Length && listed[row].At <= drawnAt) return listed[row++].Amount;
        var drawn = drawnAmount;
        Draw(drawnAt);
        return drawn;
    }

    /// <summary>What lies before this sample does not happen.</summary>
    public void Skip(long sample)
    {
        while (Next < sample) Pass();
    }

    /// <summary>Checks that no row of outages begins before the one above it has ended.</summary>
    public static void NeedApart(ValueList<ValueList<double>> rows, double rate)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Count != 2) continue;
            var isEmpty = Math.Round(rows[i][1] * rate) < 1;
            if (isEmpty || (i > 0 && rows[i - 1].Count == 2 && Math.Round(rows[i][0] * rate) <= Math.Round(rows[i - 1][0] * rate) + Math.Round(rows[i - 1][1] * rate)))
                throw new FormatMismatchException("dropouts of at least one sample, in order of time and with samples between them", $"{rows[i]} in row {i + 1}",
                    "sort the rows, or join those that touch");
        }
    }

    /// <summary>Seconds as messages say them.</summary>
    public static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);

    partial void OnReset()
    {
        random = seeded;
        Draw(0);
    }

    private void Draw(long from)
    {
        if (interval == 0)
        {
            drawnAt = long.MaxValue;
            return;
        }
        drawnAt = from + Math.Max(1, (long)Math.Round(interval * random.Uniform(0.5, 1.5)));
        drawnAmount = amount * random.Uniform(0.5, 1.5);
        if (signed && random.Below(2) == 0) drawnAmount = -drawnAmount;
    }
}
