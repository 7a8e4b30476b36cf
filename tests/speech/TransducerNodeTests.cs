using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>Transducers in two files and in one, as exports have them.</summary>
public sealed class TransducerNodeTests : IDisposable
{
    private static readonly StreamFormat format = new() { Kind = StreamKind.Features, Shape = [TinyTransducer.Width], Rate = 12.5 };
    private readonly string folder = Directory.CreateTempSubdirectory("transducer").FullName;

    [Fact]
    public void WordsComeOutInBothForms()
    {
        foreach (var beam in new[] { 1, 4 })
        foreach (var isJoint in new[] { false, true })
        {
            var model = Path.Combine(folder, $"{beam}{isJoint}");
            TinyTransducer.Write(model, isJoint, strength: 0);
            using var node = new Transducer(new() { Model = model, Beam = beam, Silence = 0.4 });
            var run = new NodeRun(node).Feed("encoded", format).Configure();
            // The scores are the frame, whatever was said before: a token again and again, up to the most there may be.
            run.Push<float>("encoded", [.. Spoken.Frames(". .")]);
            run.End();
            Assert.Empty(run.Result<Event>("words").Values);
            run.Close();
        }
    }

    /// <summary>One file and two of the same network give the same, whatever the names of their tensors.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void BothFormsAreEqual(int beam)
    {
        var (split, joint) = (Path.Combine(folder, "split"), Path.Combine(folder, "joint"));
        TinyTransducer.Write(split);
        TinyTransducer.Write(joint, isJoint: true, names: n => n switch { "targets" => "y", "target_length" => "y_len", "encoder_outputs" => "enc", "input_states_1" => "h", "input_states_2" => "c", _ => n + "_x" });
        var words = 0;
        Gen.Int[-60, 60].Array[TinyTransducer.Width * 40].Sample(values =>
        {
            float[] frames = [.. values.Select((v, i) => (v / 10f) + (i % TinyTransducer.Width == 7 ? 5 : 0))];
            var results = new[] { split, joint }.Select(model =>
            {
                using var node = new Transducer(new() { Model = model, Beam = beam, Silence = 0.3 });
                return Say(node, frames);
            }).ToList();
            Interlocked.Add(ref words, results[0].Words.Length);
            Assert.Equal(results[0].Words, results[1].Words);
            Assert.Equal(results[0].Partials, results[1].Partials);
        }, iter: 10);
        Assert.True(words > 0, "nothing was heard in any of these");
    }

    /// <summary>Of a beam all hypotheses go through the model at once; each gets what it gets alone.</summary>
    [Fact]
    public void RowsAreWhatTheyAreAlone()
    {
        foreach (var isJoint in new[] { false, true })
        {
            var path = Path.Combine(folder, $"rows{isJoint}");
            TinyTransducer.Write(path, isJoint);
            using var model = Load(path, 5);
            var (size, tokens) = (model.ContextSize, model.Tokens);
            var contexts = new float[10 * size];
            var scores = new float[5 * tokens];
            for (var place = 0; place < 5; place++) model.Begin(contexts.AsSpan(place * size, size));
            float[] frame = [.1f, -.2f, .3f, -.4f, .5f, -.6f, .7f, -.8f];
            model.Score(frame, contexts, [0, 1, 2, 3, 4], scores);
            model.Extend(contexts, [new(0, 0, 5), new(1, 3, 6), new(2, 6, 7)]);
            model.Score(frame, contexts, [5, 6, 7], scores);
            var together = scores[..(3 * tokens)];
            for (var n = 0; n < 3; n++)
            {
                model.Begin(contexts.AsSpan(0, size));
                model.Score(frame, contexts, [0], scores);
                model.Extend(contexts, [new(0, new[] { 0, 3, 6 }[n], 0)]);
                model.Score(frame, contexts, [0], scores);
                Assert.Equal(together.AsSpan(n * tokens, tokens).ToArray(), scores[..tokens]);
            }
            Assert.NotEqual(together[..tokens], together[tokens..(2 * tokens)]);
        }
    }

