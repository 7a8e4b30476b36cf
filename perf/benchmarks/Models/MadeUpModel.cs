using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>
/// Models of a given size that compute nothing useful. They remember as caches of convolution and attention do: the newest row goes in at the end, the oldest comes
/// out at the front and is added to what the layer makes. Their weights are spelled as one number spread over a matrix, which ONNX Runtime does when it loads them.
/// </summary>
internal static class MadeUpModel
{
    private const int Float = 1;
    private const int Width = 512;
    private const int Inner = 2048;

    /// <summary>Layers y = x + W2 swish(W1 x) + oldest row, 512 -> 2048 -> 512 for one row a step, each with a cache of so many rows of 2 KiB.</summary>
    public static (byte[] Model, string Card) FeedForward(int layers, int rows) => Stack(layers, rows, hasWeights: true);

    /// <summary>y = x + oldest row: next to nothing but a cache.</summary>
    public static (byte[] Model, string Card) Cache(int rows) => Stack(1, rows, hasWeights: false);

    private static (byte[] Model, string Card) Stack(int layers, int rows, bool hasWeights)
    {
        List<byte[]> nodes = [], inputs = [OnnxModel.Value("x", Float, -1, 1, Width)], outputs = [OnnxModel.Value("y", Float, -1, 1, Width)];
        List<byte[]> weights = [OnnxModel.Numbers("zero", 0), OnnxModel.Numbers("one", 1), OnnxModel.Numbers("end", int.MaxValue), OnnxModel.Numbers("axis", 1)];
        if (hasWeights)
        {
            weights.AddRange([OnnxModel.Constant("small", 0.001f), OnnxModel.Numbers("up", Width, Inner), OnnxModel.Numbers("down", Inner, Width)]);
            nodes.AddRange([OnnxModel.Node("Expand", ["small", "up"], ["W1"]), OnnxModel.Node("Expand", ["small", "down"], ["W2"])]);
        }
        var at = "x";
        for (var i = 0; i < layers; i++)
        {
            var next = i == layers - 1 ? "y" : $"y{i}";
            inputs.Add(OnnxModel.Value($"cache{i}", Float, -1, rows, Width));
            outputs.Add(OnnxModel.Value($"cache{i}_out", Float, -1, rows, Width));
            nodes.AddRange(
            [
                OnnxModel.Node("Slice", [$"cache{i}", "zero", "one", "axis"], [$"oldest{i}"]),
                OnnxModel.Node("Slice", [$"cache{i}", "one", "end", "axis"], [$"newer{i}"]),
                OnnxModel.Node("Concat", [$"newer{i}", at], [$"cache{i}_out"], "axis", 1),
                OnnxModel.Node("Add", [at, $"oldest{i}"], [hasWeights ? $"a{i}" : next]),
            ]);
            if (hasWeights)
            {
                // Each layer has weights of its own: one matrix for all would stay in the cache of the processor.
                weights.AddRange([OnnxModel.Constant($"scale{i}", 1 + 0.001f * i)]);
                nodes.AddRange(
                [
                    OnnxModel.Node("Mul", ["W1", $"scale{i}"], [$"W1{i}"]), OnnxModel.Node("Mul", ["W2", $"scale{i}"], [$"W2{i}"]),
                    OnnxModel.Node("MatMul", [at, $"W1{i}"], [$"h{i}"]),
                    OnnxModel.Node("Sigmoid", [$"h{i}"], [$"g{i}"]), OnnxModel.Node("Mul", [$"h{i}", $"g{i}"], [$"s{i}"]),
                    OnnxModel.Node("MatMul", [$"s{i}", $"W2{i}"], [$"f{i}"]), OnnxModel.Node("Add", [$"a{i}", $"f{i}"], [next]),
                ]);
            }
            at = next;
        }
        var card = $"""
            model: made-up
            inputs:
              rows: {'{'} tensor: x, kind: features, rate: 100, axes: [batch, time, channel] {'}'}
            outputs:
              result: {'{'} tensor: y, kind: features, axes: [batch, time, channel] {'}'}
            states:
            {string.Join('\n', Enumerable.Range(0, layers).Select(i => $"  - {{ input: cache{i}, output: cache{i}_out, axes: [batch, row, unit] }}"))}
            """;
        return (OnnxModel.Model(15, OnnxModel.Graph([.. nodes], [.. weights], [.. inputs], [.. outputs])), card);
    }
}
