namespace Streaming.Lsl;

/// <summary>How far streams are offered and looked for.</summary>
public enum LslScope
{
    /// <summary>This machine only: every socket is bound to the loopback address, so no other machine can see, read or send anything.</summary>
    Machine,

    /// <summary>The network segment. Streams are neither encrypted nor authenticated: everyone on it can find them, read them, and offer others in their place.</summary>
    Link,

    /// <summary>The site, through routers that pass site multicast on. Open to everyone on it, as <see cref="Link"/> is to the segment.</summary>
    Site,
}

/// <summary>How a back end uses the network. The default keeps everything on this machine.</summary>
public sealed record LslNetwork
{
    /// <summary>The groups of LSL that one segment is asked through.</summary>
    public static ValueList<string> UsualLink { get; } = ["255.255.255.255", "224.0.0.1", "224.0.0.183"];

    /// <summary>The group of LSL for a site.</summary>
    public static ValueList<string> UsualSite { get; } = ["239.255.172.215"];

    /// <summary>How far streams are offered and looked for.</summary>
    public LslScope Scope { get; init; }

    /// <summary>Machines to ask one by one, by name or address, where multicast does not reach; needs a wider scope than this machine.</summary>
    public ValueList<string> Peers { get; init; } = [];

    /// <summary>Streams of another session are neither found nor offered to.</summary>
    public string Session { get; init; } = "default";

    /// <summary>UDP port that all outlets share for discovery.</summary>
    public int MulticastPort { get; init; } = 16571;

    /// <summary>First port of the range in which outlets take theirs.</summary>
    public int BasePort { get; init; } = 16572;

    /// <summary>Ports in that range.</summary>
    public int PortRange { get; init; } = 32;

    /// <summary>An outlet may take any port where the range is full.</summary>
    public bool AllowRandomPorts { get; init; } = true;

    /// <summary>IPv6 is used too, beyond this machine.</summary>
    public bool IPv6 { get; init; } = true;

    /// <summary>Groups that a segment is asked through, from <see cref="LslScope.Link"/> on.</summary>
    public ValueList<string> LinkAddresses { get; init; } = UsualLink;

    /// <summary>Groups that a site is asked through.</summary>
    public ValueList<string> SiteAddresses { get; init; } = UsualSite;

    /// <summary>The group part of IPv6 multicast addresses.</summary>
    public string IPv6Group { get; init; } = "113D:6FDD:2C17:A643:FFE2:1BD1:3CD2";

    /// <summary>Hops of multicast; -1 for what the scope has: 0, 1, 24.</summary>
    public int TimeToLive { get; init; } = -1;

    /// <summary>Seconds between two waves of questions.</summary>
    public double ResolveInterval { get; init; } = 0.5;

    /// <summary>Seconds without a sample after which an inlet looks whether its stream still lives.</summary>
    public double WatchdogThreshold { get; init; } = 15;

    /// <summary>Seconds between the starts of two measurements of a clock offset.</summary>
    public double TimeUpdateInterval { get; init; } = 2;

    /// <summary>Probes of one measurement.</summary>
    public int TimeProbeCount { get; init; } = 8;

    /// <summary>Seconds between two probes.</summary>
    public double TimeProbeInterval { get; init; } = 0.064;

    /// <summary>Seconds that the reply to the last probe is waited for.</summary>
    public double TimeProbeMaxRtt { get; init; } = 0.128;

    /// <summary>Replies below which a measurement is dropped.</summary>
    public int TimeUpdateMinProbes { get; init; } = 6;
}
