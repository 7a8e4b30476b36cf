namespace Streaming.Tests;

/// <summary>A recording in memory that refuses to be read more than a set number of times and bytes: endless work becomes a failure, without a clock.</summary>
internal sealed class CountingStream(byte[] bytes, long reads, long volume) : Stream
{
    private readonly MemoryStream inner = new(bytes, writable: false);

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => inner.Length;
    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(Span<byte> buffer)
    {
        if (--reads < 0) throw new WorkExceeded("too many reads");
        var held = inner.Read(buffer);
        return (volume -= held) < 0 ? throw new WorkExceeded("too many bytes read") : held;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A reader worked more than its input can be worth.</summary>
internal sealed class WorkExceeded(string message) : Exception(message);
