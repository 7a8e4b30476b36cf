using Streaming.Files;

namespace Streaming.Tests;

/// <summary>A folder that goes with the test: published models with their cards, and what graphs write.</summary>
internal sealed class Shelf : IDisposable
{
    private static readonly NodeCatalog catalog = new(Dsp.Family.Nodes, Files.Family.Nodes, Inference.Family.Nodes, Record.Family.Nodes);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-models-");

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Puts a published model beside its card; the path of their folder.</summary>
    public string Put(string name, string file, string card)
    {
        var home = folder.CreateSubdirectory(name);
        File.CreateSymbolicLink(Path.Combine(home.FullName, "model.onnx"), SharedData.Path($"models/{file}"));
        File.WriteAllText(Path.Combine(home.FullName, "card.yaml"), card);
        return home.FullName;
    }

    /// <summary>Runs a graph that stands in the folder, as fast as it can.</summary>
    public async Task Run(string yaml)
    {
        await using var session = GraphFile.Parse(yaml, "graph.yaml", folder.FullName, catalog).Start(new() { Speed = 0 });
        await session.Completion;
    }

    /// <summary>The samples of a WAV file, full scale 1.</summary>
    public static float[] Audio(string path)
    {
        using var reader = WavReader.Open(path);
        var samples = new float[reader.Frames * reader.Format.Channels];
        reader.Read(samples);
        return samples;
    }

    public void Dispose() => folder.Delete(true);
}
