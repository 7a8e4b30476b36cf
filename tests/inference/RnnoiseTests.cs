using Microsoft.ML.OnnxRuntime;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>RNNoise: three GRU layers whose states come out under names that say nothing.</summary>
public sealed class RnnoiseTests : IDisposable
{
    private static readonly StreamFormat bands = new() { Kind = StreamKind.Features, Shape = [42], Rate = 100 };

    private readonly Shelf shelf = new();

    [Fact]
    public void WithoutACardItIsAskedWhichStatesBelongTogether()
    {
        var path = SharedData.Path("models/rnnoise_fp32.onnx");
        var error = Assert.Throws<ModelException>(() => new NodeRun(new Onnx(new() { Model = path })).Feed(bands).Configure());
        Assert.Equal($$"""
            {{path}}: expected names that make plain what is a stream and what is state, or a card, found that they leave open whether Identity_3 float32[1, 1, 24] follows vad_gru_prev_state float32[1, 24], whether Identity_2 float32[1, 1, 48] follows noise_gru_prev_state float32[1, 48], whether Identity float32[1, 1, 96] follows denoise_gru_prev_state float32[1, 96]; write {{Path.ChangeExtension(path, ".yaml")}} with these lines, and check their pairs, axes and kinds, which are guessed from shapes:
            model: rnnoise_fp32
            inputs:
              main_input: { tensor: main_input, kind: signal, axes: [batch, channel, time] }
            outputs:
              Identity_1: { tensor: Identity_1, kind: signal, axes: [batch, channel, time] }
              Identity_4: { tensor: Identity_4, kind: signal, axes: [batch, channel, time] }
            states:
              - { input: vad_gru_prev_state, output: Identity_3 }
              - { input: noise_gru_prev_state, output: Identity_2 }
              - { input: denoise_gru_prev_state, output: Identity }
            """, error.Message);
    }

    [Fact]
    public void WithStatesTakenForOneAnotherItIsRefusedAtTheCardsLine()
    {
        var model = shelf.Put("rnnoise", "rnnoise_fp32.onnx", Cards.Rnnoise.Replace("Identity_3 }", "Identity_2 }", StringComparison.Ordinal));
        var error = Assert.Throws<ModelException>(() => new NodeRun(new Onnx(new() { Model = model })).Feed(bands).Configure());
        Assert.Equal($"{model}/card.yaml:8:5: expected a pair of as many numbers, found vad_gru_prev_state float32[1, 24] and Identity_2 float32[1, 1, 48]; pair it with another output", error.Message);
    }

    [Fact]
    public void WithACardItRunsAsAPlainLoop()
    {
        var random = new Random(1);
        float[][] frames = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 42).Select(_ => 2 * random.NextSingle() - 1).ToArray())];
        var run = new NodeRun(new Onnx(new() { Model = shelf.Put("rnnoise", "rnnoise_fp32.onnx", Cards.Rnnoise) })).Feed(bands).Configure();
        foreach (var frame in frames) run.Push<float>(frame);
        var (gains, speech) = Loop(SharedData.Path("models/rnnoise_fp32.onnx"), frames);
        Assert.Equal((200 * 22, 200), (gains.Count, speech.Count));
        Assert.Equal(gains, run.Result<float>("gains").Values);
        Assert.Equal(speech, run.Result<float>("speech").Values);
        Assert.Equal((22, "speech"), (run.OutputFormat("gains").Channels, run.OutputFormat("speech").Labels.Single()));
        run.Close();
    }

    public void Dispose() => shelf.Dispose();

    private static (List<float> Gains, List<float> Speech) Loop(string path, float[][] frames)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(path, options);
        using var run = new Microsoft.ML.OnnxRuntime.RunOptions();
        string[] inputs = ["main_input", "vad_gru_prev_state", "noise_gru_prev_state", "denoise_gru_prev_state"];
        string[] outputs = ["Identity_3", "Identity_2", "Identity", "Identity_1", "Identity_4"];
        float[][] states = [new float[24], new float[48], new float[96]];
        var (gains, speech) = (new List<float>(), new List<float>());
        foreach (var frame in frames)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(frame, [1, 1, 42]);
            using var vad = OrtValue.CreateTensorValueFromMemory(states[0], [1, 24]);
            using var noise = OrtValue.CreateTensorValueFromMemory(states[1], [1, 48]);
            using var denoise = OrtValue.CreateTensorValueFromMemory(states[2], [1, 96]);
            using var results = session.Run(run, inputs, [input, vad, noise, denoise], outputs);
            states = [.. results.Take(3).Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
            gains.AddRange(results[3].GetTensorDataAsSpan<float>());
            speech.AddRange(results[4].GetTensorDataAsSpan<float>());
        }
        return (gains, speech);
    }
}
