namespace Streaming.Dsp;

/// <summary>To what channels are referred.</summary>
public enum ReferenceMode
{
    /// <summary>The mean of all channels.</summary>
    Average,

    /// <summary>The mean of the named channels.</summary>
    Linked,

    /// <summary>Each pair's second channel.</summary>
    Bipolar,

    /// <summary>Whatever the rows of weights say.</summary>
    Matrix,
}

/// <summary>
/// Refers channels to others, by a montage: weighted sums of the channels at each sample. A channel without weight has no part, even where it is bad. In the modes average
/// and linked a mask of bad channels may be linked: from a row's time on the bad ones take no part in the reference, yet are referred to it as all are. Where all references
/// are bad, those that were good last serve on, and the time it lasts is told at the end.
/// </summary>
[Node("dsp.reference", Summary = "Refers channels to their average, to linked ones, to neighbours, or by any matrix.", Gap = GapPolicy.Continue, Example = "mode: average")]
public sealed partial class Reference : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>To what channels are referred.</summary>
        public ReferenceMode Mode { get; init; } = ReferenceMode.Average;

        /// <summary>The channels that mode linked refers to, such as [M1, M2].</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>The pairs of mode bipolar, such as [F3-C3, C3-P3].</summary>
        public ValueList<string> Pairs { get; init; } = [];

        /// <summary>The rows of mode matrix, a row for each new channel with a weight for each channel of the signal.</summary>
        public ValueList<ValueList<double>> Weights { get; init; } = [];

        /// <summary>The labels of the rows of mode matrix.</summary>
        public ValueList<string> Labels { get; init; } = [];
    }

    private SpatialFilter? filter; // or else a common reference
    private int size, outputSize;
    [State] private CommonReference common = null!;
    [State] private ChannelMask mask = null!;
    [State] private bool isHeld;
    [State] private long held; // samples that had no good reference

    /// <summary>The signal, or windows of it.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Windows])]
    public Input<float> Signal { get; } = new();

    /// <summary>Which channels are bad, such as from eeg.badchannels: a number for each, 1 bad and 0 good.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Features])]
    public Input<float> Mask { get; } = new();

    /// <summary>The referred channels.</summary>
    [Output]
    public Output<float> Output { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var input = Signal.Format;
        if (input.Kind is not (StreamKind.Signal or StreamKind.Windows)) throw new FormatMismatchException("a signal or windows", input.ToString(), "put dsp.reference earlier");
        var isCommon = Current.Mode is ReferenceMode.Average or ReferenceMode.Linked;
        if (Mask.IsLinked && !isCommon)
            throw new FormatMismatchException("mode average or linked, whose reference can do without bad channels", $"mode {Current.Mode.ToString().ToLowerInvariant()} with a mask",
                "remove the link to the mask");
        if (Current.Mode == ReferenceMode.Linked && Current.Channels.Count == 0)
            throw new FormatMismatchException("at least one channel to refer to", "none", "name one, as M1 or TP9");
        mask = new ChannelMask(Mask, input);
        int[] references = Current.Mode == ReferenceMode.Linked ? Dsp.Channels.Find(input.Labels, Current.Channels) : [.. Enumerable.Range(0, input.Channels)];
        common = new CommonReference(input.Channels, references);
        var montage = Current.Mode switch
        {
            ReferenceMode.Bipolar => Montage.Bipolar(input.Labels, Current.Pairs),
            ReferenceMode.Matrix => new Montage(Current.Labels, Weights(input.Channels)),
            _ => null,
        };
        filter = montage is null ? null : new SpatialFilter(montage);
        var named = input.Labels.Count > 0 || Current.Mode == ReferenceMode.Matrix;
        Output.Format = montage is null ? input : input with { Shape = [.. input.Shape.SkipLast(1), montage.Labels.Count], Labels = named ? ValueList.From(montage.Labels) : [] };
        (size, outputSize) = (input.SampleSize, Output.Format.SampleSize);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap || !Output.HasBegun) Output.Begin(Signal.TimeOf(0));
            if (mask.Follow(Signal, out var samples)) isHeld = !common.Use(mask.Bad);
            if (isHeld) held += samples;
            var input = Signal.Samples[..(samples * size)];
            var output = Output.Reserve(samples);
            if (filter is not null) filter.Process(input, output[..(samples * outputSize)]);
            else common.Process(input, output);
            if (Signal.Stamps.IsEmpty) Output.Commit(samples);
            else Output.Commit(Signal.Stamps[..samples]);
            Signal.Advance(samples);
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => held > 0 && Signal.Format.Rate > 0 ? [new("no good reference", held / Signal.Format.Rate, "s")] : [];

    private double[,] Weights(int channels)
    {
        if (Current.Weights.Count == 0) throw new FormatMismatchException("at least one row of weights", "none", "write a row for each new channel");
        var weights = new double[Current.Weights.Count, channels];
        for (var o = 0; o < Current.Weights.Count; o++)
        {
            var row = Current.Weights[o];
            if (row.Count != channels) throw new FormatMismatchException($"{channels} weights in each row, one for each channel of the signal", $"{row.Count} in row {o + 1}", "write as many");
            for (var i = 0; i < channels; i++) weights[o, i] = row[i];
        }
        return weights;
    }
}
