using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>A corner of the loopback for one test: a session and ports of its own, so that tests of this and of other programs do not see each other's streams.</summary>
internal static class TestNetwork
{
    private const int Range = 12, First = 20_000, Last = 32_000;
    private static int next = First + (Environment.ProcessId * 7919 % ((Last - First) / (Range + 1)) * (Range + 1));

    /// <summary>Long enough for any machine; a wait that takes so long has failed.</summary>
    public static TimeSpan Long { get; } = TimeSpan.FromSeconds(30);

    public static LslNetwork New()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var port = Interlocked.Add(ref next, Range + 1);
            if (port + Range + 1 >= Last)
            {
                Interlocked.Exchange(ref next, First);
                continue;
            }
            if (FreePorts.AreFree(port, Range + 1)) return new() { MulticastPort = port, BasePort = port + 1, PortRange = Range, Session = Guid.NewGuid().ToString("N") };
        }
        throw new InvalidOperationException("no free range of ports for a test");
    }

    /// <summary>Waits for something another thread does; says what did not happen.</summary>
    public static void Until(Func<bool> happened, string what)
    {
        var end = Environment.TickCount64 + (long)Long.TotalMilliseconds;
        while (!happened())
        {
            Assert.True(Environment.TickCount64 < end, $"waited {Long.TotalSeconds} s for {what}");
            Thread.Yield();
        }
    }
}
