namespace Streaming.Cli.Inspect;

/// <summary>Counts what comes.</summary>
[Node("inspect.tally", Summary = "Counts samples, gaps and annotations.", Gap = GapPolicy.Handled)]
internal sealed partial class Tally : IStreamNode
{
    private readonly List<StreamTally> tallies = [];

    /// <summary>What is counted.</summary>
    [Input] public Inputs Streams { get; } = new();

    public IReadOnlyList<StreamTally> Tallies => tallies;

    public void Configure()
    {
        tallies.Clear();
        foreach (var stream in Streams.Streams) tallies.Add(new StreamTally(stream.Name, stream.Format));
    }

    public StepResult Step()
    {
        for (var i = 0; i < tallies.Count; i++) tallies[i].Take(Streams.Streams[i]);
        return StepResult.NeedInput;
    }
}
