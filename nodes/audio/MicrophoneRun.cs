namespace Streaming.Audio;

/// <summary>One run of a microphone node, through all losses of its device: gives samples their times, says where some are missing, and watches the level.</summary>
internal sealed class MicrophoneRun(Microphone node, IAudioHost host, AudioDevice device, Microphone.Settings settings)
{
    private const double Jump = 0.25;               // s, by which times run ahead where samples must be missing
    private const double Hold = 0.25;               // s, for which a packet waits for those that tell its time, where the device cannot
    private const double FirstPatience = 8, Patience = 2;   // s without a packet after which a device is lost; some take long to begin
    private static readonly TimeSpan wait = TimeSpan.FromMilliseconds(20);

    private readonly StreamFormat format = node.Signal.Format;
    private readonly LevelMeter level = new(node.Signal.Format.Channels);
    private readonly CaptureTimes times = new(node.Signal.Format.Rate);
    private readonly ArrivalTimes arrivals = new(node.Signal.Format.Rate);
    private readonly double hold = Math.Min(Hold, settings.Buffer / 2);
    private double[] stamps = new double[4096];
    private CaptureRing? ring;
    private IAudioStream? stream;
    private Action<string> note = static _ => { };
    private double heard;                           // s, when the last packet came
    private long expected;                          // place of the next packet in the ring's count
    private long samples, lost, gaps, droppedBefore;
    private bool begins = true, opened, hears, toldClipping, toldLoss;

    public void Open(NodeContext context)
    {
        note = context.Note;
        var found = device;
        if (opened)
        {
            // Devices have come and gone since: it is looked for by what the system calls it.
            found = host.Devices().FirstOrDefault(d => d.Id == device.Id && d.Api == device.Api && d.Inputs > 0) ?? throw new SourceLostException($"'{device.Name}' is not there");
            if (!found.Rates.Contains(format.Rate) || found.Inputs < format.Channels)
                throw new SourceLostException(FormattableString.Invariant($"'{device.Name}' came back with {found.Inputs} channels at {found.Rate} Hz where {format.Channels} at {format.Rate} Hz are expected"));
        }
        ring = new CaptureRing(format.Channels, format.Rate, settings.Buffer, context.Time);
        try
        {
            stream = host.Capture(found, settings.Latency, ring);
        }
        catch (AudioException e) when (opened)
        {
            ring.Dispose();
            throw new SourceLostException(e.Message, e);
        }
        if (!opened) note(FormattableString.Invariant($"captures from '{found.Name}' ({found.Api}), {format.Channels} channels at {format.Rate} Hz"));
        (opened, hears, begins, expected) = (true, false, true, 0);
        heard = ring.Now;
        Restart();
    }

    public StepResult Step()
    {
        if (!ring!.TryPeek(out var packet))
        {
            ring.Wait(wait);
            if (!ring.TryPeek(out packet)) return Silent();
        }
        (heard, hears) = (ring.Now, true);
        if (!IsKnown(packet, out var captured))
        {
            ring.Wait(wait);
            return StepResult.Again;
        }
        var missing = Missing(packet, captured);
        if (missing > 0 || packet.DeviceLost)
        {
            if (!begins)
            {
                gaps++;
                // What is not played cannot be lost.
                if (!device.IsSilentWhenIdle)
                {
                    lost += missing;
                    Tell(missing, packet);
                }
            }
            begins = true;
            Restart();
        }
        expected = packet.Position + packet.Frames;
        Send(packet, stream!.KnowsDelay ? captured : arrivals.Next(captured, packet.Frames));
        return StepResult.Again;
    }

    public void Close()
    {
        stream?.Dispose();
        stream = null;
        if (ring is not null) droppedBefore += ring.Dropped;
        ring?.Dispose();
        ring = null;
    }

    public IReadOnlyList<Conclusion> Conclude() =>
    [
        new("samples", samples), new("clipped", level.Clipped, "samples"), new("lost", lost, "samples"), new("gaps", gaps),
        new("dropped", droppedBefore + (ring?.Dropped ?? 0), "samples"), new("peak", LevelMeter.Decibels(level.Peak), "dBFS"), new("drift", (1 / (times.Period * format.Rate) - 1) * 1e6, "ppm"),
    ];

    private void Restart()
    {
        times.Restart();
        arrivals.Restart();
    }

    /// <summary>
    /// When the first frame of a packet was captured by the device's word, or by when it came at the latest. The first packet, one after a loss, and one so late that
    /// something may be lost, wait for what comes behind them: only then is it known whether that was late too.
    /// </summary>
    private bool IsKnown(Packet packet, out double captured)
    {
        captured = stream!.KnowsDelay ? packet.Captured : packet.Arrived - (packet.Frames / format.Rate);
        if (stream.KnowsDelay || (!begins && packet.Position == expected && !packet.DeviceLost && times.Late(captured) <= Jump)) return true;
        captured = ring!.Bound(hold);
        return ring.Now >= packet.Arrived + hold;
    }

    /// <summary>Frames between the last packet and this one: those dropped by the ring are known by number, those the device lost by time.</summary>
    private long Missing(Packet packet, double captured)
    {
        if (begins) return 0;
        var dropped = packet.Position - expected;
        if (dropped > 0) return dropped;
        var late = times.Late(captured);
        return packet.DeviceLost || late > Jump ? Math.Max(0, (long)Math.Round(late * format.Rate)) : 0;
    }

    private void Send(Packet packet, double captured)
    {
        var room = node.Signal.Reserve(packet.Frames)[..(packet.Frames * format.Channels)];
        ring!.Take(packet, room);
        level.Add(room);
        if (level.Clipped > 0 && !toldClipping)
        {
            toldClipping = true;
            note("the signal clips: turn the input's level down (told once; the results count the samples)");
        }
        if (stamps.Length < packet.Frames) stamps = new double[packet.Frames];
        var first = times.Next(captured, packet.Frames);
        for (var i = 0; i < packet.Frames; i++) stamps[i] = first + (i * times.Spacing);
        if (begins) node.Signal.Begin(first);
        begins = false;
        node.Signal.Commit(stamps.AsSpan(0, packet.Frames));
        samples += packet.Frames;
    }

    private void Tell(long missing, Packet packet)
    {
        if (toldLoss) return;
        toldLoss = true;
        var why = ring!.Dropped > 0 ? "the graph is slower than the device"
            : packet.DeviceLost ? "the system was too slow to take them"
            : stream!.KnowsDelay ? "by the device's times" : "by the time at which the next came";
        note(FormattableString.Invariant($"{missing / format.Rate:0.000} s of sound were lost: {why} (told once; the results count the samples)"));
    }

    private StepResult Silent()
    {
        if (!stream!.IsAlive) throw new SourceLostException($"'{device.Name}' is gone");
        if (!device.IsSilentWhenIdle && ring!.Now - heard > (hears ? Patience : FirstPatience))
            throw new SourceLostException(FormattableString.Invariant($"'{device.Name}' gives nothing for {(hears ? Patience : FirstPatience)} s"));
        return StepResult.Again;
    }
}
