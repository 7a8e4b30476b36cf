using Streaming.Speech;

namespace Streaming.Tests;

/// <summary>A decoder promises what cannot come any more, so that what follows it need not wait: it keeps its promises, and never takes one back.</summary>
public class PromiseTests
{
    // Frames of one word mostly sure, or of two in question, or of silence.
    private static readonly Gen<float[]> frame = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 6], Gen.Int[1, 6], Gen.Int[1, 9]).Select((kind, a, b, p) => kind switch
    {
        < 6 => Spoken.Frame(),
        < 8 => Spoken.Frame((Spoken.Tokens[a], 0.95f)),
        _ => Spoken.Frame((Spoken.Tokens[a], p / 10f * 0.9f), (Spoken.Tokens[(a + b) % 7], (1 - (p / 10f)) * 0.9f)),
    });

    [Fact]
    public async Task NothingComesBeforeWhatWasPromised() =>
        await Gen.Select(frame.Array[1, 40].Array[1, 3], Gen.OneOf(Gen.Const(1), Gen.Const(4)), Gen.OneOf(Gen.Const(0.0), Gen.Const(0.35), Gen.Const(2.0)), Gen.OneOf(Gen.Const(0.0), Gen.Const(1.5)), Gen.Bool).SampleAsync(async (parts, beam, lead, longest, isWhole) =>
        {
            var ears = new[] { "words", "utterances", "partials" }.Select(p => (Port: p, Ear: new PromiseEar())).ToArray();
            var graph = new Graph("promises")
                .Add("frames", new FrameSource { Parts = parts, Format = isWhole ? Spoken.Whole : Spoken.Format })
                .Add("text", new Ctc(new() { Beam = beam, Lead = lead, Longest = longest, Silence = 0.3 }))
                .Link("frames > text.logprobs");
            foreach (var (port, ear) in ears) graph = graph.Add(port, ear).Link($"text.{port} > {port}");
            await using var session = graph.Start(new RunOptions { Speed = 0 });
            await session.Completion;
            foreach (var (port, ear) in ears) Assert.True(ear.Broken is null, $"{port}: {ear.Broken}");
        }, iter: 60);
}

/// <summary>Frames in parts with gaps of 3 s between them, one at a time.</summary>
[Node("test.frames", Summary = "Frames.")]
public sealed partial class FrameSource : IStreamNode
{
    private int part;
    private int at;
    private double time;

    public float[][][] Parts { get; init; } = [];

    public StreamFormat Format { get; init; } = null!;

    [Output] public Output<float> Frames { get; } = new();

    public void Configure() => Frames.Format = Format;

    public StepResult Step()
    {
        if (at == Parts[part].Length)
        {
            time += (at / Spoken.Rate) + 3;
            at = 0;
            if (++part == Parts.Length) return StepResult.Done;
        }
        if (at == 0) Frames.Begin(time);
        Parts[part][at++].CopyTo(Frames.Reserve(1));
        Frames.Commit(1);
        return StepResult.Again;
    }
}

/// <summary>Holds events to what was promised before they came.</summary>
[Node("test.ear", Summary = "Holds events to promises.", Gap = GapPolicy.Handled)]
public sealed partial class PromiseEar : IStreamNode
{
    private double promised = double.NegativeInfinity;

    [Input] public Input<Event> Events { get; } = new();

    /// <summary>What was wrong.</summary>
    public string? Broken { get; private set; }

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Events.Available > 0)
        {
            if (Events.TimeOf(0) < promised) Broken ??= $"'{Events.Samples[0].Text}' at {Events.TimeOf(0)} s, after a promise of {promised} s";
            Events.Advance(1);
        }
        if (Events.Bound < promised) Broken ??= $"a promise of {Events.Bound} s after one of {promised} s";
        promised = Math.Max(promised, Events.Bound);
        return StepResult.NeedInput;
    }
}
