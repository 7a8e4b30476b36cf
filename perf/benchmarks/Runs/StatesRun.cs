namespace Streaming.Benchmarks;

/// <summary>Models that do next to nothing but remember: what a step costs as their state grows, alone and sixteen as one.</summary>
internal static class StatesRun
{
    private const int Row = 2048; // bytes
    private const int Sessions = 16;
    private static readonly (string Name, int Bytes)[] sizes = [("10 kB", 10_000), ("100 kB", 100_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)];

    public static void Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 200, seconds: 0);
        var alone = new Table("a session that remembers", "µs/step, median", "shortest", "more than by hand, µs", "× the loop's time", "managed B/step");
        var many = new Table("16 sessions that each remember", "µs for each, median", "shortest", "× one by one", "managed B/step");
        foreach (var (name, bytes) in sizes.Where(s => settings.Wants(s.Name)))
        {
            Console.WriteLine(name);
            using var model = BenchmarkedModel.MadeUp(name, MadeUpModel.Cache(Math.Max(2, (bytes + Row / 2) / Row)));
            Alone(model, settings.Rounds, alone);
            Many(model, settings.Rounds, many);
            GC.Collect();
        }
        settings.Show($"States, one session ({settings.Rounds} rounds)", alone);
        settings.Show($"States, {Sessions} sessions ({settings.Rounds} rounds)", many);
    }

    private static void Alone(BenchmarkedModel model, int rounds, Table table)
    {
        using var loaded = model.Load();
        using var loop = new HandWrittenLoop(loaded);
        var node = model.Node();
        var fresh = new FreshTensors(loaded);
        var turns = new Turns();
        var hand = turns.Add($"{model.Name}: hand-written loop, two bindings", 1, () => loop.Step(model.Hop));
        turns.Add($"{model.Name}: Streaming, node onnx", 1, () => node.Push<float>(model.Port, model.Hop));
        turns.Add($"{model.Name}: Run with fresh tensors", 1, () => fresh.Step(model.Hop));
        turns.Run(rounds);
        foreach (var one in turns.All)
            table.Add(one.Name, Table.Figure(one.Time), Table.Figure(one.Shortest), Table.Figure(one.More(hand)), Table.Figure(1 / one.Times(hand)), Table.Figure(one.Bytes));
        node.Close();
    }

    /// <summary>The set of sessions stays; or it changes with every step, by one session or by half of them.</summary>
    private static void Many(BenchmarkedModel model, int rounds, Table table)
    {
        using var loners = new Loners(model, Sessions);
        using var packed = new Crowd(model, Sessions + Sessions / 2, Sessions);
        using var loaded = model.Load();
        using var stacked = new Stacked(loaded, Sessions);
        var all = Enumerable.Range(0, Sessions).ToArray();
        var (first, next, far) = (packed.Some(all), packed.Some(all.Select(i => i + 1)), packed.Some(all.Select(i => i + Sessions / 2)));
        var turns = new Turns(milliseconds: 2);
        var alone = turns.Add($"{model.Name}: one by one", Sessions, () => loners.Step(all));
        turns.Add($"{model.Name}: packed, always the same", Sessions, () => packed.Step(first));
        turns.Add($"{model.Name}: packed, one changes each step", 2 * Sessions, () => Twice(packed, next, first));
        turns.Add($"{model.Name}: packed, half change each step", 2 * Sessions, () => Twice(packed, far, first));
        turns.Add($"{model.Name}: stacked and unstacked", Sessions, () => stacked.Step(all, model.Hop));
        turns.Run(rounds);
        foreach (var one in turns.All) table.Add(one.Name, Table.Figure(one.Time), Table.Figure(one.Shortest), Table.Figure(one.Times(alone)), Table.Figure(one.Bytes));
    }

    private static void Twice(Crowd packed, Streaming.Inference.Slot[] one, Streaming.Inference.Slot[] other)
    {
        packed.Step(one);
        packed.Step(other);
    }
}
