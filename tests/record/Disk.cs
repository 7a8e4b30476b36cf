namespace Streaming.Tests;

/// <summary>A disk in memory that is full after so many bytes: the write that meets the end leaves what still fitted, as a real one does.</summary>
internal sealed class Disk(long capacity = long.MaxValue) : MemoryStream
{
    public int Writes { get; private set; }

    public int Flushes { get; private set; }

    /// <summary>Called after each write that changed the disk.</summary>
    public Action<Disk>? Written { get; init; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Writes++;
        var room = (int)Math.Clamp(capacity - Position, 0, buffer.Length);
        base.Write(buffer[..room]);
        Written?.Invoke(this);
        if (room < buffer.Length) throw new IOException("No space left on device");
    }

    public override void Flush() => Flushes++;

    protected override void Dispose(bool disposing)
    {
        // The bytes are looked at after the recording closed its file.
    }
}
