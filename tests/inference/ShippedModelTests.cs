using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>The models that this project trained: what every one must be, and that each does what its card says.</summary>
public sealed class ShippedModelTests : IDisposable
{
    // What ONNX Runtime's WebGPU provider has kernels for, of what a step may need; constants stand for shapes and are no work.
    private static readonly HashSet<string> native =
    [
        "Add", "Cast", "Clip", "Concat", "Constant", "Conv", "Div", "Exp", "Gather", "GatherElements", "Gemm", "Identity", "LayerNormalization", "Log", "MatMul", "Mul", "Pow", "PRelu",
        "Range", "ReduceLogSumExp", "ReduceMean", "ReduceSum", "Relu", "Reshape", "ScatterND", "Shape", "Sigmoid", "Slice", "Softmax", "Split", "Sqrt", "Squeeze", "Sub", "Tanh", "Transpose", "Unsqueeze",
    ];

    private readonly Shelf shelf = new();

    /// <summary>Every folder with a model.</summary>
    public static TheoryData<string> Shipped =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "models"), "model.onnx", SearchOption.AllDirectories).Select(m => Path.GetFileName(Path.GetDirectoryName(m)!)).Order()];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ItStreams(string name) => Assert.All(ModelCheck.Run(Home(name), new Execution()), check => Assert.True(check.Holds, $"{check.Name}: {check.Found}"));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ItsCardTellsWhoseItIsAndHowGood(string name)
    {
        var card = CardReader.Load(Path.Combine(Home(name), "card.yaml"));
        Assert.Equal((name, "Apache-2.0"), (card.Model, card.Licence));
        Assert.NotEmpty(card.Summary);
        Assert.NotEmpty(card.Source);
        Assert.NotEmpty(card.Accuracy.Entries);
        Assert.True(File.Exists(Path.Combine(Home(name), "README.md")), "a README");
        Assert.True(File.Exists(Path.Combine(Home(name), "train.py")), "the recipe");
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ItRunsOnAGpuAsAWhole(string name) => Assert.Empty(ModelDescription.Read(Home(name)).Operators.Select(o => o.Key).Except(native));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ABatchEqualsAsManyRunsOfOne(string name)
    {
        const int count = 5;
        using var session = new InferenceSession(Path.Combine(Home(name), "model.onnx"));
        var card = CardReader.Load(Path.Combine(Home(name), "card.yaml"));
        var random = new Random(1);
        var rows = Enumerable.Range(0, count).Select(_ => session.InputMetadata.ToDictionary(i => i.Key, i => Values(random, card, i.Key, i.Value))).ToList();
        var together = Run(session, card, session.InputMetadata.Keys.ToDictionary(i => i, i => rows.SelectMany(row => row[i]).ToArray()), count);
        for (var row = 0; row < count; row++)
            foreach (var (output, expected) in Run(session, card, rows[row], 1))
            {
                var found = together[output].AsSpan(row * expected.Length, expected.Length);
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-5f);
            }
    }

    [Fact]
    public async Task DenoiseCleansSpeechInNoise()
    {
        var truth = Shelf.Audio(SharedData.Path("audio/enhancement/ulunas_0119_clean.wav"));
        var noisy = SharedData.Path("audio/enhancement/ulunas_0119_noisy.wav");
        Assert.Equal(7.48, Quality.SiSdr(truth, Shelf.Audio(noisy)), 0.01);
        var enhanced = await Enhance(noisy);
        Assert.InRange(Quality.SiSdr(truth, enhanced), 10.5, 100); // 10.78 measured, 3.3 dB more than before
    }

    [Fact]
    public async Task DenoiseHardlyTouchesWhatIsClean()
    {
        var clean = SharedData.Path("audio/enhancement/ulunas_0119_clean.wav");
        var enhanced = await Enhance(clean);
        Assert.InRange(Quality.SiSdr(Shelf.Audio(clean), enhanced), 40.0, 100); // 45.6 measured
    }

    [Fact]
    public void VadAgreesWithSilero()
    {
        var audio = Shelf.Audio(SharedData.Path("audio/vad_60s.wav"));
        var silero = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path("audio/vad_60s.silero_prob.f32"))).ToArray();
        var run = new NodeRun(new Onnx(new() { Model = Home("vad") })).Feed(StreamFormat.Signal(1, 16000)).Configure();
        foreach (var block in audio.Chunk(700)) run.Push<float>(block);
        var speech = run.Result<float>();
        run.Close();
        Assert.Equal((62.5, 256.0 / 16000), (speech.Format.Rate, speech.Times[0]));
        // Every second step ends where one of silero's does.
        var agree = silero.Where((probability, i) => probability > 0.5f == speech.Values[2 * i] > 0.5f).Count();
        Assert.InRange(agree / (double)silero.Length, 0.945, 1); // 0.954 measured
    }

    public void Dispose() => shelf.Dispose();

    private static string Home(string name) => Path.Combine(Repository.Root, "models", name);

    private async Task<float[]> Enhance(string recording)
    {
        await shelf.Run($$"""
            graph: enhance
            nodes:
              noisy:   { node: files.wav, path: "{{recording}}" }
              spectra: { node: dsp.stft, size: 512, hop: 256, window: sqrtHann, padding: reflect }
              enhance: { node: onnx, model: "{{Home("denoise")}}" }
              signal:  { node: dsp.istft, hop: 256, window: sqrtHann, padding: reflect }
              clean:   { node: record.wav, path: "{{shelf["clean.wav"]}}" }
            links:
              - noisy > spectra > enhance > signal > clean
            """);
        return Shelf.Audio(shelf["clean.wav"]);
    }

    // What the card holds constant, a few of what is counted, and any number else.
    private static float[] Values(Random random, Card card, string name, NodeMetadata tensor)
    {
        var count = Shape(card, name, tensor, 1).Aggregate(1, (product, length) => product * (int)length);
        if (card.Constants.FirstOrDefault(c => c.Tensor == name) is { } constant) return [.. Enumerable.Range(0, count).Select(i => (float)constant.Values[i % constant.Values.Count])];
        return [.. Enumerable.Range(0, count).Select(_ => tensor.ElementDataType == TensorElementType.Int64 ? random.Next(3) : random.NextSingle() - 0.5f)];
    }

    // The batch is the first dimension of every tensor; a dynamic time is that of a step.
    private static long[] Shape(Card card, string name, NodeMetadata tensor, int batch)
    {
        Assert.Equal(("batch", -1), (tensor.SymbolicDimensions[0], tensor.Dimensions[0]));
        var port = card.Inputs.FirstOrDefault(i => i.Tensor == name);
        return [batch, .. tensor.Dimensions.Skip(1).Select(d => d < 0 ? port!.Hop + port.Context : (long)d)];
    }

    private static Dictionary<string, float[]> Run(InferenceSession session, Card card, Dictionary<string, float[]> values, int batch)
    {
        var inputs = values.ToDictionary(v => v.Key, v => Tensor(v.Value, session.InputMetadata[v.Key].ElementDataType, Shape(card, v.Key, session.InputMetadata[v.Key], batch)));
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var outputs = session.Run(options, inputs, session.OutputNames);
        var found = session.OutputNames.Zip(outputs).ToDictionary(o => o.First, o => Numbers(o.Second));
        foreach (var input in inputs.Values) input.Dispose();
        return found;
    }

    private static OrtValue Tensor(float[] values, TensorElementType type, long[] shape) =>
        type == TensorElementType.Int64 ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (long)v), shape) : OrtValue.CreateTensorValueFromMemory(values, shape);

    private static float[] Numbers(OrtValue tensor) =>
        tensor.GetTensorTypeAndShape().ElementDataType == TensorElementType.Int64
            ? [.. tensor.GetTensorDataAsSpan<long>().ToArray().Select(v => (float)v)]
            : tensor.GetTensorDataAsSpan<float>().ToArray();
}
