namespace Streaming.Audio;

/// <summary>One run of a speaker node: feeds its device, and looks for it when it is gone.</summary>
internal sealed class SpeakerRun
{
    private const double Retry = 1;                 // s
    private static readonly TimeSpan full = TimeSpan.FromMilliseconds(10);

    private readonly Speaker node;
    private readonly IAudioHost host;
    private readonly AudioDevice device;
    private readonly Speaker.Settings settings;
    private readonly NodeContext context;
    private readonly int channels;
    private PlaybackRing ring;
    private IAudioStream? stream;
    private long lostAt;
    private long playedBefore, underflowsBefore, dropped, outages;

    public SpeakerRun(Speaker node, IAudioHost host, AudioDevice device, Speaker.Settings settings, NodeContext context)
    {
        (this.node, this.host, this.device, this.settings, this.context) = (node, host, device, settings, context);
        channels = node.Signal.Format.Channels;
        ring = NewRing();
        stream = host.Play(device, settings.Latency, ring);
        context.Note(FormattableString.Invariant($"plays on '{device.Name}' ({device.Api}), {ring.Channels} channels at {ring.Rate} Hz"));
    }

    public StepResult Step()
    {
        if (stream is { IsAlive: false }) Lose();
        if (stream is null && !TryReturn())
        {
            // Nothing waits for a device that may never come back.
            while (node.Signal.Available > 0) Pass(node.Signal.Available);
            return StepResult.NeedInput;
        }
        while (node.Signal.Available > 0)
        {
            var count = Math.Min(node.Signal.Available, ring.Room);
            if (count == 0) return StepResult.WaitFor(full);
            ring.Write(node.Signal.Samples[..(count * channels)], channels);
            node.Signal.Advance(count);
        }
        if (!node.Signal.Ended) return StepResult.NeedInput;
        ring.End();
        return ring.IsEmpty ? StepResult.NeedInput : StepResult.WaitFor(full);
    }

    public void Close()
    {
        stream?.Dispose();
        stream = null;
    }

    public IReadOnlyList<Conclusion> Conclude() =>
    [
        new("played", playedBefore + ring.Played, "samples"), new("underflows", underflowsBefore + ring.Underflows), new("dropped", dropped, "samples"), new("outages", outages),
    ];

    // A system that would mix channels gets all of its own; one channel goes to the first two of any other.
    private PlaybackRing NewRing() =>
        new(device.MixesChannels ? device.Outputs : channels == 1 ? Math.Min(2, device.Outputs) : channels, node.Signal.Format.Rate, settings.Latency);

    private void Pass(int count)
    {
        node.Signal.Advance(count);
        dropped += count;
    }

    private void Lose()
    {
        stream!.Dispose();
        stream = null;
        outages++;
        playedBefore += ring.Played;
        underflowsBefore += ring.Underflows;
        context.Note($"'{device.Name}' is gone; what comes is dropped until it is back");
        ring = NewRing();
        lostAt = context.Time.GetTimestamp();
    }

    private bool TryReturn()
    {
        if (context.Time.GetElapsedTime(lostAt).TotalSeconds < Retry) return false;
        lostAt = context.Time.GetTimestamp();
        try
        {
            if (host.Devices().FirstOrDefault(d => d.Id == device.Id && d.Api == device.Api && d.Outputs > 0 && d.Rates.Contains(ring.Rate)) is not { } found) return false;
            stream = host.Play(found, settings.Latency, ring);
        }
        catch (AudioException)
        {
            return false;
        }
        context.Note($"'{device.Name}' is back");
        return true;
    }
}
