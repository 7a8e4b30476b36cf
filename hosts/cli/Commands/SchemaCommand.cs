namespace Streaming.Cli.Commands;

/// <summary>Prints the JSON schema of graph files.</summary>
internal sealed class SchemaCommand : Verb
{
    public SchemaCommand(Shell shell) : base(
        "schema",
        "Print the JSON schema of graph files",
        "Print the JSON schema of graph files, with which an editor completes and checks them.",
        "streaming schema > graph.schema.json",
        "# yaml-language-server: $schema=graph.schema.json      (first line of a graph)")
    {
        SetAction(_ =>
        {
            shell.Out.Write(GraphSchema.Write(shell.Catalog()));
            return ExitCode.Ok;
        });
    }
}
