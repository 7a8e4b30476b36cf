namespace Streaming.Benchmarks;

/// <summary>A step of a model with state: what the engine adds to a loop that a careful author writes by hand, and what the loop costs that most people write.</summary>
internal static class ModelRun
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("model needs the path of a model");
        var settings = RunSettings.Read(arguments[1..], rounds: 1000, seconds: 0);
        using var benchmarked = BenchmarkedModel.At(arguments[0], settings.Provider);
        using var model = benchmarked.Load();
        using var loop = new HandWrittenLoop(model);
        var node = benchmarked.Node();
        var fresh = new FreshTensors(model);
        var (hop, port) = (benchmarked.Hop, benchmarked.Port);
        var turns = new Turns();
        var hand = turns.Add("hand-written loop, two bindings", 1, () => loop.Step(hop));
        turns.Add("Streaming, node onnx", 1, () => node.Push<float>(port, hop));
        if (settings.Wants("Run with fresh tensors")) turns.Add("Run with fresh tensors", 1, () => fresh.Step(hop));
        turns.Run(settings.Rounds);
        var table = new Table($"{benchmarked.Name}, {hop.Length} values in a step", "µs/step, median", "shortest", "more than by hand, µs", "%", "managed B/step");
        foreach (var one in turns.All)
        {
            var more = one.More(hand);
            table.Add(one.Name, Table.Figure(one.Time), Table.Figure(one.Shortest), Table.Figure(more), Table.Figure(100 * more / hand.Time), Table.Figure(one.Bytes));
        }
        settings.Show($"A step of a model on {settings.Provider.ToString().ToLowerInvariant()} ({settings.Rounds} rounds)", table);
        node.Close();
    }
}
