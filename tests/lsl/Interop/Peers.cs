using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>
/// The two back ends on one private network: loopback, with a session and ports that belong to this process, so that nothing else on the machine takes part. liblsl
/// reads its settings once in a process, so there is one network for all tests that use it.
/// </summary>
internal static class Peers
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static LslNetwork Network { get; } = new()
    {
        Session = $"tests-{Environment.ProcessId}",
        MulticastPort = FirstPort,
        BasePort = FirstPort + 1,
        PortRange = 40,
        WatchdogThreshold = 1.5,     // an outlet of liblsl 1.17.7 that is destroyed sometimes leaves its connections open
    };

    private static int FirstPort => 10_000 + Environment.ProcessId % 160 * 60;

    /// <summary>A back end; skips the test where it would be liblsl's and there is none.</summary>
    public static ILslBackend Open(LslBackend backend)
    {
        Assert.SkipWhen(backend == LslBackend.Native && !NativeLsl.IsThere, $"needs liblsl: name its file in {NativeLsl.Variable}");
        return LslBackends.Open(backend, Network);
    }
}
