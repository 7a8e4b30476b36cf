using Microsoft.ML.OnnxRuntime;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>What a file declares, read without loading it, is what ONNX Runtime finds in it.</summary>
public sealed class ModelFileTests
{
    public static TheoryData<string> Ours =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "models"), "*.onnx", SearchOption.AllDirectories).Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests", "speech", "models"), "*.onnx", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ours))]
    public void OurModelsAreReadAsTheyAre(string path) => IsReadAsItIs(Path.Combine(Repository.Root, path));

    [Theory]
    [InlineData("silero_vad_16k_op15.onnx")]
    [InlineData("gtcrn_simple.onnx")]
    [InlineData("ulunas_stream_simple.onnx")]
    [InlineData("rnnoise_fp32.onnx")]
    [InlineData("dnsmos_sig_bak_ovr.onnx")]
    [InlineData("lyra2_vocoder.onnx")]
    public void PublishedModelsAreReadAsTheyAre(string name) => IsReadAsItIs(SharedData.Path("models/" + name));

    [Fact]
    public void MetadataWeightsAndOtherFilesAreRead()
    {
        var folder = Directory.CreateTempSubdirectory("model-file").FullName;
        var path = Path.Combine(folder, "a.onnx");
        (string, string)[] metadata = [("window_size", "25"), ("empty", ""), ("said", "größer 1")];
        File.WriteAllBytes(path, new NemoExport { External = "a.data", HasPrompt = true, Metadata = metadata }.Encoder());
        var file = ModelFile.Read(path);
        Directory.Delete(folder, true);
        Assert.Equal(metadata.ToDictionary(m => m.Item1, m => m.Item2), file.Metadata);
        Assert.Equal(["a.data"], file.External);
        Assert.Equal([4, 1, 9], file.Weights["layers.0.conv.depthwise_conv.weight"]);
        Assert.Equal("cache_last_time float32[?, 2, 4, ?]", ModelFile.Find(file.Inputs, "cache_last_time")!.ToString());
        Assert.Equal("prompt_index int64[?]", file.Inputs[^1].ToString());
        Assert.Null(ModelFile.Find(file.Outputs, "logprobs"));
    }

    [Fact]
    public void AFileThatIsNotThereIsTold()
    {
        Assert.Equal("none.onnx: expected an ONNX model, found nothing there; check the path", Assert.Throws<ModelException>(() => ModelFile.Read("none.onnx")).Message);
        Assert.Equal($"{Repository.Root}: expected an ONNX model, found a folder; check the path", Assert.Throws<ModelException>(() => ModelFile.Read(Repository.Root)).Message);
    }

    private static void IsReadAsItIs(string path)
    {
        var file = ModelFile.Read(path);
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(path, options);
        Same(session.InputNames, session.InputMetadata, file.Inputs);
        Same(session.OutputNames, session.OutputMetadata, file.Outputs);
        Assert.Equal(session.ModelMetadata.CustomMetadataMap, file.Metadata);
    }

    private static void Same(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> expected, IReadOnlyList<ModelTensor> found)
    {
        Assert.Equal(names, found.Select(t => t.Name));
        foreach (var tensor in found)
        {
            Assert.Equal(expected[tensor.Name].ElementDataType.ToString().ToLowerInvariant().Replace("double", "float64", StringComparison.Ordinal), tensor.Type == "float32" ? "float" : tensor.Type);
            // Where only an operator tells a dimension, the runtime infers it; what is declared it keeps.
            foreach (var (a, b) in expected[tensor.Name].Dimensions.Zip(tensor.Dimensions)) Assert.True(a == b || b < 0, $"{tensor}: {a} and {b}");
        }
    }
}
