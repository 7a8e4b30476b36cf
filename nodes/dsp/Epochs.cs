namespace Streaming.Dsp;

/// <summary>
/// Cuts an epoch out of a signal around each marker: the window from one time to another relative to the sample nearest to the marker. An epoch has the time
/// of its marker. One that begins before the signal, or in which the signal breaks off, is left out and counted; so is one that holds a value which is not finite, or
/// beyond the limit.
/// </summary>
[Node("dsp.epochs", Summary = "Cuts an epoch out of a signal around each marker.", Gap = GapPolicy.Handled, Example = "from: 0.3, to: 1.3")]
public sealed partial class Epochs : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Where an epoch begins, relative to its marker.</summary>
        [Unit("s"), Range(-1e4, 1e4)]
        public required double From { get; init; }

        /// <summary>Where an epoch ends, relative to its marker.</summary>
        [Unit("s"), Range(-1e4, 1e4)]
        public required double To { get; init; }

        /// <summary>The texts of the markers to cut at; none: all.</summary>
        public ValueList<string> Events { get; init; } = [];

        /// <summary>Two times relative to the marker, within the epoch, such as [-0.2, 0]: what each channel has there on average is taken off it. None: nothing is.</summary>
        [Unit("s"), Range(-1e4, 1e4)]
        public ValueList<double> Baseline { get; init; } = [];

        /// <summary>The largest value, either way, that an epoch may hold after that; one with a larger is left out. 0: any.</summary>
        [Range(0, 1e9)]
        public double Limit { get; init; }
    }

    private const int Lateness = 64; // samples by which a marker may come behind its signal

    private double rate;
    private int latency;
    private int channels;
    private Range baseline; // samples of an epoch
    private double[] means = [];
    [State] private EpochBuffer buffer = null!;
    [State] private long rejected;
    [State] private double last = double.NaN; // time of the sample read last, since the signal began or broke off

    /// <summary>The signal to cut.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Signal { get; } = new();

    /// <summary>Where to cut.</summary>
    [Input(Kinds = [StreamKind.Events])]
    public Input<Event> Markers { get; } = new();

    /// <summary>An epoch for each marker.</summary>
    [Output]
    public Output<float> Windows { get; } = new();

    /// <summary>An epoch has the time of its marker and comes when its last sample does.</summary>
    public int LatencySamples => latency;

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        Expect.Signal(format);
        rate = format.Rate;
        if (!(Current.From < Current.To)) throw new FormatMismatchException("from before to", Expect.Text($"from {Current.From:R} s to {Current.To:R} s"), "swap them");
        var from = (int)Math.Round(Current.From * rate);
        var length = Expect.Samples("from .. to", Current.To - Current.From, rate);
        buffer = new EpochBuffer(from, length, format.Channels, late: Lateness + Math.Max(0, -(from + length)));
        latency = Math.Max(0, from + length);
        channels = format.Channels;
        means = new double[channels];
        baseline = Current.Baseline.Count == 0 ? 0..0 : Baseline(from, length);
        Windows.Format = format with
        {
            Kind = StreamKind.Windows,
            Shape = [length, format.Channels],
            Rate = 0,
            Axis = new Axis("time", "s", from / rate, 1 / rate),
        };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (true)
        {
            // The sample nearest to a marker is the last one up to its time or the one after.
            var time = Markers.Available > 0 ? Markers.TimeOf(0) : double.PositiveInfinity;
            Read(time);
            if (Markers.Available == 0) break;
            if (IsWanted(Markers.Samples[0].Text))
            {
                if (!TryPlace(time, out var sample)) break;
                buffer.Mark(sample, time);
                Cut([]);
            }
            Markers.Advance(1);
        }
        if (Signal.Ended && Markers.Ended) buffer.Break();
        Settle();
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => [new("epochs", Windows.Index), new("epochs missed", buffer.Missed + buffer.Pending), new("epochs rejected", rejected)];

    private Range Baseline(int from, int length)
    {
        if (Current.Baseline is not [var begin, var end])
            throw new FormatMismatchException("two times as baseline, such as [-0.2, 0]", $"{Current.Baseline.Count}", "name where it begins and ends");
        var (first, last) = ((int)Math.Round(begin * rate) - from, (int)Math.Round(end * rate) - from);
        if (first >= 0 && first < last && last <= length) return first..last;
        throw new FormatMismatchException(Expect.Text($"a baseline within the epoch, {Current.From:R} s to {Current.To:R} s"),
            Expect.Text($"{begin:R} s to {end:R} s"), "let the epoch begin earlier, or choose it within");
    }

    private bool IsWanted(string text) => Current.Events.Count == 0 || Current.Events.IndexOf(text) >= 0;

    private void Read(double until)
    {
        while (Signal.Available > 0 && Signal.TimeOf(0) <= until)
        {
            if (Signal.Gap) Break();
            var samples = Count(until);
            Cut(Signal.Samples[..(samples * Signal.Format.Channels)]);
            last = Signal.TimeOf(samples - 1);
            Signal.Advance(samples);
        }
    }

    private int Count(double until)
    {
        int low = 1, high = Signal.Available;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Signal.TimeOf(middle - 1) <= until) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private bool TryPlace(double time, out long sample)
    {
        if (Signal.Available > 0 && Signal.Gap) Break();
        var begun = !double.IsNaN(last);
        var after = begun ? (time - last) * rate : 0;
        sample = buffer.Seen;
        if (begun && after <= 0.5) sample += (long)Math.Round(after) - 1;
        else if (!begun && Signal.Available > 0) sample -= (long)Math.Round((Signal.TimeOf(0) - time) * rate);
        else return Signal.Available > 0 || Signal.Ended;
        return true;
    }

    private void Break()
    {
        buffer.Break();
        last = double.NaN;
    }

    private void Cut(ReadOnlySpan<float> samples)
    {
        do
        {
            samples = buffer.Take(samples);
            if (!buffer.Ready) continue;
            var epoch = Windows.Reserve(1);
            buffer.Current.CopyTo(epoch);
            TakeOffBaseline(epoch);
            if (IsGood(epoch)) Windows.Commit(buffer.Stamp);
            else rejected++;
        }
        while (!samples.IsEmpty || buffer.Ready);
    }

    private void TakeOffBaseline(Span<float> epoch)
    {
        var (first, count) = baseline.GetOffsetAndLength(epoch.Length / channels);
        if (count == 0) return;
        Array.Clear(means);
        for (var i = first * channels; i < (first + count) * channels; i++) means[i % channels] += epoch[i];
        for (var i = 0; i < epoch.Length; i++) epoch[i] -= (float)(means[i % channels] / count);
    }

    private bool IsGood(ReadOnlySpan<float> epoch)
    {
        var limit = Current.Limit > 0 ? Current.Limit : double.MaxValue;
        foreach (var value in epoch)
            if (!(Math.Abs(value) <= limit)) return false;
        return true;
    }

    // No epoch still to come is earlier than the markers that wait, here or at the input.
    private void Settle()
    {
        var until = Markers.Available > 0 ? Markers.TimeOf(0) : Math.Min(Markers.Bound, Signal.Bound);
        if (buffer.Pending > 0) until = Math.Min(until, buffer.OldestStamp);
        Windows.Settle(until);
    }
}
