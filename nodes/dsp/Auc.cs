namespace Streaming.Dsp;

/// <summary>
/// Measures how well scores tell the events of one class from all others, whatever threshold one would choose: the area under the receiver operating characteristic,
/// that is how often an event of the class has a higher score than another (Hanley and McNeil 1982). A score belongs to the latest true event at or before its time.
/// Kept are the scores that came last, so that a run of months has room.
/// </summary>
[Node("dsp.auc", Summary = "Measures how well scores tell true events of one class from the others (area under the ROC curve).", Gap = GapPolicy.Continue,
    Example = "score: Cz, classes: { \"1\": other, \"2\": target }, positive: target, within: 0.5")]
public sealed partial class Auc : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The label of the score that is high for the class; empty: the class's name, or the only score.</summary>
        public string Score { get; init; } = "";

        /// <summary>The class that each true event stands for, such as { "1": other, "2": target }; others are ignored. None: every event is named like its class.</summary>
        public ValueMap Classes { get; init; } = ValueMap.Empty;

        /// <summary>The class that is told from the others.</summary>
        public required string Positive { get; init; }

        /// <summary>How long after a true event a score still belongs to it; 0: only at its very time, as scores of epochs come.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Within { get; init; }

        /// <summary>Scores kept.</summary>
        [Range(2, 1e7)]
        public int Last { get; init; } = 10_000;
    }

    private int score;
    [State] private float[] scores = [];
    [State] private bool[] positives = [];
    [State] private long count; // of scores kept or replaced since
    [State] private long unrelated;
    [State] private long unknown;
    [State] private bool isPositive;
    [State] private double since = double.NegativeInfinity;

    /// <summary>The scores.</summary>
    [Input(Kinds = [StreamKind.Features])]
    public Input<float> Scores { get; } = new();

    /// <summary>What was true.</summary>
    [Input(Kinds = [StreamKind.Events])]
    public Input<Event> Truth { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Scores.Format;
        if (Current.Classes.Entries.Count > 0 && !Current.Classes.Entries.Any(e => e.Value == Current.Positive))
            throw new FormatMismatchException($"one of the classes {string.Join(", ", Current.Classes.Entries.Select(e => e.Value).Distinct())} as positive",
                $"'{Current.Positive}'", "name one of them");
        var name = Current.Score.Length > 0 ? Current.Score : Current.Positive;
        score = Current.Score.Length == 0 && format.Channels == 1 ? 0 : format.Labels.IndexOf(name);
        if (score < 0) throw new FormatMismatchException($"a score named '{name}'", $"{string.Join(", ", format.Labels)}", "name one of those in 'score'");
        scores = new float[Current.Last];
        positives = new bool[Current.Last];
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        var channels = Scores.Format.Channels;
        while (Scores.Available > 0)
        {
            var time = Scores.TimeOf(0);
            ReadTruth(time);
            Take(Scores.Samples[score], time);
            Scores.Advance(1);
        }
        ReadTruth(double.PositiveInfinity); // scores still to come are later than all that shows
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude()
    {
        var kept = (int)Math.Min(count, scores.Length);
        var positive = positives.AsSpan(0, kept).ToArray();
        var ofPositives = positive.Count(p => p);
        return
        [
            new("area under the curve", RocArea.Of(scores.AsSpan(0, kept).ToArray(), positive)),
            new($"scores of {Current.Positive}", ofPositives),
            new("scores of others", kept - ofPositives),
            new("scores without event", unrelated),
            new("scores not a number", unknown),
        ];
    }

    private void ReadTruth(double until)
    {
        while (Truth.Available > 0 && Truth.TimeOf(0) <= until)
        {
            var text = Truth.Samples[0].Text;
            if (Current.Classes.Entries.Count > 0) text = Current.Classes[text];
            if (text is not null) (isPositive, since) = (text == Current.Positive, Truth.TimeOf(0));
            Truth.Advance(1);
        }
    }

    private void Take(float value, double time)
    {
        if (!(time - since <= Current.Within)) unrelated++;
        else if (float.IsNaN(value)) unknown++;
        else
        {
            var at = (int)(count++ % scores.Length);
            (scores[at], positives[at]) = (value, isPositive);
        }
    }
}
