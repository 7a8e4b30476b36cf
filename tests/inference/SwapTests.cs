using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Another model takes the place of one that runs, between two steps.</summary>
public sealed class SwapTests : IDisposable
{
    private static readonly NodeCatalog catalog = new(Streaming.Inference.Family.Nodes, [Ramp.Description]);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-swap-");

    /// <summary>Wherever it happens, what follows is what the new model makes of what the old one remembered.</summary>
    [Fact]
    public void ASwapIsTheNewModelFedThatState()
    {
        var half = Put("half", OnnxModel.RunningSum(2, 1));
        var tenth = Put("tenth", OnnxModel.RunningSum(2, 1, part: 0.1f));
        Gen.Select(Gen.Float[-1, 1].Array[24], Gen.Int[0, 24], Gen.Int[1, 5]).Sample((x, at, block) =>
        {
            var swapped = Run(half).Push<float>(x.AsSpan(0, at)).Change("model", tenth);
            foreach (var part in x[at..].Chunk(block)) swapped.Push<float>(part);

            var before = Run(half).Push<float>(x.AsSpan(0, at));
            var after = Run(tenth).Load(before.Save()).Push<float>(x.AsSpan(at));
            Assert.Equal(before.Result<float>().Values.Concat(after.Result<float>().Values), swapped.Result<float>().Values);
            Assert.Equal(before.Result<float>().Times.Concat(after.Result<float>().Times), swapped.Result<float>().Times);
            foreach (var run in new[] { swapped, before, after }) run.Close();
        }, iter: 100, threads: 1);
        Assert.Equal(0, SharedSession.OpenAt(folder.FullName)); // the old one was freed as well
    }

    [Fact]
    public void OneOfManyIsSwappedAndTheOthersStay()
    {
        const string card = OnnxModel.ManySessionsCard;
        var model = Put("many", OnnxModel.ManySessions(1), card);
        var other = Put("other", OnnxModel.ManySessions(1), card);
        var (first, second) = (Run(model, batch: 2), Run(model, batch: 2));
        first.Push<float>([1]).Change("model", other).Push<float>([1]);
        second.Push<float>([1]).Push<float>([1]);
        Assert.Equal(second.Result<float>().Values, first.Result<float>().Values);
        first.Close();
        second.Close();
    }

    [Fact]
    public void AModelThatIsNotAlikeIsRefusedAndTheOldOneGoesOn()
    {
        var run = Run(Put("good", OnnxModel.RunningSum(2, 1))).Push<float>([1, 10]);
        Refused(run, Put("longer", OnnxModel.RunningSum(4, 1)), "the inputs of the model that runs (signal signal float32[1] irregular, 2 a step), to go on in its place, found signal signal float32[1] irregular, 4 a step; end the run and begin it with this model");
        Refused(run, Put("late", OnnxModel.RunningSum(2, 1), "latency: 1\n" + OnnxModel.RunningSumCard), "the latency of the model that runs (0), to go on in its place, found 1; end the run and begin it with this model");
        var graph = OnnxModel.Graph(
            [OnnxModel.Node("Add", ["x", "memory"], ["y"]), OnnxModel.Node("Identity", ["other"], ["other_out"]), OnnxModel.Node("Identity", ["y"], ["memory_out"])],
            [],
            [OnnxModel.Value("x", 1, 1, 2, 1), OnnxModel.Value("memory", 1, 1, 2, 1), OnnxModel.Value("other", 1, 1, 3)],
            [OnnxModel.Value("y", 1, 1, 2, 1), OnnxModel.Value("memory_out", 1, 1, 2, 1), OnnxModel.Value("other_out", 1, 1, 3)]);
        Refused(run, Put("more", OnnxModel.Model(15, graph), OnnxModel.RunningSumCard + "\n  - { input: other, output: other_out }"), "the states of the model that runs (memory float32[1, 2, 1]), to go on in its place, found memory float32[1, 2, 1]; other float32[1, 3]; end the run and begin it with this model");
        Refused(run, Path.Combine(folder.FullName, "none"), "a model: a folder or a file ending with .onnx or .ort, found nothing there; check the path; in a graph file it counts from that file's folder");
        Assert.Equal([1, 10, 0.5f, 5], run.Push<float>([0, 0]).Result<float>().Values);
        run.Close();
    }

    [Fact]
    public async Task ARunningSessionSwapsOrRefusesAndGoesOn()
    {
        Put("good", OnnxModel.RunningSum(5, 1));
        var other = Put("other", OnnxModel.RunningSum(5, 1, part: 0.1f));
        var longer = Put("longer", OnnxModel.RunningSum(10, 1));
        var graph = GraphFile.Parse("nodes:\n  ramp: { node: test.ramp }\n  net: { node: onnx, model: good }\nlinks: [ramp > net]\n", "graph.yaml", folder.FullName, catalog);
        await using var session = graph.Start(new() { Speed = 0 });
        var refused = await Assert.ThrowsAsync<GraphException>(() => session.SetAsync("net", "model", longer).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.StartsWith("net.model: node 'net', 'model': expected the inputs of the model that runs", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith($"at {Path.Combine(longer, "model.onnx")}; end the run and begin it with this model", refused.Message, StringComparison.Ordinal);
        await session.SetAsync("net", "model", other).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, SharedSession.OpenAt(Path.Combine(folder.FullName, "good")));
        session.Stop();
        await session.Completion;
        await session.SetAsync("net", "model", longer).WaitAsync(TimeSpan.FromSeconds(30)); // nothing runs that could refuse
    }

    public void Dispose() => folder.Delete(true);

    private static void Refused(NodeRun run, string model, string message)
    {
        var error = Assert.Throws<ModelException>(() => run.Change("model", model));
        Assert.Equal(message, error.Message[(error.Message.IndexOf(": expected ", StringComparison.Ordinal) + ": expected ".Length)..]);
    }

    private static NodeRun Run(string model, int batch = 1) => new NodeRun(new Onnx(new() { Model = model, Batch = batch })).Feed(StreamFormat.Signal(1, 100)).Configure();

    private string Put(string name, byte[] model, string card = OnnxModel.RunningSumCard)
    {
        var home = folder.CreateSubdirectory(name).FullName;
        File.WriteAllBytes(Path.Combine(home, "model.onnx"), model);
        File.WriteAllText(Path.Combine(home, "card.yaml"), card);
        return home;
    }
}

/// <summary>A source without end.</summary>
[Node("test.ramp", Summary = "A ramp without end.", Example = "")]
public sealed partial class Ramp : IStreamNode
{
    [State] private bool begun;

    /// <summary>The ramp.</summary>
    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 100);

    public StepResult Step()
    {
        if (!begun) Signal.Begin(0);
        begun = true;
        Signal.Reserve(10).Fill(1);
        Signal.Commit(10);
        return StepResult.Again;
    }
}
