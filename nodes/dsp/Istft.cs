namespace Streaming.Dsp;

/// <summary>
/// The inverse of dsp.stft with the same settings: spectra [bins, 2 * channels] become the signal, exactly where they were not changed (see
/// <see cref="OverlapAdd"/>). A sample comes with the last frame that holds it. With padding the signal ends at the middle of the last frame, without where its
/// window ends. Before a gap and at the end the samples that still wait are sent. Spectra that come irregularly are taken to follow each other by a hop.
/// </summary>
[Node("dsp.istft", Summary = "Joins complex spectra of overlapping frames to a signal.", Gap = GapPolicy.Handled, Example = "hop: 62")]
public sealed partial class Istft : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples of a transform; 0 for the even number that has as many bins.</summary>
        [Range(0, 1 << 20)]
        public int Size { get; init; }

        /// <summary>Samples from one frame to the next.</summary>
        [Range(1, 1 << 20)]
        public required int Hop { get; init; }

        /// <summary>Samples of the window; 0 for all of the transform.</summary>
        [Range(0, 1 << 20)]
        public int Length { get; init; }

        /// <summary>The shape of the window.</summary>
        public WindowShape Window { get; init; } = WindowShape.Hann;

        /// <summary>The last value of the window mirrors its first; otherwise its period is its length. Some published code cuts with one kind and joins with the other.</summary>
        public bool Symmetric { get; init; }

        /// <summary>What stood outside the signal; with any padding the signal begins in the middle of the first frame.</summary>
        public FramePadding Padding { get; init; }
    }

    private double first; // seconds from the time of the first spectrum to that of the first sample
    [State] private OverlapAdd overlap = null!;

    /// <summary>The spectra.</summary>
    [Input(Kinds = [StreamKind.Spectrum])]
    public Input<float> Spectra { get; } = new();

    /// <summary>The signal.</summary>
    [Output]
    public Output<float> Signal { get; } = new();

    /// <inheritdoc/>
    public int LatencySamples => (overlap.Latency + Current.Hop - 1) / Current.Hop;

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Spectra.Format;
        var channels = Expect.ComplexSpectra(format);
        var size = Current.Size > 0 ? Current.Size : 2 * (format.Shape[0] - 1);
        if (size / 2 + 1 != format.Shape[0])
            throw new FormatMismatchException($"spectra of {size / 2 + 1} bins, of a transform of {size} samples", $"{format.Shape[0]} bins", "set size to that of dsp.stft");
        var length = Expect.WindowLength(Current.Length, size);
        var padded = Current.Padding != FramePadding.None;
        var rate = RateOf(format, size);
        overlap = new OverlapAdd(WindowFunction.Make(Current.Window, length, Current.Symmetric), size, Current.Hop, channels, padded);
        first = padded ? 0 : -overlap.Middle / rate;
        Signal.Format = format with
        {
            Kind = StreamKind.Signal,
            Shape = [channels],
            Rate = rate,
            Axis = null,
            Labels = ValueList.From(Enumerable.Range(0, format.Labels.Count / 2).Select(c => Expect.ChannelOf(format.Labels[2 * c]))),
        };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Spectra.Available > 0)
        {
            if (Spectra.Gap) Finish();
            if (Spectra.Gap || !Signal.HasBegun) Signal.Begin(Spectra.TimeOf(0) + first);
            var width = Spectra.Samples.Length / Spectra.Available;
            Signal.Commit(overlap.Add(Spectra.Samples[..width], Signal.Reserve(Current.Hop)));
            Spectra.Advance(1);
        }
        if (Spectra.Ended) Finish();
        return StepResult.NeedInput;
    }

    private void Finish() => Signal.Commit(overlap.Flush(Signal.Reserve(overlap.Tail)));

    // The rate follows from that of the frames or, where they come irregularly, from their frequencies; where both are known they must agree.
    private double RateOf(StreamFormat format, int size)
    {
        var byAxis = format.Axis is { Name: "frequency", Start: 0, Step: > 0 } axis ? axis.Step * size : 0;
        var byRate = format.Rate * Current.Hop;
        if (byAxis == 0 && byRate == 0) throw new FormatMismatchException("spectra at a steady rate or with a frequency axis", format.ToString(), "put dsp.stft before it");
        if (byAxis > 0 && byRate > 0 && Math.Abs(byAxis - byRate) > 1e-6 * byAxis)
            throw new FormatMismatchException(Expect.Text($"spectra every {Current.Hop} samples of a signal of {byAxis:0.######} Hz"), Expect.Text($"{format.Rate:0.######} of them a second"), "set size and hop to those of dsp.stft");
        return Math.Round(byRate > 0 ? byRate : byAxis, 9); // 16000 / 160 * 160 need not be 16000
    }
}
