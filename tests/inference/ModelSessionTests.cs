using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>A model that a node steps itself: at any length of its time axis, with constants that vary, and what is remembered goes along.</summary>
public sealed class ModelSessionTests : IDisposable
{
    private const string Card = """
        inputs:
          signal: { tensor: x, axes: [batch, time, channel], hop: 2 }
        outputs:
          sum: { tensor: y, axes: [batch, time=2, channel] }
        states:
          - { input: memory, output: memory_out, axes: [batch, row, unit] }
        constants:
          count: 5
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-session-");

    [Fact]
    public void ItIsSteppedAtTheLengthThatIsAskedFor()
    {
        using var session = ModelSession.Open(Put(), Of(3));
        Assert.Equal(5, session.Input<long>("count")[0]); // as the card has it
        session.Feed<float>("signal", [1, 2, 3]);
        Assert.True(session.Run());
        Assert.Equal([6, 7, 8], session.Output<float>("y"));
        session.Input<long>("count")[0] = 0;
        Assert.True(session.Run());
        Assert.Equal([7, 8, 9], session.Output<float>("sum")); // 6 is remembered; the input stands as it was
        Assert.Equal((2L, true, false, 1), (session.Steps, session.HasOutput("y"), session.HasOutput("x"), session.Width("sum")));
    }

    [Fact]
    public void WhatIsRememberedGoesAlongToAnotherLength()
    {
        var path = Put();
        using var three = ModelSession.Open(path, Of(3));
        using var one = ModelSession.Open(path, Of(1));
        three.Feed<float>("signal", [1, 2, 3]);
        three.Run();
        three.MoveTo(one);
        one.Feed<float>("signal", [10]);
        one.Run();
        Assert.Equal([21], one.Output<float>("sum").ToArray());
        one.MoveTo(three);
        three.Run();
        Assert.Equal([19, 20, 21], three.Output<float>("sum").ToArray());
        Assert.Equal(3, three.Steps);
        three.Forget();
        three.Run();
        Assert.Equal([6, 7, 8], three.Output<float>("sum").ToArray());
        Assert.Equal([("steps", 4.0)], three.Conclude().Select(c => (c.Name, c.Value)));
    }

    /// <summary>Sessions beyond those that can step at once have a place of their own to meet, beside the first; one that leaves makes room there.</summary>
    [Fact]
    public void MoreSessionsThanStepAtOnceMeetInSeveralPlaces()
    {
        var (path, use) = (Put(), Of(1) with { Batch = 2 });
        var all = Enumerable.Range(0, 5).Select(_ => ModelSession.Open(path, use)).ToList();
        var alone = all.Select(_ => ModelSession.Open(path, Of(1))).ToList();
        Assert.Equal([2, 2, 2, 2, 1], all.Select(s => s.Company));
        for (var round = 1; round <= 3; round++)
        {
            Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = 5 }, session =>
            {
                session.Feed<float>("signal", [all.IndexOf(session) + 1]);
                session.Run();
            });
            foreach (var (session, number) in alone.Select((s, i) => (s, i + 1)))
            {
                session.Feed<float>("signal", [number]);
                session.Run();
            }
            Assert.Equal(alone.Select(s => s.Output<float>("sum")[0]), all.Select(s => s.Output<float>("sum")[0]));
        }
        all[1].Dispose();
        using var next = ModelSession.Open(path, use);
        Assert.Equal(2, all[0].Company);
        Assert.Equal(1, all[4].Company);
        alone.Concat(all).ToList().ForEach(s => s.Dispose());
        Assert.Equal(1, next.Company);
    }

    [Fact]
    public void AStateBeginsAsItIsAsked()
    {
        using var session = ModelSession.Open(Put(), Of(1) with { Beginnings = new Dictionary<string, double> { ["memory"] = 100 } });
        session.Run();
        Assert.Equal([105], session.Output<float>("sum").ToArray());
    }

    [Fact]
    public void ASavedSessionGoesOn()
    {
        var path = Put();
        using var before = ModelSession.Open(path, Of(1));
        using var after = ModelSession.Open(path, Of(1));
        before.Feed<float>("signal", [7]);
        before.Run();
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new StateWriter(buffer);
        before.Save(ref writer);
        writer.Flush();
        var reader = new StateReader(buffer.WrittenMemory);
        after.Load(ref reader);
        after.Feed<float>("signal", [0]);
        after.Run();
        Assert.Equal(12, after.Output<float>("sum")[0]);
        Assert.Equal(2, after.Steps);
        after.Reset();
        after.Run();
        Assert.Equal((5, 1L), (after.Output<float>("sum")[0], after.Steps));
    }

    [Fact]
    public void SamplesAreFedAndTakenAsAStreamHasThemHoweverTheTensorDoes()
    {
        var graph = OnnxModel.Graph([OnnxModel.Node("Identity", ["x"], ["y"])], [], [OnnxModel.Value("x", 1, -1, 2, -3)], [OnnxModel.Value("y", 1, -1, 2, -3)]);
        var path = Put(OnnxModel.Model(15, graph), "inputs:\n  x: { tensor: x, axes: [batch, channel, time], hop: 1 }\noutputs:\n  y: { tensor: y, axes: [batch, channel, time=1] }\n");
        using var session = ModelSession.Open(path, new() { Lengths = new Dictionary<string, int> { ["x"] = 3, ["y"] = 3, ["other"] = 9 } });
        session.Feed<float>("x", [1, -1, 2, -2, 3, -3]);
        Assert.Equal([1, 2, 3, -1, -2, -3], session.Input<float>("x").ToArray());
        session.Run();
        var found = new float[4];
        session.Take("y", 2, found.AsSpan());
        Assert.Equal([1, -1, 2, -2], found);
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        var path = Put();
        using var three = ModelSession.Open(path, Of(3));
        using var one = ModelSession.Open(path, Of(1));
        var values = new float[3];
        for (var n = 0; n < 20; n++) Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 500; n++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            three.Feed<float>("signal", values);
            three.Input<long>("count")[0] = 1;
            three.Run();
            three.Take("sum", 3, values.AsSpan());
            values.AsSpan().Clear();
            three.MoveTo(one);
            one.Run();
            one.MoveTo(three);
        }
    }

    [Fact]
    public void WhatTheModelDoesNotHaveIsSaid()
    {
        var path = Put();
        var file = Path.Combine(path, "model.onnx");
        using var session = ModelSession.Open(path, Of(1));
        Assert.Equal($"{path}: expected an input 'speech' in its card, found signal, count; correct the card, or export the model with it", Error(() => session.Input<float>("speech")));
        Assert.Equal($"{path}: expected an output 'signal' in its card, found sum; correct the card, or export the model with it", Error(() => session.Output<float>("signal")));
        Assert.Equal($"{path}: expected 'signal' of type Double, found Single; export the model with that type", Error(() => session.Input<double>("signal")));
        Assert.Equal($"{file}: expected 'many' among the constants or inputs of its card, found signal; write 'many: …' below 'constants:'", Error(() => ModelSession.Open(path, Of(1) with { Varying = ["many"] })));
        using var other = ModelSession.Open(Put(OnnxModel.RunningSum(1, 1), OnnxModel.RunningSumCard, "other"), new());
        Assert.EndsWith("other: expected the states of the model that runs (memory float32[1, 1, 1]), to go on in its place, found memory float32[1, 1, 2]; end the run and begin it with this model", Error(() =>
        {
            using var wider = ModelSession.Open(Put(OnnxModel.RunningSum(1, 2), OnnxModel.RunningSumCard, "wider"), new());
            other.MoveTo(wider);
        }).Replace("wider:", "other:", StringComparison.Ordinal), StringComparison.Ordinal);

        static string Error(Action action) => Assert.Throws<ModelException>(action).Message;
    }

    public void Dispose() => folder.Delete(true);

    private static ModelUse Of(int samples) => new() { Lengths = new Dictionary<string, int> { ["x"] = samples, ["sum"] = samples }, Varying = ["count"] };

    /// <summary>y = x + memory + count, memory_out = memory / 2 + the sum of x, over any number of samples.</summary>
    private string Put() => Put(
        OnnxModel.Model(15, OnnxModel.Graph(
            [
                OnnxModel.Node("Cast", ["count"], ["c"], "to", 1), OnnxModel.Node("Unsqueeze", ["c", "places"], ["d"]), OnnxModel.Node("Add", ["x", "memory"], ["a"]), OnnxModel.Node("Add", ["a", "d"], ["y"]),
                OnnxModel.Node("ReduceSum", ["x", "time"], ["s"]), OnnxModel.Node("Mul", ["memory", "half"], ["h"]), OnnxModel.Node("Add", ["h", "s"], ["memory_out"]),
            ],
            [OnnxModel.Numbers("places", 1, 2), OnnxModel.Numbers("time", 1), OnnxModel.Constant("half", 0.5f)],
            [OnnxModel.Value("x", 1, -1, -2, 1), OnnxModel.Value("memory", 1, -1, 1, 1), OnnxModel.Value("count", 7, -1)],
            [OnnxModel.Value("y", 1, -1, -2, 1), OnnxModel.Value("memory_out", 1, -1, 1, 1)])),
        Card);

    private string Put(byte[] model, string card, string name = "model")
    {
        var home = folder.CreateSubdirectory(name).FullName;
        File.WriteAllBytes(Path.Combine(home, "model.onnx"), model);
        File.WriteAllText(Path.Combine(home, "card.yaml"), card);
        return home;
    }
}
