using System.Globalization;
using Streaming.Inference;
using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>A model to be measured: a folder or file, a published one by its file's name (its card is put beside it), or one that is made up.</summary>
internal sealed class BenchmarkedModel : IDisposable
{
    private static readonly Dictionary<string, string> published = new()
    {
        ["silero_vad_16k_op15.onnx"] = Cards.Silero,
        ["gtcrn_simple.onnx"] = Cards.Gtcrn,
        ["ulunas_stream_simple.onnx"] = Cards.UlUnas,
        ["rnnoise_fp32.onnx"] = Cards.Rnnoise,
        ["lyra2_encoder.onnx"] = Cards.LyraEncoder,
        ["lyra2_vocoder.onnx"] = Cards.LyraVocoder,
    };

    private readonly DirectoryInfo? folder;
    private readonly Execution execution;

    private BenchmarkedModel(string name, string path, DirectoryInfo? folder, Provider provider)
    {
        (Name, Path, this.folder) = (name, path, folder);
        execution = new Execution { Provider = provider, Fallback = provider != Provider.Cpu };
        using var model = Load();
        var input = model.Plan.Inputs[0];
        Format = input.Format(input.Card.Rate > 0 ? input.Card.Rate : 100);
        Port = input.Card.Name;
        Hop = new float[input.Hop * input.Width];
        var random = new Random(1);
        for (var i = 0; i < Hop.Length; i++) Hop[i] = (float)(random.NextDouble() - 0.5) * 0.1f;
    }

    /// <summary>What it is called in tables.</summary>
    public string Name { get; }

    /// <summary>Where it can be loaded from.</summary>
    public string Path { get; }

    /// <summary>The stream into its first input.</summary>
    public StreamFormat Format { get; }

    /// <summary>Seconds of the stream in a step.</summary>
    public double StepSeconds => Hop.Length / (Format.Rate * Format.SampleSize);

    /// <summary>The name of that input.</summary>
    public string Port { get; }

    /// <summary>What a step is fed: noise.</summary>
    public float[] Hop { get; }

    /// <summary>A model by its path, or by the size of what it remembers: "ffn:ROWS".</summary>
    /// <param name="path">The path, or the size.</param>
    /// <param name="provider">What runs it.</param>
    public static BenchmarkedModel At(string path, Provider provider = Provider.Cpu)
    {
        if (path.StartsWith("ffn:", StringComparison.Ordinal)) return MadeUp(path, MadeUpModel.FeedForward(layers: 8, rows: int.Parse(path.AsSpan(4), CultureInfo.InvariantCulture)), provider);
        var file = System.IO.Path.GetFileName(path);
        if (!published.TryGetValue(file, out var card)) return new BenchmarkedModel(file, path, null, provider);
        var folder = Folder(card);
        File.CreateSymbolicLink(System.IO.Path.Combine(folder.FullName, "model.onnx"), System.IO.Path.GetFullPath(path));
        return new BenchmarkedModel(System.IO.Path.GetFileNameWithoutExtension(file), folder.FullName, folder, provider);
    }

    /// <summary>A model that is made up.</summary>
    public static BenchmarkedModel MadeUp(string name, (byte[] Model, string Card) model, Provider provider = Provider.Cpu)
    {
        var folder = Folder(model.Card);
        File.WriteAllBytes(System.IO.Path.Combine(folder.FullName, "model.onnx"), model.Model);
        return new BenchmarkedModel(name, folder.FullName, folder, provider);
    }

    /// <summary>Loads it; its weights are in memory once however often.</summary>
    public LoadedModel Load() => LoadedModel.Load(Path, execution);

    /// <summary>A runner of it.</summary>
    /// <param name="sessions">Sessions in a step, at most.</param>
    public ModelRunner Runner(int sessions) => ModelRunner.Of(Load(), sessions, TimeSpan.FromSeconds(1), TimeProvider.System);

    /// <summary>A node of it, ready to be fed.</summary>
    /// <param name="batch">Sessions that step as one, at most.</param>
    public NodeRun Node(int batch = 1) => new NodeRun(new Onnx(new() { Model = Path, Provider = execution.Provider, Fallback = execution.Fallback, Batch = batch })).Feed(Format).Configure().CountOnly();

    public void Dispose() => folder?.Delete(true);

    private static DirectoryInfo Folder(string card)
    {
        var folder = Directory.CreateTempSubdirectory("streaming-perf-");
        File.WriteAllText(System.IO.Path.Combine(folder.FullName, "card.yaml"), card);
        return folder;
    }
}
