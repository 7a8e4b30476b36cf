namespace Streaming.Dsp;

/// <summary>
/// Compares two conditions, each a stream of spectra or features: the mean of each over all its samples and channels, and the ratio of the first to the
/// second. Of spectra it compares the density in a band, and finds the peak of each mean spectrum there. Samples with a value that is not finite are left out and
/// counted.
/// </summary>
[Node("dsp.compare", Summary = "Compares a feature, or a band of spectra, between two conditions.", Gap = GapPolicy.Continue, Example = "names: [closed, open], band: [8, 13]")]
public sealed partial class Compare : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>What the two conditions are called.</summary>
        public ValueList<string> Names { get; init; } = ["first", "second"];

        /// <summary>Of spectra, the edges of the band to compare; none: the whole spectrum.</summary>
        [Unit("Hz"), Range(0, 1e9)]
        public ValueList<double> Band { get; init; } = [];
    }

    [State] private ConditionMean first = null!;
    [State] private ConditionMean second = null!;

    /// <summary>The first condition.</summary>
    [Input(Kinds = [StreamKind.Spectrum, StreamKind.Features])]
    public Input<float> First { get; } = new();

    /// <summary>The second condition.</summary>
    [Input(Kinds = [StreamKind.Spectrum, StreamKind.Features])]
    public Input<float> Second { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        if (Current.Names.Count != 2) throw new FormatMismatchException("two names", $"{Current.Names.Count}", "name both conditions");
        if (Current.Band.Count is not (0 or 2)) throw new FormatMismatchException("two edges of a band", $"{Current.Band.Count}", "write band: [low, high]");
        if (First.Format.Kind != Second.Format.Kind || First.Format.Unit != Second.Format.Unit)
            throw new FormatMismatchException("two streams of one kind and unit", $"{First.Format} and {Second.Format}", "compare like with like");
        first = Prepare(First.Format);
        second = Prepare(Second.Format);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        Read(First, first);
        Read(Second, second);
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude()
    {
        string a = Current.Names[0], b = Current.Names[1], unit = First.Format.Unit;
        List<Conclusion> conclusions = [new(a, first.Mean, unit), new(b, second.Mean, unit), new($"{a} / {b}", first.Mean / second.Mean)];
        if (First.Format.Kind == StreamKind.Spectrum) conclusions.AddRange([new($"{a} peak", first.Peak, "Hz"), new($"{b} peak", second.Peak, "Hz")]);
        if (first.LeftOut + second.LeftOut > 0) conclusions.Add(new("samples left out", first.LeftOut + second.LeftOut));
        return conclusions;
    }

    private ConditionMean Prepare(StreamFormat format)
    {
        if (format.Kind != StreamKind.Spectrum) return new ConditionMean(1, format.SampleSize, .., 1);
        var resolution = Expect.Spectra(format);
        var range = Current.Band.Count == 2 ? Spectrum.Bins(new Band("band", Current.Band[0], Current.Band[1]), resolution, format.Shape[0]) : ..;
        return new ConditionMean(format.Shape[0], format.Channels, range, resolution);
    }

    private static void Read(Input<float> input, ConditionMean mean)
    {
        while (input.Available > 0)
        {
            mean.Add(input.Samples[..mean.SampleSize]);
            input.Advance(1);
        }
    }
}
