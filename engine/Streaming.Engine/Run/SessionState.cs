using System.Buffers;

namespace Streaming.Runtime;

/// <summary>The saved form of a session: MessagePack, a header that names the graph's nodes, then each node in the graph's order.</summary>
internal static class SessionState
{
    private const int Version = 1;

    public static void Save(Plan plan, IReadOnlyList<SourceStage> sources, IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        writer.Write("streaming-state", Version);
        writer.Write("graph", plan.Graph.Name);
        writer.Write("nodes", plan.Nodes.Count);
        foreach (var node in plan.Nodes)
        {
            writer.Write("name", node.Name);
            PortState.Save(node.Node, ref writer);
        }
        foreach (var source in sources) writer.Write("origin", source.Origin);
        writer.Write("end", true);
        writer.Flush();
    }

    public static void Load(Plan plan, IReadOnlyList<SourceStage> sources, ReadOnlyMemory<byte> state)
    {
        var reader = new StateReader(state);
        var version = reader.ReadInt64("streaming-state");
        if (version != Version) throw new StateException($"The state has version {version}, expected {Version}.");
        var graph = reader.ReadText("graph");
        if (graph != plan.Graph.Name) throw new StateException($"The state was saved by the graph '{graph}', not by '{plan.Graph.Name}'.");
        var count = reader.ReadInt64("nodes");
        if (count != plan.Nodes.Count) throw new StateException($"The state holds {count} nodes, the graph has {plan.Nodes.Count}.");
        foreach (var node in plan.Nodes)
        {
            var name = reader.ReadText("name");
            if (name != node.Name) throw new StateException($"The state holds the node '{name}' where the graph has '{node.Name}'.");
            try
            {
                PortState.Load(node.Node, ref reader);
            }
            catch (StateException e)
            {
                throw new StateException($"Node '{name}': {e.Message}", e);
            }
        }
        foreach (var source in sources) source.Origin = reader.ReadDouble("origin");
        reader.ReadBoolean("end");
    }
}
