using Streaming.Inference;
using Streaming.Speech;
using Encoder = Streaming.Speech.Encoder;

namespace Streaming.Tests;

/// <summary>What an encoder cannot work on is said, and numbers that are none do not stay with it.</summary>
public sealed class EncoderTroubleTests : IDisposable
{
    private static readonly StreamFormat mels = new() { Kind = StreamKind.Features, Shape = [TinyModel.Mels], Rate = 100 };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("encoder");

    public static TheoryData<StreamFormat, string> Misfits => new()
    {
        { mels with { Shape = [40] }, "features float32[40] 100 Hz" },
        { mels with { Rate = 50 }, "features float32[80] 50 Hz" },
        { mels with { Kind = StreamKind.Signal }, "signal float32[80] 100 Hz" },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void OtherFeaturesAreRefused(StreamFormat format, string found)
    {
        var error = Assert.Throws<FormatMismatchException>(() => new NodeRun(new Encoder(new() { Model = TinyModel.Of("cached") })).Feed(format).Configure());
        Assert.Equal($"expected 80 log-mel features at 100 Hz, found {found}; put dsp.resample with rate: 16000 and dsp.mel with convention: nemo, mels: 80 before it", error.Message);
    }

    [Fact]
    public void ALookaheadThatTheModelWasNotTrainedForIsRefusedAndTheOldOneGoesOn()
    {
        var message = $"{Path.Combine(TinyModel.Of("cached"), "speech.yaml")}: expected a lookahead of 0, 80, 480, 1040 ms, found 100 ms; choose one that the model was trained for";
        Assert.Equal(message, Assert.Throws<ModelException>(() => Run(new() { Model = TinyModel.Of("cached"), Lookahead = 100 })).Message);

        var features = TinyModel.Features(100);
        var run = Run(new() { Model = TinyModel.Of("cached"), Lookahead = 480, Tail = 0 }).Push<float>(features.AsSpan(0, 50 * TinyModel.Mels));
        Assert.Equal(message, Assert.Throws<ModelException>(() => run.Change("lookahead", "100")).Message);
        var found = run.Push<float>(features.AsSpan(50 * TinyModel.Mels)).End().Result<float>("encoded").Values;
        var expected = TinyModel.Whole(features, 6).Encoded;
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-4);
        run.Close();
    }

    [Fact]
    public void WithoutAWordTheModelsOwnLookaheadIsTaken() => Assert.Equal(8, Node(new() { Model = TinyModel.Of("cached") }).LatencySamples);

