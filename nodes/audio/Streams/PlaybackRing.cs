namespace Streaming.Audio;

/// <summary>
/// Keeps samples for the thread of a device, which takes them as it plays: one writer, one reader, no lock, nothing allocated. It gives silence until a first store is
/// there, and again after it ran empty.
/// </summary>
internal sealed class PlaybackRing
{
    private readonly float[] samples;
    private readonly int capacity, store;
    private long written, read;
    private long underflows;
    private bool flows, ends;

    /// <param name="channels">Of a frame.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="seconds">Store before it plays; it holds twice as much.</param>
    public PlaybackRing(int channels, double rate, double seconds)
    {
        (Channels, Rate) = (channels, rate);
        store = Math.Max(1, (int)(seconds * rate));
        capacity = Math.Max(256, 2 * store);
        samples = new float[capacity * channels];
    }

    public int Channels { get; }

    public double Rate { get; }

    /// <summary>Frames that can be written now.</summary>
    public int Room => (int)(capacity - (written - Volatile.Read(ref read)));

    /// <summary>Everything was played.</summary>
    public bool IsEmpty => Volatile.Read(ref read) == written;

    /// <summary>Frames that went to the device.</summary>
    public long Played => Volatile.Read(ref read);

    /// <summary>Times it ran empty while more was to come.</summary>
    public long Underflows => Volatile.Read(ref underflows);

    /// <summary>Writes frames of one channel or of all; a single one goes to all.</summary>
    public void Write(ReadOnlySpan<float> values, int channels)
    {
        var count = values.Length / channels;
        for (var i = 0; i < count; i++)
        {
            var room = samples.AsSpan((int)((written + i) % capacity) * Channels, Channels);
            if (channels == 1) room.Fill(values[i]);
            else values.Slice(i * channels, channels).CopyTo(room);
        }
        Volatile.Write(ref written, written + count);
    }

    /// <summary>Nothing more will come: what is there is played, and its end is no underflow.</summary>
    public void End() => Volatile.Write(ref ends, true);

    /// <summary>Called by the device: fills [frames, channels].</summary>
    public void Read(Span<float> values)
    {
        var held = Volatile.Read(ref written) - read;
        var over = Volatile.Read(ref ends);
        if (!flows && held < store && !(over && held > 0))
        {
            values.Clear();
            return;
        }
        flows = true;
        var count = (int)Math.Min(held, values.Length / Channels);
        for (int done = 0, piece; done < count; done += piece)
        {
            var from = (int)((read + done) % capacity);
            piece = Math.Min(count - done, capacity - from);
            samples.AsSpan(from * Channels, piece * Channels).CopyTo(values[(done * Channels)..]);
        }
        values[(count * Channels)..].Clear();
        Volatile.Write(ref read, read + count);
        if (count * Channels == values.Length) return;
        flows = false;
        if (!over) Volatile.Write(ref underflows, underflows + 1);
    }
}
