namespace Streaming.Cli;

/// <summary>The node families this program has chosen.</summary>
internal static class Families
{
    public static NodeCatalog Catalog() => new(Audio.Family.Nodes, Dsp.Family.Nodes, Eeg.Family.Nodes, Files.Family.Nodes, Inference.Family.Nodes, Lsl.Family.Nodes, Plot.Family.Nodes, Record.Family.Nodes, Simulate.Family.Nodes, Speech.Family.Nodes, View.Family.Nodes);
}
