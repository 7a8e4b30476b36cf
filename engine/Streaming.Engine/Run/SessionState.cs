using System.Buffers;
using System.Security.Cryptography;

namespace Streaming.Runtime;

/// <summary>
/// The saved form of a session: MessagePack, a header that names the graph, then each node in the graph's order, and links; then the SHA-256 of it all,
/// so that a damaged file is refused before a node sees any of it.
/// </summary>
internal static class SessionState
{
    private const int Version = 1;

    public static void Save(Plan plan, SessionBuilder parts, IBufferWriter<byte> output)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(body);
        writer.Write("streaming-state", Version);
        writer.Write("graph", plan.Graph.Name);
        writer.Write("nodes", plan.Nodes.Count);
        foreach (var node in plan.Nodes)
        {
            writer.Write("name", node.Name);
            PortState.Save(node.Node, ref writer);
        }
        foreach (var link in parts.Links) writer.Write("gap", link.Gap);
        writer.Flush();
        output.Write(body.WrittenSpan);
        output.Write(SHA256.HashData(body.WrittenSpan));
    }

    public static void Load(Plan plan, SessionBuilder parts, ReadOnlyMemory<byte> state)
    {
        var reader = new StateReader(Checked(state));
        var version = reader.ReadInt64("streaming-state");
        if (version != Version) throw new StateException($"The state has version {version}, expected {Version}: it was saved by another version of this program.");
        var graph = reader.ReadText("graph");
        if (graph != plan.Graph.Name) throw new StateException($"The state was saved by the graph '{graph}', not by '{plan.Graph.Name}'.");
        var count = reader.ReadInt64("nodes");
        if (count != plan.Nodes.Count) throw new StateException($"The state holds {count} nodes, the graph has {plan.Nodes.Count}: it has changed since.");
        var before = "";
        foreach (var node in plan.Nodes)
        {
            string? name;
            try
            {
                name = reader.ReadText("name");
            }
            catch (StateException e) when (before.Length > 0)
            {
                throw new StateException($"Node '{before}' was saved with other settings: {e.Message}", e);
            }
            before = node.Name;
            if (name != node.Name) throw new StateException($"The state holds the node '{name}' where the graph has '{node.Name}': it has changed since.");
            try
            {
                PortState.Load(node.Node, ref reader);
            }
            catch (StateException e)
            {
                throw new StateException($"Node '{name}': {e.Message}", e);
            }
        }
        foreach (var link in parts.Links) link.Gap = reader.ReadBoolean("gap");
    }

    private static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> state)
    {
        var length = state.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(state.Span[..length]).AsSpan().SequenceEqual(state.Span[length..]))
            throw new StateException($"These {state.Length} bytes are no saved state, or a damaged one: their checksum is wrong. Save the session again.");
        return state[..length];
    }
}
