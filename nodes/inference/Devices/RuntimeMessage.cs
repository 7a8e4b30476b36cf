using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>What ONNX Runtime says, without the error's class and the places in its own sources.</summary>
internal static class RuntimeMessage
{
    /// <summary>On one line.</summary>
    public static string OneLine(OnnxRuntimeException error)
    {
        var text = error.Message.ReplaceLineEndings(" ").Trim();
        var end = text.LastIndexOf("] ", StringComparison.Ordinal);
        return end >= 0 && end + 2 < text.Length ? text[(end + 2)..] : text;
    }
}
