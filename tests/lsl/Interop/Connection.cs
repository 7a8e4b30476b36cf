using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>An outlet and an inlet on it, each of the back end that is asked for.</summary>
internal sealed class Connection : IDisposable
{
    private static int count;
    private readonly ILslBackend from, to;

    public Connection(LslBackend sender, LslBackend receiver, LslStreamInfo stream, LslInletOptions? options = null)
    {
        (from, to) = (Peers.Open(sender), Peers.Open(receiver));
        Stream = stream with { Name = $"{stream.Name} {Interlocked.Increment(ref count)}" };
        if (Stream.SourceId.Length > 0) Stream = Stream with { SourceId = $"{Stream.SourceId}-{count}" };
        Outlet = from.OpenOutlet(Stream, new());
        Found = Assert.Single(to.Resolve(LslQuery.Of(ValueMap.Of(("name", Stream.Name))), 1, Peers.Patience));
        Inlet = to.OpenInlet(Found, options ?? new());
        Assert.True(Outlet.WaitForConsumers(Peers.Patience));
    }

    /// <summary>Seconds by which the receiver's clock is ahead of the sender's: nothing, but for liblsl 1.14, which counts from 1970.</summary>
    public double Apart => to.Now - from.Now;

    /// <summary>Until 1.17.1 an outlet of liblsl that is destroyed sends one sample that nobody pushed; its version tells only 1.17.</summary>
    public bool MayStray => from is NativeLsl && string.CompareOrdinal(from.Name, "liblsl 1.17") <= 0;

    public LslStreamInfo Stream { get; }

    public LslStreamInfo Found { get; }

    public ILslOutlet Outlet { get; private set; }

    public ILslInlet Inlet { get; }

    /// <summary>The outlet goes, and another with the same source id comes.</summary>
    public void Restart()
    {
        Outlet.Dispose();
        Outlet = from.OpenOutlet(Stream, new());
    }

    /// <summary>Pulls so many samples, as they come.</summary>
    public (byte[] Values, double[] Stamps, List<LslBreak> Breaks) Pull(int samples, int most = 1000)
    {
        var (values, stamps, breaks) = (new byte[samples * Stream.SampleBytes], new double[samples], new List<LslBreak>());
        for (int done = 0, idle = 0; done < samples;)
        {
            var room = Math.Min(most, samples - done);
            var chunk = Inlet.Pull(values.AsSpan(done * Stream.SampleBytes, room * Stream.SampleBytes), stamps.AsSpan(done, room), TimeSpan.FromSeconds(1));
            if (chunk.Break != LslBreak.None) breaks.Add(chunk.Break);
            done += chunk.Samples;
            Assert.True(chunk.Samples > 0 || ++idle < Peers.Patience.TotalSeconds, $"{done} of {samples} samples came");
        }
        return (values, stamps, breaks);
    }

    /// <summary>Pulls so many samples of text.</summary>
    public (string[] Texts, double[] Stamps) PullText(int samples)
    {
        var (texts, stamps) = (new string[samples * Stream.ChannelCount], new double[samples]);
        for (int done = 0, idle = 0; done < samples;)
        {
            var got = Inlet.PullText(texts.AsSpan(done * Stream.ChannelCount), stamps.AsSpan(done), TimeSpan.FromSeconds(1)).Samples;
            done += got;
            Assert.True(got > 0 || ++idle < Peers.Patience.TotalSeconds, $"{done} of {samples} samples came");
        }
        return (texts, stamps);
    }

    /// <summary>The next measured offset.</summary>
    public LslOffset Offset()
    {
        for (var i = 0; i < 20 * Peers.Patience.TotalSeconds; i++)
        {
            if (Inlet.TryTakeOffset(out var offset)) return offset;
            PullNothing(TimeSpan.FromMilliseconds(50));
        }
        Assert.Fail("no clock offset was measured");
        return default;
    }

    /// <summary>Waits as one who pulls does.</summary>
    public LslChunk PullNothing(TimeSpan time) => Stream.Format == LslFormat.String
        ? Inlet.PullText(new string[Stream.ChannelCount], new double[1], time)
        : Inlet.Pull(new byte[Stream.SampleBytes], new double[1], time);

    /// <summary>Bytes that look like noise, the same for a seed.</summary>
    public static byte[] Noise(int bytes, int seed)
    {
        var noise = new byte[bytes];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    public static ReadOnlySpan<byte> Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan());

    public void Dispose()
    {
        Inlet.Dispose();
        Outlet.Dispose();
        to.Dispose();
        from.Dispose();
    }
}
