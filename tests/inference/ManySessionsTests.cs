using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>Sessions that step as one: each gets what it would get alone, whoever else joins, leaves or stands still.</summary>
public sealed class ManySessionsTests : IDisposable
{
    private const int Most = 5;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-many-");
    private readonly Shelf shelf = new();

    /// <summary>What happens in a round, for up to eight sessions: bit i of each says whether session i takes part.</summary>
    private sealed record Round(int Join, int Leave, int Ready, int Save);

    [Fact]
    public void WhoeverJoinsLeavesOrStallsEachSessionGetsWhatItWouldGetAlone()
    {
        var path = Write(OnnxModel.ManySessions(3), OnnxModel.ManySessionsCard);
        using var together = Runner(path, Most);
        using var alone = Runner(path, 1);
        var rounds = Gen.Select(Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], (join, leave, ready, save) => new Round(join & 0x55, leave & 0x11, ready, save & 0x21)).Array[40];
        rounds.Sample(all => Play(all, together, alone, exact: true), iter: 200, threads: 1);
        Assert.Equal(0, together.Sessions);
    }

    /// <summary>A ring is written in its place: its rows are the sessions' own all the same, and a number written is not written twice.</summary>
    [Fact]
    public void AStateThatIsOnlyWrittenHereAndThereStaysWhereItIs()
    {
        var path = Write(OnnxModel.Ring(), OnnxModel.RingCard);
        using var together = Runner(path, Most);
        using var alone = Runner(path, 1);
        Assert.Equal((1, 1), (together.StatesInPlace, alone.StatesInPlace));
        var slot = alone.Join();
        Assert.Equal([1, 3, 6, 10, 14, 18], new[] { 1.0, 2, 3, 4, 5, 6 }.Select(x => Said(alone, slot, x)));
        alone.Leave(slot);
        var rounds = Gen.Select(Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], (join, leave, ready, save) => new Round(join & 0x55, leave & 0x11, ready, save & 0x21)).Array[40];
        rounds.Sample(all => Play(all, together, alone, exact: true), iter: 100, threads: 1);
    }

    /// <summary>What a step still reads while it writes, or adds to, keeps a second place.</summary>
    [Theory]
    [InlineData(true, false, new[] { 0.0, 1, 3, 6, 10, 14 })]
    [InlineData(false, true, new[] { 1.0, 3, 6, 10, 15, 21 })]
    public void AStateThatIsReadBesidesIsWrittenElsewhere(bool isReadBesides, bool isAdded, double[] sums)
    {
        using var runner = Runner(Write(OnnxModel.Ring(isReadBesides, isAdded), OnnxModel.RingCard), Most);
        Assert.Equal(0, runner.StatesInPlace);
        var slot = runner.Join();
        Assert.Equal(sums, new[] { 1.0, 2, 3, 4, 5, 6 }.Select(x => Said(runner, slot, x)));
        runner.Leave(slot);
    }

    // Reference: the same model one by one. Its products of matrices may sum in another order, so 1e-5 and not bit for bit.
    [Fact]
    public void SileroHearsEachOfManyAsIfItWereAlone()
    {
        var path = shelf.Put("silero", "silero_vad_16k_op15.onnx", Cards.Silero);
        using var together = Runner(path, Most);
        using var alone = Runner(path, 1);
        var rounds = Gen.Select(Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], (join, leave, ready, save) => new Round(join & 0x55, leave & 0x11, ready, save & 0x21)).Array[30];
        rounds.Sample(all => Play(all, together, alone, exact: false), iter: 10, threads: 1);
    }

    [Fact]
    public void AStepOfManyAllocatesNothingWhoeverIsReady()
    {
        using var runner = Runner(Write(OnnxModel.ManySessions(3), OnnxModel.ManySessionsCard), Most);
        var slots = Enumerable.Range(0, Most).Select(_ => runner.Join()).ToArray();
        var sets = new[] { slots, slots[1..], [slots[3], slots[0]], slots[..2], [slots[4]] };
        for (var i = 0; i < 20; i++) runner.Step(sets[i % sets.Length]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++) runner.Step(sets[i % sets.Length]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Four voices in one graph, a thread each, meet at one model.</summary>
    [Fact]
    public async Task NodesThatNameOneModelShareItsSteps()
    {
        const int voices = 4;
        Write(OnnxModel.ManySessions(1), OnnxModel.ManySessionsCard);
        var random = new Random(1);
        for (var i = 0; i < voices; i++) File.WriteAllLines(shelf[$"{i}.csv"], ["time,a", .. Enumerable.Range(0, 200 + 100 * i).Select(n => FormattableString.Invariant($"{n / 100.0},{random.NextSingle()}"))]);
        foreach (var batch in (int[])[1, voices])
        {
            await shelf.Run($"""
                graph: voices
                nodes:
                {string.Concat(Enumerable.Range(0, voices).Select(i => $"""
                  voice{i}: [node: files.csv, path: {i}.csv]
                  net{i}: [node: onnx, model: "{folder.FullName}", batch: {batch}, deadline: 1]
                  file{i}: [node: record.csv, path: "{shelf[$"{i}-{batch}.csv"]}"]

                """.Replace('[', '{').Replace(']', '}')))}
                links:
                {string.Concat(Enumerable.Range(0, voices).Select(i => $"  - voice{i} > net{i} > file{i}\n"))}
                """);
        }
        for (var i = 0; i < voices; i++) Assert.Equal(File.ReadAllLines(shelf[$"{i}-1.csv"]), File.ReadAllLines(shelf[$"{i}-{voices}.csv"]));
        Assert.Equal(200, File.ReadAllLines(shelf["0-4.csv"]).Length - 1);
    }

    /// <summary>A number that the model cannot use is the fault of one; the others' step is run all the same.</summary>
    [Fact]
    public void OneThatFailsFailsAlone()
    {
        var card = OnnxModel.RunningSumCard.ReplaceLineEndings("\n");
        card = card[..card.IndexOf("states", StringComparison.Ordinal)].Replace("axes: [batch, time, channel]", "axes: [batch]", StringComparison.Ordinal);
        var table = OnnxModel.Graph([OnnxModel.Node("Gather", ["table", "x"], ["y"])], [OnnxModel.Numbers("table", 10, 20, 30)], [OnnxModel.Value("x", 7, -1)], [OnnxModel.Value("y", 7, -1)]);
        using var runner = Runner(Write(OnnxModel.Model(15, table), card), 3);
        var slots = Enumerable.Range(0, 3).Select(_ => runner.Join()).ToArray();
        foreach (var (slot, id) in slots.Zip([2.0, 7.0, 0.0])) slot.Inputs[0].Fill([id]);
        runner.Step(slots);
        Assert.Equal([30, 10], new[] { slots[0], slots[2] }.Select(s => ((TensorMemory<long>)s.Outputs[0]).Values[0]));
        Assert.Contains("7", Assert.IsType<ModelException>(slots[1].Failure).Message, StringComparison.Ordinal);
        Assert.Null(slots[0].Failure);
    }

    [Theory]
    [InlineData("axes: [batch, channel], initial: 3", "initial: 3", "a length for the dynamic dimension 0 of 'flat', found flat float32[n1, 3]; write its axes, such as axes: [batch, past=70, unit]; 'batch' counts sessions")]
    [InlineData("", "", "")]
    public void AModelOfOneSessionIsNotSteppedForMany(string right, string wrong, string message)
    {
        var path = right.Length > 0
            ? Write(OnnxModel.ManySessions(3), OnnxModel.ManySessionsCard.Replace(right, wrong, StringComparison.Ordinal))
            : Write(OnnxModel.RunningSum(2, 1), OnnxModel.RunningSumCard);
        var error = Assert.Throws<ModelException>(() => Runner(path, 4));
        if (message.Length > 0) Assert.Contains(message, error.Message, StringComparison.Ordinal);
        else
        {
            Assert.Equal(
                $"{Path.Combine(path, "model.onnx")}: expected a dynamic dimension that counts sessions in every tensor, for 'batch: 4', found x float32[1, 2, 1]; export the model with a dynamic batch dimension, or leave 'batch' out",
                error.Message);
        }
    }

    [Fact]
    public void ACardThatDoesNotSayWhatCountsSessionsIsTold()
    {
        var card = OnnxModel.ManySessionsCard.Replace("tensor: y, axes: [batch, channel]", "tensor: y, axes: [row=1, channel]", StringComparison.Ordinal);
        var path = Write(OnnxModel.ManySessions(3), card);
        Runner(path, 1).Dispose();
        Assert.EndsWith(
            "expected a dynamic dimension that counts sessions in every tensor, for 'batch: 2', found y float32[n1, 3]; write in its card which dimension counts sessions ('batch' among its axes), or leave 'batch' out",
            Assert.Throws<ModelException>(() => Runner(path, 2)).Message,
            StringComparison.Ordinal);
    }

    public void Dispose()
    {
        folder.Delete(true);
        shelf.Dispose();
    }

    /// <summary>The same rounds twice: packed, and every session by itself. Now and then a session is saved and goes on in a new place.</summary>
    private static void Play(Round[] rounds, ModelRunner together, ModelRunner alone, bool exact)
    {
        var packed = new Slot?[8];
        var single = new Slot?[8];
        var random = new Random(1);
        foreach (var round in rounds)
        {
            for (var i = 0; i < packed.Length; i++)
            {
                if (packed[i] is null && Has(round.Join, i)) (packed[i], single[i]) = (together.Join(), alone.Join());
                else if (packed[i] is not null && Has(round.Leave, i)) Leave(i);
                else if (packed[i] is { } moved && Has(round.Save, i))
                {
                    packed[i] = together.Join();
                    Restore(moved, packed[i]!);
                    together.Leave(moved);
                }
            }
            var ready = Enumerable.Range(0, packed.Length).Where(i => packed[i] is not null && Has(round.Ready, i)).Take(Most).ToArray();
            foreach (var i in ready)
            {
                var values = Enumerable.Range(0, packed[i]!.Inputs[0].Bytes.Length / 4).Select(_ => random.NextDouble() - 0.5).ToArray();
                packed[i]!.Inputs[0].Fill(values);
                single[i]!.Inputs[0].Fill(values);
            }
            if (ready.Length > 0) together.Step([.. ready.Select(i => packed[i]!)]);
            foreach (var i in ready)
            {
                alone.Run(single[i]!);
                var (found, expected) = (Values(packed[i]!), Values(single[i]!));
                if (exact) Assert.Equal(expected, found);
                else for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], found[k], 1e-5);
            }
        }
        for (var i = 0; i < packed.Length; i++)
            if (packed[i] is not null) Leave(i);

        void Leave(int i)
        {
            together.Leave(packed[i]!);
            alone.Leave(single[i]!);
            (packed[i], single[i]) = (null, null);
        }
    }

    private static void Restore(Slot from, Slot to)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new StateWriter(buffer);
        from.Save(ref writer);
        writer.Flush();
        var reader = new StateReader(buffer.WrittenMemory);
        to.Load(ref reader);
    }

    private static double Said(ModelRunner runner, Slot slot, double x)
    {
        slot.Inputs[0].Fill([x]);
        runner.Step([slot]);
        return Values(slot)[0];
    }

    private static bool Has(int bits, int i) => (bits >> i & 1) == 1;

    private static float[] Values(Slot slot) => ((TensorMemory<float>)slot.Outputs[0]).Values.ToArray();

    private static ModelRunner Runner(string path, int most) => ModelRunner.Of(LoadedModel.Load(path, new Execution()), most, TimeSpan.Zero, TimeProvider.System);

    private string Write(byte[] model, string card)
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "model.onnx"), model);
        File.WriteAllText(Path.Combine(folder.FullName, "card.yaml"), card);
        return folder.FullName;
    }
}
