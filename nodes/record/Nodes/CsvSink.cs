namespace Streaming.Record;

/// <summary>Records one stream to a CSV file.</summary>
/// <remarks>
/// A row per sample, its time in seconds first; numbers are the shortest text that reads back the same. Columns bear the channels' labels; a sample with several
/// rows (a window, a spectrum) becomes one row of <c>row:label</c>. An existing file is never overwritten.
/// </remarks>
[Node("record.csv", Summary = "Records one stream to a CSV file.", Gap = GapPolicy.Handled, Waits = true, Example = "path: recording.csv")]
public sealed partial class CsvSink : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : RecorderSettings;

    private CsvWriter? writer;
    private int size;

    /// <summary>What is recorded: one stream of any kind.</summary>
    [Input] public Inputs Streams { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        Sinks.NeedStreams(Streams, "record.csv");
        size = Streams.Streams[0].Format.SampleSize;
        if (Streams.Streams.Count > 1)
            throw new FormatMismatchException("one stream", $"{Streams.Streams.Count} ({string.Join(", ", Streams.Streams.Select(s => s.Name))})", "give each a record.csv of its own, or use record.xdf or record.jsonl");
    }

    /// <inheritdoc/>
    /// <exception cref="RecordingFailedException">The file cannot be created.</exception>
    public void Open(NodeContext context)
    {
        var format = Streams.Streams[0].Format;
        writer = new CsvWriter(Sinks.Create(Current, context), Sinks.ColumnsOf(format), regular: format.Rate > 0);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        writer!.TryAgain();
        var input = Streams.Streams[0];
        while (input.Available > 0 && !writer.IsFull)
        {
            switch (input.Format.Element)
            {
                case ElementType.Float32: Rows<float>(input); break;
                case ElementType.Float64: Rows<double>(input); break;
                case ElementType.Int8: Rows<sbyte>(input); break;
                case ElementType.Int16: Rows<short>(input); break;
                case ElementType.Int32: Rows<int>(input); break;
                case ElementType.Int64: Rows<long>(input); break;
                default:
                    var events = input.Samples<Event>();
                    for (var i = 0; i < events.Length; i++) writer.Write(input.TimeOf(i), events[i]);
                    break;
            }
            input.Advance(input.Available);
        }
        return writer.Rest();
    }

    /// <inheritdoc/>
    public void Close()
    {
        writer?.Dispose();
        writer = null;
    }

    private void Rows<T>(AnyInput input) where T : struct, IUtf8SpanFormattable
    {
        var values = input.Samples<T>();
        for (var i = 0; i < input.Available; i++) writer!.Write(input.TimeOf(i), values.Slice(i * size, size));
    }
}
