using System.CommandLine;
using Streaming.Cli.Network;
using Streaming.Lsl;

namespace Streaming.Cli.Commands;

/// <summary>Which streams, and how far to look for them: what every command on Lab Streaming Layer takes.</summary>
internal sealed class LslChoice
{
    private readonly Option<string> where = new("--where") { Description = "Only these, by XPath: \"type='EEG' and channel_count>8\"", HelpName = "PREDICATE" };
    private readonly Option<string> scope = new("--scope") { Description = "How far to look: machine (default), link, or site", HelpName = "SCOPE" };
    private readonly Option<string[]> peers = new("--peers") { Description = "Machines to ask directly; with --scope link or site", HelpName = "HOST", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> session = new("--session") { Description = "The session to look in; default that of lsl_api.cfg", HelpName = "NAME" };
    private readonly Option<string> config = new("--config") { Description = "An lsl_api.cfg other than the machine's", HelpName = "FILE" };
    private readonly Option<string> backend = new("--backend") { Description = $"Who speaks LSL: managed, or native ({NativeLsl.Variable})", HelpName = "NAME" };

    public LslChoice(Command command)
    {
        command.Add(where);
        command.Add(scope);
        command.Add(peers);
        command.Add(session);
        command.Add(config);
        command.Add(backend);
    }

    /// <summary>What was chosen.</summary>
    /// <exception cref="UsageException">A word is not one of those known, or the words do not go together.</exception>
    /// <exception cref="LslException">The configuration cannot be read.</exception>
    public Reach Read(ParseResult parsed)
    {
        var far = Word(scope, parsed, LslScope.Machine);
        var hosts = (parsed.GetValue(peers) ?? []).SelectMany(p => p.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        if (far == LslScope.Machine && hosts.Count > 0)
            throw new UsageException($"--peers: expected --scope link or site with peers, found '{string.Join(", ", hosts)}' with the scope of this machine; add --scope link");
        return new Reach(
            Word(backend, parsed, LslBackend.Managed),
            (parsed.GetValue(config) ?? "", parsed.GetValue(session) ?? ""),
            far,
            ValueList.From(hosts),
            parsed.GetValue(where) ?? "");
    }

    private static T Word<T>(Option<string> option, ParseResult parsed, T otherwise) where T : struct, Enum
    {
        if (parsed.GetValue(option) is not { } word) return otherwise;
        var known = SettingText.Choices<T>().ToList();
        return known.IndexOf(word) is >= 0 and var at
            ? Enum.GetValues<T>()[at]
            : throw new UsageException($"{option.Name}: expected one of {string.Join(", ", known)}, found '{word}'; {Nearest.Remedy(word, known)}");
    }
}
