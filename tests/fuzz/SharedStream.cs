namespace Streaming.Tests;

/// <summary>One more reader's view of a stream that others read too: its place is its own, and it leaves the stream open.</summary>
internal sealed class SharedStream(Stream whole) : Stream
{
    private long at;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => whole.Length;
    public override long Position { get => at; set => at = value; }

    public override int Read(Span<byte> buffer)
    {
        whole.Position = at;
        var held = whole.Read(buffer);
        at += held;
        return held;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override long Seek(long offset, SeekOrigin origin) => at = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => at + offset, _ => Length + offset };
    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
