using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Streaming.Generators;

/// <summary>A diagnostic as plain values: it can be compared, and holds no syntax tree.</summary>
internal sealed record Problem(DiagnosticDescriptor Rule, SourcePlace Place, EquatableArray<string> Arguments)
{
    public static Problem At(ISymbol symbol, DiagnosticDescriptor rule, params string[] arguments) => new(rule, SourcePlace.Of(symbol), new(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place.ToLocation(), Arguments.ToArray<object>());
}

/// <summary>A place in a source file.</summary>
internal sealed record SourcePlace(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(ISymbol symbol)
    {
        var location = symbol.Locations.FirstOrDefault(l => l.IsInSource) ?? Location.None;
        return new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => File.Length == 0 && Span.IsEmpty ? Location.None : Location.Create(File, Span, Lines);
}
