namespace Streaming.Tests;

/// <summary>
/// A disk in memory, with the troubles of a real one. A write that meets them leaves a part of what it should have written; a flush that fails forgets what came
/// since the last that did not.
/// </summary>
internal sealed class Disk(long capacity = long.MaxValue) : MemoryStream
{
    private long kept;

    public int Writes { get; private set; }

    public int Flushes { get; private set; }

    /// <summary>Called after each write that changed the disk.</summary>
    public Action<Disk>? Written { get; init; }

    /// <summary>Called after each write or flush that failed, once all that it left was taken back or forgotten.</summary>
    public Action<Disk>? TakenBack { get; init; }

    /// <summary>Whether this write, counted from 0, meets a full disk.</summary>
    public Func<int, bool> IsFullAt { get; set; } = static _ => false;

    /// <summary>Whether this flush, counted from 0, fails.</summary>
    public Func<int, bool> LosesAt { get; set; } = static _ => false;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var full = IsFullAt(Writes++);
        var room = full ? buffer.Length / 2 : (int)Math.Clamp(capacity - Position, 0, buffer.Length);
        base.Write(buffer[..room]);
        Written?.Invoke(this);
        if (room < buffer.Length || full) throw new IOException("No space left on device");
    }

    public override void SetLength(long value)
    {
        base.SetLength(value);
        TakenBack?.Invoke(this);
    }

    public override void Flush()
    {
        if (LosesAt(Flushes++))
        {
            Position = 0;
            base.SetLength(Math.Min(Length, kept));
            throw new IOException("Input/output error");
        }
        kept = Length;
    }

    protected override void Dispose(bool disposing)
    {
        // The bytes are looked at after the recording closed its file.
    }
}
