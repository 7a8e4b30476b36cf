namespace Streaming.Eeg;

/// <summary>What becomes of a bad channel whose place on the head is not known.</summary>
public enum UnknownPlace
{
    /// <summary>The graph does not start.</summary>
    Error,

    /// <summary>It becomes the mean of the good channels that have a place.</summary>
    Mean,

    /// <summary>It stays as it is, as an EOG channel or a trigger should.</summary>
    Keep,
}

/// <summary>
/// Replaces channels that a mask calls bad by what the good ones say, by a spherical spline (Perrin et al., Electroencephalography and Clinical Neurophysiology 72, 1989).
/// Electrodes sit where the stream's description measured them, else where the 10-10 system puts their labels. A row of the mask holds from its time on. Where no good
/// channel is left a bad one has no numbers (NaN); so has a sample to which a good channel gave none.
/// </summary>
[Node("eeg.interpolate", Summary = "Replaces bad channels by a spherical spline of the good ones.", Gap = GapPolicy.Continue, Example = "unknown: mean")]
public sealed partial class Interpolate : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>What becomes of a bad channel whose place is not known. Such a channel never has a part in the others.</summary>
        public UnknownPlace Unknown { get; init; } = UnknownPlace.Error;

        /// <summary>How much the spline may differ from what was measured (added to the diagonal of its system): less follows noise, more is smoother. 0 goes through every value.</summary>
        [Range(0, 1)]
        public double Smoothing { get; init; } = 1e-5;
    }

    [State] private ChannelMask mask = null!;
    [State] private long[] replaced = [];
    [State] private long lost;
    private ChannelRepair repair = null!;

    /// <summary>The signal to repair.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Signal { get; } = new();

    /// <summary>Which channels are bad: a number for each, 1 bad and 0 good.</summary>
    [Input(Kinds = [StreamKind.Features])]
    public Input<float> Mask { get; } = new();

    /// <summary>The repaired signal.</summary>
    [Output]
    public Output<float> Output { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        var positions = HeadPositions.Of(format);
        var labels = ChannelLabels.Of(format);
        var unknown = Enumerable.Range(0, format.Channels).Where(c => positions[c] is null).Select(c => labels[c]).ToArray();
        if (Current.Unknown == UnknownPlace.Error && unknown.Length > 0)
            throw new FormatMismatchException("channels with places on the head, by a label of the 10-10 system or measured in the stream's description", string.Join(", ", unknown),
                "leave them out with dsp.select, or set unknown: mean or keep");
        mask = new ChannelMask(Mask, format);
        repair = new ChannelRepair(positions, Current.Smoothing, Current.Unknown == UnknownPlace.Mean);
        replaced = new long[format.Channels];
        Output.Format = format;
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        var channels = Signal.Format.Channels;
        while (Signal.Available > 0)
        {
            if (Signal.Gap || !Output.HasBegun) Output.Begin(Signal.TimeOf(0));
            mask.Follow(Signal, out var samples);
            repair.Follow(mask.Bad);
            var output = Output.Reserve(samples);
            Signal.Samples[..(samples * channels)].CopyTo(output);
            repair.Process(output);
            for (var c = 0; c < channels; c++)
                if (repair.Replaces(c)) replaced[c] += samples;
            if (repair.HasNone) lost += samples;
            if (Signal.Stamps.IsEmpty) Output.Commit(samples);
            else Output.Commit(Signal.Stamps[..samples]);
            Signal.Advance(samples);
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude()
    {
        var labels = ChannelLabels.Of(Signal.Format);
        var bad = Enumerable.Range(0, labels.Count).Where(c => replaced[c] > 0);
        List<Conclusion> all = [.. bad.Select(c => new Conclusion($"{labels[c]} replaced", replaced[c] / Signal.Format.Rate, "s"))];
        if (lost > 0) all.Add(new("no good channel left", lost / Signal.Format.Rate, "s"));
        return all;
    }
}
