using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>A recogniser that was imported hears what our own form of the same weights hears.</summary>
public sealed class ImportedTests : IDisposable
{
    private static readonly StreamFormat mels = new() { Kind = StreamKind.Features, Shape = [TinyModel.Mels], Rate = 100 };

    private readonly string home = Directory.CreateTempSubdirectory("imported").FullName;

    public static TheoryData<int> Lookaheads => [.. TinyModel.Lookaheads];

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Theory, MemberData(nameof(Lookaheads))]
    public void HearsWhatOurOwnFormHears(int lookahead)
    {
        var (source, target) = (Path.Combine(home, "sherpa"), Path.Combine(home, "ours"));
        Directory.CreateDirectory(source);
        foreach (var name in (string[])["decoder.onnx", "joiner.onnx", "tokens.txt"]) File.Copy(Path.Combine(TinyModel.Of("nemo"), name), Path.Combine(source, name));
        var metadata = NemoExport.Sherpa(lookahead, layers: 2, left: 70, TinyModel.Width, past: 8, TinyModel.Tokens - 1);
        File.WriteAllBytes(Path.Combine(source, "encoder.onnx"), OnnxModel.WithMetadata(File.ReadAllBytes(Path.Combine(TinyModel.Of("nemo"), "model.onnx")), metadata));
        var model = SpeechImport.Run(source, target, new ImportChoices { First = Path.Combine(TinyModel.Of("nemo"), "first.onnx") });
        Assert.Empty(model.Notes);

        var features = TinyModel.Features(1500, 5);
        var (expected, found) = (Hear(TinyModel.Of("cached"), lookahead, features), Hear(target, lookahead, features));
        Assert.Equal(expected.Encoded.Length, found.Encoded.Length);
        for (var i = 0; i < expected.Encoded.Length; i++) Assert.Equal(expected.Encoded[i], found.Encoded[i], 1e-4);
        Assert.NotEmpty(expected.Ctc);
        Assert.Equal(expected.Ctc, found.Ctc);
        Assert.NotEmpty(expected.Transducer);
        Assert.Equal(expected.Transducer, found.Transducer);
    }

    private static (float[] Encoded, string[] Ctc, string[] Transducer) Hear(string model, int lookahead, float[] features)
    {
        var run = new NodeRun(new Encoder(new() { Model = model, Lookahead = 80 * lookahead, Tail = 0 })).Feed(mels).Configure().Push<float>(features).End();
        var (encoded, logprobs) = (run.Result<float>("encoded").Values, run.Result<float>("logprobs").Values);
        var (width, labels) = (run.OutputFormat("encoded"), run.OutputFormat("logprobs"));
        run.Close();
        var ctc = new NodeRun(new Ctc(new() { Penalty = 1 })).Feed("logprobs", labels).Configure().Push<float>("logprobs", logprobs).End();
        // Random weights find a blank everywhere unless it is made less likely.
        var transducer = new NodeRun(new Transducer(new() { Model = model, Penalty = 1 })).Feed("encoded", width).Configure().Push<float>("encoded", encoded).End();
        var said = (encoded, Words(ctc), Words(transducer));
        ctc.Close();
        transducer.Close();
        return said;
    }

    private static string[] Words(NodeRun run) => [.. run.Result<Event>("words").Values.Select(w => w.Text)];
}
