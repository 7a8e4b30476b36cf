namespace Streaming.Tests;

/// <summary>Every wrong thing a user can do with a model is one located error that says what to do, found before anything runs.</summary>
public sealed class WrongModelTests : IDisposable
{
    private static readonly NodeCatalog catalog = new(Streaming.Inference.Family.Nodes, [Tone.Description]);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("streaming-wrong-");

    [Fact]
    public void AFolderOrFileThatHoldsNoModelIsNamed()
    {
        Assert.Equal("expected a model: a folder or a file ending with .onnx or .ort, found nothing there at MODELS/none; check the path; in a graph file it counts from that file's folder", Error("none"));
        folder.CreateSubdirectory("empty");
        Assert.Equal("expected a file ending with .onnx or .ort in the folder, found none at MODELS/empty; put the model there, or name the file itself", Error("empty"));
        Write("two/a.onnx", OnnxModel.RunningSum(5, 1));
        Write("two/b.onnx", OnnxModel.RunningSum(5, 1));
        Assert.Equal("expected one model in the folder, or one named model.onnx, found a.onnx, b.onnx at MODELS/two; name the file itself", Error("two"));
        Write("model.txt", [1]);
        Assert.Equal("expected a model: a folder or a file ending with .onnx or .ort, found 'model.txt' at MODELS/model.txt; name the model itself; a card is found beside it", Error("model.txt"));
    }

