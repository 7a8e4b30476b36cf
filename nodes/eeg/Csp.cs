namespace Streaming.Eeg;

/// <summary>
/// Weighs the channels of windows so that classes differ most in variance, and sends the logarithm of that variance for each filter: common spatial patterns
/// (Blankertz et al. 2008). It learns from windows of a band-passed signal whose classes true events tell (<c>streaming fit</c>); a window has the class of the
/// latest true event at or before its time. What it learnt on epochs works on sliding windows of another length too. Windows that are not finite are left out of the
/// learning and give NaN.
/// </summary>
[Node("eeg.csp", Summary = "Log-variances of windows in common spatial patterns, learnt from recordings.", Gap = GapPolicy.Continue,
    Example = "fit: csp.json, classes: { \"1\": left, \"2\": right }, within: 0.5, filters: 2")]
public sealed partial class Csp : IStreamNode, ILearner
{
    private const double Least = 1e-30; // units², for the logarithm of a window without any change

    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file of what it learnt.</summary>
        [FilePath]
        public string Fit { get; init; } = "";

        /// <summary>The class that each true event stands for, such as { "1": left, "2": right }; other events are ignored.</summary>
        public required ValueMap Classes { get; init; }

        /// <summary>While it learns: how long after a true event a window still belongs to it; 0: only at its very time, as epochs come.</summary>
        [Unit("s"), Range(0, 1e6)]
        public double Within { get; init; }

        /// <summary>Filters for each class.</summary>
        [Range(1, 64)]
        public int Filters { get; init; } = 3;

