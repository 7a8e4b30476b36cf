using Streaming.Inference;
using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>A folder with a speech model is read, or every mistake in it is said with its place.</summary>
public sealed class SpeechModelTests : IDisposable
{
    private const string Whole = """
        form: nemo
        features: { convention: nemo, mels: 80 }
        left: 70
        lookahead: [1, 0, 6, 13]
        layers: 4
        width: 128
        first: first.onnx
        transducer: { decoder: decoder.onnx, joiner: joiner.onnx }
        """;

    private const string Tokens = "▁seven 0\n▁o 1\nh 2\n<blk> 3\n";

    private readonly string folder = Directory.CreateTempSubdirectory("speech").FullName;

    [Fact]
    public void AFolderIsRead()
    {
        var model = Read(Whole);
        Assert.Equal((EncoderForm.Nemo, 70, 4, 128, 3), (model.Form, model.Left, model.Layers, model.Width, model.Blank));
        Assert.Equal(new SpeechFeatures(FeatureConvention.Nemo, 80, 100), model.Features);
        Assert.Equal([1, 0, 6, 13], model.Lookaheads);
        Assert.Equal(["▁seven", "▁o", "h"], model.Tokens);
        Assert.Equal(["▁seven", "▁o", "h", "<blk>"], model.Labels);
        Assert.Equal(80, model.FrameMilliseconds);
        Assert.Equal(Path.Combine(folder, "model.onnx"), model.Encoder);
        Assert.Equal(Path.Combine(folder, "first.onnx"), model.First);
        Assert.Equal(new TransducerFiles(Path.Combine(folder, "decoder.onnx"), Path.Combine(folder, "joiner.onnx"), null), model.RequireTransducer());
    }

    [Fact]
    public void WhatMayBeLeftOutIsLeftOut()
    {
        var model = Read(Whole.Replace("first: first.onnx", "", StringComparison.Ordinal).Replace("decoder: decoder.onnx, joiner: joiner.onnx", "joint: joiner.onnx", StringComparison.Ordinal));
        Assert.Null(model.First);
        Assert.Equal(new TransducerFiles(null, null, Path.Combine(folder, "joiner.onnx")), model.Transducer);
        Assert.Null(Read(Whole[..Whole.IndexOf("transducer", StringComparison.Ordinal)]).Transducer);
    }

    [Fact]
    public void AModelWithoutATransducerSaysSo()
    {
        var error = Assert.Throws<ModelException>(() => Read(Whole[..Whole.IndexOf("transducer", StringComparison.Ordinal)]).RequireTransducer());
        Assert.Equal($"{Path.Combine(folder, "speech.yaml")}: expected 'transducer: {{ decoder: …, joiner: … }}' or 'transducer: {{ joint: … }}', found none; link the encoder's 'logprobs' to speech.ctc, or name another model", error.Message);
    }

    [Theory]
    [InlineData("model.onnx", "/model.onnx: expected the encoder, found no such file; make the folder with 'streaming model import', or name another one")]
    [InlineData("speech.yaml", "/speech.yaml: expected speech.yaml, which says how the model's files belong together, found no such file; make the folder with 'streaming model import', or name another one")]
    [InlineData("tokens.txt", "/speech.yaml: expected the tokens 'tokens.txt' in FOLDER, found no such file; copy it there too, or correct its name")]
    [InlineData("first.onnx", "/speech.yaml:7:8: expected the encoder of the first chunk 'first.onnx' in FOLDER, found no such file; copy it there too, or correct its name")]
    [InlineData("decoder.onnx", "/speech.yaml:8:24: expected the decoder 'decoder.onnx' in FOLDER, found no such file; copy it there too, or correct its name")]
    [InlineData("joiner.onnx", "/speech.yaml:8:46: expected the joiner 'joiner.onnx' in FOLDER, found no such file; copy it there too, or correct its name")]
    public void AMissingFileIsNamed(string missing, string message)
    {
        Write(Whole, Tokens);
        File.Delete(Path.Combine(folder, missing));
        Assert.Equal(folder + message.Replace("FOLDER", folder, StringComparison.Ordinal), Assert.Throws<ModelException>(() => SpeechModel.Read(folder)).Message);
    }