    [Fact]
    public void LiveEqualsOfflineAndGoesOnWhereItWasSaved()
    {
        var model = Path.Combine(folder, "model");
        TinyTransducer.Write(model);
        Gen.Select(Gen.Int[-60, 60].Array[TinyTransducer.Width * 40], Gen.OneOf(Gen.Const(1), Gen.Const(4)), Gen.Int[1, 9], Gen.Int[1, 39]).Sample((values, beam, cut, at) =>
        {
            float[] frames = [.. values.Select((v, i) => (v / 10f) + (i % TinyTransducer.Width == 7 ? 5 : 0))];
            Transducer.Settings settings = new() { Model = model, Beam = beam, Silence = 0.3, Hotwords = beam > 1 ? ["two three"] : [] };
            using var whole = new Transducer(settings);
            var expected = Say(whole, frames);
            using var first = new Transducer(settings);
            using var second = new Transducer(settings);
            var run = new NodeRun(first).Feed("encoded", format).Configure();
            foreach (var part in frames[..(at * TinyTransducer.Width)].Chunk(cut * TinyTransducer.Width)) run.Push<float>("encoded", part);
            var restored = new NodeRun(second).Feed("encoded", format).Configure().Load(run.Save());
            restored.Push<float>("encoded", frames.AsSpan(at * TinyTransducer.Width)).End();
            Assert.Equal(expected.Words, run.Result<Event>("words").Values.Concat(restored.Result<Event>("words").Values));
            Assert.Equal(expected.Partials, run.Result<Event>("partials").Values.Concat(restored.Result<Event>("partials").Values));
        }, iter: 15);
    }

    /// <summary>Where utterances end changes nothing of the words that are heard.</summary>
    [Fact]
    public void AnEndpointIsNotForgetting()
    {
        var model = Path.Combine(folder, "model");
        TinyTransducer.Write(model);
        Gen.Int[-60, 60].Array[TinyTransducer.Width * 30].Sample(values =>
        {
            // Every third frame something may be said.
            float[] frames = [.. values.Select((v, i) => (v / 10f) + (i % TinyTransducer.Width == 7 ? i / TinyTransducer.Width % 3 == 0 ? 4 : 20 : 0))];
            string[] Heard(double silence)
            {
                using var node = new Transducer(new() { Model = model, Silence = silence });
                return [.. Say(node, frames).Words.Select(w => w.Text)];
            }

            Assert.Equal(string.Concat(Heard(0)), string.Concat(Heard(0.2)));
        }, iter: 15);
    }

