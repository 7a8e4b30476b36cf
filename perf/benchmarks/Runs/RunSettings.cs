using System.Globalization;
using Streaming.Inference;

namespace Streaming.Benchmarks;

/// <summary>What the command line may set.</summary>
/// <param name="Rounds">Times each design is run; the table shows medians over them.</param>
/// <param name="Seconds">Seconds of one run (chain, link), or of one design in all (paced).</param>
/// <param name="Only">Runs just the designs whose name contains this, or one of these set apart by /, besides the reference.</param>
/// <param name="Markdown">The file the tables are appended to.</param>
internal sealed record RunSettings(int Rounds, double Seconds, string Only, string? Markdown)
{
    public static RunSettings Read(string[] arguments, int rounds, double seconds)
    {
        var settings = new RunSettings(rounds, seconds, "", null);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            settings = arguments[i] switch
            {
                "--rounds" => settings with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => settings with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--only" => settings with { Only = value },
                "--markdown" => settings with { Markdown = value },
                "--provider" => settings with { Provider = Enum.Parse<Provider>(value, ignoreCase: true) },
                _ => throw new ArgumentException($"unknown option {arguments[i]}; there are --rounds, --seconds, --only, --markdown, --provider"),
            };
        }
        return settings;
    }

    public bool Wants(string design) => Only.Split('/').Any(part => design.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>What runs the models.</summary>
    public Provider Provider { get; init; }

    /// <summary>Shows a table, and appends it to the file where one was named.</summary>
    public void Show(string title, Table table)
    {
        var text = $"### {title}\n\n{Machine.Describe()}\n\n{table}\n";
        Console.WriteLine();
        Console.Write(text);
        if (Markdown is not null) File.AppendAllText(Markdown, text);
    }
}
