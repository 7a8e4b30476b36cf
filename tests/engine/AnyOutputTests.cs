namespace Streaming.Tests;

/// <summary>Sends three samples of two channels, every byte of them counted up, as the type that it is told.</summary>
[Node("test.any", Summary = "Sends any type.", Example = "element: int16")]
public sealed partial class AnySource : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The type.</summary>
        public ElementType Element { get; init; }
    }

    [State] private bool sent;

    /// <summary>The samples.</summary>
    [Output] public AnyOutput Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(2, 10) with { Element = Current.Element };

    public StepResult Step()
    {
        if (sent) return StepResult.Done;
        sent = true;
        Signal.Begin(0);
        Fill(Signal.Reserve(1));        // given up for more room
        Fill(Signal.Reserve(3));
        Signal.Commit(3);
        return StepResult.Again;
    }

    private static void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)i;
    }
}

public class AnyOutputTests
{
    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    public void ItCarriesTheTypeThatItsFormatNames(ElementType element)
    {
        var run = new NodeRun(new AnySource(new() { Element = element })).Configure().Step();
        var (bytes, times) = element switch
        {
            ElementType.Float32 => Bytes<float>(run),
            ElementType.Float64 => Bytes<double>(run),
            ElementType.Int8 => Bytes<sbyte>(run),
            ElementType.Int16 => Bytes<short>(run),
            ElementType.Int32 => Bytes<int>(run),
            _ => Bytes<long>(run),
        };
        Assert.Equal(Enumerable.Range(0, 6 * element.Size()).Select(i => (byte)i), bytes);
        Assert.Equal([0, 0.1, 0.2], times);
        Assert.Null(AnySource.Description.Outputs[0].Element);
    }

    [Fact]
    public void ItCarriesNoEvents() => Assert.Equal(
        "An AnyOutput carries numbers, not events.",
        Assert.Throws<NotSupportedException>(() => { new AnyOutput { Format = StreamFormat.Events() }.Reserve(1); }).Message);

    [Fact]
    public void ANodeOfAnotherTypeIsRefusedWhenTheGraphIsCompiled()
    {
        var graph = new Graph("demo").Add("any", new AnySource(new() { Element = ElementType.Int16 })).Add("add", new Add()).Link("any > add");
        var error = Assert.Throws<GraphException>(graph.Compile).Errors.Single();
        Assert.Equal(("add", "a stream of float32", "signal int16[2] 10 Hz from 'any.signal'"), (error.Node, error.Expected, error.Found));
        new Graph("demo").Add("any", new AnySource()).Add("add", new Add()).Link("any > add").Compile();
    }

    private static (byte[] Values, double[] Times) Bytes<T>(NodeRun run) where T : struct
    {
        var result = run.Result<T>();
        return (System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(result.Values).ToArray(), result.Times);
    }
}
