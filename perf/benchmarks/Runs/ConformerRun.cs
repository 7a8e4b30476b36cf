using System.Numerics.Tensors;

namespace Streaming.Benchmarks;

/// <summary>
/// The streaming encoder of a FastConformer in each form that a folder holds (those of models/fastconformer/export.py), one session and sixteen as one, on one thread. Beside
/// them: reading as many numbers as the weights are once, which no step of one session on the processor can be faster than. On a device sixty-four as one, too.
/// </summary>
internal static class ConformerRun
{
    private static readonly string[] contract = ["published", "nemo"]; // the forms that ours are compared with: NeMo's own graph, and a leaner one of the same contract
    private static readonly string[] order = [.. contract, "cached", "many", "int8"];

    public static void Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("conformer needs a folder with the forms of a model");
        var settings = RunSettings.Read(arguments[1..], rounds: 20, seconds: 0);
        var models = order.Where(settings.Wants).Select(f => Path.Combine(arguments[0], f)).Where(Directory.Exists).Select(f => BenchmarkedModel.At(f, settings.Provider)).ToArray();
        if (models.Length == 0) throw new ArgumentException($"{arguments[0]} holds none of {string.Join(", ", order)}; make them with models/fastconformer/export.py --form");
        foreach (var sessions in settings.Provider == Inference.Provider.Cpu ? [1, 16] : (int[])[1, 16, 64]) Measure(models, sessions, settings);
        foreach (var model in models) model.Dispose();
    }

    private static void Measure(BenchmarkedModel[] models, int sessions, RunSettings settings)
    {
        var crowds = models.Select(m => new Crowd(m, sessions, sessions)).ToArray();
        var turns = new Turns();
        foreach (var (model, crowd) in models.Zip(crowds)) turns.Add(model.Name, sessions, () => crowd.Step(crowd.All));
        var theirs = turns.All.Where(d => contract.Contains(d.Name)).ToArray();
        if (sessions == 1 && settings.Provider == Inference.Provider.Cpu)
            foreach (var model in models) AddFloor(turns, model);
        turns.Run(settings.Rounds);
        string[] header = [$"{models[0].StepSeconds * 1000:0} ms of audio", "ms of processor", "ms by the clock", "shortest", .. theirs.Select(d => $"× {d.Name}"), "managed B/step"];
        var table = new Table(header);
        foreach (var one in turns.All)
            table.Add([one.Name, .. new[] { one.Processor, one.Time, one.Shortest }.Select(t => Table.Figure(t / 1000)), .. theirs.Select(d => Table.Figure(one.TimesByProcessor(d))), Table.Figure(one.Bytes)]);
        settings.Show($"A streaming encoder, {sessions} at once, each of them ({settings.Rounds} rounds)", table);
        foreach (var crowd in crowds) crowd.Dispose();
    }

    private static void AddFloor(Turns turns, BenchmarkedModel model)
    {
        var bytes = new FileInfo(Path.Combine(model.Path, "model.onnx")).Length;
        var weights = GC.AllocateUninitializedArray<float>((int)(bytes / sizeof(float)));
        Array.Fill(weights, 1f);
        turns.Add($"reading the {bytes / 1_000_000} MB of {model.Name} once", 1, () => TensorPrimitives.Sum<float>(weights));
    }
}
