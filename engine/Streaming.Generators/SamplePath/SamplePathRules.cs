using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>What a node must not do while it processes samples.</summary>
internal static class SamplePathRules
{
    public static readonly DiagnosticDescriptor Blocking = Warning("STR201", "A node does not wait",
        "{0} may block the thread that other nodes share; do it in Open or on a thread of the node's own, or declare Waits = true in [Node]",
        "Nodes that wait for nothing run fused on one thread. A lock, a file or a console call there holds up all of them; a node that declares Waits = true gets a thread of its own.");

    public static readonly DiagnosticDescriptor Allocation = Warning("STR202", "Nothing is allocated per block",
        "{0} allocates on the sample path; {1}",
        "Memory allocated per block brings garbage collections, and with them late samples. Configure allocates, Process and Step reuse.");

    public static readonly DiagnosticDescriptor WallClock = Warning("STR203", "Time comes with the samples",
        "{0} reads the wall clock, so a replay would give another answer; use the time of the samples (Input.TimeOf, Input.Clock, Output.NextTime)",
        "What comes out depends on the data and its stamps, never on when it was computed.");

    public static readonly DiagnosticDescriptor UnmarkedState = Warning("STR204", "What outlives a block is state",
        "'{0}' changes while samples are processed but is not marked [State], so it is neither saved nor reset; mark it, or assign it in Configure only",
        "A session is saved, moved and reset by its [State] fields. A field that changes from block to block without being one makes the restored session differ.");

    public static readonly DiagnosticDescriptor UnmarkedPart = Warning("STR205", "A part that remembers is state",
        "'{0}' remembers, being of type {1}, but is not marked [State], so it is neither saved nor reset; mark it",
        "Generated code saves, restores and resets the fields marked [State], and only those.");

    private static DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        new(id, title, message, "Streaming", DiagnosticSeverity.Warning, isEnabledByDefault: true, description, customTags: WellKnownDiagnosticTags.CompilationEnd);
}
