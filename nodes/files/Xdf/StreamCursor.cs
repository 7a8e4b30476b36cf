namespace Streaming.Files.Xdf;

/// <summary>Goes through one stream sample by sample.</summary>
internal sealed class StreamCursor(XdfFile file, XdfStream stream, long sample) : IDisposable
{
    private readonly XdfReader reader = file.Read(stream, sample);
    private int at;
    private bool ended;

    /// <summary>Index of the next sample.</summary>
    public long Sample { get; private set; } = sample;

    /// <summary>Raw stamp of the next sample.</summary>
    public double Stamp => reader.Stamps[at];

    /// <summary>A clock measurement stands before the next sample.</summary>
    public bool HasOffset { get; private set; }

    public ClockOffset Offset => reader.ClockOffset;

    public int OffsetIndex => reader.ClockOffsetIndex;

    /// <summary>Values of the next sample, as stored.</summary>
    public ReadOnlySpan<byte> Values => reader.Values.Slice(at * stream.SampleBytes, stream.SampleBytes);

    /// <summary>Texts of the next sample.</summary>
    public ReadOnlySpan<string> Texts => reader.Texts.Slice(at * stream.ChannelCount, stream.ChannelCount);

    /// <summary>Looks for the next sample or clock measurement; false at the end.</summary>
    public bool Peek()
    {
        while (!ended && !HasOffset && at == reader.Count)
        {
            ended = !reader.Next();
            at = 0;
            HasOffset = !ended && reader.Kind == XdfPiece.ClockOffset;
        }
        return !ended;
    }

    public void PassOffset() => HasOffset = false;

    public void Advance()
    {
        at++;
        Sample++;
    }

    public void Dispose() => reader.Dispose();
}