    [Fact]
    public void NoFolderIsSaid()
    {
        var gone = Path.Combine(folder, "gone");
        Assert.Equal($"{gone}: expected a folder with model.onnx, speech.yaml and tokens, found nothing there; check the path; in a graph file it counts from that file's folder", Assert.Throws<ModelException>(() => SpeechModel.Read(gone)).Message);
        Write(Whole, Tokens);
        var file = Path.Combine(folder, "model.onnx");
        Assert.Contains("found a file", Assert.Throws<ModelException>(() => SpeechModel.Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("form: nemo", "form: whisper", ":1:7: expected one of cached, nemo, found 'whisper' ('form')")]
    [InlineData("form: nemo", "", ":2:1: expected a value, since it is required, found none ('form')")]
    [InlineData("form: nemo", "form: cached", ":7:8: expected 'first' with 'form: nemo' alone, found 'form: cached', whose first chunk is exact by itself ('first'); leave it out")]
    [InlineData("left: 70", "left: 0", ":3:7: expected a number of at least 1, found '0' ('left')")]
    [InlineData("left: 70", "lefft: 70", ":3:8: expected a setting of a speech.yaml, found 'lefft' ('lefft')")]
    [InlineData("convention: nemo", "convention: kaldi", ":2:25: expected one of nemo, found 'kaldi' ('convention')")]
    [InlineData("mels: 80", "mels: many", ":2:37: expected a whole number of at least 1, found 'many' ('mels')")]
    [InlineData("{ convention: nemo, mels: 80 }", "nemo", ":2:11: expected what the encoder is fed, such as '{ convention: nemo, mels: 80 }', found 'nemo' ('features'); write it as it was trained")]
    [InlineData("[1, 0, 6, 13]", "[1, 1]", ":4:12: expected how many encoder frames it can look ahead, such as '[1, 0, 6, 13]', found ['1', '1'] ('lookahead'); name each once, the one to begin with first")]
    [InlineData("[1, 0, 6, 13]", "[0.5]", ":4:12: expected how many encoder frames it can look ahead")]
    [InlineData("[1, 0, 6, 13]", "[]", ":4:12: expected how many encoder frames it can look ahead")]
    [InlineData("[1, 0, 6, 13]", "[-1]", ":4:13: expected a number from 0 to 1000, found '-1' ('lookahead')")]
    [InlineData("decoder: decoder.onnx, joiner: joiner.onnx", "decoder: decoder.onnx", ":8:13: expected '{ decoder: decoder.onnx, joiner: joiner.onnx }' or '{ joint: decoder_joint.onnx }', found {decoder: 'decoder.onnx'} ('transducer'); name the one or the other")]
    [InlineData("{ decoder: decoder.onnx, joiner: joiner.onnx }", "joiner.onnx", ":8:13: expected '{ decoder: decoder.onnx, joiner: joiner.onnx }'")]
    [InlineData("decoder: decoder.onnx", "decoder: ../decoder.onnx", ":8:24: expected the decoder in the model's folder, found '../decoder.onnx'; copy it there and name it alone")]
    [InlineData("form: nemo", "form: [", ": expected YAML")]
    public void AMistakeIsSaidWithItsPlace(string right, string wrong, string message)
    {
        var error = Assert.Throws<ModelException>(() => Read(Whole.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.StartsWith(Path.Combine(folder, "speech.yaml"), error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ":1:1: expected tokens, the last of them '<blk> 1', found none; export the tokens again, with the blank last")]
    [InlineData("a 0\nb 1\n", ":2:1: expected tokens, the last of them '<blk> 2', found 'b' as the last")]
    [InlineData("a 0\nb\n<blk> 2", ":2:1: expected a piece and its number, such as '▁seven 7', found 'b'")]
    [InlineData("a 0\nb 2\n<blk> 3", ":2:1: expected the number 1, since tokens stand in order from 0, found 2")]
    [InlineData("a 0\n<blk> 1\nb 2", ":3:1: expected '<blk>' as the last token, found 'b 2' after it")]
    public void AWrongTableOfTokensIsSaidWithItsLine(string tokens, string message)
    {
        var error = Assert.Throws<ModelException>(() => Read(Whole, tokens));
        Assert.StartsWith(Path.Combine(folder, "tokens.txt") + message, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, true);

    private SpeechModel Read(string yaml, string tokens = Tokens)
    {
        Write(yaml, tokens);
        return SpeechModel.Read(folder);
    }

    private void Write(string yaml, string tokens)
    {
        File.WriteAllText(Path.Combine(folder, "speech.yaml"), yaml);
        File.WriteAllText(Path.Combine(folder, "tokens.txt"), tokens);
        foreach (var name in (string[])["model.onnx", "first.onnx", "decoder.onnx", "joiner.onnx"]) File.WriteAllBytes(Path.Combine(folder, name), []);
    }
}
