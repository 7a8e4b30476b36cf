using System.CommandLine;

namespace Streaming.Cli.Commands;

/// <summary>Downloads or imports a model, describes it, writes its card, and checks that it streams.</summary>
internal sealed class ModelCommand : Verb
{
    public ModelCommand(Shell shell) : base(
        "model",
        "Get, import, describe or check a model",
        "Download a published model or import one from elsewhere, describe or check a streaming ONNX model, or write the card that tells what its tensors are for.",
        "streaming model get                       models to download",
        "streaming model import nemo/ --to en      a recogniser from elsewhere",
        "streaming model inspect silero.onnx       ports, state, operators, time",
        "streaming model card silero.onnx --write  silero.yaml, to complete by hand",
        "streaming model check silero.onnx         does it stream, and how fast")
    {
        Add(new ModelGetCommand(shell));
        Add(new ModelImportCommand(shell));
        Add(new ModelInspectCommand(shell));
        Add(new ModelCardCommand(shell));
        Add(new ModelCheckCommand(shell));
        NeedVerb(shell);
    }

    /// <summary>The model that is meant.</summary>
    public static Argument<string> Path() => new("PATH") { Description = "A folder with a model, or a file ending with .onnx or .ort" };
}
