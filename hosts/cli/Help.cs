using System.CommandLine;
using System.CommandLine.Invocation;
using Streaming.Cli.Text;

namespace Streaming.Cli;

/// <summary>A command that shows examples in its help.</summary>
internal abstract class Verb(string name, string brief, string description, params string[] examples) : Command(name, description)
{
    /// <summary>A few words, for the list of all commands.</summary>
    public string Brief => brief;

    public IReadOnlyList<string> Examples => examples;

    /// <summary>It does nothing without one of the verbs below it: it shows them, and says that it was used wrongly.</summary>
    protected void NeedVerb(Shell shell) => SetAction(_ =>
    {
        Help.Write(this, shell.Out);
        return ExitCode.Wrong;
    });
}

/// <summary>Writes help that fits a screen of 24 lines of 80 columns.</summary>
internal sealed class Help(Shell shell) : SynchronousCommandLineAction
{
    private const int Width = 80;

    private static readonly string[] rootExamples =
    [
        "streaming run graphs/ssvep            watch a simulated subject choose",
        "streaming check graphs/ssvep          what flows where, before anything runs",
        "streaming new graph mine              a graph of your own to begin with",
    ];

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, shell.Out);
        return ExitCode.Ok;
    }

    public static void Write(Command command, TextWriter output)
    {
        foreach (var line in Wrapped.Lines(command.Description ?? "", Width)) output.WriteLine(line);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command)}");
        var rows = command.Arguments.Select(a => (Shown(a), a.Description)).Concat(command.Options.Where(o => !o.Hidden).Select(o => (Shown(o), o.Description))).ToList();
        rows.InsertRange(0, command.Subcommands.Cast<Verb>().Select(v => (v.Name, (string?)v.Brief)));
        if (rows.Count > 0) output.WriteLine();
        var indent = rows.Select(r => r.Item1.Length).DefaultIfEmpty().Max() + 4;
        foreach (var (name, text) in rows)
        {
            var lines = Wrapped.Lines(text ?? "", Width - indent);
            output.WriteLine($"  {name.PadRight(indent - 2)}{lines[0]}");
            foreach (var line in lines.Skip(1)) output.WriteLine(new string(' ', indent) + line);
        }
        var examples = command is Verb verb ? verb.Examples : rootExamples;
        output.WriteLine();
        foreach (var example in examples) output.WriteLine($"  {example}");
        if (command is not RootCommand) return;
        output.WriteLine();
        output.WriteLine("Exit codes: 0 ok, 1 a run failed, 2 wrong usage or graph, 130 stopped at once.");
    }

    /// <summary>Such as "streaming new graph".</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "streaming";

    private static string Usage(Command command)
    {
        if (command is RootCommand) return "streaming COMMAND …, and streaming COMMAND --help";
        var words = new List<string> { PathOf(command) };
        words.AddRange(command.Arguments.Select(Shown));
        if (command.Subcommands.Any()) words.Add(string.Join('|', command.Subcommands.Select(c => c.Name)) + " …");
        if (command.Options.Any()) words.Add("[options]");
        return string.Join(' ', words);
    }

    private static string Shown(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    private static string Shown(Option option) => option.HelpName is { Length: > 0 } value ? $"{option.Name} {value}" : option.Name;
}
