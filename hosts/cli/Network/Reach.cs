using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>Which streams are meant, and how far to look for them.</summary>
/// <param name="Backend">Who speaks LSL.</param>
/// <param name="File">The lsl_api.cfg and the session, as given; empty where not.</param>
/// <param name="Scope">How far.</param>
/// <param name="Peers">Machines to ask directly.</param>
/// <param name="Where">An XPath predicate; empty for all streams.</param>
internal sealed record Reach(LslBackend Backend, (string Config, string Session) File, LslScope Scope, ValueList<string> Peers, string Where)
{
    /// <summary>The network, with the ports and groups that the machine's LSL programs use.</summary>
    /// <exception cref="LslException">The configuration cannot be read.</exception>
    public LslNetwork Network { get; } = Of(File, Scope, Peers);

    /// <exception cref="LslException">The back end cannot be had.</exception>
    public ILslBackend Open() => LslBackends.Open(Backend, Network);

    /// <summary>Such as "on this machine, session 'default'".</summary>
    public override string ToString()
    {
        var place = Scope switch { LslScope.Machine => "on this machine", LslScope.Link => "on this network segment", _ => "on this site" };
        return $"{place}{(Network.Peers.Count > 0 ? $" and at {string.Join(", ", Network.Peers)}" : "")}, session '{Shown.Text(Network.Session)}'";
    }

    /// <summary>Says that nothing was found, where that was, and how to look further.</summary>
    public string Nothing(double seconds)
    {
        var what = Where.Length == 0 ? "No stream" : $"No stream with {Where}";
        var wider = Scope switch
        {
            LslScope.Machine => "Other machines were not asked: --scope link looks on the network segment, --scope site on the whole site. LSL has neither encryption nor passwords: everyone there can read along.",
            _ => "Where multicast does not reach, --peers HOST asks a machine directly. A firewall must let UDP and TCP through"
                + $" at ports {Network.MulticastPort} to {Network.BasePort + Network.PortRange - 1}.",
        };
        return $"{what} was found {this}, within {Text.Quantity.Time(seconds)}. {wider} Streams of another session need --session NAME.";
    }

    private static LslNetwork Of((string Config, string Session) file, LslScope scope, ValueList<string> peers)
    {
        var network = LslConfig.Load(file.Config);
        return network with
        {
            Scope = scope,
            Peers = scope == LslScope.Machine ? [] : ValueList.From(network.Peers.Concat(peers).Distinct()),
            Session = file.Session.Length > 0 ? file.Session : network.Session,
        };
    }
}
