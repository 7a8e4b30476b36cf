namespace Streaming.Dsp;

/// <summary>Keeps some channels, by label, in the order named; works on signals, windows and spectra. Channels without labels, as those of a WAV file, are called 1, 2 and so on.</summary>
[Node("dsp.select", Summary = "Keeps some channels, by label.", Gap = GapPolicy.Continue, Example = "channels: [\"POz|Right AUX\", O1, O2]")]
public sealed partial class Select : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Labels of the channels to keep, in the order to keep them; "POz|Right AUX" takes the first that is there. None: all but those of except.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>Labels of channels to leave out.</summary>
        public ValueList<string> Except { get; init; } = [];
    }

    private int inputs;
    private int[] chosen = [];
    private float[] row = [];

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        inputs = input.Channels;
        chosen = Choose(input);
        row = new float[inputs];
        var labels = input.Labels.Count == 0 ? [] : ValueList.From(chosen.Select(c => input.Labels[c]));
        return input with { Shape = [.. input.Shape.SkipLast(1), chosen.Length], Labels = labels };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var to = 0; !input.IsEmpty; input = input[inputs..])
        {
            input[..inputs].CopyTo(row); // the output may be the same memory, in another order
            foreach (var c in chosen) output[to++] = row[c];
        }
    }

    private int[] Choose(StreamFormat input)
    {
        IReadOnlyList<string> labels = input.Labels.Count > 0 ? input.Labels : [.. Enumerable.Range(1, input.Channels).Select(c => $"{c}")];
        var kept = Current.Channels.Count > 0 ? Dsp.Channels.Find(labels, Current.Channels) : [.. Enumerable.Range(0, inputs)];
        if (Current.Except.Count > 0) kept = [.. kept.Except(Dsp.Channels.Find(labels, Current.Except))];
        if (kept.Length == 0) throw new FormatMismatchException("at least one channel to keep", "none", "name fewer under except");
        return kept;
    }
}
