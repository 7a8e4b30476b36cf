using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Streaming.Lsl;

/// <summary>
/// Measures the offset to a sender's clock on a thread and a socket of its own: waves of probes, of which the one with the shortest round trip counts
/// (after Cristian, "Probabilistic clock synchronization", 1989).
/// </summary>
internal sealed class TimeProbe : IDisposable
{
    private const double Tolerance = 1e-6;      // s, by which an echoed stamp may differ for its notation

    private readonly LslNetwork network;
    private readonly Func<double> clock;
    private readonly Action<LslOffset, int> measured;
    private readonly double[] sent;
    private readonly ManualResetEventSlim closing = new();
    private readonly Thread thread;
    private readonly byte[] buffer = new byte[512];
    private (IPEndPoint? Place, int Epoch) target;
    private volatile bool retargeted;
    private int wave;

    /// <param name="network">Times and counts.</param>
    /// <param name="clock">The local clock.</param>
    /// <param name="place">The sender's service port; null where it has none.</param>
    /// <param name="name">Of the stream.</param>
    /// <param name="measured">Takes an offset and the epoch of the target it belongs to; called on the thread of this.</param>
    public TimeProbe(LslNetwork network, Func<double> clock, IPEndPoint? place, string name, Action<LslOffset, int> measured)
    {
        (this.network, this.clock, this.measured) = (network, clock, measured);
        target = (place, 0);
        sent = new double[Math.Max(1, network.TimeProbeCount)];
        wave = Random.Shared.Next();
        thread = new Thread(Run) { IsBackground = true, Name = $"lsl clock of {name}", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>Goes on with another service port; an epoch names whose clock it is.</summary>
    public void Retarget(IPEndPoint? place, int epoch)
    {
        lock (sent) target = (place, epoch);
        retargeted = true;
    }

    public void Dispose()
    {
        closing.Set();
        if (thread != Thread.CurrentThread) thread.Join();
        closing.Dispose();
    }

    private void Run()
    {
        while (!closing.IsSet)
        {
            IPEndPoint? place;
            int epoch;
            lock (sent) (place, epoch) = target;
            retargeted = false;
            try
            {
                if (place is not null)
                {
                    using var socket = Sockets.Udp(place.AddressFamily);
                    socket.Blocking = false;
                    socket.Connect(place);
                    while (!closing.IsSet && !retargeted) Measure(socket, epoch);
                    continue;
                }
            }
            catch (SocketException)
            {
                // No way there now; the next round tries again.
            }
            closing.Wait(TimeSpan.FromSeconds(network.TimeUpdateInterval));
        }
    }

    private void Measure(Socket socket, int epoch)
    {
        var start = Stopwatch.GetTimestamp();
        wave = unchecked(wave + 1);
        var best = new LslOffset(0, 0, double.PositiveInfinity);
        var replies = 0;
        for (var i = 0; i < sent.Length && !closing.IsSet && !retargeted; i++)
        {
            sent[i] = clock();
            Send(socket, Datagrams.AskTime(buffer, wave, sent[i]));
            Listen(socket, start, (i + 1) * network.TimeProbeInterval, i + 1, ref best, ref replies);
        }
        Listen(socket, start, (sent.Length * network.TimeProbeInterval) + network.TimeProbeMaxRtt, sent.Length, ref best, ref replies);
        if (replies >= network.TimeUpdateMinProbes && !closing.IsSet && !retargeted) measured(best, epoch);
        while (!retargeted && !closing.IsSet && Left(start, network.TimeUpdateInterval) is { } left && left > TimeSpan.Zero)
            closing.Wait(left < TimeSpan.FromMilliseconds(100) ? left : TimeSpan.FromMilliseconds(100));
    }

    private void Listen(Socket socket, long start, double until, int probes, ref LslOffset best, ref int replies)
    {
        // A flood of answers ends with the wave: every look counts against its time.
        while (!closing.IsSet && !retargeted && Left(start, until) is var left && left > TimeSpan.Zero)
        {
            if (!socket.Poll(left, SelectMode.SelectRead)) return;
            var length = socket.Receive(buffer, SocketFlags.None, out var error);
            var now = clock();
            if (error != SocketError.Success)
            {
                // Nobody listens there: the next probe finds out whether that is still so.
                if (error == SocketError.WouldBlock) continue;
                closing.Wait(Left(start, until) is var rest && rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
                return;
            }
            if (!Datagrams.TryReadTime(buffer.AsSpan(0, length), out var echoed, out var asked, out var received, out var answered) || echoed != wave) continue;
            var probe = Array.FindIndex(sent, 0, probes, s => Math.Abs(s - asked) <= Tolerance);
            if (probe < 0) continue;
            var roundTrip = now - sent[probe] - (answered - received);
            if (!(roundTrip >= 0)) continue;
            if (replies++ >= sent.Length) continue;
            if (roundTrip < best.RoundTrip) best = new((received + answered) / 2, -((received - sent[probe]) + (answered - now)) / 2, roundTrip);
        }
    }

    private static TimeSpan Left(long start, double until) => TimeSpan.FromSeconds(until) - Stopwatch.GetElapsedTime(start);

    private void Send(Socket socket, int length)
    {
        socket.Send(buffer.AsSpan(0, length), SocketFlags.None, out _);
    }
}
