namespace Streaming.Eeg;

/// <summary>
/// Removes what the eyes add to each channel: recursive least squares on EOG references (He, Wilson and Russell, Medical and Biological Engineering and Computing 42, 2004).
/// Put a high-pass before it; an offset would be explained too. Brain activity in a reference is taken from the channels as well: electrodes at the eyes serve better than
/// frontal ones. A sample that is not a number teaches nothing. What it has learnt outlives a gap.
/// </summary>
[Node("eeg.eog", Summary = "Removes eye movements and blinks by regression on EOG channels.", Gap = GapPolicy.Continue, Example = "channels: [Fp1, Fp2-O2]")]
public sealed partial class Eog : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The references: EOG or frontal channels, or differences of two channels such as Fp1-O1.</summary>
        public required ValueList<string> Channels { get; init; }

        /// <summary>The channels of which references are made stay in the signal, as they were, since by itself each would be explained away; else they are dropped.</summary>
        public bool Keep { get; init; } = true;

        /// <summary>The last values of each reference that count.</summary>
        [Range(1, 100)]
        public int Taps { get; init; } = 3;

        /// <summary>What a sample still counts one sample later: memory is about 1 / (1 - lambda) samples.</summary>
        [Range(0.9, 1)]
        public double Lambda { get; init; } = 0.9999;

        /// <summary>How much must be known of a reference before it counts, in units² of the signal; P begins at 1 / sigma.</summary>
        [Range(1e-30, 1e30)]
        public double Sigma { get; init; } = 0.01;
    }

    [State] private RecursiveRegression regression = null!;
    private (int Plus, int Minus)[] pairs = [];     // Minus -1: the channel itself
    private int[] cleaned = [];                     // the channels that are regressed
    private int[] kept = [];                        // the channels of the output; of the cleaned ones where they stand there
    private int inputs;
    private double[] references = [];
    private double[] sample = [];
    private float[] row = [];

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        if (input.Kind != StreamKind.Signal) throw new FormatMismatchException("a signal", input.ToString(), "put this node before the one that makes windows or spectra");
        if (Current.Channels.Count == 0) throw new FormatMismatchException("at least one reference", "none", "name EOG channels such as EOG1, or a difference such as Fp1-O1");
        var labels = ChannelLabels.Of(input);
        inputs = input.Channels;
        pairs = [.. Current.Channels.Select(name => Reference(labels, name))];
        cleaned = [.. Enumerable.Range(0, inputs).Except(pairs.SelectMany(p => new[] { p.Plus, p.Minus }))];
        if (cleaned.Length == 0) throw new FormatMismatchException("a channel to clean besides the references", "none", "name fewer references");
        kept = Current.Keep ? [.. Enumerable.Range(0, inputs)] : cleaned;
        regression = new RecursiveRegression(pairs.Length, Current.Taps, cleaned.Length, Current.Lambda, Current.Sigma);
        references = new double[pairs.Length];
        sample = new double[regression.Stride];
        row = new float[inputs];
        return input with { Shape = [kept.Length], Labels = input.Labels.Count > 0 ? ValueList.From(kept.Select(c => input.Labels[c])) : [] };
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (; !input.IsEmpty; input = input[inputs..], output = output[kept.Length..])
        {
            input[..inputs].CopyTo(row); // the output may be the same memory
            for (var j = 0; j < pairs.Length; j++) references[j] = pairs[j].Minus < 0 ? row[pairs[j].Plus] : (double)row[pairs[j].Plus] - row[pairs[j].Minus];
            for (var i = 0; i < cleaned.Length; i++) sample[i] = row[cleaned[i]];
            regression.Process(references, sample);
            for (var i = 0; i < cleaned.Length; i++) row[cleaned[i]] = (float)sample[i];
            for (var i = 0; i < kept.Length; i++) output[i] = row[kept[i]];
        }
    }

    // A label may hold a hyphen: it is tried as a whole first, then every hyphen as the one between two labels.
    private static (int Plus, int Minus) Reference(IReadOnlyList<string> labels, string name)
    {
        if (ChannelLabels.TryFind(labels, name) is >= 0 and var channel) return (channel, -1);
        for (var at = name.IndexOf('-'); at >= 0; at = name.IndexOf('-', at + 1))
        {
            var (plus, minus) = (ChannelLabels.TryFind(labels, name[..at].Trim()), ChannelLabels.TryFind(labels, name[(at + 1)..].Trim()));
            if (plus >= 0 && minus >= 0 && plus != minus) return (plus, minus);
        }
        return (ChannelLabels.Find(labels, name), -1);
    }
}
