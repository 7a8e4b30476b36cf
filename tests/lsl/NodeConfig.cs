using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>A network of a test's own, as a file that nodes read.</summary>
internal sealed class NodeConfig : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lsl").FullName;

    public NodeConfig()
    {
        Network = TestNetwork.New() with { TimeUpdateInterval = 0.2, TimeProbeCount = 2, TimeUpdateMinProbes = 1, TimeProbeInterval = 0.005, TimeProbeMaxRtt = 0.1 };
        Path = System.IO.Path.Combine(folder, "lsl_api.cfg");
        File.WriteAllText(Path, $"[ports]\nMulticastPort = {Network.MulticastPort}\nBasePort = {Network.BasePort}\nPortRange = {Network.PortRange}\n[lab]\nSessionID = {Network.Session}\n"
            + "[tuning]\nTimeUpdateInterval = 0.2\nTimeProbeCount = 2\nTimeUpdateMinProbes = 1\nTimeProbeInterval = 0.005\nTimeProbeMaxRTT = 0.1\n");
        Backend = new ManagedLsl(Network);
    }

    public LslNetwork Network { get; }

    public ManagedLsl Backend { get; }

    public string Path { get; }

    public void Dispose()
    {
        Backend.Dispose();
        Directory.Delete(folder, true);
    }
}
