namespace Streaming.Files;

/// <summary>Plays a FLAC recording; the first sample is at 0 s.</summary>
internal sealed class FlacRecording : SingleRecording
{
    private readonly FlacReader reader;

    private FlacRecording(FlacReader reader, string path) : base(Format(reader.Format, path), slack: 0) => this.reader = reader;

    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => reader.Damage;

    public static FlacRecording Open(string path, RecordingOptions options) => options.Channels.Count == 0
        ? new(FlacReader.Open(path), path)
        : throw new RecordingException(path, "header", "channels with names", "a FLAC recording, which has none", "Leave out the setting 'channels'.");

    public override void Dispose() => reader.Dispose();

    protected override bool Peek(out double stored)
    {
        stored = double.NaN;
        if (reader.Next != Sample) reader.Next = Sample;
        return reader.HasNext;
    }

    protected override int Take(Span<float> values, int most) => reader.Read(values[..(most * Signal.Channels)]);

    private static StreamFormat Format(FlacFormat format, string path) =>
        StreamFormat.Signal(format.Channels, format.Rate, name: Path.GetFileNameWithoutExtension(path)) with { Content = "Audio" };
}
