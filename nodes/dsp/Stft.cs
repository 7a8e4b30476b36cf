namespace Streaming.Dsp;

/// <summary>
/// The short-time Fourier transform: spectra [bins, 2 * channels] of overlapping frames, of each channel the real and the imaginary part, unscaled (Allen and
/// Rabiner, Proc. IEEE 65(11), 1977). One channel gives [bins, 2]. A spectrum has the time of the middle of its frame, sample size / 2 of it. With padding frames
/// are those of librosa.stft and torch.stft with center, also at the end of the signal; without, those of center off. After a gap frames begin anew.
/// </summary>
[Node("dsp.stft", Summary = "Transforms overlapping frames of a signal to complex spectra.", Gap = GapPolicy.Handled, Example = "size: 64, hop: 16, padding: reflect")]
public sealed partial class Stft : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples of a transform; any number works, products of small primes are fast.</summary>
        [Range(1, 1 << 20)]
        public required int Size { get; init; }

        /// <summary>Samples from one frame to the next.</summary>
        [Range(1, 1 << 20)]
        public required int Hop { get; init; }

        /// <summary>Samples of the window, which stands in the middle of the transform between zeros; 0 for all.</summary>
        [Range(0, 1 << 20)]
        public int Length { get; init; }

        /// <summary>The shape of the window.</summary>
        public WindowShape Window { get; init; } = WindowShape.Hann;

        /// <summary>The last value of the window mirrors its first; otherwise its period is its length.</summary>
        public bool Symmetric { get; init; }

        /// <summary>What stands outside the signal; with any padding the middle of the first frame is the first sample, with none the first frame begins there.</summary>
        public FramePadding Padding { get; init; }
    }

    private FrameSpectrum transform = null!;
    private double first; // seconds from the first sample to the middle of the first frame
    [State] private Framing framing = null!;

    /// <summary>The signal.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Signal { get; } = new();

    /// <summary>The spectra.</summary>
    [Output]
    public Output<float> Spectra { get; } = new();

    /// <inheritdoc/>
    public int LatencySamples { get; private set; }

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        Expect.Signal(format);
        var (size, hop) = (Current.Size, Current.Hop);
        var length = Expect.WindowLength(Current.Length, size);
        var middle = size / 2 - (size - length) / 2;
        var padded = Current.Padding != FramePadding.None;
        transform = new FrameSpectrum(WindowFunction.Make(Current.Window, length, Current.Symmetric), size, format.Channels);
        framing = new Framing(length, hop, format.Channels, Current.Padding, before: padded ? middle : middle - size / 2, beyond: size % 2);
        first = padded ? 0 : size / 2 / format.Rate;
        LatencySamples = Math.Max(length - 1 - middle, Current.Padding == FramePadding.Reflect ? middle : 0);
        Spectra.Format = format with
        {
            Kind = StreamKind.Spectrum,
            Shape = [transform.Bins, 2 * format.Channels],
            Rate = format.Rate / hop,
            Axis = new Axis("frequency", "Hz", 0, format.Rate / size),
            Labels = ValueList.From(format.Labels.SelectMany(label => new[] { $"{label} re", $"{label} im" })),
        };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap) Finish();
            if (Signal.Gap || !Spectra.HasBegun) Spectra.Begin(Signal.TimeOf(0) + first);
            var block = Signal.Samples;
            var count = framing.Following(Signal.Available);
            var room = count > 0 ? Spectra.Reserve(count) : default;
            var width = Spectra.Format.SampleSize;
            do
            {
                block = framing.Take(block);
                if (!framing.Ready) continue;
                transform.Compute(framing.Current, room[..width]);
                room = room[width..];
            }
            while (!block.IsEmpty || framing.Ready);
            Spectra.Commit(count);
            Signal.Advance(Signal.Available);
        }
        if (Signal.Ended) Finish();
        return StepResult.NeedInput;
    }

    private void Finish()
    {
        while (framing.TakePadded())
        {
            transform.Compute(framing.Current, Spectra.Reserve(1));
            Spectra.Commit(1);
        }
        framing.Reset();
    }
}
