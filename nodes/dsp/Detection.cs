namespace Streaming.Dsp;

/// <summary>
/// Compares found segments with the true ones: seconds missed and seconds found in vain, as parts of the true ones (their sum is the detection error rate of NIST's
/// evaluations, without a collar), and how many true segments were found at all. Both streams hold events with a duration, each stamped with its beginning; segments of one stream that
/// overlap count once. Where nothing is true nothing else is concluded: a recording may just not be annotated.
/// </summary>
[Node("dsp.detection", Summary = "Compares found segments with the true ones.", Gap = GapPolicy.Continue, Example = "events: [\"1\"]")]
public sealed partial class Detection : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The true events that count; none: all.</summary>
        public ValueList<string> Events { get; init; } = [];
    }

    private string[] counted = [];
    [State] private SegmentTally found = null!;
    [State] private SegmentTally truth = null!;
    [State] private double both;     // s

    /// <summary>What was found.</summary>
    [Input(Kinds = [StreamKind.Events])]
    public Input<Event> Found { get; } = new();

    /// <summary>What is true.</summary>
    [Input(Kinds = [StreamKind.Events])]
    public Input<Event> Truth { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        counted = [.. Current.Events];
        (found, truth) = (new SegmentTally(), new SegmentTally());
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        // In the order of their beginnings, so that of each stream only the latest segment can still touch what comes.
        while (Found.Available > 0 || Truth.Available > 0)
        {
            var isTruth = Found.Available == 0 || (Truth.Available > 0 && Truth.TimeOf(0) <= Found.TimeOf(0));
            var (input, own, other) = isTruth ? (Truth, truth, found) : (Found, found, truth);
            var happened = input.Samples[0];
            if (!isTruth || counted.Length == 0 || Array.IndexOf(counted, happened.Text) >= 0) both += own.Add(input.TimeOf(0), happened.Duration, other);
            input.Advance(1);
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude()
    {
        if (truth.Count == 0) return [new("true segments", 0)];
        return
        [
            new("detection error rate", (truth.Seconds - both + found.Seconds - both) / truth.Seconds),
            new("missed", (truth.Seconds - both) / truth.Seconds),
            new("false alarm", (found.Seconds - both) / truth.Seconds),
            new("true segments", truth.Count),
            new("found of them", truth.Met),
            new("found in vain", found.Count - found.Met),
        ];
    }
}
