namespace Streaming.Files.Xdf;

/// <summary>A window that moves forward over a stream; it holds what one value needs, never a whole chunk.</summary>
internal sealed class ByteSource(Stream stream, long limit) : IDisposable
{
    private byte[] window = new byte[Math.Clamp(limit, 1 << 4, 1 << 16)];
    private int at, end;
    private long windowStart;
    private bool ended;

    /// <summary>Bytes from the start of the (unpacked) file.</summary>
    public long Position => windowStart + at;

    /// <summary>Where the bytes end; <see cref="long.MaxValue"/> while a packed stream has not been read to its end.</summary>
    public long Length { get; private set; } = limit;

    /// <summary>What is held from <see cref="Position"/> on.</summary>
    public ReadOnlySpan<byte> Window => window.AsSpan(at, end - at);

    /// <summary>Holds the next <paramref name="count"/> bytes in <see cref="Window"/>; false if the stream ends before.</summary>
    public bool Ensure(int count)
    {
        while (end - at < count)
        {
            if (ended) return false;
            if (at > 0)
            {
                Buffer.BlockCopy(window, at, window, 0, end - at);
                windowStart += at;
                end -= at;
                at = 0;
            }
            // Grows only after it was filled: a length that lies costs no memory.
            if (end == window.Length) Array.Resize(ref window, (int)Math.Min(2L * window.Length, Array.MaxLength));
            var wanted = (int)Math.Min(window.Length - end, Length - windowStart - end);
            var got = wanted > 0 ? Read(wanted) : 0;
            if (got == 0)
            {
                ended = true;
                Length = windowStart + end;
            }
            end += got;
        }
        return true;
    }

    public void Advance(int count) => at += count;

    /// <summary>Moves on by <paramref name="count"/> bytes, or to the end.</summary>
    public void Skip(long count)
    {
        if (count > end - at && stream.CanSeek && !ended)
        {
            MoveTo(Math.Min(Position + count, Length));
            return;
        }
        while (count > 0 && Ensure(1))
        {
            var step = (int)Math.Min(count, end - at);
            at += step;
            count -= step;
        }
    }

    /// <summary>Moves to a byte; backwards only where the stream can seek.</summary>
    public void MoveTo(long position)
    {
        if (position >= windowStart && position <= windowStart + end) at = (int)(position - windowStart);
        else if (stream.CanSeek)
        {
            stream.Seek(position, SeekOrigin.Begin);
            windowStart = position;
            at = end = 0;
            ended = false;
        }
        else Skip(position - Position);
    }

    /// <summary>Moves to just behind the next occurrence of a pattern, or to the end.</summary>
    public bool MovePast(ReadOnlySpan<byte> pattern)
    {
        while (Ensure(pattern.Length))
        {
            var found = Window.IndexOf(pattern);
            if (found >= 0)
            {
                at += found + pattern.Length;
                return true;
            }
            at = end - (pattern.Length - 1);
        }
        at = end;
        return false;
    }

    public void Dispose() => stream.Dispose();

    private int Read(int wanted)
    {
        try
        {
            return stream.Read(window, end, wanted);
        }
        catch (InvalidDataException)
        {
            return 0;   // a packed file that was cut or damaged ends here
        }
    }
}
