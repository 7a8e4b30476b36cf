using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>The streaming encoder is the whole-utterance encoder, first and last chunk included, for every lookahead, form and cut.</summary>
public sealed class EncoderTests
{
    private static readonly StreamFormat mels = new() { Kind = StreamKind.Features, Shape = [TinyModel.Mels], Rate = 100 };

    // Their weights stay in memory, so that a run begins at once.
    private static readonly Encoder[] kept = [Kept("cached"), Kept("nemo")];

    private static readonly IGen<int>[] lookaheads = [.. TinyModel.Lookaheads.Select(Gen.Const)];

    public static TheoryData<string, int> Forms => [.. from form in (string[])["cached", "nemo"] from lookahead in TinyModel.Lookaheads select (form, lookahead)];

    [Theory, MemberData(nameof(Forms))]
    public void StreamedIsWhole(string form, int lookahead) =>
        Gen.Select(Gen.Int[1, 260], Gen.Int[1, 300], Gen.Int[0, 1000]).Sample((frames, block, seed) =>
        {
            var features = TinyModel.Features(frames, seed);
            Equal(TinyModel.Whole(features, lookahead), Stream(Run(form, lookahead), features, block));
        }, iter: 15, threads: 1);

    [Theory, MemberData(nameof(Forms))]
    public void EveryLengthOfTheLastChunkIsWhole(string form, int lookahead)
    {
        for (var frames = 1; frames <= 8 * (lookahead + 1) + 10; frames += 1 + frames / 20)
        {
            var features = TinyModel.Features(frames);
            Equal(TinyModel.Whole(features, lookahead), Stream(Run(form, lookahead), features, 1000));
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public void TenSecondsAreWhole(string form, int lookahead)
    {
        var features = TinyModel.Features(1000);
        Equal(TinyModel.Whole(features, lookahead), Stream(Run(form, lookahead), features, 7));
    }

    [Fact]
    public void FramesHaveTheTimeOfEveryEighthMelFrame()
    {
        var run = Run("cached", 6).Begin("features", 2.5).Push<float>(TinyModel.Features(100)).End();
        var encoded = run.Result<float>("encoded");
        Assert.Equal((12.5, StreamKind.Features, 14), (encoded.Format.Rate, encoded.Format.Kind, encoded.Times.Length));
        Assert.Equal([TinyModel.Width], encoded.Format.Shape);
        for (var j = 0; j < 14; j++) Assert.Equal(2.5 + 0.08 * j, encoded.Times[j], 1e-9);
        Assert.Equal(["▁0", "▁1"], run.OutputFormat("logprobs").Labels.Take(2));
        Assert.Equal("<blk>", run.OutputFormat("logprobs").Labels[^1]);
        run.Close();
    }

    [Theory, MemberData(nameof(Forms))]
    public void TheLatencyIsThatDeclared(string form, int lookahead)
    {
        var node = Node(form, lookahead);
        var run = new NodeRun(node).Feed(mels).Configure();
        var features = TinyModel.Features(300);
        var latest = 0.0;
        for (var n = 0; n < 300; n++)
        {
            foreach (var time in run.Push<float>(features.AsSpan(n * TinyModel.Mels, TinyModel.Mels)).Result<float>().Times) latest = Math.Max(latest, n - 100 * time);
            run.Clear();
        }
        Assert.Equal(8 * lookahead, node.LatencySamples);
        Assert.Equal(8 * lookahead, latest, 1e-6);
        run.Close();
    }

    [Theory]
    [InlineData("cached")]
    [InlineData("nemo")]
    public void ALookaheadThatChangesGoesOnWithAllThatIsRemembered(string form) =>
        Gen.Select(Gen.OneOf(lookaheads), Gen.OneOf(lookaheads), Gen.Int[0, 250], Gen.Int[1, 50]).Sample((before, after, at, block) =>
        {
            var features = TinyModel.Features(260);
            var changed = Run(form, before);
            Push(changed, features.AsSpan(0, at * TinyModel.Mels), block);
            var settled = changed.Result<float>().Times.Length;
            changed.Change("lookahead", $"{80 * after}");
            Push(changed, features.AsSpan(at * TinyModel.Mels), block);
            var (encoded, _) = (changed.End().Result<float>("encoded"), 0);
            // What came before the change is of the lookahead before; each frame comes once, in order.
            Assert.Equal(Stream(Run(form, before), features, 260).Encoded.Take(settled * TinyModel.Width), encoded.Values.Take(settled * TinyModel.Width));
            Assert.Equal(34, encoded.Times.Length);
            for (var j = 0; j < 34; j++) Assert.Equal(0.08 * j, encoded.Times[j], 1e-9);
            Assert.Empty(encoded.Gaps);

            // And what follows is what another node of that lookahead makes of what was remembered.
            var first = Run(form, before);
            Push(first, features.AsSpan(0, at * TinyModel.Mels), block);
            var second = Run(form, after).Load(first.Save());
            Push(second, features.AsSpan(at * TinyModel.Mels), block);
            Assert.Equal(encoded.Values.Skip(settled * TinyModel.Width), second.End().Result<float>("encoded").Values);
            foreach (var run in (NodeRun[])[changed, first, second]) run.Close();
        }, iter: 15, threads: 1);

    [Fact]
    public void BothFormsChangeTheirLookaheadAlike()
    {
        var features = TinyModel.Features(400);
        var (cached, nemo) = (Run("cached", 1), Run("nemo", 1));
        foreach (var run in (NodeRun[])[cached, nemo])
        {
            Push(run, features.AsSpan(0, 5 * TinyModel.Mels), 3);
            run.Change("lookahead", "0");
            Push(run, features.AsSpan(5 * TinyModel.Mels, 4 * TinyModel.Mels), 3);
            run.Change("lookahead", "480");
            Push(run, features.AsSpan(9 * TinyModel.Mels, 191 * TinyModel.Mels), 11);
            run.Change("lookahead", "0");
            Push(run, features.AsSpan(200 * TinyModel.Mels), 11);
            run.End();
        }
        Equal((cached.Result<float>("encoded").Values, cached.Result<float>("logprobs").Values), (nemo.Result<float>("encoded").Values, nemo.Result<float>("logprobs").Values));
        cached.Close();
        nemo.Close();
    }

    [Theory, MemberData(nameof(Forms))]
    public void AtAGapWhatWasSaidComesOutAndTheEncoderBeginsAnew(string form, int lookahead)
    {
        var (one, other) = (TinyModel.Features(93, 1), TinyModel.Features(50, 2));
        var run = Run(form, lookahead).Push<float>(one).Begin("features", 10).Push<float>(other).End();
        var (encoded, logprobs) = (run.Result<float>("encoded"), run.Result<float>("logprobs"));
        var (before, after) = (TinyModel.Whole(one, lookahead), TinyModel.Whole(other, lookahead));
        Equal(([.. before.Encoded, .. after.Encoded], [.. before.Logprobs, .. after.Logprobs]), (encoded.Values, logprobs.Values));
        Assert.Equal([13], encoded.Gaps);
        Assert.Equal([13], logprobs.Gaps);
        Assert.Equal(10, encoded.Times[13], 1e-9);
        run.Close();
    }

    [Theory]
    [InlineData(10, 19)] // 50 frames of silence, 143 in all
    [InlineData(1.1, 14)] // no more than there is room for: 17, and nothing that is later than what follows
    [InlineData(0.93, 12)]
    public void TheTailIsHeardAsFarAsNothingFollows(double next, int count)
    {
        var one = TinyModel.Features(93);
        var run = new NodeRun(new Encoder(new() { Model = TinyModel.Of("cached"), Lookahead = 80, Tail = 0.5 })).Feed(mels).Configure().Push<float>(one).Begin("features", next).Push<float>(one).End();
        var encoded = run.Result<float>("encoded");
        Assert.Equal([count], encoded.Gaps);
        Assert.Equal(count + 19, encoded.Times.Length);
        Assert.True(encoded.Times[count - 1] < next);
        var silence = Enumerable.Repeat(SpeechFeatures.Silence, (int)Math.Round(100 * Math.Min(next - 0.93, 0.5)) * TinyModel.Mels);
        var (expected, logs) = TinyModel.Whole([.. one, .. silence], 1);
        Equal((expected[..(count * TinyModel.Width)], logs[..(count * TinyModel.Tokens)]), (encoded.Values[..(count * TinyModel.Width)], run.Result<float>("logprobs").Values[..(count * TinyModel.Tokens)]));
        run.Close();
    }

    [Theory, MemberData(nameof(Forms))]
    public void ASavedEncoderGoesOnBitForBit(string form, int lookahead)
    {
        var features = TinyModel.Features(300);
        var whole = Stream(Run(form, lookahead), features, 300);
        Gen.Int[0, 300].Sample(at =>
        {
            var before = Run(form, lookahead).Push<float>(features.AsSpan(0, at * TinyModel.Mels));
            var after = Run(form, lookahead).Load(before.Save()).Push<float>(features.AsSpan(at * TinyModel.Mels)).End();
            Assert.Equal<float[]>(whole.Encoded, [.. before.Result<float>("encoded").Values, .. after.Result<float>("encoded").Values]);
            before.Close();
            after.Close();
        }, iter: 8, threads: 1);
    }

    [Theory]
    [InlineData("cached")]
    [InlineData("nemo")]
    public async Task SixteenSessionsInOneArenaHearWhatEachWouldAlone(string form)
    {
        const int sessions = 16;
        var alone = Enumerable.Range(0, sessions).Select(i => Stream(Run(form, 1), TinyModel.Features(60 + (23 * i), i), 16)).ToArray();
        var runs = Enumerable.Range(0, sessions).Select(_ => new NodeRun(new Encoder(new() { Model = TinyModel.Of(form), Lookahead = 80, Tail = 0, Batch = sessions, Deadline = 50 })).Feed(mels).Configure()).ToArray();
        var together = await Task.WhenAll(runs.Select((run, i) => Task.Factory.StartNew(() => Stream(run, TinyModel.Features(60 + (23 * i), i), 16), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        for (var i = 0; i < sessions; i++) Equal(alone[i], together[i], 1e-5);
    }

    [Fact]
    public void SessionsOfDifferentLookaheadsDoNotMeet()
    {
        var features = TinyModel.Features(200);
        var runs = ((int[])[0, 6, 13]).Select(lookahead => new NodeRun(new Encoder(new() { Model = TinyModel.Of("cached"), Lookahead = 80 * lookahead, Tail = 0, Batch = 4, Deadline = 10_000 })).Feed(mels).Configure()).ToArray();
        foreach (var (run, lookahead) in runs.Zip((int[])[0, 6, 13])) Equal(TinyModel.Whole(features, lookahead), Stream(run, features, 50)); // would one wait for another, it would wait for ever
    }

    [Theory, MemberData(nameof(Forms))]
    public void NothingIsAllocatedByAChunk(string form, int lookahead)
    {
        var run = Run(form, lookahead).CountOnly();
        var features = TinyModel.Features(112);
        for (var n = 0; n < 3; n++) run.Push<float>("features", features);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 5; n++) run.Push<float>("features", features);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        run.Close();
    }

    private static Encoder Kept(string form)
    {
        var encoder = Node(form, 1);
        Assert.NotEmpty(encoder.OutputInfo);
        return encoder;
    }

    private static Encoder Node(string form, int lookahead) => new(new() { Model = TinyModel.Of(form), Lookahead = 80 * lookahead, Tail = 0 });

    private static NodeRun Run(string form, int lookahead) => new NodeRun(Node(form, lookahead)).Feed(mels).Configure();

    private static (float[] Encoded, float[] Logprobs) Stream(NodeRun run, float[] features, int block)
    {
        Push(run, features, block);
        run.End();
        var found = (run.Result<float>("encoded").Values, run.Result<float>("logprobs").Values);
        run.Close();
        return found;
    }

    private static void Push(NodeRun run, ReadOnlySpan<float> features, int block)
    {
        for (var length = block * TinyModel.Mels; !features.IsEmpty; features = features[Math.Min(length, features.Length)..]) run.Push(features[..Math.Min(length, features.Length)]);
    }

    private static void Equal((float[] Encoded, float[] Logprobs) expected, (float[] Encoded, float[] Logprobs) found, double within = 1e-4)
    {
        foreach (var (a, b) in ((float[], float[])[])[(expected.Encoded, found.Encoded), (expected.Logprobs, found.Logprobs)])
        {
            Assert.Equal(a.Length, b.Length);
            for (var i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], within);
        }
    }
}
