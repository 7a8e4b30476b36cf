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

/// <summary>Refers channels to others, by a montage: weighted sums of the channels at each sample. A channel without weight has no part, even where it is bad.</summary>
[Node("dsp.reference", Summary = "Refers channels to their average, to linked ones, to neighbours, or by any matrix.", Gap = GapPolicy.Continue, Example = "mode: average")]
public sealed partial class Reference : IBlockNode<float>
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

    private SpatialFilter filter = null!;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        if (input.Kind is not (StreamKind.Signal or StreamKind.Windows)) throw new FormatMismatchException("a signal or windows", input.ToString(), "put dsp.reference earlier");
        IReadOnlyList<string> labels = input.Labels.Count > 0 ? input.Labels : new string[input.Channels];
        var montage = Current.Mode switch
        {
            ReferenceMode.Average => Montage.Average(labels),
            ReferenceMode.Linked => Montage.Linked(input.Labels, Current.Channels),
            ReferenceMode.Bipolar => Montage.Bipolar(input.Labels, Current.Pairs),
            _ => new Montage(Current.Labels, Weights(input.Channels)),
        };
        filter = new SpatialFilter(montage);
        var named = input.Labels.Count > 0 || Current.Mode == ReferenceMode.Matrix;
        return input with { Shape = [.. input.Shape.SkipLast(1), montage.Labels.Count], Labels = named ? ValueList.From(montage.Labels) : [] };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => filter.Process(input, output);

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
