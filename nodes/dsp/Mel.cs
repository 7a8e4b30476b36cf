namespace Streaming.Dsp;

/// <summary>
/// Mel features of a signal as librosa, Kaldi or NeMo have them (see <see cref="MelConvention"/>), or of the spectra of dsp.stft, whose frames may be any. Features
/// are [mels * channels], of each mel all channels, labelled such as "mel1", or "mel1 left" where channels have labels. Of a signal they have the time of the middle
/// of their frame; of spectra that of the spectrum. After a gap frames begin anew. dsp.zscore after it normalises each feature by its running mean and deviation.
/// </summary>
[Node("dsp.mel", Summary = "Computes mel or log-mel features.", Gap = GapPolicy.Handled, Example = "convention: nemo, mels: 6, length: 50, hop: 20, size: 64")]
public sealed partial class Mel : IStreamNode
{
    /// <summary>What can be set. What is left out is as the convention says.</summary>
    public sealed record Settings
    {
        /// <summary>Whose features.</summary>
        public required MelConvention Convention { get; init; }

        /// <summary>How many filters; 0: as the convention says.</summary>
        [Range(0, 4096)]
        public int Mels { get; init; }

        /// <summary>Lower edge of the first filter; -1: as the convention says.</summary>
        [Unit("Hz"), Range(-1, 1e9)]
        public double Low { get; init; } = -1;

        /// <summary>Upper edge of the last filter; 0: half the rate.</summary>
        [Unit("Hz"), Range(0, 1e9)]
        public double High { get; init; }

        /// <summary>Samples of a transform; 0: as the convention says.</summary>
        [Range(0, 1 << 20)]
        public int Size { get; init; }

        /// <summary>Samples of the window; 0: as the convention says.</summary>
        [Range(0, 1 << 20)]
        public int Length { get; init; }

        /// <summary>Samples from one frame to the next; 0: as the convention says.</summary>
        [Range(0, 1 << 20)]
        public int Hop { get; init; }

        /// <summary>The part of the sample before that is subtracted from each; -1: as the convention says.</summary>
        [Range(-1, 1)]
        public double Emphasis { get; init; } = -1;

        /// <summary>The mel scale.</summary>
        public MelScale Scale { get; init; }

        /// <summary>How filters are scaled.</summary>
        public MelNorm Norm { get; init; }

        /// <summary>Filters sum magnitudes instead of powers.</summary>
        public bool Magnitudes { get; init; }

        /// <summary>The logarithm.</summary>
        public MelLog Log { get; init; }

        /// <summary>What is added before the logarithm; -1: as the convention says.</summary>
        [Range(-1, 1e9)]
        public double Offset { get; init; } = -1;

        /// <summary>The least of which the logarithm is taken; -1: as the convention says.</summary>
        [Range(-1, 1e9)]
        public double Floor { get; init; } = -1;
    }

    private const double NemoRate = 16000;
    private const int Part = 1024; // samples that are emphasised at a time

    private MelRules rules = null!;
    private FrameSpectrum? transform; // null where spectra come
    private MelEnergies energies = null!;
    private double first; // seconds from the first sample to the middle of the first frame
    private double part;
    private float[] spectrum = [];
    private float[] emphasised = []; // empty where the signal is not
    [State] private Framing framing = null!;
    [State] private PreEmphasis emphasis = null!;

    /// <summary>A signal, or the spectra of one.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Spectrum])]
    public Input<float> Signal { get; } = new();

    /// <summary>The features.</summary>
    [Output]
    public Output<float> Features { get; } = new();

