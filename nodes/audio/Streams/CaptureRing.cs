namespace Streaming.Audio;

/// <summary>What one callback of a device brought.</summary>
/// <param name="Position">The place of its first frame among all that the device brought, those dropped here included.</param>
/// <param name="Frames">Frames of one sample per channel.</param>
/// <param name="Arrived">When it was brought, in seconds by the session's clock.</param>
/// <param name="Age">Seconds since its first frame was captured, as the device says.</param>
/// <param name="DeviceLost">The device itself lost something before it.</param>
internal readonly record struct Packet(long Position, int Frames, double Arrived, double Age, bool DeviceLost)
{
    /// <summary>Seconds by the session's clock at which the first one was captured, as the device says.</summary>
    public double Captured => Arrived - Age;
}

/// <summary>
/// Takes samples from the thread of a device and keeps them until a node reads them: one writer, one reader, no lock, nothing allocated. Where it is full, whole packets
/// are dropped and counted; the places of the following ones tell how many frames are missing.
/// </summary>
internal sealed class CaptureRing : IDisposable
{
    private const int PacketRoom = 4096;
    private const double MostAge = 5;               // s; beyond it a driver's times cannot be right
    private readonly float[] samples;
    private readonly Packet[] packets = new Packet[PacketRoom];
    private readonly AutoResetEvent arrived = new(false);
    private readonly int capacity;
    private readonly double tick;
    private long written, read;                     // frames
    private long packetsWritten, packetsRead;
    private long position, dropped;
    private bool lost;

    /// <param name="channels">Of a frame that is kept.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="seconds">To keep at most.</param>
    /// <param name="time">The session's clock.</param>
    public CaptureRing(int channels, double rate, double seconds, TimeProvider time)
    {
        (Channels, Rate, Time) = (channels, rate, time);
        capacity = Math.Max(1024, (int)Math.Ceiling(seconds * rate));
        samples = new float[capacity * channels];
        tick = 1.0 / time.TimestampFrequency;
    }

    public int Channels { get; }

    public double Rate { get; }

    public TimeProvider Time { get; }

    /// <summary>Seconds by the session's clock.</summary>
    public double Now => Time.GetTimestamp() * tick;

    /// <summary>Frames dropped here because the reader is slow.</summary>
    public long Dropped => Volatile.Read(ref dropped);

    /// <summary>Called by the device.</summary>
    /// <param name="frames">[frames, device channels].</param>
    /// <param name="deviceChannels">At least as many as are kept; the first are kept.</param>
    /// <param name="age">Seconds since the first frame was captured, as the driver says; NaN, or what cannot be right: as long as the frames last.</param>
    /// <param name="deviceLost">The device lost something before.</param>
    public void Write(ReadOnlySpan<float> frames, int deviceChannels, double age, bool deviceLost)
    {
        var count = frames.Length / deviceChannels;
        var at = position;
        position += count;
        lost |= deviceLost;
        if (count > capacity - (written - Volatile.Read(ref read)) || packetsWritten - Volatile.Read(ref packetsRead) == PacketRoom)
        {
            Volatile.Write(ref dropped, dropped + count);
            return;
        }
        if (!(age >= 0 && age < MostAge)) age = count / Rate;
        for (int done = 0, piece; done < count; done += piece)
        {
            var to = (int)((written + done) % capacity);
            piece = Math.Min(count - done, capacity - to);
            var room = samples.AsSpan(to * Channels, piece * Channels);
            var from = frames.Slice(done * deviceChannels, piece * deviceChannels);
            if (deviceChannels == Channels) from.CopyTo(room);
            else for (var i = 0; i < piece; i++) from.Slice(i * deviceChannels, Channels).CopyTo(room[(i * Channels)..]);
        }
        Volatile.Write(ref written, written + count);
        packets[packetsWritten % PacketRoom] = new Packet(at, count, Now, age, lost);
        lost = false;
        Volatile.Write(ref packetsWritten, packetsWritten + 1);
        arrived.Set();
    }

    /// <summary>The oldest packet not yet read.</summary>
    public bool TryPeek(out Packet packet)
    {
        var any = Volatile.Read(ref packetsWritten) > packetsRead;
        packet = any ? packets[packetsRead % PacketRoom] : default;
        return any;
    }

    /// <summary>
    /// By when the first frame of the packet that was peeked was captured at the latest, in seconds by the session's clock: no frame comes before it was captured,
    /// neither its own nor those of the packets that wait behind it and came at most so many seconds after it.
    /// </summary>
    public double Bound(double seconds)
    {
        ref readonly var first = ref packets[packetsRead % PacketRoom];
        var bound = double.PositiveInfinity;
        for (var at = packetsRead; at < Volatile.Read(ref packetsWritten); at++)
        {
            ref readonly var packet = ref packets[at % PacketRoom];
            if (packet.Arrived > first.Arrived + seconds) break;
            bound = Math.Min(bound, packet.Arrived - ((packet.Position - first.Position + packet.Frames) / Rate));
        }
        return bound;
    }

    /// <summary>Reads the packet that was peeked, [frames, channels].</summary>
    public void Take(Packet packet, Span<float> values)
    {
        for (int done = 0, piece; done < packet.Frames; done += piece)
        {
            var from = (int)((read + done) % capacity);
            piece = Math.Min(packet.Frames - done, capacity - from);
            samples.AsSpan(from * Channels, piece * Channels).CopyTo(values[(done * Channels)..]);
        }
        Volatile.Write(ref read, read + packet.Frames);
        Volatile.Write(ref packetsRead, packetsRead + 1);
    }

    /// <summary>Waits for a packet.</summary>
    public void Wait(TimeSpan time) => arrived.WaitOne(time);

    public void Dispose() => arrived.Dispose();
}
