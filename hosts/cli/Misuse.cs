using System.CommandLine;
using System.CommandLine.Parsing;

namespace Streaming.Cli;

/// <summary>Says in one line what is wrong with a command line: expected, found, what was perhaps meant, and where help is.</summary>
internal static class Misuse
{
    public static string Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var stray = result.UnmatchedTokens.FirstOrDefault(IsOption) ?? result.UnmatchedTokens.FirstOrDefault();
        // Where no command comes first, the first word is meant to be one, whatever follows.
        if (stray is not null && stray == result.Tokens[0].Value) command = result.RootCommandResult.Command;
        return $"{(stray is null ? Of(result.Errors[0], command) : Of(stray, command))} (see '{Help.PathOf(command)} --help')";
    }

    private static string Of(string stray, Command command)
    {
        if (IsOption(stray)) return $"expected an option of '{Help.PathOf(command)}', found '{stray}'; {Nearest.Remedy(stray, Options(command))}";
        if (command.Subcommands.Any()) return $"expected a command, found '{stray}'; {Nearest.Remedy(stray, command.Subcommands.Select(c => c.Name))}";
        return $"expected nothing more after '{Help.PathOf(command)} {string.Join(' ', command.Arguments.Select(a => a.Name))}', found '{stray}'; quote what holds spaces";
    }

    private static string Of(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } given => $"{given.Option.Name}: expected {given.Option.HelpName}, found nothing",
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult } missing => $"expected {missing.Argument.Name} after '{Help.PathOf(command)}', found nothing",
        _ => error.Message,
    };

    private static bool IsOption(string token) => token.StartsWith('-');

    private static IEnumerable<string> Options(Command command)
    {
        for (Command? at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            foreach (var option in at.Options)
                if (at == command || option.Recursive) yield return option.Name;
    }
}
