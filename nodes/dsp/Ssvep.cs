namespace Streaming.Dsp;

/// <summary>
/// Decides at which flickering light a person looks: scores each window by canonical correlation with the sines and cosines of each frequency and its
/// harmonics, and names the frequency of the highest score. Nothing is trained. With several electrodes the scores of low frequencies tend to be higher;
/// one occipital electrode, or an average reference and a threshold, avoids that.
/// </summary>
[Node("dsp.ssvep", Summary = "Decides which flicker frequency a brain follows (SSVEP by canonical correlation).", Gap = GapPolicy.Continue, Example = "frequencies: [30, 20], harmonics: 2")]
public sealed partial class Ssvep : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The flicker frequencies.</summary>
        [Unit("Hz"), Range(0, 1e6)]
        public required ValueList<double> Frequencies { get; init; }

        /// <summary>What a decision for each frequency is called; none: the frequencies themselves.</summary>
        public ValueList<string> Classes { get; init; } = [];

        /// <summary>Multiples of a frequency that count, itself included.</summary>
        [Range(1, 100)]
        public int Harmonics { get; init; } = 2;

        /// <summary>The least score of a decision; below it none is made.</summary>
        [Live, Range(0, 1)]
        public double Threshold { get; init; }
    }

    private CanonicalCorrelation correlation = null!;
    private int windowSize;
    private string[] classes = [];
    private float[] scores = [];

    /// <summary>The windows to decide on.</summary>
    [Input(Kinds = [StreamKind.Windows])]
    public Input<float> Windows { get; } = new();

    /// <summary>A decision for each window, at the window's time: the class, and its score.</summary>
    [Output]
    public Output<Event> Decisions { get; } = new();

    /// <summary>The score of each frequency, 0 to 1.</summary>
    [Output]
    public Output<float> Scores { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Windows.Format;
        var rate = Expect.Windows(format);
        windowSize = format.SampleSize;
        correlation = new CanonicalCorrelation(rate, format.Shape[0], format.Channels, Current.Frequencies.Span, Current.Harmonics);
        classes = [.. Current.Classes.Count > 0 ? Current.Classes : Current.Frequencies.Select(f => Expect.Text($"{f:R}"))];
        if (classes.Length != correlation.Frequencies)
            throw new FormatMismatchException($"a class for each of {correlation.Frequencies} frequencies", $"{classes.Length} classes", "name as many, or none");
        scores = new float[classes.Length];
        Decisions.Format = StreamFormat.Events("decisions", EventContent.Decisions);
        Scores.Format = format with { Kind = StreamKind.Features, Shape = [classes.Length], Rate = 0, Axis = null, Unit = "", Labels = ValueList.From(classes) };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Windows.Available > 0)
        {
            correlation.Score(Windows.Samples[..windowSize], scores);
            var time = Windows.TimeOf(0);
            scores.CopyTo(Scores.Reserve(1));
            Scores.Commit(time);
            var best = 0;
            for (var i = 1; i < scores.Length; i++)
                if (scores[i] > scores[best]) best = i;
            if (scores[best] >= Current.Threshold) Decisions.Write(new Event(classes[best], scores[best]), time);
            Windows.Advance(1);
        }
        return StepResult.NeedInput;
    }
}