    [Fact]
    public void AFileThatIsNoModelOrADamagedOneIsNamed()
    {
        Write("text.onnx", "this is no model"u8.ToArray());
        Assert.StartsWith("expected an ONNX model, found a field", Error("text.onnx"), StringComparison.Ordinal);
        Write("empty.onnx", []);
        Assert.Equal("expected an ONNX model, found no graph in it at MODELS/empty.onnx; copy or export it again: it is damaged or of another format", Error("empty.onnx"));
        Write("cut.onnx", OnnxModel.RunningSum(5, 1)[..100]);
        Assert.Matches("^expected an ONNX model, found a field of \\d+ bytes where \\d+ are left at byte \\d+ at MODELS/cut.onnx; copy or export it again", Error("cut.onnx"));
        Write("new.onnx", OnnxModel.RunningSum(5, 1, opset: 99));
        var newer = Error("new.onnx");
        Assert.StartsWith("expected a model that ONNX Runtime can load, found ", newer, StringComparison.Ordinal);
        Assert.Contains("opset", newer, StringComparison.Ordinal);
        Assert.EndsWith("at MODELS/new.onnx; export it again, with an older opset if it is newer than this program", newer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin", "weights in files below the model's folder, found '../secret.bin'")]
    [InlineData("/etc/passwd", "weights in files below the model's folder, found '/etc/passwd'")]
    [InlineData("weights.bin", "the weights 'weights.bin' beside the model, found no such file")]
    public void WeightsElsewhereAreRefused(string location, string message)
    {
        var graph = OnnxModel.Graph([OnnxModel.Node("Add", ["x", "w"], ["y"])], [OnnxModel.External("w", location)], [OnnxModel.Value("x", 1, 1, 5)], [OnnxModel.Value("y", 1, 1, 5)]);
        Write("external.onnx", OnnxModel.Model(15, graph));
        Assert.StartsWith("expected " + message, Error("external.onnx"), StringComparison.Ordinal);
    }

    [Fact]
    public void StatesThatNamesLeaveInDoubtAreShownWithTheLinesToWrite()
    {
        var graph = OnnxModel.Graph(
            [OnnxModel.Node("Add", ["x", "gru_state"], ["y"]), OnnxModel.Node("Identity", ["y"], ["z"])],
            [],
            [OnnxModel.Value("x", 1, 1, 5), OnnxModel.Value("gru_state", 1, 1, 5)],
            [OnnxModel.Value("y", 1, 1, 5), OnnxModel.Value("z", 1, 1, 5)]);
        Write("doubt.onnx", OnnxModel.Model(15, graph));
        Assert.Equal(
            """
            expected names that make plain what is a stream and what is state, or a card, found that they leave open whether y float32[1, 5] or z float32[1, 5] follows gru_state float32[1, 5] at MODELS/doubt.onnx; write MODELS/doubt.yaml with these lines, and check their pairs, axes and kinds, which are guessed from shapes:
            model: doubt
            inputs:
              x: { tensor: x, kind: signal, axes: [batch, time] }
            outputs:
              z: { tensor: z, kind: signal, axes: [batch, time] }
            states:
              - { input: gru_state, output: y }
            """, Error("doubt.onnx").TrimEnd());
    }

    [Theory]
    [InlineData("axes: [batch, time, channel] }\noutputs", "axes: [batch, time] }\noutputs", "MODELS/card.yaml:3:11", "expected 'axes' with a word for each dimension of x float32[1, 5, 1], found 2")]
    [InlineData("tensor: x", "tensor: X", "MODELS/card.yaml:3:11", "expected an input of the model, found 'X'")]
    [InlineData("memory_out", "sum", "MODELS/card.yaml:7:5", "expected an output of the model, found 'sum'")]
    [InlineData("states:\n  - { input: memory, output: memory_out }", "", "MODELS/card.yaml", "expected a use for every input of the model, found memory float32[1, 5, 1]")]
    [InlineData("tensor: x", "tensor: x, hop: 4", "MODELS/card.yaml:3:11", "expected 5 along the axis 'time' of x float32[1, 5, 1], found 4")]
    [InlineData("tensor: x", "tensor: x, context: 5", "MODELS/card.yaml:3:11", "expected more samples in x float32[1, 5, 1] than its context of 5, found 5")]
    [InlineData("tensor: x", "tensr: x", "MODELS/card.yaml:3:", "expected a setting of an input of a card, found 'tensr' ('tensr')")]
    [InlineData("inputs:", "input:", "MODELS/card.yaml:3:3", "expected a setting of a card, found 'input' ('input')")]
    [InlineData("input: memory,", "initial: lots, input: memory,", "MODELS/card.yaml:7:16", "expected a number, found 'lots' ('initial')")]
    [InlineData("states:", "states: [", "MODELS/card.yaml:7:", "expected YAML")]
    public void AWrongCardIsNamedByItsLine(string right, string wrong, string place, string message)
    {
        Write("model.onnx", OnnxModel.RunningSum(5, 1));
        var card = OnnxModel.RunningSumCard.ReplaceLineEndings("\n").Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(OnnxModel.RunningSumCard.ReplaceLineEndings("\n"), card);
        File.WriteAllText(Path.Combine(folder.FullName, "card.yaml"), card);
        var error = Error(".");
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Contains(" at " + place, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate: 16000", 8000, 1, "expected 16000 Hz for the model's 'signal', found signal float32[1] 8000 Hz; put dsp.resample with rate: 16000 before it")]
    [InlineData("", 16000, 2, "expected samples of [1] for the model's 'signal', found signal float32[2] 16000 Hz; select one channel with dsp.select")]
    public void AStreamThatDoesNotFitIsTold(string setting, double rate, int channels, string message)
    {
        Write("model.onnx", OnnxModel.RunningSum(5, 1));
        File.WriteAllText(Path.Combine(folder.FullName, "card.yaml"), OnnxModel.RunningSumCard.Replace("tensor: x", $"tensor: x{(setting.Length > 0 ? ", " : "")}{setting}", StringComparison.Ordinal));
        Assert.StartsWith(message, Error(".", rate, channels), StringComparison.Ordinal);
    }

    [Fact]
    public void ADynamicAxisNeedsAValue()
    {
        var graph = OnnxModel.Graph([OnnxModel.Node("Identity", ["x"], ["y"])], [], [OnnxModel.Value("x", 1, 1, -2)], [OnnxModel.Value("y", 1, 1, -2)]);
        Write("model.onnx", OnnxModel.Model(15, graph));
        Assert.StartsWith("expected names that make plain what is a stream and what is state, or a card, found that they leave open the length of dimension 1 of the input x float32[1, n2]", Error("model.onnx"), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.FullName, "model.yaml"), "inputs:\n  x: { tensor: x, axes: [batch, time] }\noutputs:\n  y: { tensor: y, axes: [batch, time=8] }\n");
        Assert.StartsWith("expected a length for the dynamic axis 'time' of x float32[1, n2], found none at MODELS/model.yaml:2:6; write 'hop: …', the new samples of a step", Error("model.onnx"), StringComparison.Ordinal);
    }

    /// <summary>What the file leaves open the card may get wrong; the first step finds it, before anything flows.</summary>
    [Theory]
    [InlineData("time=8", "batch, a, b", "a model that can be run as its card says, found … at MODELS/model.onnx; check the dimensions in its card, and its constants")]
    [InlineData("time=4", "a, batch, b", "2 along the axis 'batch' of m float32[1, 2, 3], found 1 at MODELS/model.yaml:6:5; correct 'axes'")]
    [InlineData("time=4", "batch, b", "'axes' with a word for each dimension of m float32[1, 2, 3], found 2 at MODELS/model.yaml:6:5; such as axes: [batch, unit]")]
    [InlineData("time=4", "batch, a=3, b", "2 along the axis 'a' of m float32[1, 2, 3], found 3 at MODELS/model.yaml:6:5; correct 'axes'")]
    [InlineData("time=2000000000", "batch, a, b", "a tensor of 1 to 1073741824 bytes, found y float32[1, n3] with [1, 2000000000] at MODELS/model.yaml:4:6; correct the lengths in its card, or export the model again")]
    [InlineData("time=0", "batch, a, b", "an axis such as 'mel=80', found 'time=0' at MODELS/model.yaml:4:6; give a whole number of at least 1")]
    public void ACardThatLiesAboutShapesIsRefused(string time, string axes, string message)
    {
        var graph = OnnxModel.Graph(
            [OnnxModel.Node("Identity", ["x"], ["y"]), OnnxModel.Node("Identity", ["m"], ["m_out"])],
            [],
            [OnnxModel.Value("x", 1, 1, -2), OnnxModel.Value("m", 1, 1, 2, 3)],
            [OnnxModel.Value("y", 1, 1, -3), OnnxModel.Value("m_out", 1, 1, 2, 3)]);
        Write("model.onnx", OnnxModel.Model(15, graph));
        File.WriteAllText(
            Path.Combine(folder.FullName, "model.yaml"),
            $"inputs:\n  x: {{ tensor: x, axes: [batch, time], hop: 4 }}\noutputs:\n  y: {{ tensor: y, axes: [batch, {time}] }}\nstates:\n  - {{ input: m, output: m_out, axes: [{axes}] }}\n");
        var parts = message.Split('…'); // ONNX Runtime's own words
        var error = Error("model.onnx");
        Assert.StartsWith("expected " + parts[0], error, StringComparison.Ordinal);
        Assert.EndsWith(parts[^1], error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(true);

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>What the graph's check says of the node, without its place; the folder is written MODELS.</summary>
    private string Error(string model, double rate = 16000, int channels = 1)
    {
        var yaml = FormattableString.Invariant($$"""
            nodes:
              tone: { node: test.tone, rate: {{rate}}, channels: {{channels}} }
              net: { node: onnx, model: {{model}} }
            links:
              - tone > net
            """);
        var error = Assert.Throws<GraphException>(() => GraphFile.Parse(yaml, "graph.yaml", folder.FullName, catalog).Compile());
        var only = Assert.Single(error.Errors).ToString();
        Assert.StartsWith("graph.yaml:3:3: node 'net'", only, StringComparison.Ordinal);
        return only[(only.IndexOf(": expected", StringComparison.Ordinal) + 2)..].Replace(folder.FullName, "MODELS", StringComparison.Ordinal).Replace("MODELS/.", "MODELS", StringComparison.Ordinal);
    }
}

/// <summary>Something to feed a model with.</summary>
[Node("test.tone", Summary = "A ramp.", Example = "rate: 16000")]
public sealed partial class Tone : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples per second.</summary>
        public double Rate { get; init; } = 16000;

        /// <summary>Channels.</summary>
        public int Channels { get; init; } = 1;
    }

    /// <summary>The ramp.</summary>
    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(Current.Channels, Current.Rate);

    public StepResult Step() => StepResult.Done;
}
