namespace Streaming.Eeg;

/// <summary>How the covariance that classes have in common is estimated.</summary>
public enum Covariance
{
    /// <summary>
    /// Drawn towards its mean variance as far as is best on average (Ledoit and Wolf 2004): for few examples of many values, as in event-related potentials (Blankertz
    /// et al. 2011).
    /// </summary>
    LedoitWolf,

    /// <summary>As the examples have it; there must be more of them than values.</summary>
    Plain,
}

/// <summary>How likely each class is before anything is seen.</summary>
public enum Prior
{
    /// <summary>All alike, whatever their number among the examples.</summary>
    Equal,

    /// <summary>As frequent as among the examples.</summary>
    Learnt,
}

/// <summary>
/// Decides between two or more classes by linear discriminant analysis, with the covariance of Ledoit and Wolf where values are many and examples few. It learns from
/// windows or features whose classes true events tell (<c>streaming fit</c>); an example has the class of the latest true event at or before its time. One that is
/// not finite is left out of the learning, gets no decision, and scores of NaN.
/// </summary>
[Node("eeg.lda", Summary = "Decides between classes by linear discriminant analysis, learnt from recordings.", Gap = GapPolicy.Continue,
    Example = "fit: lda.json, classes: { \"1\": left, \"2\": right }, within: 0.5")]
public sealed partial class Lda : IStreamNode, ILearner
{
    private const int MostValues = 2048;

    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file of what it learnt.</summary>
        [FilePath]
        public string Fit { get; init; } = "";

        /// <summary>The class that each true event stands for, such as { "1": left, "2": right }; other events are ignored.</summary>
        public required ValueMap Classes { get; init; }

        /// <summary>While it learns: how long after a true event an example still belongs to it; 0: only at its very time, as epochs come.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Within { get; init; }

        /// <summary>While it learns: how the covariance is estimated.</summary>
        public Covariance Covariance { get; init; } = Covariance.LedoitWolf;

        /// <summary>How likely each class is beforehand.</summary>
        public Prior Prior { get; init; } = Prior.Equal;

        /// <summary>The least probability of a decision; below it none is made.</summary>
        [Live, Range(0, 1)]
        public double Threshold { get; init; }
    }

    private bool learning;
    private string[] names = [];
    private LinearDiscriminant discriminant = null!;
    private double[] priors = [];
    private double[] row = [];
    private double[] scores = [];
    [State] private Teacher teacher = null!;
    [State] private Examples examples = null!;

    /// <summary>The windows or features to decide on.</summary>
    [Input(Kinds = [StreamKind.Features, StreamKind.Windows])]
    public Input<float> Input { get; } = new();

    /// <summary>What was true; asked for while it learns only.</summary>
    [Input(Kinds = [StreamKind.Events], Optional = true)]
    public Input<Event> Truth { get; } = new();

    /// <summary>A decision for each window, at its time: the class, and its probability.</summary>
    [Output]
    public Output<Event> Decisions { get; } = new();

    /// <summary>The logarithm of the probability of each class.</summary>
    [Output]
    public Output<float> Scores { get; } = new();

    /// <inheritdoc/>
    public string FitFile => Current.Fit;

    /// <inheritdoc/>
    public StreamFormat FitStream => Input.Format;

    /// <inheritdoc/>
    public void Learn() => learning = true;

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Input.Format;
        names = Classes.Of(Current.Classes);
        if (format.SampleSize > MostValues)
            throw new FormatMismatchException($"at most {MostValues} values to decide on", $"{format}", "put eeg.erp or another node that makes few features of a window before it");
        row = new double[format.SampleSize];
        scores = new double[names.Length];
        teacher = new Teacher(Current.Classes, names, Current.Within);
        examples = new Examples(row.Length, names.Length);
        Decisions.Format = StreamFormat.Events("decisions", EventContent.Decisions);
        Scores.Format = format with { Kind = StreamKind.Features, Shape = [names.Length], Rate = 0, Axis = null, Unit = "", Labels = [.. names] };
        if (!learning) Read(Fit.Read(this, format));
        else if (!Truth.IsLinked) throw new FormatMismatchException("true events to learn from", "no link into 'truth'", "link the events of a recording to it");
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Input.Available > 0)
        {
            var time = Input.TimeOf(0);
            var input = Input.Samples[..row.Length];
            var label = teacher.ClassAt(Truth, time);
            if (!learning) Decide(input, time);
            else if (label >= 0) Take(input, label);
            Input.Advance(1);
        }
        teacher.ClassAt(Truth, double.PositiveInfinity); // what is still to come is later than all that shows
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude(FitWriter learnt)
    {
        examples.Require(2, names);
        var shrinks = Current.Covariance == Covariance.LedoitWolf;
        var all = LinearDiscriminant.Learn(examples, 0..0, shrinks) ?? throw Singular();
        var judged = new LeftOut(names.Length);
        foreach (var fold in Folds.Of(examples))
        {
            var part = LinearDiscriminant.Learn(examples, fold, shrinks) ?? throw Singular();
            for (var i = fold.Start.Value; i < fold.End.Value; i++) judged.Judge(part, examples[i], examples.ClassOf(i));
        }
        learnt.Texts("classes", names);
        learnt.Numbers("frequencies", [.. names.Select((_, c) => (double)examples.CountOf(c) / examples.Count)]);
        learnt.Numbers("offsets", all.Offsets);
        learnt.Rows("weights", all.Weights, row.Length);
        return [.. examples.Counted(names), new("values", row.Length), new("shrinkage", all.Shrinkage), .. judged.Concluded()];
    }

    private void Read(FitReader learnt)
    {
        Classes.Check(learnt, names);
        discriminant = new LinearDiscriminant(learnt.Rows("weights", names.Length, row.Length), learnt.Numbers("offsets", names.Length));
        priors = Current.Prior == Prior.Equal ? new double[names.Length] : Array.ConvertAll(learnt.Numbers("frequencies", names.Length), Math.Log);
    }

    private void Take(ReadOnlySpan<float> input, int label)
    {
        var next = examples.Next();
        for (var i = 0; i < next.Length; i++) next[i] = input[i];
        examples.Add(label);
    }

    private void Decide(ReadOnlySpan<float> input, double time)
    {
        for (var i = 0; i < row.Length; i++) row[i] = input[i];
        discriminant.Score(row, scores);
        for (var c = 0; c < scores.Length; c++) scores[c] += priors[c];
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best]) best = c;
        double sum = 0, top = scores[best];
        foreach (var score in scores) sum += Math.Exp(score - top);
        var room = Scores.Reserve(1);
        for (var c = 0; c < scores.Length; c++) room[c] = (float)(scores[c] - top - Math.Log(sum));
        Scores.Commit(time);
        if (1 / sum >= Current.Threshold) Decisions.Write(new Event(names[best], 1 / sum), time);
    }

    private FitException Singular() => new("", $"more examples than their {row.Length} values, none of them constant or a sum of others", $"{examples.Count}",
        "set covariance: ledoitWolf, or learn from more recordings");
}
