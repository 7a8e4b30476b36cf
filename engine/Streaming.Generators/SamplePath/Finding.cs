using Microsoft.CodeAnalysis;

namespace Streaming.Generators;

/// <summary>Something found in a method; reported if the method is on the sample path.</summary>
internal readonly record struct Finding(DiagnosticDescriptor Rule, Location Location, string What, string Remedy = "");
