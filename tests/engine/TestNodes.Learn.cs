namespace Streaming.Tests;

/// <summary>Learns the mean of each channel, and takes it off.</summary>
[Node("test.centre", Summary = "Takes the mean it learnt off each channel.", Example = "fit: centre.json")]
public sealed partial class Centre : IBlockNode<float>, ILearner
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>What it learnt.</summary>
        [FilePath] public string Fit { get; init; } = "";

        /// <summary>Samples that it needs to learn from.</summary>
        public int Least { get; init; } = 1;
    }

    private bool learning;
    private double[] means = [];
    [State] private double[] sums = [];
    [State] private long count;

    public string FitFile => Current.Fit;

    public StreamFormat FitStream { get; private set; } = null!;

    public void Learn() => learning = true;

    public StreamFormat Configure(StreamFormat input)
    {
        FitStream = input;
        sums = new double[input.Channels];
        if (!learning) means = Fit.Read(this, input).Numbers("means", input.Channels);
        return input;
    }

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (!learning)
        {
            for (var i = 0; i < input.Length; i++) output[i] = (float)(input[i] - means[i % means.Length]);
            return;
        }
        for (var i = 0; i < input.Length; i++) sums[i % sums.Length] += input[i];
        count += input.Length / sums.Length;
    }

    public IReadOnlyList<Conclusion> Conclude(FitWriter learnt)
    {
        if (count < Current.Least) throw new FitException("", $"at least {Current.Least} samples", $"{count}", $"give '{FitException.Command}' a longer recording");
        learnt.Numbers("means", [.. sums.Select(s => s / count)]);
        return [new("samples", count), new("mean of channel 0", sums[0] / count, "µV")];
    }
}
