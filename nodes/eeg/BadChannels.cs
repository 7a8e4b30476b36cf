namespace Streaming.Eeg;

/// <summary>
/// Finds channels that cannot be trusted, as the signal comes. It judges a window every step: a channel is bad at once when samples are missing (not numbers) or when it
/// has not changed for long; and after a share of the last windows in which it correlates with no other channel, is not what its neighbours predict, or has far more
/// mains or muscle noise than the others. It is good again after a while without fault. The mask of a window bears the time of the window's last sample, the moment at
/// which all of it is known, and holds from that sample on: so what follows a mask gives the same live as from a recording, and waits for nothing. Put it before filters:
/// it makes its own bands (1 to 30 Hz for correlations, above 45 Hz for noise), and a flat channel is flat only before a filter. What is known of a channel outlives a gap. The rules and their numbers are those of
/// clean_rawdata and the PREP pipeline (Bigdely-Shamlo et al., Frontiers in Neuroinformatics 9:16, 2015), made causal.
/// </summary>
[Node("eeg.badchannels", Summary = "Finds flat, noisy and uncorrelated channels and those with missing samples.", Gap = GapPolicy.Continue, Example = "flat: 1, memory: 4")]
public sealed partial class BadChannels : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Length of the window that is judged; a whole number of steps.</summary>
        [Unit("s"), Range(0.1, 60)]
        public double Window { get; init; } = 2;

        /// <summary>Time from one judgement, and mask, to the next.</summary>
        [Unit("s"), Range(0.02, 60)]
        public double Step { get; init; } = 0.5;

        /// <summary>A channel that has not changed for so long is bad.</summary>
        [Unit("s"), Range(0.01, 3600)]
        public double Flat { get; init; } = 5;

        /// <summary>A window is wrong where the best tenth of a channel's correlations with the others begins below this (1 to 30 Hz, without sign); 0 does not ask.</summary>
        [Range(0, 1)]
        public double Correlation { get; init; } = 0.45;

        /// <summary>A window is wrong where a channel correlates less than this with what its neighbours predict; needs 48 channels with places on the head, with fewer it does not ask. 0 never asks.</summary>
        [Range(0, 1)]
        public double Neighbours { get; init; } = 0.7;

        /// <summary>A window is wrong where a channel's noise above 45 Hz lies so many deviations above the median of all; needs a rate above 100 Hz. 0 does not ask.</summary>
        [Range(0, 1000)]
        public double Line { get; init; } = 4;

        /// <summary>How far back windows count.</summary>
        [Unit("s"), Range(0.02, 3600)]
        public double Memory { get; init; } = 10;

        /// <summary>A channel is bad when more than this share of the windows that count are wrong.</summary>
        [Range(0, 1)]
        public double Share { get; init; } = 0.5;

        /// <summary>A bad channel is good again after windows without fault for so long.</summary>
        [Unit("s"), Range(0.02, 3600)]
        public double Recover { get; init; } = 5;
    }

    private ChannelJudge judge = null!;
    private Fault[] faults = [];
    private string[] labels = [];
    private string[] good = [];
    private string[][] bad = [];
    private double stepSeconds;
    [State] private WindowStatistics statistics = null!;
    [State] private Verdicts verdicts = null!;
    [State] private long[] badSteps = [];

    /// <summary>The signal to judge, unfiltered.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Signal { get; } = new();

    /// <summary>A row every step, from the end of the first window on: 1 for each channel that is bad, 0 for each good one.</summary>
    [Output]
    public Output<float> Mask { get; } = new();

    /// <summary>
    /// What changed: <c>bad Fp1 flat</c> (or <c>missing</c>, <c>uncorrelated</c>, <c>unpredicted</c>, <c>noisy</c>), <c>good Fp1</c>; the value is the index of the channel.
    /// </summary>
    [Output]
    public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        var (channels, rate) = (format.Channels, format.Rate);
        if (!(rate > 0)) throw new FormatMismatchException("a signal of steady rate", "an irregular one", "resample it at its source");
        if (Current.Line > 0 && rate <= 100) throw new FormatMismatchException("a rate above 100 Hz, to tell line noise", Text($"{rate:R} Hz"), "set line: 0 to judge without it");
        var length = (int)Math.Max(1, Math.Round(Current.Step * rate));
        var steps = (int)Math.Round(Current.Window / Current.Step);
        if (steps < 1 || Math.Abs(steps * Current.Step - Current.Window) > 1e-6 * Current.Window)
            throw new FormatMismatchException("a window of a whole number of steps", Text($"{Current.Window:R} s in steps of {Current.Step:R} s"),
                "choose a step that divides the window");

        stepSeconds = length / rate;
        statistics = new WindowStatistics(channels, rate, length, steps);
        verdicts = new Verdicts(channels, Count(Current.Memory), Current.Share, Count(Current.Recover));
        judge = new ChannelJudge(statistics, new NeighbourPrediction(HeadPositions.Of(format)), Current, channels, rate);
        faults = new Fault[channels];
        badSteps = new long[channels];
        labels = [.. ChannelLabels.Of(format)];
        good = [.. labels.Select(label => $"good {label}")];
        bad = [.. labels.Select(label => Enum.GetNames<Fault>().Select(fault => $"bad {label} {fault.ToLowerInvariant()}").ToArray())];
        Mask.Format = new StreamFormat { Kind = StreamKind.Features, Shape = [channels], Labels = ValueList.From(labels), Name = "Bad channels" };
        Events.Format = StreamFormat.Events("Bad channels");

        int Count(double seconds) => (int)Math.Max(1, Math.Round(seconds / Current.Step));
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            var taken = statistics.Take(Signal.Samples);
            if (statistics.Ready) Judge(Signal.TimeOf(taken - 1));
            Signal.Advance(taken);
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() =>
        [.. Enumerable.Range(0, labels.Length).Where(c => badSteps[c] > 0).Select(c => new Conclusion($"{labels[c]} bad", badSteps[c] * stepSeconds, "s"))];

    private void Judge(double time)
    {
        judge.Judge(faults, verdicts);
        var row = Mask.Reserve(1);
        for (var c = 0; c < faults.Length; c++)
        {
            if (verdicts.Take(c, faults[c])) Events.Write(new Event(verdicts[c] == Fault.None ? good[c] : bad[c][(int)verdicts[c]], c), time);
            row[c] = verdicts[c] == Fault.None ? 0 : 1;
            if (verdicts[c] != Fault.None) badSteps[c]++;
        }
        verdicts.Next();
        Mask.Commit(time);
    }

    private static string Text(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
