namespace Streaming.Files;

/// <summary>Plays a WAV recording; the first sample is at 0 s.</summary>
internal sealed class WavRecording : SingleRecording
{
    private readonly WavReader reader;

    private WavRecording(WavReader reader, string path) : base(Format(reader.Format, path), slack: 0) => this.reader = reader;

    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => reader.Damage;

    public static WavRecording Open(string path, RecordingOptions options) => options.Channels.Count == 0
        ? new(WavReader.Open(path), path)
        : throw new RecordingException(path, "header", "channels with names", "a WAV recording, which has none", "Leave out the setting 'channels'.");

    public override void Dispose() => reader.Dispose();

    protected override bool Peek(out double stored)
    {
        stored = double.NaN;
        return Sample < reader.Frames;
    }

    protected override int Take(Span<float> values, int most)
    {
        if (reader.Next != Sample) reader.Next = Sample;
        return reader.Read(values[..(most * Signal.Channels)]);
    }

    private static StreamFormat Format(WavFormat format, string path) =>
        StreamFormat.Signal(format.Channels, format.Rate, name: Path.GetFileNameWithoutExtension(path)) with { Content = "Audio" };
}
