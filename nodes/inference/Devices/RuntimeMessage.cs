using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>What ONNX Runtime says, without the error's class and the places in its own sources.</summary>
internal static partial class RuntimeMessage
{
    /// <summary>On one line.</summary>
    public static string OneLine(OnnxRuntimeException error)
    {
        var text = error.Message.ReplaceLineEndings(" ").Trim();
        var end = text.LastIndexOf("] ", StringComparison.Ordinal);
        if (end >= 0 && end + 2 < text.Length) text = text[(end + 2)..];
        return Source().Replace(text, "").Trim();
    }

    // Such as "/onnxruntime_src/core/providers/x.cc:50 bool onnxruntime::Parse(const Config &) ".
    [GeneratedRegex(@"^\S+\.(cc|h|cpp):\d+ .*?\) (const )?(?=\S)")]
    private static partial Regex Source();
}
