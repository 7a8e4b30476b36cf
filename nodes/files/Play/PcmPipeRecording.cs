namespace Streaming.Files;

/// <summary>Plays raw samples as they come from a pipe; the first is at 0 s, and time runs with the samples: a writer that stalls leaves no gap.</summary>
internal sealed class PcmPipeRecording(PcmPipe pipe, PcmFormat format, StreamFormat signal) : SingleRecording(signal, slack: 0)
{
    private readonly RecordingNotes notes = new();
    private readonly byte[] buffer = new byte[Math.Max(1, 65536 / format.FrameBytes) * format.FrameBytes];

    /// <summary>Reads about a second ahead, and two blocks at least.</summary>
    public static PcmPipeRecording Open(Func<Stream> open, PcmFormat format, StreamFormat signal, int block) =>
        new(new PcmPipe(open, signal.Name, (long)Math.Max(signal.Rate, 2L * block) * format.FrameBytes), format, signal);

    public override IReadOnlyList<string> Notes => notes;

    public override RecordingException? Damage => null;

    /// <summary>A block of so many samples, or the end of them, is there; false where neither came within the time.</summary>
    public bool Await(int samples, TimeSpan time) => pipe.Await(samples * format.FrameBytes, time);

    public override void Dispose() => pipe.Dispose();

    protected override bool Peek(out double stored)
    {
        stored = double.NaN;
        if (pipe.Available >= format.FrameBytes) return true;
        if (pipe is { HasEnded: true, Available: > 0 }) notes.Add(format.Cut(pipe.Available));
        return false;
    }

    protected override int Take(Span<float> values, int most) => pipe.Take(format, buffer, values, most);
}
