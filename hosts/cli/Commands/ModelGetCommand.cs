using System.CommandLine;
using Streaming.Cli.Download;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Lists the models of a catalog, or downloads one of them.</summary>
internal sealed class ModelGetCommand : Verb
{
    private readonly Argument<string?> name = new("NAME") { Description = "The model; without it, all are listed", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> to = new("--to") { Description = "The folder to make; default the model's name", HelpName = "FOLDER" };
    private readonly Option<string> catalog = new("--catalog") { Description = "Another catalog than the program's own: a file, or an https address", HelpName = "FILE|URL" };

    public ModelGetCommand(Shell shell) : base(
        "get",
        "List published models, or download one",
        "List published models, or download one to a folder that is ready to run. Size and SHA-256 are checked, and the folder is there only when it is whole. Where a download broke or was stopped with Ctrl-C, the same command goes on from what was received.",
        "streaming model get                          which there are, with licences",
        "streaming model get silero-vad --to models/silero-vad",
        "streaming model get ours --catalog https://lab.example.org/catalog.yaml")
    {
        Add(name);
        Add(to);
        Add(catalog);
        SetAction((parsed, _) => Run(parsed, shell));
    }

    private async Task<int> Run(ParseResult parsed, Shell shell)
    {
        using var interrupts = shell.Listen();
        using var web = new Web(shell.Time);
        try
        {
            var models = await CatalogSource.Read(parsed.GetValue(catalog), web, interrupts.Stop).ConfigureAwait(false);
            if (parsed.GetValue(name) is not { } wanted)
            {
                List(models, shell);
                return ExitCode.Ok;
            }
            var model = models.FirstOrDefault(m => m.Name == wanted)
                ?? throw new UsageException($"expected a model of the catalog, found '{wanted}'; {Nearest.Remedy(wanted, models.Select(m => m.Name))}");
            return await Get(model, parsed.GetValue(to)?.TrimEnd('/', '\\') ?? model.Name, web, shell, interrupts.Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupts.Stop.IsCancellationRequested)
        {
            shell.Error.WriteLine("stopped");
            return ExitCode.Aborted;
        }
    }

    private static async Task<int> Get(CatalogModel model, string folder, Web web, Shell shell, CancellationToken stop)
    {
        // The licence is told before anything is fetched.
        shell.Out.WriteLine($"{model.Name}: {model.Summary}");
        shell.Out.WriteLine($"{Quantity.Bytes(model.Bytes)}, licence {model.Licence}, from {model.Source}");
        using var progress = new DownloadProgress(shell);
        try
        {
            await new ModelDownload(web, shell.Storage, progress).Run(model, folder, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Note($"stopped with {Quantity.Bytes(ModelDownload.Kept(model, folder))} of {Quantity.Bytes(model.Bytes)} in {ModelDownload.Workplace(folder)}; the same command goes on from there");
            return ExitCode.Aborted;
        }
        progress.Dispose();
        shell.Out.WriteLine($"wrote {folder}: {string.Join(", ", model.Files.Select(f => f.Name).Concat(model.Texts.Select(t => t.Name)))}");
        shell.Out.WriteLine($"'streaming model inspect {folder}' tells what it is.");
        return ExitCode.Ok;
    }

    private static void List(IReadOnlyList<CatalogModel> models, Shell shell)
    {
        var table = new TextTable("model", " size", "licence", "what it does");
        foreach (var model in models) table.Add(model.Name, Quantity.Bytes(model.Bytes), model.Licence, model.Summary);
        table.Write(shell);
        shell.Out.WriteLine();
        shell.Out.WriteLine("'streaming model get NAME' downloads one from its makers, under their licence.");
    }
}
