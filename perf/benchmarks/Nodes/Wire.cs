using System.Diagnostics;
using System.Runtime.InteropServices;
using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>A microphone of a sound server whose every sample has a known time: a pipe into which values of <see cref="KnownSound"/> are written, in pieces, when the last is due.</summary>
internal sealed class Wire : IDisposable
{
    private readonly int rate, piece;
    private readonly string pipe;
    private readonly Thread thread;
    private volatile bool stops;
    private double begin = double.NaN;

    /// <param name="server">Where it is plugged in, as "wire".</param>
    /// <param name="rate">In hertz.</param>
    /// <param name="seconds">Of a piece.</param>
    public Wire(SoundServer server, int rate, double seconds)
    {
        (this.rate, piece, pipe) = (rate, (int)(rate * seconds), server.At("wire"));
        server.Ask("load-module", "module-pipe-source", "source_name=wire", $"file={pipe}", $"rate={rate}", "channels=1", "format=s16le");
        thread = new Thread(Write) { IsBackground = true };
    }

    /// <summary>Its first sample is now.</summary>
    public void Begin() => thread.Start();

    /// <summary>When a sample was due, in seconds of the system's clock.</summary>
    public double TimeOf(long place) => Volatile.Read(ref begin) + place / (double)rate;

    public void Dispose()
    {
        stops = true;
        thread.Join();
    }

    private void Write()
    {
        using var file = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Volatile.Write(ref begin, Now());
        var values = new short[piece];
        for (var at = 0L; !stops; at += piece)
        {
            for (var i = 0; i < piece; i++) values[i] = KnownSound.ValueOf(at + i);
            while (Now() < TimeOf(at + piece)) Thread.Sleep(1);
            file.Write(MemoryMarshal.AsBytes<short>(values));
        }

        static double Now() => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }
}
