using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Streaming.Generators;

namespace Streaming.Tests;

/// <summary>A piece of source, compiled in memory with the generator as a project that references it would be.</summary>
internal sealed class Build
{
    private const string usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using Streaming;";

    private static readonly CSharpParseOptions parsing = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(INode).Assembly.Location).Distinct().Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    private readonly Lazy<Assembly> assembly;

    private Build(CSharpCompilation compilation, GeneratorDriverRunResult result)
    {
        Compilation = compilation;
        Result = result;
        assembly = new(Load);
    }

    public CSharpCompilation Compilation { get; }

    public GeneratorDriverRunResult Result { get; }

    public ImmutableArray<Diagnostic> Problems => Result.Diagnostics;

    /// <summary>The nodes as the assembly lists them.</summary>
    public IReadOnlyList<NodeDescriptor> Nodes => Family("Sample.Family");

    public NodeDescriptor Node => Assert.Single(Nodes);

    public IReadOnlyList<NodeDescriptor> Family(string type) => (IReadOnlyList<NodeDescriptor>)assembly.Value.GetType(type, throwOnError: true)!.GetProperty("Nodes")!.GetValue(null)!;

    public static Build Of([StringSyntax("C#")] string source, string? space = "Sample", string name = "Sample.Assembly", Build? other = null)
    {
        var before = Compile(source, name);
        if (other is not null) before = before.AddReferences(MetadataReference.CreateFromImage(other.Image()));
        var driver = Driver(space).RunGeneratorsAndUpdateCompilation(before, out var after, out _);
        return new((CSharpCompilation)after, driver.GetRunResult());
    }

    public static CSharpCompilation Compile(string source, string name = "Sample.Assembly") => CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(usings, parsing, "Usings.cs"), CSharpSyntaxTree.ParseText(source, parsing, "Sample.cs")],
        references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    public static GeneratorDriver Driver(string? space = "Sample") => CSharpGeneratorDriver.Create(
        [new NodeGenerator().AsSourceGenerator()],
        parseOptions: parsing,
        optionsProvider: new Options(space),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public INode Make(params (string Name, string Value)[] settings) => Make(Node, settings);

    public static INode Make(NodeDescriptor node, params (string Name, string Value)[] settings) => node.Create(Reader(node, settings));

    /// <summary>Settings as they would stand in lines 2, 3, ... of a graph file.</summary>
    public static SettingReader Reader(NodeDescriptor node, params (string Name, string Value)[] settings) => new(
        node, "n", new Place("graph.yaml", 1, 3), settings.Index().ToDictionary(s => s.Item.Name, s => (SettingValue)new ScalarValue(s.Item.Value, new Place("graph.yaml", s.Index + 2, 5))), "/graphs");

    /// <summary>Warnings and errors of the compiler itself.</summary>
    public IEnumerable<string> Complaints(params string[] without) =>
        Compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && !without.Contains(d.Id)).Select(d => d.ToString());

    public async Task<ImmutableArray<Diagnostic>> Analyze() =>
        await Compilation.WithAnalyzers([new SamplePathAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

    private Assembly Load() => Assembly.Load(Image());

    private byte[] Image()
    {
        Assert.Empty(Problems);
        Assert.Empty(Complaints(without: "CS1591"));
        var image = new MemoryStream();
        Assert.True(Compilation.Emit(image).Success);
        return image.ToArray();
    }

    private sealed class Options(string? space) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(space);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(string? space) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => (value = key == "build_property.RootNamespace" ? space : null) is not null;
    }
}