    /// <inheritdoc/>
    public int LatencySamples { get; private set; }

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        rules = MelRules.Of(Current.Convention);
        if (format.Kind == StreamKind.Spectrum)
        {
            var resolution = Expect.Spectra(format);
            if (Current is not { Size: 0, Length: 0, Hop: 0, Emphasis: -1 })
                throw new FormatMismatchException("a signal where size, length, hop or emphasis are set", format.ToString(), "set them at dsp.stft, or link the signal itself");
            transform = null;
            (framing, emphasis) = (new Framing(1, 1, 1), new PreEmphasis(0, 1)); // nothing to remember
            LatencySamples = 0;
            Prepare(format, format.Shape[0], Expect.ComplexSpectra(format), resolution, (format.Shape[0] - 1) * resolution, format.Rate);
            return;
        }
        Expect.Signal(format);
        var (size, length, hop) = MelRules.Frames(Current.Convention, format.Rate, Current.Size, Current.Length, Current.Hop);
        // NeMo's encoders are trained at one rate; at another, features have the same form and mean other frequencies.
        if (Current is { Convention: MelConvention.Nemo, Size: 0, Length: 0, Hop: 0 } && Math.Abs(format.Rate - NemoRate) > 1e-6 * NemoRate)
            throw new FormatMismatchException("a signal at 16000 Hz, which the frames of 'nemo' are of", Expect.Text($"{format.Rate:R} Hz"), "put { node: dsp.resample, rate: 16000 } before it, or set size, length and hop");
        length = Expect.WindowLength(length, size);
        transform = new FrameSpectrum(WindowFunction.Make(rules.Window, length, rules.Symmetric), size, format.Channels);
        spectrum = transform.HasPowers ? [] : new float[transform.Bins * 2 * format.Channels];
        var padded = rules.Padding != FramePadding.None;
        var middle = padded ? size / 2 - (size - length) / 2 : length / 2;
        // NeMo keeps a frame for each whole hop of the signal.
        framing = new Framing(length, hop, format.Channels, rules.Padding, before: padded ? middle : 0, beyond: Current.Convention == MelConvention.Nemo ? hop : size % 2);
        part = Or(Current.Emphasis, rules.Emphasis);
        emphasis = new PreEmphasis(part, format.Channels);
        emphasised = rules.FrameByFrame || part == 0 ? [] : new float[Part * format.Channels];
        first = padded ? 0 : middle / format.Rate;
        LatencySamples = length - 1 - middle;
        Prepare(format, transform.Bins, format.Channels, format.Rate / size, format.Rate / 2, format.Rate / hop);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap) Finish();
            if (Signal.Gap || !Features.HasBegun) Features.Begin(Signal.TimeOf(0) + first);
            if (transform is null) Convert();
            else Read(transform);
        }
        if (Signal.Ended) Finish();
        return StepResult.NeedInput;
    }

    private void Prepare(StreamFormat format, int bins, int channels, double resolution, double nyquist, double rate)
    {
        var scale = Current.Scale == MelScale.Convention ? rules.Scale : Current.Scale;
        var norm = Current.Norm == MelNorm.Convention ? rules.Norm : Current.Norm;
        var log = Current.Log == MelLog.Convention ? rules.Log : Current.Log;
        var mels = Current.Mels > 0 ? Current.Mels : rules.Mels;
        var filters = new MelFilters(mels, bins, resolution, Or(Current.Low, rules.Low), Current.High > 0 ? Current.High : nyquist, scale, rules.OverMel, norm == MelNorm.Area);
        energies = new MelEnergies(filters, bins, channels, Current.Magnitudes, log, Or(Current.Floor, rules.Floor), Or(Current.Offset, rules.Offset));
        Features.Format = format with
        {
            Kind = StreamKind.Features,
            Shape = [mels * channels],
            Rate = rate,
            Axis = null,
            Labels = ValueList.From(Enumerable.Range(1, mels).SelectMany(m => Enumerable.Range(0, channels).Select(c => Expect.Text($"mel{m}") + Suffix(format, channels, c)))),
            Unit = log switch
            {
                MelLog.Decibel => "dB",
                MelLog.Natural => "",
                _ => Current.Magnitudes || format.Unit.Length == 0 ? format.Unit : $"{format.Unit}²",
            },
        };
    }

    private static string Suffix(StreamFormat format, int channels, int channel) =>
        format.Labels.Count == channels ? " " + format.Labels[channel]
        : format.Labels.Count == 2 * channels ? " " + Expect.ChannelOf(format.Labels[2 * channel])
        : channels == 1 ? ""
        : Expect.Text($" {channel + 1}");

    private void Convert()
    {
        var width = Signal.Samples.Length / Signal.Available;
        energies.Compute(Signal.Samples[..width], Features.Reserve(1));
        if (Features.Format.Rate > 0) Features.Commit(1);
        else Features.Commit(Signal.TimeOf(0));
        Signal.Advance(1);
    }

    private void Read(FrameSpectrum frames)
    {
        var samples = Signal.Available;
        var block = Signal.Samples;
        var count = framing.Following(samples);
        var rows = count > 0 ? Features.Reserve(count) : default;
        if (emphasised.Length == 0) Take(frames, block, ref rows);
        else
        {
            for (; !block.IsEmpty; block = block[Math.Min(block.Length, emphasised.Length)..])
            {
                var piece = block[..Math.Min(block.Length, emphasised.Length)];
                emphasis.Process(piece, emphasised);
                Take(frames, emphasised.AsSpan(0, piece.Length), ref rows);
            }
        }
        Features.Commit(count);
        Signal.Advance(samples);
    }

    private void Take(FrameSpectrum frames, ReadOnlySpan<float> block, ref Span<float> rows)
    {
        var width = Features.Format.SampleSize;
        do
        {
            block = framing.Take(block);
            if (!framing.Ready) continue;
            Compute(frames, rows[..width]);
            rows = rows[width..];
        }
        while (!block.IsEmpty || framing.Ready);
    }

    private void Finish()
    {
        while (transform is { } frames && framing.TakePadded())
        {
            Compute(frames, Features.Reserve(1));
            Features.Commit(1);
        }
        framing.Reset();
        emphasis.Reset();
    }

    private void Compute(FrameSpectrum frames, Span<float> row)
    {
        if (rules.FrameByFrame) PreEmphasis.Frame(framing.Current, Signal.Format.Channels, part);
        if (frames.HasPowers)
        {
            energies.Compute(frames, framing.Current, row);
        }
        else
        {
            frames.Compute(framing.Current, spectrum);
            energies.Compute(spectrum, row);
        }
    }

    private static double Or(double set, double convention) => set >= 0 ? set : convention;
}
