using System.CommandLine;
using Streaming.Inference;

namespace Streaming.Cli.Commands;

/// <summary>How a model is run, as options of a command: the same words as the settings of the node <c>onnx</c>.</summary>
internal sealed class ExecutionOptions
{
    private readonly Option<string> provider = new("--provider")
    {
        Description = $"What runs it: {string.Join(", ", SettingText.Choices<Provider>())}",
        HelpName = "NAME",
        DefaultValueFactory = _ => SettingText.Of(Provider.Cpu),
    };

    private readonly Option<string[]> options = new("--option") { Description = "An option of the provider; as often as needed", HelpName = "NAME=VALUE" };
    private readonly Option<bool> fallback = new("--fallback") { Description = "Operators that the provider lacks may run on the processor" };

    public ExecutionOptions(Command command)
    {
        command.Add(provider);
        command.Add(options);
        command.Add(fallback);
    }

    /// <summary>What was chosen.</summary>
    /// <exception cref="UsageException">A word is not one of those known.</exception>
    public Execution Read(ParseResult parsed)
    {
        var word = parsed.GetValue(provider)!;
        var known = SettingText.Choices<Provider>();
        if (!known.Contains(word)) throw new UsageException($"--provider: expected one of {string.Join(", ", known)}, found '{word}'; {Nearest.Remedy(word, known)}");
        var pairs = (parsed.GetValue(options) ?? []).Select(o => o.Split('=', 2)).ToList();
        if (pairs.FirstOrDefault(p => p.Length < 2 || p[0].Length == 0) is { } wrong) throw new UsageException($"--option: expected NAME=VALUE, found '{string.Join('=', wrong)}'; such as deviceId=1");
        return new Execution
        {
            Provider = Enum.GetValues<Provider>()[known.ToList().IndexOf(word)],
            Options = ValueMap.Of([.. pairs.Select(p => (p[0], p[1]))]),
            Fallback = parsed.GetValue(fallback),
        };
    }
}
