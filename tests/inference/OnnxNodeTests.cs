using Streaming.Inference;

namespace Streaming.Tests;

public sealed class OnnxNodeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-onnx-");

    [Fact]
    public void TheStateIsCarriedFromStepToStep()
    {
        var run = Run(samples: 2, channels: 1).Push<float>([1, 10, 0, 0, 0, 0, 8]);
        Assert.Equal([1, 10, 0.5f, 5, 0.25f, 2.5f], run.Result<float>().Values); // the seventh waits for an eighth
        run.Push<float>([0]);
        Assert.Equal([8.125f, 1.25f], run.Result<float>().Values[6..]);
        Assert.Equal([("steps", 4.0)], ((IResultNode)node!).Conclude().Select(c => (c.Name, c.Value)));
    }

    [Theory]
    [InlineData("kept = [.., outer, time]", "axes: [batch, channel, time]")]
    [InlineData("kept = [.., time, outer]", "axes: [batch, time, channel]")]
    public void ChannelsLieWhereTheCardSays(string what, string axes)
    {
        // [1, 2, 2]: with the channel first, the tensor is the block turned over; the model adds half of the block before, place by place, so the streams agree.
        var card = OnnxModel.RunningSumCard.Replace("axes: [batch, time, channel]", axes, StringComparison.Ordinal);
        var run = Run(samples: 2, channels: 2, card).Push<float>([1, 2, 3, 4, 10, 20, 30, 40]);
        Assert.True(run.Result<float>().Values.AsSpan().SequenceEqual([1, 2, 3, 4, 10.5f, 21, 31.5f, 42]), what);
    }

    [Fact]
    public void ContextComesFromARingAndTheFirstStepWaitsForItUnlessTheCardPads()
    {
        const string card = """
            inputs:
              x: { tensor: x, axes: [batch, time], hop: 2, context: 3 }
            outputs:
              y: { tensor: y, axes: [batch, time] }
            """;
        var graph = OnnxModel.Graph([OnnxModel.Node("Identity", ["x"], ["y"])], [], [OnnxModel.Value("x", 1, 1, 5)], [OnnxModel.Value("y", 1, 1, 5)]);
        var exact = Start(OnnxModel.Model(15, graph), card, 1).Push<float>([1, 2, 3, 4, 5, 6, 7]).Result<float>();
        Assert.Equal([1, 2, 3, 4, 5, 3, 4, 5, 6, 7], exact.Values);
        Assert.Equal(3 / 100.0, exact.Times[0], 12); // the first new sample of the first step
        var padded = Start(OnnxModel.Model(15, graph), card.Replace("context: 3", "context: 3, pad: -1", StringComparison.Ordinal), 1).Push<float>([1, 2, 3, 4]).Result<float>();
        Assert.Equal([-1, -1, -1, 1, 2, -1, 1, 2, 3, 4], padded.Values);
        Assert.Equal(0, padded.Times[0]);
    }

    [Fact]
    public void ANumberThatIsNoneResetsWhatIsRememberedAndIsCounted()
    {
        var run = Run(samples: 1, channels: 1).Push<float>([4, 0, float.NaN, 0, 2, 0]);
        var result = run.Result<float>();
        Assert.Equal([4, 2, 0, 2, 1], result.Values);
        Assert.Equal([2], result.Gaps);
        Assert.Equal(3 / 100.0, result.Times[2], 12);
        Assert.Equal([("steps", 6.0), ("resets", 1.0)], ((IResultNode)node!).Conclude().Select(c => (c.Name, c.Value)));

        Assert.True(float.IsNaN(Run(1, 1, unsound: Unsound.Keep).Push<float>([float.NaN, 0]).Result<float>().Values[1]));
        var failed = Run(1, 1, unsound: Unsound.Fail);
        Assert.Equal(
            "model.onnx made a number that is none (NaN or infinite) in step 2; look at what it is fed, or let it go on with 'unsound: reset'",
            Assert.ThrowsAny<Exception>(() => failed.Push<float>([1, float.PositiveInfinity])).GetBaseException().Message);
    }

    [Fact]
    public void AGapIsForgottenButStepsAreCountedOn()
    {
        var run = Run(samples: 2, channels: 1).Push<float>([4, 4, 9]).Begin("signal", 7).Push<float>([1, 1, 0, 0]);
        var result = run.Result<float>();
        Assert.Equal([4, 4, 1, 1, 0.5f, 0.5f], result.Values); // the 9 waited for a second that never came
        Assert.Equal([2], result.Gaps);
        Assert.Equal(7, result.Times[2]);
        Assert.Equal([("steps", 3.0)], ((IResultNode)node!).Conclude().Select(c => (c.Name, c.Value)));
    }

    [Theory]
    [InlineData("kind: features", "[Fz, Cz]")]
    [InlineData("labels: [left, right]", "[left, right]")]
    public void ChannelsKeepTheirNamesUnlessTheCardHasOthers(string said, string labels)
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "named.onnx"), OnnxModel.RunningSum(1, 2));
        File.WriteAllText(Path.Combine(folder.FullName, "named.yaml"), OnnxModel.RunningSumCard.Replace("tensor: y", $"tensor: y, {said}", StringComparison.Ordinal));
        var run = new NodeRun(new Onnx(new() { Model = Path.Combine(folder.FullName, "named.onnx") })).Feed(StreamFormat.Signal(2, 100, "", ["Fz", "Cz"])).Configure();
        Assert.Equal(labels, $"{run.OutputFormat().Labels}");
    }

    /// <summary>A cache whose length the model leaves open has the length that the card gives it.</summary>
    [Fact]
    public void ADynamicDimensionOfAStateHasTheLengthThatTheCardGives()
    {
        var graph = OnnxModel.Graph(
            [OnnxModel.Node("Add", ["x", "past"], ["y"]), OnnxModel.Node("Mul", ["y", "half"], ["present"])],
            [OnnxModel.Constant("half", 0.5f)],
            [OnnxModel.Value("x", 1, -1, 2, 1), OnnxModel.Value("past", 1, -1, -3, 1)],
            [OnnxModel.Value("y", 1, -1, 2, 1), OnnxModel.Value("present", 1, -1, -3, 1)]);
        var card = OnnxModel.RunningSumCard.Replace("{ input: memory, output: memory_out }", "{ input: past, output: present, axes: [batch, row=2, unit] }", StringComparison.Ordinal);
        Assert.Equal([1, 10, 0.5f, 5], Start(OnnxModel.Model(15, graph), card, 1).Push<float>([1, 10, 0, 0]).Result<float>().Values);
    }

    /// <summary>Halves are streamed as floats; whole numbers as they are, with states of their own types and a scalar that is true or false.</summary>
    [Fact]
    public void OtherTypesOfNumbersAreStreamedAndRemembered()
    {
        var halves = OnnxModel.Graph(
            [OnnxModel.Node("Add", ["x", "memory"], ["y"]), OnnxModel.Node("Mul", ["y", "half"], ["memory_out"])],
            [OnnxModel.Half("half", 0.5f)],
            [OnnxModel.Value("x", 10, 1, 2, 1), OnnxModel.Value("memory", 10, 1, 2, 1)],
            [OnnxModel.Value("y", 10, 1, 2, 1), OnnxModel.Value("memory_out", 10, 1, 2, 1)]);
        Assert.Equal([(float)(Half)0.1f, 1, (float)(Half)3.05f, 0.5f], Start(OnnxModel.Model(15, halves), OnnxModel.RunningSumCard, 1).Push<float>([0.1f, 1, 3, 0]).Result<float>().Values);

        const string card = """
            inputs:
              x: { tensor: x, axes: [batch, time] }
            outputs:
              y: { tensor: y, axes: [batch, time] }
              odd: { tensor: z, axes: [batch, time] }
            states:
              - { input: total, output: total_out, initial: 100 }
              - { input: flag, output: flag_out, initial: 1 }
            constants:
              negative: 1
            """;
        var whole = OnnxModel.Graph(
            [
                OnnxModel.Node("Add", ["x", "total"], ["total_out"]), OnnxModel.Node("Neg", ["total_out"], ["minus"]), OnnxModel.Node("Where", ["negative", "minus", "total_out"], ["y"]),
                OnnxModel.Node("Not", ["flag"], ["flag_out"]), OnnxModel.Node("Where", ["flag", "small", "big"], ["z"]),
            ],
            [OnnxModel.Numbers("small", 1), OnnxModel.Numbers("big", 2)],
            [OnnxModel.Value("x", 7, 1, 1), OnnxModel.Value("total", 7, 1, 1), OnnxModel.Value("flag", 9, 1, 1), OnnxModel.Value("negative", 9)],
            [OnnxModel.Value("y", 7, 1, 1), OnnxModel.Value("z", 7, 1, 1), OnnxModel.Value("total_out", 7, 1, 1), OnnxModel.Value("flag_out", 9, 1, 1)]);
        File.WriteAllBytes(Path.Combine(folder.FullName, "whole.onnx"), OnnxModel.Model(15, whole));
        File.WriteAllText(Path.Combine(folder.FullName, "whole.yaml"), card);
        var run = new NodeRun(new Onnx(new() { Model = Path.Combine(folder.FullName, "whole.onnx") })).Feed(StreamFormat.Signal(1, 100) with { Element = ElementType.Int64 }).Configure();
        run.Push<long>([1, 2, 3]);
        Assert.Equal([-101, -103, -106], run.Result<long>("y").Values);
        Assert.Equal([1, 2, 1], run.Result<long>("odd").Values);
    }

    [Fact]
    public void TheOtherFormatOfOnnxRuntimeIsRunAsWell()
    {
        var from = Path.Combine(folder.FullName, "sum.onnx");
        var to = Path.Combine(folder.FullName, "model.ort");
        File.WriteAllBytes(from, OnnxModel.RunningSum(2, 1));
        Convert(from, to);
        File.Delete(from);
        var run = new NodeRun(new Onnx(new() { Model = folder.FullName })).Feed(StreamFormat.Signal(2, 100)).Configure();
        Assert.Throws<FormatMismatchException>(() => new NodeRun(new Onnx(new() { Model = to })).Feed(StreamFormat.Signal(3, 100)).Configure());
        Assert.Equal([1, 2, 0.5f, 1], run.Push<float>([1, 2, 0, 0]).Result<float>().Values);
        run.Close();

        File.WriteAllBytes(to, File.ReadAllBytes(to)[..200]);
        Assert.StartsWith($"{to}: expected a model that ONNX Runtime can load, found ", Assert.Throws<ModelException>(() => new Onnx(new() { Model = to }).OutputPorts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneModelIsLoadedOnceAndFreedWithItsLastNode()
    {
        var first = Run(2, 1);
        var second = new NodeRun(new Onnx(new() { Model = folder.FullName })).Feed(StreamFormat.Signal(1, 100)).Configure();
        Assert.Equal(1, SharedSession.OpenAt(folder.FullName));
        first.Push<float>([2, 2]);
        second.Push<float>([0, 0, 0, 0]);
        Assert.Equal([0, 0, 0, 0], second.Result<float>().Values); // each has a state of its own
        first.Close();
        Assert.Equal(1, SharedSession.OpenAt(folder.FullName));
        second.Push<float>([1, 1]).Close();
        Assert.Equal(0, SharedSession.OpenAt(folder.FullName));
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        var run = Run(samples: 5, channels: 8).CountOnly();
        var block = new float[8 * 35];
        for (var i = 0; i < 50; i++) run.Push<float>("signal", block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++) run.Push<float>("signal", block);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void BeginningAnewAllocatesNothing()
    {
        var run = Run(samples: 5, channels: 8).CountOnly();
        var block = new float[8 * 5];
        block.AsSpan().Fill(float.NaN);
        for (var i = 0; i < 50; i++) run.Push<float>("signal", block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++) run.Push<float>("signal", block);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal([("steps", 550.0), ("resets", 550.0)], ((IResultNode)node!).Conclude().Select(c => (c.Name, c.Value)));
    }

    [Fact]
    public void ANodeMayBeConfiguredAnew()
    {
        var run = Run(2, 1).Push<float>([2, 2]);
        ((Onnx)node!).Configure();
        Assert.Equal([2, 2, 1, 1], run.Push<float>([1, 1]).Result<float>().Values); // nothing is remembered
        run.Close();
        Assert.Equal(0, SharedSession.OpenAt(folder.FullName));
    }

    /// <summary>Whatever the bytes, a model is run or refused; the process lives on.</summary>
    [Theory]
    [InlineData("damaged.onnx")]
    [InlineData("damaged.ort")]
    public void DamagedModelsAreRefused(string name)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, OnnxModel.RunningSum(2, 1));
        if (name.EndsWith(".ort", StringComparison.Ordinal)) Convert(path, path);
        var good = File.ReadAllBytes(path);
        File.WriteAllText(Path.ChangeExtension(path, ".yaml"), OnnxModel.RunningSumCard);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bytes = [.. good];
            bytes[at] = value;
            File.WriteAllBytes(path, bytes[..(value % 2 == 0 ? good.Length : length)]);
            var onnx = new Onnx(new() { Model = path });
            try
            {
                var run = new NodeRun(onnx).Feed(StreamFormat.Signal(1, 100)).Configure();
                run.Push<float>([1, 2, 3, 4]);
            }
            catch (Exception e) when (e is IExplained)
            {
                Assert.NotEmpty(((IExplained)e).Remedy);
            }
            finally
            {
                onnx.Dispose();
            }
        }, iter: 500, threads: 1);
    }

    public void Dispose() => folder.Delete(true);

    /// <summary>Writes a model in ONNX Runtime's own format.</summary>
    private static void Convert(string from, string to)
    {
        var onnx = File.ReadAllBytes(from);
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions { OptimizedModelFilePath = to, LogSeverityLevel = Microsoft.ML.OnnxRuntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.save_model_format", "ORT");
        new Microsoft.ML.OnnxRuntime.InferenceSession(onnx, options).Dispose();
    }

    private Onnx? node;

    private NodeRun Run(int samples, int channels, string card = OnnxModel.RunningSumCard, Unsound unsound = Unsound.Reset) => Start(OnnxModel.RunningSum(samples, channels), card, channels, unsound);

    private NodeRun Start(byte[] model, string card, int channels, Unsound unsound = Unsound.Reset)
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "model.onnx"), model);
        File.WriteAllText(Path.Combine(folder.FullName, "card.yaml"), card);
        node = new Onnx(new() { Model = Path.Combine(folder.FullName, "model.onnx"), Unsound = unsound });
        File.Copy(Path.Combine(folder.FullName, "card.yaml"), Path.Combine(folder.FullName, "model.yaml"), overwrite: true);
        return new NodeRun(node).Feed(StreamFormat.Signal(channels, 100)).Configure();
    }
}
