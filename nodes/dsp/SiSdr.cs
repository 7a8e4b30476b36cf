namespace Streaming.Dsp;

/// <summary>
/// Measures how near an estimate is to a reference, whatever its level: the scale-invariant signal-to-distortion ratio (Le Roux et al., "SDR - half-baked or well
/// done?", ICASSP 2019, eq. 2; no mean is taken off), and, where the mixture is linked too, by how much it rose above that of the mixture. Samples are compared with those of
/// the same capture time, so that the latency of what stands between does not count; what one stream has and another does not is left out. Of several channels the mean in
/// decibels counts. Without a reference it concludes nothing, so that a graph may have one where the truth is known and do without where it is not.
/// </summary>
[Node("dsp.sisdr", Summary = "Measures how near a cleaned signal is to the clean one (SI-SDR).", Gap = GapPolicy.Handled, Example = "")]
public sealed partial class SiSdr : IStreamNode, IResultNode
{
    [State] private Projection estimate = null!;
    [State] private Projection mixture = null!;
    [State] private long samples;
    private Input<float>[] inputs = [];
    private double rate;
    private int channels;

    /// <summary>What is judged.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Estimate { get; } = new();

    /// <summary>What it should be.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Signal])]
    public Input<float> Reference { get; } = new();

    /// <summary>What it was made from.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Signal])]
    public Input<float> Mixture { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        inputs = [.. new[] { Estimate, Reference, Mixture }.Where(i => i.IsLinked)];
        var format = Estimate.Format;
        Expect.Signal(format);
        foreach (var other in inputs)
            if (other.Format.Rate != format.Rate || other.Format.Channels != format.Channels)
                throw new FormatMismatchException("signals of one rate and as many channels", $"{format} and {other.Format}", "resample or select before this node");
        (rate, channels) = (format.Rate, format.Channels);
        estimate = new Projection(channels);
        mixture = new Projection(channels);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        if (!Reference.IsLinked)
            foreach (var input in inputs) input.Advance(input.Available);
        else
            while (Shared() is > 0 and var count) Take(count);
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => !Reference.IsLinked ? []
        : !Mixture.IsLinked ? [new("SI-SDR", estimate.Ratio, "dB"), new("compared", samples / rate, "s")]
        : [new("SI-SDR before", mixture.Ratio, "dB"), new("SI-SDR", estimate.Ratio, "dB"), new("improvement", estimate.Ratio - mixture.Ratio, "dB"), new("compared", samples / rate, "s")];

    /// <summary>Passes over what is not in all streams; how many samples of equal times come next.</summary>
    private int Shared()
    {
        var count = int.MaxValue;
        while (true)
        {
            var latest = double.NegativeInfinity;
            foreach (var input in inputs)
            {
                if (input.Available == 0) return 0;
                latest = Math.Max(latest, input.TimeOf(0));
            }
            var together = true;
            foreach (var input in inputs)
            {
                var early = (int)Math.Min(input.Available, Math.Round((latest - input.TimeOf(0)) * rate));
                input.Advance(early);
                together &= early == 0;
                count = Math.Min(count, input.Available);
            }
            if (together) return count;
            count = int.MaxValue;
        }
    }

    private void Take(int count)
    {
        estimate.Add(Reference.Samples[..(count * channels)], Estimate.Samples[..(count * channels)]);
        if (Mixture.IsLinked) mixture.Add(Reference.Samples[..(count * channels)], Mixture.Samples[..(count * channels)]);
        samples += count;
        foreach (var input in inputs) input.Advance(count);
    }
}
