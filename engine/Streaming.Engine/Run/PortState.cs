namespace Streaming.Runtime;

/// <summary>Saves a node with its ports: also blocks that wait at an input for another one.</summary>
internal static class PortState
{
    public static void Save(INode node, ref StateWriter writer)
    {
        writer.Write("node", node.Descriptor.Name);
        node.Save(ref writer);
        foreach (var output in node.OutputPorts) output.Save(ref writer);
        foreach (var input in Inputs(node)) input.Save(ref writer);
    }

    public static void Load(INode node, ref StateReader reader)
    {
        var found = reader.ReadText("node");
        if (found != node.Descriptor.Name) throw new StateException($"The state was saved by a {found}, not by a {node.Descriptor.Name}.");
        node.Load(ref reader);
        foreach (var output in node.OutputPorts) output.Load(ref reader);
        foreach (var input in Inputs(node)) input.Load(ref reader);
    }

    private static IEnumerable<Input> Inputs(INode node) => [.. node.InputPorts, .. node.Streams?.Streams ?? []];
}