    [Theory]
    [InlineData("speech.yaml", "width: 32", "width: 33", "speech.yaml: expected 'width: 32', as the encoder has it, found 33; correct it, or take the files of one model")]
    [InlineData("tokens.txt", "<blk> 11", "extra 11\n<blk> 12", "speech.yaml: expected 12 tokens with the blank, as the encoder has them, found 13 in the table; take the tokens that were exported with the model")]
    [InlineData("card.yaml", "  encoded: { tensor: encoded,", "  other: { tensor: encoded_,", "expected an output of the model, found 'encoded_'")]
    [InlineData("card.yaml", "tensor: features", "tensor: feature", "expected an input of the model, found 'feature'")]
    [InlineData("card.yaml", "  length: 16", "  size: 16", "expected 'length' among the constants or inputs of its card, found features; write 'length: …' below 'constants:'")]
    public void FilesThatDoNotFitAreSaid(string file, string right, string wrong, string message)
    {
        var home = Copy("cached");
        var path = Path.Combine(home, file);
        Assert.Contains(right, File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllText(path, File.ReadAllText(path).Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<ModelException>(() => Run(new() { Model = home })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelThatGivesNeitherSaysSo()
    {
        var home = Copy("cached");
        foreach (var name in (string[])["model.onnx", "card.yaml"])
        {
            // Other names of the same length, wherever they stand.
            var path = Path.Combine(home, name);
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
            File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(text.Replace("encoded", "hiddens", StringComparison.Ordinal).Replace("logprobs", "logitses", StringComparison.Ordinal)));
        }
        Assert.Equal(
            $"{Path.Combine(home, "model.onnx")}: expected an output 'encoded' (NeMo: 'outputs') or 'logprobs' in its card, found neither; name it there, or export the model with it",
            Assert.Throws<ModelException>(() => Run(new() { Model = home })).Message);
    }

    [Fact]
    public void AModelOfOneLookaheadIsRefusedAtOthers()
    {
        var home = Copy("cached");
        var path = Path.Combine(home, "model.onnx");
        File.WriteAllBytes(path, OnnxModel.Model(15, OnnxModel.Graph(
            [OnnxModel.Node("Identity", ["features"], ["encoded"])],
            [],
            [OnnxModel.Value("features", 1, -1, 16, 80), OnnxModel.Value("length", 7, -1)],
            [OnnxModel.Value("encoded", 1, -1, 16, 80)])));
        File.WriteAllText(Path.Combine(home, "card.yaml"), "inputs:\n  features: { tensor: features, axes: [batch, time, mel] }\noutputs:\n  encoded: { tensor: encoded, axes: [batch, row, mel] }\nconstants:\n  length: 16\n");
        Assert.EndsWith(
            "card.yaml:2:13: expected 16 along the axis 'time' of features float32[n1, 16, 80], found 56; ask for that, or export the model with a dynamic time axis",
            Assert.Throws<ModelException>(() => Run(new() { Model = home, Lookahead = 480 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AModelHasThePortsOfItsOutputs()
    {
        var home = Copy("cached");
        var path = Path.Combine(home, "card.yaml");
        File.WriteAllLines(path, File.ReadAllLines(path).Where(l => !l.Contains("tensor: encoded", StringComparison.Ordinal)));
        using var node = Node(new() { Model = home });
        Assert.Equal(["logprobs"], node.OutputInfo.Select(o => o.Name));
        Assert.Equal(["logprobs"], node.OutputPorts.Select(o => o.Name));
    }

    [Fact]
    public void ANumberThatIsNoneIsLeftOutAndTheEncoderBeginsAnew()
    {
        var features = TinyModel.Features(100);
        features[40 * TinyModel.Mels] = float.NaN; // in the third chunk, which is of frames 25 to 40
        foreach (var block in (int[])[1, 7, 100]) LeavesOut(features, block);
    }

    private static void LeavesOut(float[] features, int block)
    {
        var node = Node(new() { Model = TinyModel.Of("cached"), Lookahead = 80, Tail = 0 });
        var run = new NodeRun(node).Feed(mels).Configure();
        foreach (var part in features.Chunk(block * TinyModel.Mels)) run.Push<float>(part);
        var found = run.End().Result<float>("encoded");
        Assert.Equal([4], found.Gaps);
        Assert.Equal(0.41, found.Times[4], 1e-9);
        var (before, after) = (TinyModel.Whole(features[..(32 * TinyModel.Mels)], 1).Encoded, TinyModel.Whole(features[(41 * TinyModel.Mels)..], 1).Encoded);
        Assert.Equal(4 * TinyModel.Width + after.Length, found.Values.Length);
        for (var i = 0; i < found.Values.Length; i++) Assert.Equal(i < 4 * TinyModel.Width ? before[i] : after[i - (4 * TinyModel.Width)], found.Values[i], 1e-4);
        Assert.Equal([("steps", 8.0), ("resets", 1.0)], ((IResultNode)node).Conclude().Select(c => (c.Name, c.Value)));
        run.Close();
    }

    [Fact]
    public void OrTheRunFails()
    {
        var run = Run(new() { Model = TinyModel.Of("cached"), Lookahead = 80, Unsound = Unsound.Fail });
        var error = Assert.ThrowsAny<Exception>(() => run.Push<float>([.. Enumerable.Repeat(float.NaN, 80 * TinyModel.Mels)])).GetBaseException();
        Assert.Equal("cached made a number that is none (NaN or infinite) in step 1; look at what it is fed, or let it go on with 'unsound: reset'", error.Message);
        run.Close();
    }

    /// <summary>NeMo's own exports have no graph for the first chunk: it is heard as after silence, and the user is told.</summary>
    [Fact]
    public void WithoutAGraphForTheFirstChunkItIsToldAndStillEveryFrameComes()
    {
        var home = Copy("nemo");
        File.Delete(Path.Combine(home, "first.onnx"));
        var yaml = Path.Combine(home, "speech.yaml");
        File.WriteAllLines(yaml, File.ReadAllLines(yaml).Where(l => !l.StartsWith("first", StringComparison.Ordinal)));
        using var node = Node(new() { Model = home, Lookahead = 480, Tail = 0 });
        var notes = new List<string>();
        node.Open(new NodeContext("encoder", TimeProvider.System, CancellationToken.None, null!, notes.Add));
        var name = Path.GetFileName(home);
        Assert.Equal([$"encoder: {name} has no graph for the first chunk ('first' in its speech.yaml), which is heard as after silence: the first 560 ms may come out less well"], notes);

        var features = TinyModel.Features(300);
        var found = new NodeRun(node).Feed(mels).Configure().Push<float>(features).End().Result<float>("encoded");
        Assert.Equal(39, found.Times.Length);
        var expected = TinyModel.Window(home, [.. Enumerable.Repeat(SpeechFeatures.Silence, 16 * TinyModel.Mels), .. features[..(49 * TinyModel.Mels)]]);
        for (var i = 0; i < 7 * TinyModel.Width; i++) Assert.Equal(expected[i], found.Values[i], 1e-5);
    }

    public void Dispose() => folder.Delete(true);

    private static Encoder Node(Encoder.Settings settings) => new(settings);

    private static NodeRun Run(Encoder.Settings settings) => new NodeRun(Node(settings)).Feed(mels).Configure();

    private string Copy(string form)
    {
        var home = folder.CreateSubdirectory(form).FullName;
        foreach (var file in Directory.GetFiles(TinyModel.Of(form))) File.Copy(file, Path.Combine(home, Path.GetFileName(file)));
        return home;
    }
}
