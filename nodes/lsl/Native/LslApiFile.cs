using System.Globalization;
using System.Text;

namespace Streaming.Lsl.Native;

/// <summary>
/// Writes the configuration of liblsl, which it calls lsl_api.cfg. Source: liblsl, src/api_config.cpp. It is written anew from the settings here, so that a file the
/// user has elsewhere never widens what a graph says.
/// </summary>
internal static class LslApiFile
{
    /// <summary>The text of the file.</summary>
    /// <exception cref="LslException">A setting cannot stand in such a file.</exception>
    public static string Of(LslNetwork network)
    {
        var machine = network.Scope == LslScope.Machine;
        var text = new StringBuilder();
        Section("ports");
        Set("MulticastPort", network.MulticastPort);
        Set("BasePort", network.BasePort);
        Set("PortRange", network.PortRange);
        Set("AllowRandomPorts", network.AllowRandomPorts ? 1 : 0);
        Set("IPv6", machine || !network.IPv6 ? "disable" : "allow");

        Section("multicast");
        Set("ResolveScope", network.Scope.ToString().ToLowerInvariant());
        if (machine)
        {
            Set("ListenAddress", "127.0.0.1");
            Set("Interfaces", "{127.0.0.1}");
        }
        else
        {
            Set("LinkAddresses", List(network.LinkAddresses));
            Set("SiteAddresses", List(network.SiteAddresses));
            Set("IPv6MulticastGroup", network.IPv6Group);
            if (network.TimeToLive >= 0) Set("TTLOverride", network.TimeToLive);
        }

        Section("lab");
        Set("SessionID", network.Session);
        // Of several outlets on one machine only one hears what is sent to 127.0.0.1, so the ports are asked one by one.
        Set("KnownPeers", machine ? "{127.0.0.1}" : List(network.Peers));

        Section("tuning");
        Set("ContinuousResolveInterval", network.ResolveInterval);
        Set("WatchdogTimeThreshold", network.WatchdogThreshold);
        Set("WatchdogCheckInterval", network.WatchdogThreshold);
        Set("TimeUpdateInterval", network.TimeUpdateInterval);
        Set("TimeProbeCount", network.TimeProbeCount);
        Set("TimeProbeInterval", network.TimeProbeInterval);
        Set("TimeProbeMaxRTT", network.TimeProbeMaxRtt);
        Set("TimeUpdateMinProbes", network.TimeUpdateMinProbes);

        Section("log");
        Set("level", -3);       // what happens is told by the node, not into the middle of a display
        return text.ToString();

        void Section(string name) => text.Append(CultureInfo.InvariantCulture, $"[{name}]\n");

        void Set(string key, object value) => text.Append(CultureInfo.InvariantCulture, $"{key}={Line(value as string ?? string.Create(CultureInfo.InvariantCulture, $"{value}"))}\n");
    }

    private static string List(ValueList<string> values) => $"{{{string.Join(", ", values)}}}";

    /// <summary>A value must not become another line, which would be another setting.</summary>
    private static string Line(string value) =>
        !value.Any(char.IsControl) ? value : throw new LslException("network settings of one line each", $"'{value}'", "leave line breaks and other control characters out");
}
