using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>Reads one stream on a thread of its own, and keeps account of what comes.</summary>
internal sealed class WatchedStream : IDisposable
{
    private const double Jump = 0.2;             // s, by which stamps of a regular stream must jump for samples to be missing
    private static readonly TimeSpan wait = TimeSpan.FromMilliseconds(50);
    private static readonly LslInletOptions options = new() { Recover = false, Buffer = 10, Timeout = 5 };
    private readonly ILslBackend backend;
    private readonly Thread thread;
    private readonly Lock gate = new();
    private Sight sight = Sight.Nothing;
    private long missing;
    private volatile bool closing;

    public WatchedStream(ILslBackend backend, LslStreamInfo stream)
    {
        (this.backend, Stream) = (backend, stream);
        thread = new Thread(Watch) { IsBackground = true, Name = $"watch {stream.Name}" };
        thread.Start();
    }

    public LslStreamInfo Stream { get; }

    /// <summary>What was seen so far.</summary>
    public Sight Sight
    {
        get
        {
            lock (gate) return sight;
        }
    }

    /// <summary>Seconds since the time of the newest sample; NaN while there is none or its clock is not known.</summary>
    public double Age(Sight seen) => backend.Now - (seen.Stamp + seen.Offset);

    public void Dispose()
    {
        closing = true;
        thread.Join();
    }

    private void Watch()
    {
        try
        {
            using var inlet = backend.OpenInlet(Stream, options);
            var most = Math.Clamp(1 << 16, 1, Math.Max(1, (1 << 22) / Math.Max(1, Stream.SampleBytes)));
            var (stamps, values) = (new double[Math.Min(most, 4096)], Array.Empty<byte>());
            var texts = Stream.Format == LslFormat.String ? new string[stamps.Length * Stream.ChannelCount] : [];
            if (texts.Length == 0) values = new byte[stamps.Length * Stream.SampleBytes];
            while (!closing && inlet.Connection != LslConnection.Lost)
            {
                var chunk = texts.Length > 0 ? inlet.PullText(texts, stamps, wait) : inlet.Pull(values, stamps, wait);
                Keep(inlet, stamps.AsSpan(0, chunk.Samples));
            }
            if (!closing) End("vanished");
        }
        catch (LslException e)
        {
            End($"cannot be read: {e.Found}");
        }
    }

    private void Keep(ILslInlet inlet, ReadOnlySpan<double> stamps)
    {
        var last = sight.Stamp;
        foreach (var stamp in stamps)
        {
            if (Stream.IsRegular && stamp - last > Jump + 1 / Stream.Rate) missing += (long)Math.Round((stamp - last) * Stream.Rate) - 1;
            last = stamp;
        }
        var (offset, roundTrip) = (sight.Offset, sight.RoundTrip);
        while (inlet.TryTakeOffset(out var measured)) (offset, roundTrip) = (measured.Value, measured.RoundTrip);
        lock (gate) sight = new Sight(sight.Samples + stamps.Length, last, offset, roundTrip, missing + inlet.Dropped, "");
    }

    private void End(string why)
    {
        lock (gate) sight = sight with { End = why };
    }
}

/// <summary>What was seen of a stream.</summary>
/// <param name="Samples">Samples that came.</param>
/// <param name="Stamp">Seconds of the sender's clock, of the newest; NaN before the first.</param>
/// <param name="Offset">Seconds to add for the local clock; NaN while unknown.</param>
/// <param name="RoundTrip">Seconds of the round trip the offset was taken from.</param>
/// <param name="Missing">Samples that are missing by their stamps, or were dropped here.</param>
/// <param name="End">Why no more will come; empty while it does.</param>
internal sealed record Sight(long Samples, double Stamp, double Offset, double RoundTrip, long Missing, string End)
{
    public static Sight Nothing { get; } = new(0, double.NaN, double.NaN, double.NaN, 0, "");
}