    /// <summary>After a silence that is longer than what the encoder remembers (70 frames here) it is as if nothing had been said before; before that it is not.</summary>
    [Fact]
    public void ALongSilenceIsForgetting()
    {
        var model = Path.Combine(folder, "model");
        TinyTransducer.Write(model, strength: 3);
        float[] word = [2, 0, 3, 1, 0, 1, 2, 0];
        float[] silence = [0, 0, 0, 0, 0, 0, 0, 40];
        string[] After(int frames)
        {
            using var node = new Transducer(new() { Model = model, Silence = 0.3 });
            var run = new NodeRun(node).Feed("encoded", format).Configure();
            run.Push<float>("encoded", [.. word, .. word]);
            for (var n = 0; n < frames; n++) run.Push<float>("encoded", silence);
            var before = run.Result<Event>("words").Values.Length;
            run.Push<float>("encoded", [.. word, .. word]).End();
            return [.. run.Result<Event>("words").Values.Skip(before).Select(w => w.Text)];
        }

        using var fresh = new Transducer(new() { Model = model, Silence = 0.3 });
        string[] alone = [.. Say(fresh, [.. word, .. word]).Words.Select(w => w.Text)];
        Assert.NotEmpty(alone);
        Assert.Equal(alone, After(80));
        Assert.NotEqual(alone, After(40));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void NothingIsAllocatedWithoutNewText(int beam)
    {
        var model = Path.Combine(folder, "model");
        TinyTransducer.Write(model);
        using var node = new Transducer(new() { Model = model, Beam = beam, Longest = 0, Hotwords = beam > 1 ? ["two three"] : [] });
        var run = new NodeRun(node).Feed("encoded", format).Configure().CountOnly();
        float[] silence = [0, 0, 1, 3, 0, 0, 0, 9];
        for (var n = 0; n < 100; n++) run.Push<float>("encoded", silence);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++) run.Push<float>("encoded", silence);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        // Where tokens are found the model is run again and again, and only texts are made.
        before = GC.GetAllocatedBytesForCurrentThread();
        var search = new TransducerGreedy(Load(model, 1), 7, 0);
        var made = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(made > before);
        for (var n = 0; n < 200; n++)
        {
            search.Take([5, 0, 1, 3, 0, 0, 0, 2], n, n + 1);
            search.Remove(search.Settled);
        }
        Assert.Equal(made, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void WhatCannotBeIsSaid()
    {
        var model = Path.Combine(folder, "model");
        string Error(int beam = 1, StreamFormat? input = null) => Shown(Assert.ThrowsAny<Exception>(() => new NodeRun(new Transducer(new() { Model = model, Beam = beam })).Feed("encoded", input ?? format).Configure()).Message);
        string Shown(string message) => message.Replace(model, "MODEL", StringComparison.Ordinal);

        TinyTransducer.Write(model);
        Assert.Equal("expected encoder frames of 8 numbers, found features float32[4] 12.5 Hz; link the 'encoded' of a speech.encoder with the same model to it", Error(input: format with { Shape = [4] }));

        TinyTransducer.Write(model, rows: 1);
        Assert.Equal("MODEL/decoder.onnx: expected 'targets' with [1 to 4 rows, 1], found targets int32[1, 1]; export it with a dynamic dimension for its rows, or run it with one row (beam: 1)", Error(beam: 4));
        _ = Assert.IsType<NodeRun>(new NodeRun(new Transducer(new() { Model = model })).Feed("encoded", format).Configure());

        TinyTransducer.Write(model);
        File.Copy(Path.Combine(model, "joiner.onnx"), Path.Combine(model, "decoder.onnx"), true);
        Assert.Equal("MODEL/decoder.onnx: expected an input of tokens: whole numbers, [rows, 1], found encoder_outputs float32[n1, 8, n3]; decoder_outputs float32[n1, 8, n4]; export the transducer as NeMo does, with one token at a time", Error());

        TinyTransducer.Write(model);
        File.Copy(Path.Combine(model, "decoder.onnx"), Path.Combine(model, "joiner.onnx"), true);
        Assert.Equal("MODEL/joiner.onnx: expected no further input, found targets int32[n1, n2]; target_length int32[n1]; export the transducer as NeMo does, with one token at a time", Error());

        TinyTransducer.Write(model);
        File.WriteAllText(Path.Combine(model, "tokens.txt"), "▁one 0\n<blk> 1\n");
        Assert.Equal("MODEL/joiner.onnx: expected an output of the tokens' scores, with the blank, 2 numbers for each row, found outputs float32[n1, 1, 1, 8], 8 for each row; take the files of one export together", Error());

        TinyTransducer.Write(model);
        byte[][] states = [OnnxModel.Value("targets", 6, -1, -2), OnnxModel.Value("h", 1, -3, -1, 8)];
        File.WriteAllBytes(Path.Combine(model, "decoder.onnx"), OnnxModel.Model(15, OnnxModel.Graph([OnnxModel.Node("Identity", ["h"], ["o"])], [], states, [OnnxModel.Value("o", 1, -3, -1, 8)])));
        Assert.Equal("MODEL/decoder.onnx: expected states of known size, [layers, rows, units], found h float32[n3, n1, 8]; export the model with fixed sizes but for the rows", Error());

        states[1] = OnnxModel.Value("h", 1, 1, -1, 8);
        File.WriteAllBytes(Path.Combine(model, "decoder.onnx"), OnnxModel.Model(15, OnnxModel.Graph([OnnxModel.Node("Identity", ["h"], ["o"])], [], states, [OnnxModel.Value("o", 1, 1, -1, 8)])));
        Assert.Equal("MODEL/decoder.onnx: expected a state out for each state in: h float32[1, n1, 8], 8 for each row, found none; export the model with its states", Error());

        byte[][] further = [.. states, OnnxModel.Value("prompt", 7, -1)];
        further = [.. further, OnnxModel.Value("language", 7, -1)];
        File.WriteAllBytes(Path.Combine(model, "decoder.onnx"), OnnxModel.Model(15, OnnxModel.Graph([OnnxModel.Node("Identity", ["h"], ["o"])], [], further, [OnnxModel.Value("o", 1, 1, -1, 8)])));
        Assert.Equal("MODEL/decoder.onnx: expected no further input, found language int64[n1]; export the transducer as NeMo does, with one token at a time", Error());
    }

    public void Dispose() => Directory.Delete(folder, true);

    private static ITransducer Load(string path, int rows)
    {
        var model = SpeechModel.Read(path);
        var files = model.RequireTransducer();
        return files.Joint is { } joint ? JointTransducer.Load(joint, model.Width, model.Blank + 1, rows) : SplitTransducer.Load(files.Decoder!, files.Joiner!, model.Width, model.Blank + 1, rows);
    }

    private static (Event[] Words, Event[] Partials) Say(Transducer node, float[] frames)
    {
        var run = new NodeRun(node).Feed("encoded", format).Configure();
        run.Push<float>("encoded", frames).End();
        return (run.Result<Event>("words").Values, run.Result<Event>("partials").Values);
    }
}
