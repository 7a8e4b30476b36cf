namespace Streaming.Files;

/// <summary>Plays a recording of sound; the first sample is at 0 s.</summary>
internal sealed class AudioRecording(IAudioReader reader, string path)
    : SingleRecording(StreamFormat.Signal(reader.Channels, reader.Rate, name: Path.GetFileNameWithoutExtension(path)) with { Content = "Audio" }, slack: 0)
{
    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => reader.Damage;

    /// <param name="kind">What messages call it.</param>
    /// <param name="open">Opens its file.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Its channels have no names to choose by.</param>
    public static AudioRecording Open(string kind, Func<string, IAudioReader> open, string path, RecordingOptions options) => options.Channels.Count == 0
        ? new(open(path), path)
        : throw new RecordingException(path, "header", "channels with names", $"a {kind} recording, which has none", "Leave out the setting 'channels'.");

    public override void Dispose() => reader.Dispose();

    protected override bool Peek(out double stored)
    {
        stored = double.NaN;
        return reader.MoveTo(Sample);
    }

    protected override int Take(Span<float> values, int most) => reader.Read(values[..(most * Signal.Channels)]);
}
