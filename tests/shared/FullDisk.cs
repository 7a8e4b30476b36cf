namespace Streaming.Tests;

/// <summary>A file on a disk that is full when a test says so: a write leaves half of what it should and fails.</summary>
/// <param name="file">The file.</param>
/// <param name="isFull">Asked at each write.</param>
internal sealed class FullDisk(FileStream file, Func<bool> isFull) : Stream
{
    /// <summary>Called after each write that the disk took.</summary>
    public Action? Took { get; init; }

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => file.Position = value; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (isFull())
        {
            file.Write(buffer[..(buffer.Length / 2)]);
            throw new IOException("No space left on device", 28);
        }
        file.Write(buffer);
        Took?.Invoke();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override void SetLength(long value) => file.SetLength(value);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
