namespace Streaming.Lsl;

/// <summary>The network that a node's settings mean: ports and groups from lsl_api.cfg, how far from the node alone.</summary>
internal static class NodeNetwork
{
    /// <exception cref="FormatMismatchException">Peers are named though nothing may leave this machine.</exception>
    public static LslNetwork Of(string config, LslScope scope, ValueList<string> peers, string session)
    {
        var network = LslConfig.Load(config);
        if (scope == LslScope.Machine && peers.Count > 0)
            throw new FormatMismatchException("scope: link or site with peers", $"peers [{string.Join(", ", peers)}] at scope: machine", "widen the scope, or name no peers");
        return network with
        {
            Scope = scope,
            // Peers of a file are for those who look beyond this machine.
            Peers = scope == LslScope.Machine ? [] : ValueList.From(network.Peers.Concat(peers).Distinct()),
            Session = session.Length > 0 ? session : network.Session,
        };
    }
}
