namespace Streaming.Benchmarks;

/// <summary>Speech that lies in memory, in blocks of a tenth of a second unless told otherwise.</summary>
[Node("perf.voice", Summary = "Sends speech from memory.", Paced = true)]
public sealed partial class Voice : IStreamNode
{
    [State] private int at;

    /// <summary>The speech.</summary>
    [Output] public Output<float> Signal { get; } = new();

    internal float[] Samples { get; init; } = [];

    internal int Block { get; init; } = 1600;

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 16000);

    public StepResult Step()
    {
        if (at == 0) Signal.Begin(0);
        var count = Math.Min(Block, Samples.Length - at);
        Samples.AsSpan(at, count).CopyTo(Signal.Reserve(count));
        Signal.Commit(count);
        at += count;
        return at < Samples.Length ? StepResult.Again : StepResult.Done;
    }
}

/// <summary>Keeps the words that were heard.</summary>
[Node("perf.heard", Summary = "Keeps words.", Gap = GapPolicy.Continue)]
public sealed partial class Heard : IStreamNode
{
    /// <summary>The words.</summary>
    [Input] public Input<Event> Words { get; } = new();

    internal List<string> All { get; } = [];

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Words.Available > 0)
        {
            foreach (var word in Words.Samples) All.Add(word.Text);
            Words.Advance(Words.Available);
        }
        return StepResult.NeedInput;
    }
}
