using System.CommandLine;
using Streaming.Inference;

namespace Streaming.Cli.Commands;

/// <summary>Prints the JSON schema of graph files or of model cards.</summary>
internal sealed class SchemaCommand : Verb
{
    private readonly Argument<string> what = new("WHAT") { Description = "graph or card.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "graph" };

    public SchemaCommand(Shell shell) : base(
        "schema",
        "Print the JSON schema of graph files or model cards",
        "Print the JSON schema of graph files or model cards, with which an editor completes and checks them.",
        "streaming schema > graph.schema.json",
        "streaming schema card > card.schema.json",
        "# yaml-language-server: $schema=graph.schema.json      (first line of a graph)")
    {
        what.AcceptOnlyFromAmong("graph", "card");
        Add(what);
        SetAction(parsed =>
        {
            shell.Out.Write(parsed.GetValue(what) == "card" ? CardSchema.Write() : GraphSchema.Write(shell.Catalog()));
            return ExitCode.Ok;
        });
    }
}
