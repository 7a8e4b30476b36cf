namespace Streaming.Files;

/// <summary>Plays a file of raw samples; the first is at 0 s.</summary>
internal sealed class PcmRecording : SingleRecording
{
    private readonly Stream stream;
    private readonly PcmFormat format;
    private readonly RecordingNotes notes = new();
    private readonly byte[] buffer;
    private readonly long frames;

    public PcmRecording(Stream stream, PcmFormat format, StreamFormat signal) : base(signal, slack: 0)
    {
        (this.stream, this.format) = (stream, format);
        buffer = new byte[Math.Max(1, 65536 / format.FrameBytes) * format.FrameBytes];
        frames = stream.Length / format.FrameBytes;
        if (stream.Length % format.FrameBytes is not 0 and var rest) notes.Add(format.Cut(rest));
    }

    public override IReadOnlyList<string> Notes => notes;

    public override RecordingException? Damage => null;

    /// <exception cref="RecordingException">It cannot be read, or is no file.</exception>
    public static PcmRecording Open(string path, PcmFormat format, StreamFormat signal)
    {
        var stream = Bytes.Open(path);
        if (stream.CanSeek) return new(stream, format, signal);
        stream.Dispose();
        throw new RecordingException(path, "", "a file", "a pipe or a device", "Lead it to standard input and set 'path' to \"-\".");
    }

    public override void Dispose() => stream.Dispose();

    protected override bool Peek(out double stored)
    {
        stored = double.NaN;
        return Sample < frames;
    }

    protected override int Take(Span<float> values, int most)
    {
        var wanted = Math.Min(Math.Min(most, buffer.Length / format.FrameBytes), (int)Math.Min(int.MaxValue, frames - Sample));
        var held = stream.ReadAt(Sample * format.FrameBytes, buffer.AsSpan(0, wanted * format.FrameBytes)) / format.FrameBytes;
        format.Decode(buffer.AsSpan(0, held * format.FrameBytes), values[..(held * format.Channels)]);
        return held;
    }
}
