using System.Numerics.Tensors;

namespace Streaming.Benchmarks;

/// <summary>
/// The streaming encoder of a FastConformer in each form that a folder holds (nemo, cached, int8, ...; those of models/fastconformer/export.py), one session and sixteen as
/// one, on one thread. Beside them: reading as many numbers as the weights are once, which no step of one session can be faster than.
/// </summary>
internal static class ConformerRun
{
    private static readonly string[] order = ["nemo", "cached", "int8"];

    public static void Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("conformer needs a folder with the forms of a model: nemo, cached, int8");
        var settings = RunSettings.Read(arguments[1..], rounds: 40, seconds: 0);
        var forms = Directory.GetDirectories(arguments[0]).Where(f => settings.Wants(Path.GetFileName(f))).OrderBy(f => Place(Path.GetFileName(f))).ThenBy(f => f).ToArray();
        if (forms.Length == 0) throw new ArgumentException($"{arguments[0]} holds no folder of a form; make them with models/fastconformer/export.py");
        var models = forms.Select(f => BenchmarkedModel.At(f)).ToArray();
        foreach (var sessions in new[] { 1, 16 }) Measure(models, sessions, settings);
        foreach (var model in models) model.Dispose();
    }

    private static int Place(string form) => Array.IndexOf(order, form) is var i and >= 0 ? i : order.Length;

    private static void Measure(BenchmarkedModel[] models, int sessions, RunSettings settings)
    {
        var crowds = models.Select(m => new Crowd(m, sessions, sessions)).ToArray();
        var turns = new Turns();
        foreach (var (model, crowd) in models.Zip(crowds)) turns.Add(model.Name, sessions, () => crowd.Step(crowd.All));
        var floors = models.Select(m => new FileInfo(Path.Combine(m.Path, "model.onnx")).Length).Distinct().Where(_ => sessions == 1).ToArray();
        foreach (var bytes in floors)
        {
            var weights = GC.AllocateUninitializedArray<float>((int)(bytes / sizeof(float)));
            Array.Fill(weights, 1f);
            turns.Add($"reading {bytes / 1_000_000} MB once", 1, () => TensorPrimitives.Sum<float>(weights));
        }
        turns.Run(settings.Rounds);
        var table = new Table($"{models[0].StepSeconds * 1000:0} ms of audio, {sessions} sessions", "ms/session, median", "shortest", "× the first", "by processor", "ms of processor", "managed B/step");
        var first = turns.All[0];
        foreach (var one in turns.All)
            table.Add(one.Name, Table.Figure(one.Time / 1000), Table.Figure(one.Shortest / 1000), Table.Figure(one.Times(first)), Table.Figure(one.TimesByProcessor(first)), Table.Figure(one.Processor / 1000), Table.Figure(one.Bytes));
        settings.Show($"A streaming encoder, {sessions} sessions ({settings.Rounds} rounds)", table);
        foreach (var crowd in crowds) crowd.Dispose();
    }
}
