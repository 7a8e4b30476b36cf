namespace Streaming.Record;

/// <summary>Records any number of streams to a JSON Lines file.</summary>
/// <remarks>
/// Each stream begins with a line that describes it; then every sample and every event is a line with its stream and its time in seconds. For programs that want
/// results, such as decisions or band powers, without a special reader; raw signals belong into XDF. An existing file is never overwritten.
/// </remarks>
[Node("record.jsonl", Summary = "Records any number of streams to a JSON Lines file.", Gap = GapPolicy.Handled, Waits = true, Example = "path: recording.jsonl")]
public sealed partial class JsonLinesSink : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : RecorderSettings;

    private JsonLinesWriter? writer;
    private JsonLinesStream[] outputs = [];

    /// <summary>What is recorded.</summary>
    [Input] public Inputs Streams { get; } = new();

    /// <inheritdoc/>
    public void Configure() => Sinks.NeedStreams(Streams, "record.jsonl");

    /// <inheritdoc/>
    /// <exception cref="RecordingFailedException">The file cannot be created.</exception>
    public void Open(NodeContext context)
    {
        writer = new JsonLinesWriter(Sinks.Create(Current, context));
        outputs = new JsonLinesStream[Streams.Streams.Count];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = writer.Add(Sinks.NameOf(Streams, i), Streams.Streams[i].Format);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        writer!.TryAgain();
        for (var i = 0; i < outputs.Length; i++)
        {
            var input = Streams.Streams[i];
            while (input.Available > 0 && !writer.IsFull)
            {
                switch (input.Format.Element)
                {
                    case ElementType.Float32: Lines<float>(input, outputs[i]); break;
                    case ElementType.Float64: Lines<double>(input, outputs[i]); break;
                    case ElementType.Int8: Lines<sbyte>(input, outputs[i]); break;
                    case ElementType.Int16: Lines<short>(input, outputs[i]); break;
                    case ElementType.Int32: Lines<int>(input, outputs[i]); break;
                    case ElementType.Int64: Lines<long>(input, outputs[i]); break;
                    default:
                        var events = input.Samples<Event>();
                        for (var k = 0; k < events.Length; k++) outputs[i].Write(input.TimeOf(k), events[k]);
                        break;
                }
                input.Advance(input.Available);
            }
        }
        return writer.Rest();
    }

    /// <inheritdoc/>
    public void Close()
    {
        writer?.Dispose();
        writer = null;
    }

    private static void Lines<T>(AnyInput input, JsonLinesStream to) where T : struct, IUtf8SpanFormattable
    {
        var values = input.Samples<T>();
        for (var i = 0; i < input.Available; i++) to.Write(input.TimeOf(i), values.Slice(i * to.SampleSize, to.SampleSize));
    }
}
