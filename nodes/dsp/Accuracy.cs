namespace Streaming.Dsp;

/// <summary>
/// Counts how many decisions are right. A decision belongs to the latest true event at or before its time; one without such an event is not counted as right or
/// wrong. Where the classes are named it also concludes the information transfer rate (Wolpaw et al. 2002, Clin. Neurophysiol. 113:767-791).
/// </summary>
[Node("dsp.accuracy", Summary = "Counts how many decisions agree with the true events.", Gap = GapPolicy.Continue, Example = "classes: { \"1\": left, \"2\": right }")]
public sealed partial class Accuracy : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The class that each true event stands for, such as { "1": left }; others are ignored. None: every event is named like its class.</summary>
        public ValueMap Classes { get; init; } = ValueMap.Empty;

        /// <summary>How long after a true event a decision still belongs to it; 0: only at its very time, as decisions on epochs come.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Within { get; init; }
    }

    [State] private string truth = "";
    [State] private double since = double.NegativeInfinity;
    [State] private double first = double.NaN; // s, the time of the first true event
    [State] private long events;
    [State] private bool decided = true;
    [State] private long right;
    [State] private long wrong;
    [State] private long unrelated;
    [State] private long undecided;

    /// <summary>What was decided.</summary>
    [Input(Kinds = [StreamKind.Events])]
    public Input<Event> Decisions { get; } = new();

    /// <summary>What was true.</summary>
    [Input(Kinds = [StreamKind.Events])]
    public Input<Event> Truth { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Decisions.Available > 0)
        {
            var time = Decisions.TimeOf(0);
            ReadTruth(time);
            Judge(Decisions.Samples[0].Text, time);
            Decisions.Advance(1);
        }
        ReadTruth(double.PositiveInfinity); // decisions still to come are later than all that shows
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() =>
    [
        new("accuracy", (double)right / (right + wrong)),
        new("right", right),
        new("decisions", right + wrong),
        new("events without decision", undecided + (decided ? 0 : 1)),
        new("decisions without event", unrelated),
        new("information transfer rate", BitsPerDecision() * PerMinute(), "bits/min"),
    ];

    /// <summary>Bits per decision among equally likely classes (Wolpaw et al. 2002); 0 at or below chance, NaN where the classes are not known.</summary>
    private double BitsPerDecision()
    {
        var classes = Current.Classes.Entries.Select(e => e.Value).Distinct().Count();
        if (classes < 2) return double.NaN;
        var p = (double)right / (right + wrong);
        if (p <= 1.0 / classes) return 0;
        var error = p == 1 ? 0 : (1 - p) * Math.Log2((1 - p) / (classes - 1));
        return Math.Log2(classes) + p * Math.Log2(p) + error;
    }

    /// <summary>Decisions per minute of the time in which true events came.</summary>
    private double PerMinute() => 60 * (events - 1) / (since - first) * (right + wrong) / events;

    private void ReadTruth(double until)
    {
        while (Truth.Available > 0 && Truth.TimeOf(0) <= until)
        {
            var text = Truth.Samples[0].Text;
            if (Current.Classes.Entries.Count > 0) text = Current.Classes[text];
            if (text is not null)
            {
                if (!decided) undecided++;
                (truth, since, decided) = (text, Truth.TimeOf(0), false);
                if (events++ == 0) first = since;
            }
            Truth.Advance(1);
        }
    }

    private void Judge(string decision, double time)
    {
        if (!(time - since <= Current.Within))
        {
            unrelated++;
            return;
        }
        decided = true;
        if (decision == truth) right++;
        else wrong++;
    }
}
