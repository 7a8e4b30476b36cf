namespace Streaming.Simulate;

/// <summary>
/// Spoils a signal as laboratories see it: channels that lie flat, samples that are not numbers, electrode pops, channels that give nothing but noise, and mains on a
/// single channel. What happens depends on the seed and the place in the stream alone, and the truth is told. Rates are those of all channels together; a rate of 0 leaves
/// a fault out.
/// </summary>
[Node("simulate.faults", Summary = "Spoils a signal as a laboratory would, with the truth about it.", Gap = GapPolicy.Continue,
    Example = "flatRate: 20, noiseRate: 20, lineRate: 20, popRate: 20, missingRate: 20, length: 1")]
public sealed partial class Faults : IStreamNode
{
    /// <summary>What goes wrong.</summary>
    public sealed record Settings
    {
        /// <summary>The same seed gives the same faults, on every machine.</summary>
        public long Seed { get; init; } = 1;

        /// <summary>How long nothing goes wrong at first.</summary>
        [Unit("s"), Range(0, 1e9)] public double After { get; init; }

        /// <summary>The channels that may be spoilt; none named: all.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>How often a channel stops changing.</summary>
        [Unit("1/min"), Range(0, 1000)] public double FlatRate { get; init; } = 0.2;

        /// <summary>How often a channel gives nothing but noise.</summary>
        [Unit("1/min"), Range(0, 1000)] public double NoiseRate { get; init; } = 0.2;

        /// <summary>How often the mains come in on a channel.</summary>
        [Unit("1/min"), Range(0, 1000)] public double LineRate { get; init; } = 0.2;

        /// <summary>Mean length of these; single ones differ by up to half.</summary>
        [Unit("s"), Range(0.01, 86400)] public double Length { get; init; } = 30;

        /// <summary>How often an electrode pops.</summary>
        [Unit("1/min"), Range(0, 1000)] public double PopRate { get; init; } = 1;

        /// <summary>How often a channel gives no numbers (NaN) for a moment.</summary>
        [Unit("1/min"), Range(0, 1000)] public double MissingRate { get; init; } = 0.5;

        /// <summary>Mean length of such a moment.</summary>
        [Unit("s"), Range(0.0001, 86400)] public double MissingLength { get; init; } = 0.1;

        /// <summary>The noise of a channel that gives nothing else (rms, white).</summary>
        [Range(0, 1e9)] public double NoiseLevel { get; init; } = 50;

        /// <summary>The mains on a single channel (peak).</summary>
        [Range(0, 1e9)] public double LineLevel { get; init; } = 100;

        /// <summary>Mean height of a pop.</summary>
        [Range(0, 1e9)] public double PopLevel { get; init; } = 300;

        /// <summary>The frequency of the mains.</summary>
        [Unit("Hz"), Range(0, 1000)] public double LineFrequency { get; init; } = 50;
    }

    private static readonly string[] names = ["flat", "noise", "line", "missing"];

    private string[][] texts = [];
    private double[] offsets = [];
    private int[] chosen = [];
    private int channels;
    private double rate;
    private long after;
    [State] private Spells[] spells = [];       // in the order of their names
    [State] private Pops pops = null!;
    [State] private Xoshiro256 noise;
    [State] private float[] frozen = [];
    [State] private long sample;

    /// <summary>The signal to spoil.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Signal { get; } = new();

    /// <summary>The spoilt signal.</summary>
    [Output]
    public Output<float> Output { get; } = new();

    /// <summary>What goes wrong and when it begins, with its duration: <c>flat Fp1</c>, <c>noise Fp1</c>, <c>line Fp1</c>, <c>missing Fp1</c>, <c>pop Fp1</c>; the value is the index of the channel.</summary>
    [Output]
    public Output<Event> Truth { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        (channels, rate) = (format.Channels, format.Rate);
        if (!(rate > 0)) throw new FormatMismatchException("a signal of steady rate", "an irregular one", "spoil it before it is cut");
        var labels = ChannelLabels.Of(format);
        chosen = Current.Channels.Count > 0 ? ChannelLabels.Find(labels, Current.Channels) : [.. Enumerable.Range(0, channels)];
        texts = [.. names.Append("pop").Select(name => labels.Select(label => $"{name} {label}").ToArray())];
        double[] rates = [Current.FlatRate, Current.NoiseRate, Current.LineRate, Current.MissingRate];
        spells = [.. rates.Select((perMinute, i) =>
            new Spells(perMinute, (names[i] == "missing" ? Current.MissingLength : Current.Length) * rate, rate, channels, chosen, new Xoshiro256((ulong)Current.Seed, (ulong)i)))];
        pops = new Pops(Current.PopRate, Current.PopLevel, rate, chosen.Length, new Xoshiro256((ulong)Current.Seed, 4));
        noise = Seeded();
        offsets = new double[chosen.Length];
        frozen = new float[channels];
        after = (long)Math.Round(Current.After * rate);
        Output.Format = format;
        Truth.Format = StreamFormat.Events("Simulated faults");
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap || !Output.HasBegun) Output.Begin(Signal.TimeOf(0));
            var samples = Signal.Available;
            var output = Output.Reserve(samples);
            Signal.Samples.CopyTo(output);
            for (var i = 0; i < samples; i++, sample++)
                if (sample >= after) Spoil(output.Slice(i * channels, channels), Signal.TimeOf(i));
            if (Signal.Stamps.IsEmpty) Output.Commit(samples);
            else Output.Commit(Signal.Stamps);
            Signal.Advance(samples);
        }
        return StepResult.NeedInput;
    }

    partial void OnReset() => noise = Seeded();

    private Xoshiro256 Seeded() => new((ulong)Current.Seed, 5);

    private void Spoil(Span<float> values, double time)
    {
        for (var f = 0; f < spells.Length; f++)
        {
            var (channel, length) = spells[f].Advance();
            if (channel < 0) continue;
            Truth.Write(new Event(texts[f][channel], channel, length / rate), time);
            if (f == 0) frozen[channel] = values[channel];
        }
        Array.Clear(offsets);
        if (pops.Advance(offsets) is >= 0 and var popped) Truth.Write(new Event(texts[^1][chosen[popped]], chosen[popped], pops.Length / rate), time);
        var mains = Current.LineLevel * Turn.Sin(sample * Current.LineFrequency / rate);
        for (var i = 0; i < chosen.Length; i++)
        {
            var c = chosen[i];
            var x = values[c] + offsets[i];
            if (spells[1].Hits(c)) x = Current.NoiseLevel * noise.Normal();
            if (spells[2].Hits(c)) x += mains;
            if (spells[0].Hits(c)) x = frozen[c];
            if (spells[3].Hits(c)) x = double.NaN;
            values[c] = (float)x;
        }
    }
}
