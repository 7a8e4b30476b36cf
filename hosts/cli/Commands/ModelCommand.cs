using System.CommandLine;

namespace Streaming.Cli.Commands;

/// <summary>Describes a model, writes its card, and checks that it streams.</summary>
internal sealed class ModelCommand : Verb
{
    public ModelCommand(Shell shell) : base(
        "model",
        "Describe or check a model, or write its card",
        "Describe or check a streaming ONNX model, or write the card that tells what its tensors are for.",
        "streaming model inspect silero.onnx       ports, state, operators, time",
        "streaming model card silero.onnx --write  silero.yaml, to complete by hand",
        "streaming model check silero.onnx         does it stream, and how fast")
    {
        Add(new ModelInspectCommand(shell));
        Add(new ModelCardCommand(shell));
        Add(new ModelCheckCommand(shell));
        SetAction(_ =>
        {
            Help.Write(this, shell.Out);
            return ExitCode.Wrong;
        });
    }

    /// <summary>The model that is meant.</summary>
    public static Argument<string> Path() => new("PATH") { Description = "A folder with a model, or a file ending with .onnx or .ort" };
}
