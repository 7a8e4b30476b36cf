using System.Text;

namespace Streaming.Tests;

/// <summary>Recognisers of NeMo and sherpa-onnx become folders that are ready to run, and what cannot become one is told for what it is.</summary>
public sealed class ModelImportTests : IDisposable
{
    private const int Vocabulary = 11; // of the tiny model
    private readonly Folder folder = new();

    private string Target => folder["out"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AFolderOfSherpaBecomesOneOfOurs()
    {
        Tiny(NemoExport.Sherpa(lookahead: 1, layers: 2, left: 70, width: 32, past: 8, Vocabulary));
        var said = await Import();
        Assert.Equal((0, "note: without a first chunk of its own it begins on silence, and the first words may suffer: export one without the two dropped outputs, and name it with --first"), (said.Code, Assert.Single(said.Errors)));
        Assert.Equal(
            $"""
            encoder    encoder.onnx: 80 mels, 2 layers of 32, 70 frames of 80 ms remembered
            lookahead  80 ms: windows of 25 mel frames, 16 of them new
            decoding   CTC, transducer: decoder.onnx, joiner.onnx
            tokens     11 and the blank
            wrote {Target}: card.yaml, decoder.onnx, joiner.onnx, model.onnx, speech.yaml, tokens.txt
            'streaming model inspect {Target}' tells more; the node speech.encoder runs it: model: {Target}

            """,
            said.Out);
        Assert.Equal(
            """
            form: nemo
            features: { convention: nemo, mels: 80 }
            left: 70
            lookahead: [1]
            layers: 2
            width: 32
            tokens: tokens.txt
            transducer: { decoder: decoder.onnx, joiner: joiner.onnx }

            """,
            Written("speech.yaml"));
        Assert.Equal(
            """
            model: out
            summary: A cache-aware streaming FastConformer.
            latency: 8
            inputs:
              features: { tensor: audio_signal, kind: features, rate: 100, axes: [batch, mel=80, time], hop: 16, context: 9, pad: -16.635532 }
            outputs:
              encoded: { tensor: outputs, kind: features, axes: [batch, channel=32, time=2] }
              logprobs: { tensor: logprobs, kind: features, axes: [batch, time=2, token=12] }
            states:
              - { input: cache_last_channel, output: cache_last_channel_next, axes: [batch, layer=2, past=70, channel=32] }
              - { input: cache_last_time, output: cache_last_time_next, axes: [batch, layer=2, channel=32, past=8] }
              - { input: cache_last_channel_len, output: cache_last_channel_next_len, axes: [batch] }
            constants:
              length: 25

            """,
            Written("card.yaml"));
        foreach (var (from, to) in new[] { ("encoder.onnx", "model.onnx"), ("decoder.onnx", "decoder.onnx"), ("joiner.onnx", "joiner.onnx"), ("tokens.txt", "tokens.txt") })
            Assert.Equal(File.ReadAllBytes(folder[from]), File.ReadAllBytes(Path.Combine(Target, to)));
        var inspected = await Cli.Run("model", "inspect", Target);
        Assert.Equal((0, ""), (inspected.Code, inspected.Error));
        Assert.Contains("features float32[80] 100 Hz", inspected.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("in doubt", inspected.Out, StringComparison.Ordinal);
    }

    /// <summary>The same weights with a first chunk of their own, whatever they look ahead.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(13)]
    public async Task AnExportOfNemoIsToldWhatItDoesNotSay(int lookahead)
    {
        Tiny();
        File.Move(folder["encoder.onnx"], folder["encoder-model.onnx"]);
        File.Delete(folder["tokens.txt"]);
        folder.Write("tokenizer.vocab", string.Concat(Enumerable.Range(0, Vocabulary).Select(i => $"▁{i}\t{-i}\n")));
        var said = await Import("--lookahead", $"{80 * lookahead}", "--left", "70", "--first", Shelf("nemo/first.onnx"));
        Assert.Equal((0, "note: it does not say whether its features are to be normalised; NeMo's cache-aware models take them as they are, and so it is fed"), (said.Code, Assert.Single(said.Errors)));
        Assert.Contains($"lookahead: [{lookahead}]\nlayers: 2\nwidth: 32\ntokens: tokens.txt\nfirst: first.onnx\n", Written("speech.yaml"), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Shelf("nemo/tokens.txt")), Written("tokens.txt"));
        Assert.Equal((0, ""), (await Cli.Run("model", "inspect", Target)) is var inspected ? (inspected.Code, inspected.Error) : default);
    }

    [Fact]
    public async Task NemosOneGraphOfDecoderAndJoinerIsTaken()
    {
        folder.Write("encoder-m.onnx", new NemoExport { Metadata = NemoExport.Sherpa(1, 2, 70, 4, 8, 7) }.Encoder());
        folder.Write("decoder_joint-m.onnx", NemoExport.Joint(4, 7));
        folder.Write("tokens.txt", NemoExport.Tokens(7));
        Assert.Equal(0, (await Import()).Code);
        Assert.Contains("transducer: { joint: decoder_joint.onnx }", Written("speech.yaml"), StringComparison.Ordinal);
        Assert.Equal(["card.yaml", "decoder_joint.onnx", "model.onnx", "speech.yaml", "tokens.txt"], Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACtcModelHasNoTransducer(bool named)
    {
        folder.Write("model.onnx", new NemoExport { Encoded = false, Ctc = 7, Left = 70, Past = 8, Window = 25 }.Encoder());
        folder.Write("tokens.txt", NemoExport.Tokens(7));
        var said = await Cli.Run("model", "import", named ? folder["model.onnx"] : folder.Path, "--to", Target);
        Assert.Equal(0, said.Code);
        Assert.Contains("decoding   CTC\n", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("transducer", Written("speech.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("encoded:", Written("card.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task OfBothPrecisionsTheOneThatIsWantedIsTaken(bool int8, int decoder)
    {
        foreach (var (name, hidden) in new[] { ("", 1), (".int8", 2) })
        {
            folder.Write($"encoder{name}.onnx", Sound.Encoder());
            folder.Write($"decoder{name}.onnx", NemoExport.Decoder(hidden));
            folder.Write($"joiner{name}.onnx", NemoExport.Joiner(4, 7, hidden));
        }
        folder.Write("tokens.txt", NemoExport.Tokens(7));
        Assert.Equal(0, (await Import(int8 ? ["--int8"] : [])).Code);
        Assert.Equal(NemoExport.Decoder(decoder), File.ReadAllBytes(Path.Combine(Target, "decoder.onnx")));
        Assert.Equal(NemoExport.Joiner(4, 7, decoder), File.ReadAllBytes(Path.Combine(Target, "joiner.onnx")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WeightsInFilesOfTheirOwnGoAlong(bool link)
    {
        Transducer(Sound with { External = "encoder.data" });
        folder.Write("encoder.data", new byte[64]);
        Assert.Equal(0, (await Import(link ? ["--link"] : [])).Code);
        Assert.Contains("encoder.data", Names());
        // A link is the same file under a second name.
        File.AppendAllText(folder["encoder.data"], "more");
        Assert.Equal(link ? 68 : 64, new FileInfo(Path.Combine(Target, "encoder.data")).Length);
    }

    /// <summary>As in a cache of downloads, where names lead to files elsewhere.</summary>
    [Fact]
    public async Task WhatSymbolicLinksLeadToIsLinked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs symbolic links");
        Transducer(Sound);
        Directory.CreateDirectory(folder["blobs"]);
        File.Move(folder["encoder.onnx"], Path.Combine(folder["blobs"], "1"));
        File.CreateSymbolicLink(folder["encoder.onnx"], "blobs/1");
        Assert.Equal(0, (await Import("--link")).Code);
        Assert.Null(File.ResolveLinkTarget(Path.Combine(Target, "model.onnx"), false));
        Assert.Equal(0, (await Cli.Run("model", "inspect", Target)).Code);
    }

    [Fact]
    public async Task AModelThatIsToldTheLanguageIsToldIt()
    {
        (string, string)[] metadata = [.. NemoExport.Sherpa(1, 2, 70, 4, 8, 7), ("prompt_dictionary", """{"auto": 101, "en-US": 0, "ja-JP": 8}"""), ("auto_prompt_id", "101")];
        Transducer(Sound with { HasPrompt = true, Metadata = metadata });
        Assert.Equal(0, (await Import()).Code);
        Assert.EndsWith("  prompt_index: 101\n", Written("card.yaml"), StringComparison.Ordinal);
        Directory.Delete(Target, recursive: true);
        Assert.Equal(0, (await Import("--language", "ja-JP")).Code);
        Assert.EndsWith("  prompt_index: 8\n", Written("card.yaml"), StringComparison.Ordinal);
        Directory.Delete(Target, recursive: true);
        await Wrong("encoder.onnx: expected a language that it knows, found --language jp; one of auto, en-US, ja-JP", "--language", "jp");
        Transducer(Sound);
        await Wrong("encoder.onnx: expected a model that is told the language, found one that is not; leave --language out", "--language", "jp");
    }

    [Fact]
    public async Task ADecoderOfOneHypothesisIsTold()
    {
        Transducer(Sound);
        folder.Write("decoder.onnx", NemoExport.Decoder(states: 1));
        Assert.Contains("note: its decoder takes one hypothesis at a time: beam: 1", (await Import()).Errors);
        Directory.Delete(Target, recursive: true);
        Transducer(Sound with { Batch = 1 });
        Assert.Contains("note: its batch is fixed to 1: sessions are not stepped as one (batch: 1)", (await Import()).Errors);
    }

    [Theory]
    [InlineData("window_size", "", "expected how far it looks ahead, found neither a fixed window nor 'window_size' in its metadata; name it with --lookahead in milliseconds: 80 for …_80ms, 480, 1040; a multi-latency model was exported with what was set, or else with its first, 1040")]
    [InlineData("cache_last_channel_dim2", "", "expected how many encoder frames it keeps as context, found neither a fixed length of cache_last_channel nor 'cache_last_channel_dim2' in its metadata; name it with --left: the first number of att_context_size, which is 70 in most models")]
    [InlineData("window_size", "24", "expected a window of 25 mel frames, 9 more than the 16 new ones, found 24; export it again")]
    [InlineData("normalize_type", "per_feature", "expected features as they are (normalize: NA), as the cache-aware models of NeMo take them, found normalize_type 'per_feature'; such a model needs means over the whole utterance, which a stream does not have; import one that was trained without")]
    [InlineData("subsampling_factor", "4", "expected a subsampling of 8 (frames of 80 ms), found 4; import another model: speech.encoder takes FastConformers")]
    [InlineData("cache_last_channel_dim1", "17", "expected 'cache_last_channel_dim1' 17, as its metadata says, found cache_last_channel float32[?, 2, ?, 4]; export it again")]
    [InlineData("cache_last_time_dim3", "many", "expected a whole number as 'cache_last_time_dim3' in its metadata, found 'many'; export it again")]
    public async Task MetadataThatIsMissingOrWrongIsTold(string key, string value, string message)
    {
        var metadata = Sound.Metadata.Where(m => m.Key != key && (key != "window_size" || value.Length > 0 || m.Key != "chunk_shift"));
        Transducer(Sound with { Metadata = [.. metadata, .. (value.Length == 0 ? (ValueTuple<string, string>[])[] : [(key, value)])] });
        await Wrong($"encoder.onnx: {message}");
    }

    [Theory]
    [InlineData("--lookahead", "480", "expected a lookahead of 80 ms, as it says itself, found --lookahead 480; leave --lookahead out")]
    [InlineData("--lookahead", "100", "expected --lookahead as a multiple of 80 ms, found 100; such as 0, 80, 480 or 1040")]
    [InlineData("--left", "56", "expected 70 frames of context, as it says itself, found --left 56; leave --left out")]
    public async Task WhatContradictsTheModelIsTold(string option, string value, string message)
    {
        Transducer(Sound);
        await Wrong($"encoder.onnx: {message}", option, value);
    }

    public static TheoryData<string, string> Foreign => new()
    {
        { "zipformer", "a streaming zipformer2 of icefall as sherpa-onnx runs it, with 0 caches of its own kind; run it with sherpa-onnx, or import one of NeMo: sherpa-onnx-nemo-streaming-fast-conformer-…" },
        { "cached", "a streaming zipformer of icefall as sherpa-onnx runs it, with 2 caches of its own kind; run it with sherpa-onnx, or import one of NeMo: sherpa-onnx-nemo-streaming-fast-conformer-…" },
        { "offline", "an offline export, without caches; where it was trained to stream, export it with caches (NeMo: model.set_export_config({'cache_support': 'True'}) before model.export, or scripts/export.py --cache_support); else it cannot" },
        { "buffered", "an export that hears the past anew in each step (buffered streaming), without caches; import an export with caches; a model that was not trained for them has none" },
        { "old", "an export of an old NeMo, whose caches grow with every step; export it again with a current NeMo" },
        { "vad", "a model of input float32[?, 3]; state float32[?, 3]; name the encoder of a streaming FastConformer; other streaming models run with the node onnx and a card: streaming model card" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task AModelOfAnotherKindIsToldForWhatItIs(string kind, string found)
    {
        Transducer(Sound);
        folder.Write("encoder.onnx", kind switch
        {
            "zipformer" => OnnxModel.WithMetadata(NemoExport.Inputs("x"), ("model_type", "zipformer2")),
            "cached" => NemoExport.Inputs("x", "cached_key_0", "cached_val1_0"),
            "offline" => NemoExport.Inputs("audio_signal", "length"),
            "buffered" => OnnxModel.WithMetadata(NemoExport.Inputs("audio_signal", "length"), ("streaming_model_type", "nemo_parakeet_unified_streaming")),
            "old" => (Sound with { Without = ["cache_last_channel_len"] }).Encoder(),
            _ => NemoExport.Inputs("input", "state"),
        });
        await Wrong($"encoder.onnx: expected a cache-aware streaming export of NeMo (audio_signal, length, cache_last_channel, cache_last_time, cache_last_channel_len), found {found}");
    }

    [Fact]
    public async Task AnEncoderThatDoesNotDoWhatItSaysIsFoundOutByRunningIt()
    {
        Transducer(Sound with { Grows = true });
        await Wrong("encoder.onnx: expected caches that keep their length of 70 frames, found 140 after a step of 2; it is an export of an old NeMo, whose caches grow with every step: export it again");
        Transducer(Sound with { Drops = false });
        await Wrong("encoder.onnx: expected 2 frames from a window of 25 mel frames, found 'outputs' of [1, 4, 4]; correct --lookahead, or export it again");
        Transducer(Sound with { Batch = 3 });
        await Wrong("encoder.onnx: expected a first dimension that counts sessions, dynamic or 1, found audio_signal float32[3, 4, ?]; export it again with dynamic axes");
        Transducer(Sound);
        folder.Write("first.onnx", Sound.Encoder());
        var dropped = await Import("--first", folder["first.onnx"]);
        Assert.StartsWith($"{folder["first.onnx"]}: expected 2 frames, none of them dropped, from a window of 9 mel frames, found ", Assert.Single(dropped.Errors), StringComparison.Ordinal);
        Assert.EndsWith("; export the first chunk without dropping outputs, or leave --first out", Assert.Single(dropped.Errors), StringComparison.Ordinal);
        Assert.Equal((2, false), (dropped.Code, Directory.Exists(Target)));
        folder.Write("first.onnx", (Sound with { Drops = false, Layers = 3 }).Encoder());
        await Wrong("first.onnx: expected the encoder of encoder.onnx, with cache_last_channel float32[?, 2, ?, 4], found cache_last_channel float32[?, 3, ?, 4]; export both from the same model", "--first", folder["first.onnx"]);
        folder.Write("first.onnx", (Sound with { Drops = false }).Encoder());
        Assert.Equal(0, (await Import("--first", folder["first.onnx"])).Code);
    }

    [Fact]
    public async Task FilesThatDoNotFitEachOtherAreTold()
    {
        Transducer(Sound);
        folder.Write("joiner.onnx", NemoExport.Joiner(6, 7));
        await Wrong("joiner.onnx: expected the encoder's frames, 4 wide, found encoder_outputs float32[?, 6, ?]; take the files of one model");
        folder.Write("joiner.onnx", NemoExport.Joiner(4, 7, hidden: 6));
        await Wrong("joiner.onnx: expected the decoder's output, 5 wide, found decoder_outputs float32[?, 6, ?]; take the files of one model");
        folder.Write("joiner.onnx", NemoExport.Joiner(4, 9));
        await Wrong("tokens.txt: expected 9 tokens and the blank, as joiner.onnx has them, found 7 and the blank; take the tokens that were exported with the model, or name others with --tokens");
        folder.Write("joiner.onnx", NemoExport.Joiner(4, 7));
        folder.Write("tokens.txt", NemoExport.Tokens(6));
        await Wrong("tokens.txt: expected 7 tokens and the blank, as encoder.onnx has them, found 6 and the blank; take the tokens that were exported with the model, or name others with --tokens");
        folder.Write("tokens.vocab", "no tab\n");
        await Wrong("tokens.vocab:1:1: expected a piece, a tab and a score, found 'no tab'; name SentencePiece's own .vocab, or tokens.txt", "--tokens", folder["tokens.vocab"]);
        folder.Write("tokens.txt", NemoExport.Tokens(7));
        folder.Write("decoder.onnx", NemoExport.Inputs("y"));
        await Wrong("decoder.onnx: expected the prediction network of a NeMo transducer (targets, target_length, two states), found the stateless decoder of an icefall transducer; run it with sherpa-onnx, or import one of NeMo");
        folder.Write("decoder.onnx", NemoExport.Joiner(4, 7));
        await Wrong("decoder.onnx: expected a prediction network (targets, target_length and two states, and as many outputs), found encoder_outputs float32[?, 4, ?]; decoder_outputs float32[?, 5, ?]; take the file that was exported with the encoder");
    }

    [Theory]
    [InlineData("decoder.onnx", ": expected decoder*.onnx beside the joiner, found none; copy it there too")]
    [InlineData("joiner.onnx", ": expected joiner*.onnx beside the decoder, found none; copy it there too")]
    [InlineData("tokens.txt", "/tokens.txt: expected the tokens beside the model, found none; copy tokens.txt there, or name it with --tokens; NeMo keeps them in the checkpoint: tar -xf MODEL.nemo, then --tokens …tokenizer.vocab")]
    [InlineData("encoder.onnx", ": expected a model to import: a folder with encoder*.onnx and its decoder*.onnx and joiner*.onnx or decoder_joint*.onnx, or a CTC model.onnx, and tokens.txt, found decoder.onnx, joiner.onnx; copy the encoder there too, or name its file")]
    [InlineData("decoder.onnx joiner.onnx", ": expected decoder*.onnx and joiner*.onnx, or decoder_joint*.onnx, beside the encoder, found none; copy them there too")]
    public async Task AFileThatIsMissingIsNamed(string files, string message)
    {
        Transducer(Sound);
        foreach (var file in files.Split(' ')) File.Delete(folder[file]);
        await Wrong(message.StartsWith('/') ? message[1..] : message);
    }

    [Fact]
    public async Task WeightsThatAreMissingOrElsewhereAreTold()
    {
        Transducer(Sound with { External = "encoder.data" });
        await Wrong("encoder.onnx: expected the weights 'encoder.data' beside the model, found no such file; copy it there too");
        Transducer(Sound with { External = "../secret" });
        await Wrong("encoder.onnx: expected weights in files below the model's folder, found '../secret'; move the file there and export the model again; one that points elsewhere is not to be trusted");
    }

    [Fact]
    public async Task SeveralModelsOrNoneAreTold()
    {
        Transducer(Sound);
        folder.Write("encoder-2.onnx", Sound.Encoder());
        await Wrong(": expected one encoder in the folder, found encoder-2.onnx, encoder.onnx; name the file itself");
        Assert.Equal(0, (await Cli.Run("model", "import", folder["encoder-2.onnx"], "--to", Target)).Code);

        var none = await Cli.Run("model", "import", folder["none"], "--to", folder["other"]);
        Assert.Equal((2, $"{folder["none"]}: expected a model to import: a folder with encoder*.onnx and its decoder*.onnx and joiner*.onnx or decoder_joint*.onnx, or a CTC model.onnx, and tokens.txt, found nothing there; check the path"), (none.Code, Assert.Single(none.Errors)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACheckpointOfNemoIsToldHowToExport(bool named)
    {
        folder.Write("m.nemo", "weights");
        var said = await Cli.Run("model", "import", named ? folder["m.nemo"] : folder.Path, "--to", Target);
        Assert.Equal(
            (2, $"{folder["m.nemo"]}: expected an export to ONNX, found a NeMo checkpoint, which holds PyTorch weights; export it with NeMo first: python NeMo/scripts/export.py m.nemo model.onnx --cache_support --device cpu (for the CTC head of a hybrid add: --export-config decoder_type=ctc), and unpack its tokens: tar -xf m.nemo; then import the folder with --lookahead and --tokens …tokenizer.vocab"),
            (said.Code, Assert.Single(said.Errors)));
    }

    [Fact]
    public async Task NothingThatExistsIsWrittenOver()
    {
        Transducer(Sound);
        folder.Write("out", "mine");
        await Wrong("out: expected a name that is free, found a file; move it away, or choose another place with --to");
        Assert.Equal("mine", File.ReadAllText(Target));
        var said = await Cli.Run("model", "import", folder.Path, "--to", Path.Combine(Target, "deeper"));
        Assert.Equal(2, said.Code);
        Assert.StartsWith($"{Path.Combine(Target, "deeper")}: expected a folder that can be written, found that it cannot (", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    private static NemoExport Sound { get; } = new() { Metadata = NemoExport.Sherpa(1, 2, 70, 4, 8, 7) };

    private void Transducer(NemoExport encoder)
    {
        folder.Write("encoder.onnx", encoder.Encoder());
        folder.Write("decoder.onnx", NemoExport.Decoder());
        folder.Write("joiner.onnx", NemoExport.Joiner(4, 7));
        folder.Write("tokens.txt", NemoExport.Tokens(7));
    }

    /// <summary>The tiny recogniser as an export of NeMo, or with metadata as a folder of sherpa-onnx.</summary>
    private void Tiny(params (string, string)[] metadata)
    {
        folder.Write("encoder.onnx", OnnxModel.WithMetadata(File.ReadAllBytes(Shelf("nemo/model.onnx")), metadata));
        foreach (var name in (string[])["decoder.onnx", "joiner.onnx", "tokens.txt"]) folder.Write(name, File.ReadAllBytes(Shelf("nemo/" + name)));
    }

    private static string Shelf(string name) => Path.Combine(Repository.Root, "tests", "speech", "models", name);

    private Task<Said> Import(params string[] options) => Cli.Run(["model", "import", folder.Path, "--to", Target, .. options]);

    /// <summary>It is told in one line that begins with a path in the folder, and nothing is left behind.</summary>
    private async Task Wrong(string message, params string[] options)
    {
        var said = await Import(options);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Equal(message.StartsWith(':') ? folder.Path + message : folder[message], Assert.Single(said.Errors));
        Assert.False(Directory.Exists(Target) || Directory.Exists(Target + ".partial"));
    }

    private string Written(string name) => File.ReadAllText(Path.Combine(Target, name), Encoding.UTF8);

    private string[] Names() => [.. Directory.GetFiles(Target).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
