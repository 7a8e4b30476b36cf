using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Run;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Lets the nodes of a graph that learn do so, each in turn, and writes what they learnt.</summary>
internal sealed class FitCommand : Verb
{
    private readonly GraphChoice graph = new();
    private readonly Argument<string[]> nodes = new("NODE") { Description = "The nodes to let learn; none: all that learn", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<double> limit = RunCommand.Limit();

    public FitCommand(Shell shell) : base(
        "fit",
        "Let the nodes of a graph that learn do so",
        "Let the nodes of a graph that learn do so, each in turn, from recordings played as fast as possible; "
        + "what each learnt goes into the file of its setting 'fit', and those after it learn with it. "
        + "Ctrl-C ends a recording early, and what came until then is learnt from; a second Ctrl-C leaves all files as they were.",
        "streaming fit graphs/motor-imagery",
        "streaming fit graphs/p300 --set \"source.path=[one.csv, two.csv]\"",
        "streaming fit mine/graph.yaml lda --for 5m")
    {
        graph.AddTo(this);
        Add(nodes);
        Add(limit);
        SetAction((parsed, _) => LearnAsync(parsed, shell));
    }

    private async Task<int> LearnAsync(ParseResult parsed, Shell shell)
    {
        var read = () => graph.Load(parsed, shell.Catalog());
        foreach (var node in Chosen(read(), parsed.GetValue(nodes) ?? []))
        {
            var lesson = read().Learn(node);
            Require($"{node}.fit", lesson.File);
            var code = await new GraphRun(shell, lesson.Plan, new RunChoices(Speed: 0, parsed.GetValue(limit), null, null, null)).DriveAsync().ConfigureAwait(false);
            if (code == ExitCode.Ok) code = Write(lesson, shell);
            if (code != ExitCode.Ok) return code;
        }
        return ExitCode.Ok;
    }

    /// <summary>The names in the order in which they can learn.</summary>
    private static IEnumerable<string> Chosen(Graph graph, string[] named)
    {
        var learners = graph.Learners.Select(n => n.Name).ToList();
        if (named.Length > 0) return named.Distinct().OrderBy(learners.IndexOf);
        return learners.Count > 0 ? learners
            : throw new UsageException($"expected nodes that learn in '{graph.Name}', found none with a setting 'fit'; see 'streaming nodes' for those that have one");
    }

    private static void Require(string setting, string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        WholeFile.Require(setting, file);
    }

    private static int Write(Lesson lesson, Shell shell)
    {
        try
        {
            var fit = lesson.Conclude();
            fit.Save(lesson.File);
            Show(lesson, fit, shell);
            return ExitCode.Ok;
        }
        catch (GraphException e)
        {
            foreach (var error in e.Errors) shell.Error.WriteLine(error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shell.Error.WriteLine($"{lesson.Node}.fit: '{lesson.File}' could not be written ({e.Message})");
        }
        return ExitCode.Failed;
    }

    private static void Show(Lesson lesson, Fit fit, Shell shell)
    {
        shell.Out.WriteLine($"what {lesson.Node} learnt is in {Path.GetRelativePath(Environment.CurrentDirectory, lesson.File)}");
        var table = new TextTable(lesson.Node, " value", "");
        foreach (var figure in fit.Figures) table.Add(figure.Name, figure.Value.ToString("0.###", CultureInfo.InvariantCulture), figure.Unit);
        table.Write(shell);
        shell.Out.WriteLine();
    }
}
