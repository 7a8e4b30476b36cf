using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>The operators of a model that its provider does not run.</summary>
internal static class Fallback
{
    /// <summary>How often each runs on the processor instead, the most frequent first. The session must have been told to record it.</summary>
    public static IReadOnlyList<KeyValuePair<string, int>> Of(InferenceSession session) =>
    [
        .. OrtApi.Assignment(session).Where(n => n.Provider == "CPUExecutionProvider").CountBy(n => n.Operator)
            .OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal),
    ];

    /// <summary>Such as "Gather 10, Equal 8".</summary>
    public static string Shown(IEnumerable<KeyValuePair<string, int>> operators) => string.Join(", ", operators.Select(o => FormattableString.Invariant($"{o.Key} {o.Value}")));
}
