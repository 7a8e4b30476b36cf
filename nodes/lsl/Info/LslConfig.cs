namespace Streaming.Lsl;

/// <summary>
/// Reads <c>lsl_api.cfg</c>, the file by which a lab sets its ports, groups, peers and session for every LSL program. How far streams reach is not read from it:
/// that is a setting of this engine, and stays this machine unless somebody widens it.
/// </summary>
public static class LslConfig
{
    private static readonly char[] set = ['{', '}', ' ', '\t'];

    /// <summary>The file that LSL's programs on this machine use: named by LSLAPICFG, else of the working directory, the home, or the machine; null without one.</summary>
    public static string? Find()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] places =
        [
            Environment.GetEnvironmentVariable("LSLAPICFG") ?? "", "lsl_api.cfg", Path.Combine(home, "lsl_api", "lsl_api.cfg"),
            OperatingSystem.IsWindows() ? Path.Combine(Path.GetPathRoot(Environment.SystemDirectory) ?? "C:\\", "lsl_api", "lsl_api.cfg") : "/etc/lsl_api/lsl_api.cfg",
        ];
        return Array.Find(places, p => p.Length > 0 && File.Exists(p));
    }

    /// <summary>The network of a file.</summary>
    /// <param name="path">The file; empty for the one that <see cref="Find"/> gives, if any.</param>
    /// <exception cref="LslException">It cannot be read, or is none.</exception>
    public static LslNetwork Load(string path = "")
    {
        var file = path.Length > 0 ? path : Find();
        if (file is null) return new();
        try
        {
            return Read(File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is IOException and not LslException or UnauthorizedAccessException)
        {
            throw new LslException($"a readable file {file}", e.Message, "mend the setting config", e);
        }
    }

    /// <summary>The network of a text.</summary>
    /// <param name="text">Sections with <c>key = value</c>; a semicolon at the beginning of a line makes it a comment.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LslException">A line is none, a value is empty, a key stands twice, or a number is none.</exception>
    public static LslNetwork Read(string text, string name = "lsl_api.cfg")
    {
        var network = new LslNetwork();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (section, number) = ("", 0);
        foreach (var whole in text.Split('\n'))
        {
            number++;
            var line = whole.Trim();
            if (line.Length == 0 || whole[0] == ';') continue;
            if (line[0] == '[')
            {
                section = line.Trim('[', ']', ' ').ToLowerInvariant();
                continue;
            }
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (line, "") : (line[..equals].Trim(), line[(equals + 1)..].Trim());
            var place = $"{name}, line {number}";
            if (value.Length == 0) throw new LslException("key = value", $"'{line}' ({place})", "mend the line: LSL's programs refuse the whole file for it");
            if (!seen.Add($"{section}.{key}")) throw new LslException($"'{key}' once", $"it twice ({place})", "remove one: LSL's programs refuse the whole file for it");
            network = With(network, section, key.ToLowerInvariant(), value, place);
        }
        return network;
    }

    private static LslNetwork With(LslNetwork network, string section, string key, string value, string place) => (section, key) switch
    {
        ("ports", "multicastport") => network with { MulticastPort = Whole(value, 1, 65535, key, place) },
        ("ports", "baseport") => network with { BasePort = Whole(value, 1, 65535, key, place) },
        ("ports", "portrange") => network with { PortRange = Whole(value, 1, 4096, key, place) },
        ("ports", "allowrandomports") => network with { AllowRandomPorts = value == "1" },
        ("ports", "ipv6") => network with { IPv6 = value.ToLowerInvariant() is "allow" or "force" },
        ("multicast", "linkaddresses") => network with { LinkAddresses = Set(value) },
        ("multicast", "siteaddresses") => network with { SiteAddresses = Set(value) },
        ("multicast", "ipv6multicastgroup") => network with { IPv6Group = value },
        ("multicast", "ttloverride") => network with { TimeToLive = Whole(value, -1, 255, key, place) },
        ("lab", "knownpeers") => network with { Peers = Set(value) },
        ("lab", "sessionid") => network with { Session = value },
        ("tuning", "continuousresolveinterval") => network with { ResolveInterval = Number(value, key, place) },
        ("tuning", "watchdogtimethreshold") => network with { WatchdogThreshold = Number(value, key, place) },
        ("tuning", "timeupdateinterval") => network with { TimeUpdateInterval = Number(value, key, place) },
        ("tuning", "timeupdateminprobes") => network with { TimeUpdateMinProbes = Whole(value, 1, 1000, key, place) },
        ("tuning", "timeprobecount") => network with { TimeProbeCount = Whole(value, 1, 1000, key, place) },
        ("tuning", "timeprobeinterval") => network with { TimeProbeInterval = Number(value, key, place) },
        ("tuning", "timeprobemaxrtt") => network with { TimeProbeMaxRtt = Number(value, key, place) },
        _ => network,
    };

    private static ValueList<string> Set(string value) =>
        ValueList.From(value.Split(',').Select(v => v.Trim(set)).Where(v => v.Length > 0));

    private static int Whole(string value, int least, int most, string key, string place) => LslNumbers.Whole(value, least, most)
        ?? throw new LslException($"{key} to be a whole number from {least} to {most}", $"'{value}' ({place})", "mend the line");

    private static double Number(string value, string key, string place) => LslNumbers.Parse(value) is { } number and > 0 ? number
        : throw new LslException($"{key} to be a number above 0", $"'{value}' ({place})", "mend the line");
}