        /// <summary>
        /// While it learns: how far covariances are drawn towards their mean variance (Lotte and Guan 2011). With 0 the filters follow what little is left in directions that
        /// interpolated or re-referenced channels depend on each other in, and decide by chance.
        /// </summary>
        [Range(0, 1)]
        public double Regularisation { get; init; } = 0.3;
    }

    private bool learning;
    private string[] names = [];
    private int length;
    private int channels;
    private double[] filters = []; // [outputs, channels]
    private double[] means = [];
    private double[] sample = [];
    private double[] sums = [];
    private double[] squares = [];
    [State] private Teacher teacher = null!;
    [State] private Examples covariances = null!;

    /// <summary>The windows, of a signal filtered to the band of interest.</summary>
    [Input(Kinds = [StreamKind.Windows])]
    public Input<float> Windows { get; } = new();

    /// <summary>What was true; asked for while it learns only.</summary>
    [Input(Kinds = [StreamKind.Events], Optional = true)]
    public Input<Event> Truth { get; } = new();

    /// <summary>The logarithm of the variance (in units²) in each filter, those of the first class first.</summary>
    [Output]
    public Output<float> Features { get; } = new();

    /// <inheritdoc/>
    public string FitFile => Current.Fit;

    /// <inheritdoc/>
    public StreamFormat FitStream => Windows.Format;

    /// <inheritdoc/>
    public void Learn() => learning = true;

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Windows.Format;
        if (format is not { Shape: [> 1, _], Axis: { Name: "time", Step: > 0 } })
            throw new FormatMismatchException("windows of more than one sample", format.ToString(), "put dsp.window or dsp.epochs before it");
        names = Classes.Of(Current.Classes);
        (length, channels) = (format.Shape[0], format.Channels);
        if (Current.Filters > channels)
            throw new FormatMismatchException($"at least {Current.Filters} channels, as many as filters for a class", $"{channels}", "ask for fewer filters");
        var outputs = names.Length * Current.Filters;
        means = new double[channels];
        sample = new double[channels];
        sums = new double[outputs];
        squares = new double[outputs];
        teacher = new Teacher(Current.Classes, names, Current.Within);
        covariances = new Examples(channels * channels, names.Length);
        Features.Format = format with
        {
            Kind = StreamKind.Features,
            Shape = [outputs],
            Rate = 0,
            Axis = null,
            Unit = "",
            Labels = [.. names.SelectMany(name => Enumerable.Range(1, Current.Filters).Select(f => $"{name} {f}"))],
        };
        if (!learning)
        {
            var learnt = Fit.Read(this, format);
            Classes.Check(learnt, names);
            filters = learnt.Rows("filters", outputs, channels);
        }
        else if (!Truth.IsLinked)
        {
            throw new FormatMismatchException("true events to learn from", "no link into 'truth'", "link the events of a recording to it");
        }
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Windows.Available > 0)
        {
            var time = Windows.TimeOf(0);
            var window = Windows.Samples[..(length * channels)];
            var label = teacher.ClassAt(Truth, time);
            if (!learning)
            {
                Filter(window, Features.Reserve(1));
                Features.Commit(time);
            }
            else if (label >= 0)
            {
                AddCovariance(window, covariances.Next());
                covariances.Add(label);
            }
            Windows.Advance(1);
        }
        teacher.ClassAt(Truth, double.PositiveInfinity); // windows still to come are later than all that shows
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude(FitWriter learnt)
    {
        covariances.Require(2, names);
        var patterns = Design(0..0);
        var judged = new LeftOut(names.Length);
        foreach (var fold in Folds.Of(covariances))
        {
            // The filters too are learnt without what they are judged on.
            var features = FeaturesOf(Design(fold));
            if (LinearDiscriminant.Learn(features, fold, shrinks: true) is not { } discriminant) continue;
            for (var i = fold.Start.Value; i < fold.End.Value; i++) judged.Judge(discriminant, features[i], features.ClassOf(i));
        }
        learnt.Texts("classes", names);
        learnt.Numbers("shares", patterns.Shares);
        learnt.Rows("filters", patterns.Filters, channels);
        learnt.Rows("patterns", patterns.Patterns, channels);
        return
        [
            .. covariances.Counted(names),
            .. names.Select((name, c) => new Conclusion($"largest share of variance in {name}", patterns.Shares[c * Current.Filters])),
            .. judged.Concluded(),
        ];
    }

    // The logarithm of each filter's variance over the window, without its mean.
    private void Filter(ReadOnlySpan<float> window, Span<float> features)
    {
        Array.Clear(sums);
        Array.Clear(squares);
        for (; !window.IsEmpty; window = window[channels..])
        {
            for (var c = 0; c < channels; c++) sample[c] = window[c];
            for (var f = 0; f < sums.Length; f++)
            {
                var y = Rows.Dot(filters.AsSpan(f * channels, channels), sample);
                sums[f] += y;
                squares[f] += y * y;
            }
        }
        for (var f = 0; f < sums.Length; f++) features[f] = LogVariance((squares[f] - sums[f] * sums[f] / length) / length);
    }

    private void AddCovariance(ReadOnlySpan<float> window, Span<double> covariance)
    {
        covariance.Clear();
        Array.Clear(means);
        for (var i = 0; i < window.Length; i++) means[i % channels] += window[i];
        for (; !window.IsEmpty; window = window[channels..])
        {
            for (var c = 0; c < channels; c++) sample[c] = window[c] - means[c] / length;
            for (var c = 0; c < channels; c++) Rows.AddScaled(sample[c] / length, sample, covariance.Slice(c * channels, channels));
        }
    }

    private SpatialPatterns Design(Range without)
    {
        var square = channels * channels;
        var sum = new double[names.Length * square];
        var counts = new int[names.Length];
        for (var i = 0; i < covariances.Count; i++)
        {
            if (i >= without.Start.Value && i < without.End.Value) continue;
            var label = covariances.ClassOf(i);
            counts[label]++;
            Rows.AddScaled(1, covariances[i], sum.AsSpan(label * square, square));
        }
        for (var c = 0; c < counts.Length; c++) Rows.Scale(1.0 / counts[c], sum.AsSpan(c * square, square));
        return SpatialPatterns.Design(sum, channels, Current.Filters, Current.Regularisation)
            ?? throw new FitException("", $"at least {Current.Filters} channels that are independent of each other", "fewer", "ask for fewer filters, or look for flat channels");
    }

    private Examples FeaturesOf(SpatialPatterns patterns)
    {
        var features = new Examples(sums.Length, names.Length);
        var product = new double[channels];
        for (var i = 0; i < covariances.Count; i++)
        {
            var row = features.Next();
            for (var f = 0; f < row.Length; f++)
            {
                var filter = patterns.Filters.AsSpan(f * channels, channels);
                Products.Multiply(filter, covariances[i], product, 1, channels, channels);
                row[f] = LogVariance(Rows.Dot(product, filter));
            }
            features.Add(covariances.ClassOf(i));
        }
        return features;
    }

    private static float LogVariance(double variance) => (float)Math.Log(double.IsNaN(variance) ? variance : Math.Max(variance, Least));
}
