using System.CommandLine;
using Streaming.Inference;

namespace Streaming.Cli.Commands;

/// <summary>Writes the card that a model's names make plain; never over one.</summary>
internal sealed class ModelCardCommand : Verb
{
    private readonly Argument<string> path = ModelCommand.Path();
    private readonly Option<bool> write = new("--write") { Description = "Save it where it is found; nothing is written over" };

    public ModelCardCommand(Shell shell) : base(
        "card",
        "Write the card that its names make plain",
        "Print the card that names and shapes make plain; what they leave in doubt stands in comments above the lines to complete.",
        "streaming model card silero.onnx",
        "streaming model card silero.onnx --write")
    {
        Add(path);
        Add(write);
        SetAction(parsed =>
        {
            var model = parsed.GetRequiredValue(path);
            var card = DraftedCard.Of(model);
            if (!parsed.GetValue(write))
            {
                shell.Out.Write(card.Text);
                return ExitCode.Ok;
            }
            if (card.IsTaken) throw new UsageException($"{card.Path}: expected no card yet, found one; complete it, or move it away");
            using (var stream = new FileStream(card.Path, FileMode.CreateNew))
            using (var writer = new StreamWriter(stream)) writer.Write(card.Text);
            shell.Out.WriteLine($"wrote {card.Path}");
            if (card.Doubts > 0) shell.Error.WriteLine($"{card.Doubts} in doubt: settle the lines below '# in doubt', then run 'streaming model check {model}'");
            return ExitCode.Ok;
        });
    }
}
