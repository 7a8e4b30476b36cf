using System.Text.Json;

namespace Streaming.Tests;

/// <summary>The commands on models: what they tell of one, the card they write, and what a check finds.</summary>
public sealed class ModelTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task InspectTellsWhatNamesMakePlain()
    {
        var model = folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4));
        var said = await Cli.Run("model", "inspect", model);
        Assert.Equal((0, ""), (said.Code, said.Error));
        string[] told =
        [
            $"model       {model}",
            "card        none; what follows is what names and shapes make plain",
            "opset       15",
            "parameters  1",
            "operators   Add 1, Mul 1",
            "providers   cpu",
            "x      signal float32[2]    4  x float32[1, 2, 4]",
            "y       signal float32[2]     4  y float32[1, 2, 4]",
            "1      name          32  memory float32[1, 2, 4] > memory_out float32[1, 2, 4]",
            "state: 32 B for each session",
        ];
        Assert.All(told, line => Assert.Contains(line, Lines(said)));
        Assert.Contains(Lines(said), line => line.StartsWith("step ", StringComparison.Ordinal) && line.EndsWith(" of 300 steps on cpu, one thread", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InspectTellsWhatTheCardSays()
    {
        var model = folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4));
        folder.Write("sum.yaml", OnnxModel.RunningSumCard);
        var said = await Cli.Run("model", "inspect", model);
        Assert.Equal((0, ""), (said.Code, said.Error));
        string[] told = [$"card        {folder["sum.yaml"]}", "signal  signal float32[4]    2  x float32[1, 2, 4]", "sum     signal float32[4]     2  y float32[1, 2, 4]"];
        Assert.All(told, line => Assert.Contains(line, Lines(said)));
        Assert.Contains(Lines(said), line => line.StartsWith("1      card ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InspectTellsWhatIsWrittenInPlace()
    {
        var model = folder.Write("ring.onnx", OnnxModel.Ring());
        folder.Write("ring.yaml", OnnxModel.RingCard);
        Assert.Contains("state: 24 B for each session, 16 B of it written in place", Lines(await Cli.Run("model", "inspect", model)));
    }

    [Theory]
    [InlineData("hidden", "z", "whether z float32[1, 3] follows hidden float32[1, 3]")]
    [InlineData("a", "b", null)]
    public async Task InspectTellsWhatIsInDoubt(string state, string next, string? doubt)
    {
        var said = await Cli.Run("model", "inspect", folder.Write("idle.onnx", OnnxModel.Idle(state, next, 1, 8)));
        Assert.Equal((0, ""), (said.Code, said.Error));
        if (doubt is null)
        {
            // Nothing says that these are a state: they are streams, and shown as such.
            Assert.DoesNotContain("in doubt", said.Out, StringComparison.Ordinal);
            Assert.Contains("a      signal float32[1]    3  a float32[1, 3]", Lines(said));
            return;
        }
        Assert.Contains($"-  {doubt}", Lines(said));
        Assert.Contains("step        not timed: settle what is in doubt first", Lines(said));
        Assert.Contains($"'streaming model card {folder["idle.onnx"]} --write' begins a card to settle it in.", Lines(said));
    }

    [Fact]
    public async Task InspectAndCheckAnswerPrograms()
    {
        var model = folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4));
        using var inspected = JsonDocument.Parse((await Cli.Run("model", "inspect", model, "--json")).Out);
        var root = inspected.RootElement;
        Assert.Equal((15, 1, 1), (root.GetProperty("opset").GetInt32(), root.GetProperty("parameters").GetInt32(), root.GetProperty("operators").GetProperty("Add").GetInt32()));
        Assert.Equal("x float32[1, 2, 4]", root.GetProperty("inputs")[0].GetProperty("tensor").GetString());
        Assert.Equal(("name", 32), (root.GetProperty("states")[0].GetProperty("pairedBy").GetString(), root.GetProperty("states")[0].GetProperty("bytes").GetInt32()));
        Assert.True(root.GetProperty("stepSeconds").GetDouble() > 0);

        using var check = JsonDocument.Parse((await Cli.Run("model", "check", model, "--json")).Out);
        Assert.True(check.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(6, check.RootElement.GetProperty("checks").GetArrayLength());

        var doubtful = folder.Write("open.onnx", OnnxModel.Single("Abs", null, 1, -1));
        using var open = JsonDocument.Parse((await Cli.Run("model", "inspect", doubtful, "--json")).Out);
        Assert.Equal(JsonValueKind.Null, open.RootElement.GetProperty("stepSeconds").ValueKind);
        Assert.Equal("the length of dimension 1 of the input x float32[1, n1]", open.RootElement.GetProperty("doubts")[0].GetString());
    }

    [Fact]
    public async Task ACardIsWrittenOnceAndReadBack()
    {
        var model = folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4));
        const string text = """
            model: sum
            inputs:
              x: { tensor: x, kind: signal, axes: [batch, channel, time] }
            outputs:
              y: { tensor: y, kind: signal, axes: [batch, channel, time] }
            states:
              - { input: memory, output: memory_out }

            """;
        var printed = await Cli.Run("model", "card", model);
        Assert.Equal((0, "", text), (printed.Code, printed.Error, printed.Out));
        Assert.False(File.Exists(folder["sum.yaml"]));

        var written = await Cli.Run("model", "card", model, "--write");
        Assert.Equal((0, "", $"wrote {folder["sum.yaml"]}"), (written.Code, written.Error, written.Out.TrimEnd()));
        Assert.Equal(text, File.ReadAllText(folder["sum.yaml"]));
        Assert.Equal(0, (await Cli.Run("model", "check", model)).Code);

        // A card that is there stays as it is, right or wrong.
        folder.Write("sum.yaml", "nonsense: 1");
        var again = await Cli.Run("model", "card", model, "--write");
        Assert.Equal((2, ""), (again.Code, again.Out));
        Assert.Equal($"{folder["sum.yaml"]}: expected no card yet, found one; complete it, or move it away", Assert.Single(again.Errors));
        Assert.Equal("nonsense: 1", File.ReadAllText(folder["sum.yaml"]));
        Assert.Equal(text, (await Cli.Run("model", "card", model)).Out);
    }

    [Fact]
    public async Task DoubtsStandAboveTheLinesTheyAreAbout()
    {
        var model = folder.Write("idle.onnx", OnnxModel.Idle("hidden:0", "z", 1, -1));
        var said = await Cli.Run("model", "card", model, "--write");
        Assert.Equal(0, said.Code);
        Assert.Equal($"3 in doubt: settle the lines below '# in doubt', then run 'streaming model check {model}'", Assert.Single(said.Errors));
        Assert.Equal(
            """
            model: idle
            inputs:
              # in doubt: the length of dimension 1 of the input x float32[1, n1]
              x: { tensor: x, kind: signal, axes: [batch, time] }
            outputs:
              # in doubt: the length of dimension 1 of the output y float32[1, n1]
              y: { tensor: y, kind: signal, axes: [batch, time] }
            states:
              # in doubt: whether z float32[1, 3] or y float32[1, n1] follows hidden:0 float32[1, 3]
              - { input: "hidden:0", output: z }

            """,
            File.ReadAllText(folder["idle.yaml"]));
        // It is read as a card, whose open lines are then told with their place.
        var check = await Cli.Run("model", "check", model);
        Assert.Equal(2, check.Code);
        Assert.StartsWith($"{folder["idle.yaml"]}:4:6: expected a length for the dynamic axis 'time' of x float32[1, n1], found none; write 'hop: …'", Assert.Single(check.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASoundModelPassesEveryCheck()
    {
        var said = await Cli.Run("model", "check", folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4)));
        Assert.Equal((0, ""), (said.Code, said.Error));
        string[] told =
        [
            "state is carried           ok  without it the output differs",
            "outputs are finite         ok  192 values",
            "blocks equal the whole     ok  blocks of 1, 7, 64 samples and one of all",
            "sessions step as one       ok  one at a time: it has no dynamic batch dimension",
            "nothing is allocated       ok  0 managed bytes a step",
            "providers  cpu",
        ];
        Assert.All(told, line => Assert.Contains(line, Lines(said)));
        Assert.Contains(Lines(said), line => line.StartsWith("a saved run goes on alike  ok  bit for bit, from ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AStateThatNothingReadsFails() => await Fails(
        OnnxModel.Idle("memory", "memory_out", 1, 8),
        "state is carried           FAILED  24 steps are as if nothing were remembered; are inputs and outputs of 'states:' the right ones?");

    [Fact]
    public async Task AnOutputThatIsNoNumberFails() => await Fails(OnnxModel.Single("Div", 0f, 1, 8), "outputs are finite         FAILED  sample 0 of 'y' is not");

    /// <summary>What it draws next is no state: it is neither reset nor saved.</summary>
    [Fact]
    public async Task AModelThatDrawsAtRandomFails() => await Fails(
        OnnxModel.Single("RandomNormalLike", null, 1, 8),
        "blocks equal the whole     FAILED  in blocks of 1 'y' differs from sample 0",
        "a saved run goes on alike  FAILED  'y' differs from sample 0");

    [Fact]
    public async Task ARateThatCannotBeIsTold()
    {
        var model = folder.Write("abs.onnx", OnnxModel.Single("Abs", null, 1, 8));
        folder.Write("abs.yaml", "inputs:\n  x: { tensor: x, rate: 100, axes: [batch, time] }\noutputs:\n  y: { tensor: y, rate: 50, axes: [batch, time] }");
        await Told("expected 50 Hz out of the model's 'y', as its card says, found 100 Hz, from 8 samples for each 8 of 'x'; correct the card's rate or hop", "check", model);
    }

    /// <summary>One state of two makes no difference: told, for it may be meant so.</summary>
    [Fact]
    public async Task AStateThatMakesNoDifferenceIsNamed()
    {
        var graph = OnnxModel.Graph(
            [OnnxModel.Node("Add", ["x", "memory"], ["y"]), OnnxModel.Node("Identity", ["y"], ["memory_out"]), OnnxModel.Node("Identity", ["idle"], ["idle_out"])],
            [],
            [OnnxModel.Value("x", 1, 1, 8), OnnxModel.Value("memory", 1, 1, 8), OnnxModel.Value("idle", 1, 1, 3)],
            [OnnxModel.Value("y", 1, 1, 8), OnnxModel.Value("memory_out", 1, 1, 8), OnnxModel.Value("idle_out", 1, 1, 3)]);
        var said = await Cli.Run("model", "check", folder.Write("half.onnx", OnnxModel.Model(15, graph)));
        Assert.Contains("state is carried           ok  without it the output differs, but in 24 steps not for: idle", Lines(said));
    }

    [Fact]
    public async Task SessionsThatAreNotKeptApartFail()
    {
        // The sum over all sessions is remembered by each.
        var graph = OnnxModel.Graph(
            [OnnxModel.Node("Add", ["x", "memory"], ["y"]), OnnxModel.Node("CumSum", ["y", "zero"], ["memory_out"])],
            [OnnxModel.Numbers("zero", [0])],
            [OnnxModel.Value("x", 1, -1, 8), OnnxModel.Value("memory", 1, -1, 8)],
            [OnnxModel.Value("y", 1, -1, 8), OnnxModel.Value("memory_out", 1, -1, 8)]);
        var model = folder.Write("mixed.onnx", OnnxModel.Model(15, graph));
        folder.Write("mixed.yaml", "inputs:\n  x: { tensor: x, axes: [batch, time] }\noutputs:\n  y: { tensor: y, axes: [batch, time] }\nstates:\n  - { input: memory, output: memory_out, axes: [batch, time] }\n");
        var said = await Cli.Run("model", "check", model);
        Assert.Equal(1, said.Code);
        Assert.Matches("sessions step as one       FAILED  4 at once, one of them now and then not ready: within \\d", said.Out);
    }

    [Theory]
    [InlineData("expected a native library with the provider 'webgpu', found the library of this build, which has cpu; name a library that has it in STREAMING_ONNXRUNTIME, such as that of the npm package onnxruntime-node", "--provider", "webgpu")]
    [InlineData("expected a native library with the provider 'cuda', found the library of this build, which has cpu; build with -p:OnnxRuntime=cuda and install CUDA and cuDNN, or name another library in STREAMING_ONNXRUNTIME", "--provider", "cuda")]
    [InlineData("expected a native library with the provider 'directml', found the library of this build, which has cpu; build with -p:OnnxRuntime=directml on Windows, or name another library in STREAMING_ONNXRUNTIME", "--provider", "directml")]
    [InlineData("expected a whole number of at least 0 as 'deviceId', found 'one'; 0 is the first device", "--provider", "directml", "--option", "deviceId=one")]
    [InlineData("expected an option of the provider 'directml', found 'device'; did you mean 'deviceId'?", "--provider", "directml", "--option", "device=1")]
    [InlineData("expected an option of the provider 'cpu', found 'deviceId'; it has none; leave 'options' out", "--option", "deviceId=1")]
    public async Task AProviderThatIsNotThereOrAnOptionOfNoneIsTold(string message, params string[] options)
    {
        var model = folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4));
        foreach (var command in (string[])["inspect", "check"])
        {
            var said = await Cli.Run(["model", command, model, .. options]);
            Assert.Equal((2, "", $"{model}: {message}"), (said.Code, said.Out, Assert.Single(said.Errors)));
        }
    }

    [Theory]
    [InlineData("--provider: expected one of cpu, directml, cuda, webgpu, coreml, found 'gpu'; did you mean 'cpu'?", "--provider", "gpu")]
    [InlineData("--option: expected NAME=VALUE, found 'deviceId'; such as deviceId=1", "--option", "deviceId")]
    public async Task AWrongWordOfAnExecutionIsTold(string message, params string[] options)
    {
        var said = await Cli.Run(["model", "check", folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4)), .. options]);
        Assert.Equal((2, "", message), (said.Code, said.Out, said.Errors[0]));
    }

    /// <summary>Another native library, named by the user, in a process of its own.</summary>
    [Theory]
    [InlineData("none.so", "'{0}', which is not there; correct the path, or unset the variable")]
    [InlineData("text.so", "'{0}', which cannot be loaded: ")]
    [InlineData("libc.so.6", "'libc.so.6', which ")]
    public async Task AWrongNativeLibraryIsTold(string library, string message)
    {
        folder.Write("text.so", "this is no library"u8.ToArray());
        var model = folder.Write("sum.onnx", OnnxModel.RunningSum(2, 4));
        var path = library.StartsWith("libc", StringComparison.Ordinal) ? library : folder[library];
        using var process = Cli.Start(folder.Path, ("STREAMING_ONNXRUNTIME", path), "model", "inspect", model);
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith($"STREAMING_ONNXRUNTIME: expected a native library of ONNX Runtime, found {string.Format(System.Globalization.CultureInfo.InvariantCulture, message, path)}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoModelIsTold()
    {
        var home = Directory.CreateDirectory(folder["empty"]).FullName;
        var cut = folder.Write("cut.onnx", OnnxModel.RunningSum(2, 4)[..^40]);
        var text = folder.Write("notes.txt", "x");
        foreach (var command in (string[])["inspect", "card", "check"])
        {
            await Told($"{folder["none"]}: expected a model: a folder or a file ending with .onnx or .ort, found nothing there; check the path; in a graph file it counts from that file's folder", command, folder["none"]);
            await Told($"{home}: expected a file ending with .onnx or .ort in the folder, found none; put the model there, or name the file itself", command, home);
            await Told($"{text}: expected a model: a folder or a file ending with .onnx or .ort, found 'notes.txt'; name the model itself; a card is found beside it", command, text);
            await Told($"{cut}: expected an ONNX model, found a field of ", command, cut);
        }
    }

    [Fact]
    public async Task WhatIsInDoubtIsNotChecked()
    {
        var model = folder.Write("idle.onnx", OnnxModel.Idle("hidden", "z", 1, 8));
        var said = await Cli.Run("model", "check", model);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal(
            $"{model}: expected names that make plain what is a stream and what is state, or a card, found that they leave open whether z float32[1, 3] follows hidden float32[1, 3]; write {folder["idle.yaml"]} with these lines, and check their pairs, axes and kinds, which are guessed from shapes:",
            said.Errors[0]);
    }

    [Theory]
    [InlineData("z: 1", ":1:4: expected a setting of a card, found 'z'")]
    [InlineData("inputs:\n  x: { tensor: q, axes: [batch, time] }\noutputs:\n  y: { tensor: y, axes: [batch, time] }", ":2:6: expected an input of the model, found 'q'; the model has: x float32[1, 8]")]
    public async Task AWrongCardIsToldAtItsPlace(string card, string message)
    {
        var model = folder.Write("abs.onnx", OnnxModel.Single("Abs", null, 1, 8));
        folder.Write("abs.yaml", card);
        foreach (var command in (string[])["inspect", "check"])
        {
            var said = await Cli.Run("model", command, model);
            Assert.Equal((2, ""), (said.Code, said.Out));
            Assert.StartsWith($"{folder["abs.yaml"]}:", said.Errors[0], StringComparison.Ordinal);
            Assert.Contains(message, said.Errors[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SileroStreamsWithItsCard()
    {
        var model = SharedData.Path("models/silero_vad_16k_op15.onnx");
        File.CreateSymbolicLink(folder["model.onnx"], model);
        folder.Write("card.yaml", Cards.Silero);
        var said = await Cli.Run("model", "inspect", folder.Path);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("audio  signal float32[1] 16000 Hz  512       64  input float32[batch, sequence]", Lines(said));
        Assert.Contains("speech  features float32[1] 31.25 Hz     1  output float32[batch, 1]", Lines(said));
        Assert.Contains("sr int64[]  [16000]", Lines(said));
        var check = await Cli.Run("model", "check", folder.Path);
        Assert.Equal((0, ""), (check.Code, check.Error));
        Assert.Equal(6, Lines(check).Count(line => line.Contains("  ok  ", StringComparison.Ordinal)));
    }

    private static string[] Lines(Said said) => said.Out.ReplaceLineEndings("\n").Split('\n');

    private static async Task Told(string message, string command, string path)
    {
        var said = await Cli.Run("model", command, path);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.StartsWith(message, Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    private async Task Fails(byte[] model, params string[] lines)
    {
        var said = await Cli.Run("model", "check", folder.Write("wrong.onnx", model));
        Assert.Equal((1, ""), (said.Code, said.Error));
        Assert.Equal(lines, Lines(said).Where(line => line.Contains("FAILED", StringComparison.Ordinal)));
    }
}
