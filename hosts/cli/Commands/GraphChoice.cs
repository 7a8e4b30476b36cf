using System.CommandLine;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Which graph, with which settings: what every command on a graph takes.</summary>
internal sealed class GraphChoice
{
    private static readonly TimeSpan silence = TimeSpan.FromSeconds(1);

    private readonly Argument<string> path = new("GRAPH") { Description = "A graph file, or a folder with a graph.yaml" };

    private readonly Option<KeyValuePair<string, string>[]> set = new("--set")
    {
        Description = "Set node.setting=value, or a parameter of the graph; repeat for more",
        HelpName = "NODE.SETTING=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = static result =>
        {
            var pairs = new KeyValuePair<string, string>[result.Tokens.Count];
            for (var i = 0; i < pairs.Length; i++)
            {
                var text = result.Tokens[i].Value;
                var equals = text.IndexOf('=');
                if (equals <= 0)
                {
                    result.AddError($"--set: expected node.setting=value, found '{text}'; such as --set source.seed=2");
                    return [];
                }
                pairs[i] = new(text[..equals].Trim(), text[(equals + 1)..].Trim());
            }
            return pairs;
        },
    };

    public void AddTo(Command command)
    {
        command.Add(path);
        command.Add(set);
    }

    /// <exception cref="GraphException">It cannot be read.</exception>
    public Graph Load(ParseResult parsed, NodeCatalog catalog) =>
        GraphFile.Load(parsed.GetRequiredValue(path), catalog, parsed.GetValue(set) ?? []);

    /// <summary>Reads and compiles it. Where that takes a while, since a source waits for its stream, a passing line says so.</summary>
    /// <exception cref="GraphException">It cannot be read or run.</exception>
    public Plan Compile(ParseResult parsed, Shell shell)
    {
        var graph = Load(parsed, shell.Catalog());
        using var line = new PassingLine(shell);
        using var timer = new Timer(static line => ((PassingLine)line!).Show("waiting for what the graph reads from…"), line, silence, Timeout.InfiniteTimeSpan);
        return graph.Compile();
    }
}
