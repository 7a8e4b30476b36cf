namespace Streaming;

/// <summary>Finds the name a user most likely meant.</summary>
public static class Nearest
{
    /// <summary>"did you mean 'cutoff'?" where a candidate is near enough, else "one of: a, b, c".</summary>
    public static string Remedy(string word, IEnumerable<string> candidates)
    {
        var all = candidates.ToList();
        if (all.Count == 0) return "there are none";
        var best = all.FirstOrDefault(c => word.Length > 1 && c.StartsWith(word, StringComparison.OrdinalIgnoreCase)) ?? all.MinBy(c => Distance(word, c))!;
        return IsNear(word, best) ? $"did you mean '{best}'?" : $"one of: {string.Join(", ", all.Take(24))}{(all.Count > 24 ? ", …" : "")}";
    }

    /// <summary>One is likely a misspelt form of the other.</summary>
    internal static bool IsNear(string word, string right) => right.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        || Distance(word, right) <= Math.Max(2, word.Length / 3)
        || right.Split('.')[^1].Equals(word.Split('.')[^1], StringComparison.OrdinalIgnoreCase);

    /// <summary>The number of letters to insert, delete, replace or swap with a neighbour (Damerau 1964), ignoring case.</summary>
    internal static int Distance(string a, string b)
    {
        a = a.ToLowerInvariant();
        b = b.ToLowerInvariant();
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
