namespace Streaming.Simulate;

/// <summary>What a simulated subject is asked to do.</summary>
public enum Protocol
{
    /// <summary>Phases of eyes open and eyes closed take turns.</summary>
    Rest,

    /// <summary>Trials in which one flickering target, drawn at random, is attended; pauses between them.</summary>
    Ssvep,

    /// <summary>Nothing is scheduled: the settings <c>eyes</c> and <c>attend</c> say it, also while the graph runs.</summary>
    Free,

    /// <summary>Trials in which one movement, drawn at random, is made or imagined; pauses between them.</summary>
    MotorImagery,

    /// <summary>Stimuli one after the other, of which a few, drawn at random, are those waited for: "1" is a common one, "2" one waited for.</summary>
    P300,
}

/// <summary>Whether the eyes are open.</summary>
public enum Eyes
{
    /// <summary>Weak alpha, and blinks.</summary>
    Open,

    /// <summary>Strong alpha, no blinks.</summary>
    Closed,
}

/// <summary>The frequency of the mains.</summary>
public enum Mains
{
    /// <summary>No hum.</summary>
    None = 0,

    /// <summary>50 Hz.</summary>
    Hz50 = 50,

    /// <summary>60 Hz.</summary>
    Hz60 = 60,
}

/// <summary>
/// A simulated person under an EEG cap: background activity, alpha that follows the eyes, responses to flicker, to stimuli waited for and to movements, and the artifacts
/// that spoil a recording. It stands in for a recording or a device, and it knows the truth.
/// </summary>
[Node("simulate.subject", Summary = "A simulated person under an EEG cap, with the truth about what happens.", Paced = true, Example = "phase: 2, seconds: 20")]
public sealed partial class Subject : IStreamNode
{
    private Truth[] truths = [];
    private float[] missed = [];
    private int block;
    private long end;
    [State] private Person person = null!;
    [State] private Mishaps outages = null!;
    [State] private Mishaps jumps = null!;
    [State] private Xoshiro256 lengths;
    [State] private double ahead;           // s, by which the amplifier's clock is ahead of where it was at first

    /// <summary>What the person is like. Levels are in microvolts; a level or a rate of 0 leaves a source out.</summary>
    public sealed record Settings
    {
        /// <summary>What the person does.</summary>
        public Protocol Protocol { get; init; } = Protocol.Rest;

        /// <summary>Labels of the electrodes, of the 10-10 system.</summary>
        public ValueList<string> Channels { get; init; } = ["Fp1", "Fp2", "T7", "T8", "POz", "O1", "Oz", "O2"];

        /// <summary>Samples per second.</summary>
        [Unit("Hz"), Range(100, 20000)] public double Rate { get; init; } = 250;

        /// <summary>Seconds until it ends; 0: never.</summary>
        [Unit("s"), Range(0, 1e9)] public double Seconds { get; init; }

        /// <summary>Samples in a block; 0: 40 ms.</summary>
        [Range(0, 1e6)] public int Block { get; init; }

        /// <summary>The same seed gives the same samples, on every machine.</summary>
        public long Seed { get; init; } = 1;

        /// <summary>Length of each phase of the protocol rest.</summary>
        [Unit("s"), Range(0.1, 86400)] public double Phase { get; init; } = 10;

        /// <summary>Length of each trial of the protocols ssvep and motorImagery.</summary>
        [Unit("s"), Range(0.1, 86400)] public double Trial { get; init; } = 3;

        /// <summary>The shortest pause between trials; the longest is twice that.</summary>
        [Unit("s"), Range(0.1, 86400)] public double Pause { get; init; } = 1;

        /// <summary>The flickering targets: a label and the frequency in Hz of each.</summary>
        public ValueMap Classes { get; init; } = ValueMap.Of(("1", "30"), ("2", "20"));

        /// <summary>The movements of the protocol motorImagery: an event and one of left, right, fists or feet each.</summary>
        public ValueMap Movements { get; init; } = ValueMap.Of(("T1", "fists"), ("T2", "feet"));

        /// <summary>Mean time from one stimulus of the protocol p300 to the next; single ones differ by up to a fifth.</summary>
        [Unit("s"), Range(0.15, 60)] public double Interval { get; init; } = 0.6;

        /// <summary>How likely a stimulus of the protocol p300 is one waited for.</summary>
        [Range(0, 1)] public double TargetRate { get; init; } = 0.2;

        /// <summary>The eyes, in the protocol free.</summary>
        [Live] public Eyes Eyes { get; init; } = Eyes.Open;

        /// <summary>The class that is attended in the protocol free; empty: none.</summary>
        [Live] public string Attend { get; init; } = "";

        /// <summary>Background activity (rms, 0.5 to 45 Hz).</summary>
        [Unit("µV"), Range(0, 1e6)] public double Background { get; init; } = 10;

        /// <summary>Exponent with which the power of the background falls with frequency.</summary>
        [Range(0, 2)] public double Slope { get; init; } = 1;

        /// <summary>Where alpha peaks.</summary>
        [Unit("Hz"), Range(7, 14)] public double AlphaFrequency { get; init; } = 10;

        /// <summary>Alpha (rms) at O1 and O2 while the eyes are closed.</summary>
        [Unit("µV"), Range(0, 1e6)] public double AlphaClosed { get; init; } = 20;

        /// <summary>Alpha (rms) at O1 and O2 while the eyes are open.</summary>
        [Unit("µV"), Range(0, 1e6)] public double AlphaOpen { get; init; } = 4;

        /// <summary>Response to an attended flicker (peak of the fundamental) between POz and Oz.</summary>
        [Unit("µV"), Range(0, 1e6)] public double SsvepLevel { get; init; } = 5;

        /// <summary>Mu rhythm (rms) at C3, Cz and C4 without movement, in the protocol motorImagery; beta has half of it.</summary>
        [Unit("µV"), Range(0, 1e6)] public double MuLevel { get; init; } = 4;

        /// <summary>The part of these rhythms that a movement takes on average.</summary>
        [Range(0, 1)] public double MuDepth { get; init; } = 0.5;

        /// <summary>Mean height of the P300 at Pz, in the protocol p300.</summary>
        [Unit("µV"), Range(0, 1e6)] public double P300Level { get; init; } = 15;

        /// <summary>Blinks a minute while the eyes are open.</summary>
        [Unit("1/min"), Range(0, 1000)] public double BlinkRate { get; init; } = 15;

        /// <summary>Mean height of a blink at Fp1 and Fp2.</summary>
        [Unit("µV"), Range(0, 1e6)] public double BlinkLevel { get; init; } = 200;

        /// <summary>Muscle bursts a minute.</summary>
        [Unit("1/min"), Range(0, 1000)] public double MuscleRate { get; init; } = 4;

        /// <summary>Mean strength (rms) of a muscle burst at T7 or T8.</summary>
        [Unit("µV"), Range(0, 1e6)] public double MuscleLevel { get; init; } = 30;

        /// <summary>The frequency of the mains.</summary>
        public Mains Mains { get; init; } = Mains.Hz50;

        /// <summary>Mean hum (peak of the fundamental).</summary>
        [Unit("µV"), Range(0, 1e6)] public double MainsLevel { get; init; } = 5;

        /// <summary>Electrode pops a minute, over all channels.</summary>
        [Unit("1/min"), Range(0, 1000)] public double PopRate { get; init; } = 0.5;

        /// <summary>Mean height of a pop.</summary>
        [Unit("µV"), Range(0, 1e6)] public double PopLevel { get; init; } = 150;

        /// <summary>Slow drift (rms).</summary>
        [Unit("µV"), Range(0, 1e6)] public double DriftLevel { get; init; } = 30;

        /// <summary>When the amplifier is away: rows of the second at which it goes and for how many seconds, such as [[10, 2], [60, 0.5]].</summary>
        [Range(0, 1e9)] public ValueList<ValueList<double>> Dropouts { get; init; } = [];

        /// <summary>Times a minute at which the amplifier goes away besides, at random.</summary>
        [Unit("1/min"), Range(0, 60)] public double OutageRate { get; init; }

        /// <summary>Mean length of those, from which single ones differ by up to half.</summary>
        [Unit("s"), Range(0.01, 86400)] public double OutageLength { get; init; } = 5;

        /// <summary>When the amplifier's clock is set anew: rows of the second and of the seconds by which its time jumps, such as [[60, 20], [120, -20]].</summary>
        [Range(-1e9, 1e9)] public ValueList<ValueList<double>> Jumps { get; init; } = [];

        /// <summary>Times a minute at which its clock jumps besides, at random, forward or back.</summary>
        [Unit("1/min"), Range(0, 60)] public double JumpRate { get; init; }

        /// <summary>Mean length of those jumps, from which single ones differ by up to half.</summary>
        [Unit("s"), Range(0.01, 86400)] public double JumpLength { get; init; } = 20;

        /// <summary>How irregular the blocks are: 0 all of one length, 1 anything between a sample and twice that length. It does not change the samples.</summary>
        [Range(0, 1)] public double Irregular { get; init; }
    }

    /// <summary>What the amplifier measures.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>The same without artifacts: what the brain alone gives.</summary>
    [Output] public Output<float> Clean { get; } = new();

    /// <summary>
    /// What the person does and when it begins, with its duration: <c>open</c> and <c>closed</c> (eyes), the class that is attended, the movement, the stimulus, <c>blink</c>,
    /// <c>muscle</c>, <c>pop</c> (its value is the index of the channel), <c>dropout</c>, <c>jump</c> (its value are the seconds).
    /// </summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        if (Current.Channels.Count == 0)
            throw new FormatMismatchException("at least one electrode", "no channels", "set channels to labels such as [POz, O1, O2]");
        foreach (var label in Current.Channels)
            if (Current.Channels.Count(other => other.Equals(label, StringComparison.OrdinalIgnoreCase)) > 1)
                throw new FormatMismatchException("each electrode once", $"'{label}' twice", "name every channel once");
        var classes = Flicker.Read(Current.Classes, Current.Rate);
        if (Current.Protocol == Protocol.Ssvep && classes.Length == 0)
            throw new FormatMismatchException("at least one class for the protocol ssvep", "none", "set classes to labels with the frequency of their flicker, such as { left: 12, right: 15 }");
        var movements = Movement.Read(Current.Movements);
        if (Current.Protocol == Protocol.MotorImagery && movements.Length == 0)
            throw new FormatMismatchException("at least one movement for the protocol motorImagery", "none", "set movements to events with a movement, such as { T1: fists, T2: feet }");

        person = new Person(Current, [.. Current.Channels.Select(Electrodes.Position)], classes, movements);
        Mishaps.NeedApart(Current.Dropouts, Current.Rate);
        outages = new(Current.Dropouts, "dropouts", Current.OutageRate, Current.OutageLength, signed: false, Current.Rate, new((ulong)Current.Seed, 16));
        jumps = new(Current.Jumps, "jumps", Current.JumpRate, Current.JumpLength, signed: true, Current.Rate, new((ulong)Current.Seed, 17));
        lengths = new((ulong)Current.Seed, 18);
        (block, end) = Extent.Of(Current.Block, Current.Seconds, Current.Rate);
        truths = new Truth[2 * block * Person.MostTruths];
        missed = outages.Next < long.MaxValue ? new float[block * person.Channels] : [];
        Signal.Format = StreamFormat.Signal(person.Channels, Current.Rate, "µV", Current.Channels, "Simulated EEG") with { Content = "EEG" };
        Clean.Format = Signal.Format with { Name = "Simulated EEG without artifacts" };
        Events.Format = StreamFormat.Events("Simulated truth");
    }

    /// <inheritdoc/>
    public void SettingsChanged() => person.Want(Current.Eyes, Current.Attend);

    /// <inheritdoc/>
    public StepResult Step()
    {
        if (!Signal.HasBegun) Begin();
        if (person.Position == outages.Next) Drop(outages.Pass());
        if (person.Position == jumps.Next) Jump(jumps.Pass());
        var next = Math.Min(end, Math.Min(outages.Next, jumps.Next));
        var count = (int)Math.Min(Length(), next - person.Position);
        if (count > 0)
        {
            Generate(Signal.Reserve(count), Clean.IsLinked ? Clean.Reserve(count) : default);
            Signal.Commit(count);
            if (Clean.IsLinked) Clean.Commit(count);
        }
        return person.Position == end ? StepResult.Done : StepResult.Again;
    }

    partial void OnReset() => lengths = new((ulong)Current.Seed, 18);

    private int Length() => Current.Irregular == 0 ? block : Math.Max(1, (int)Math.Round(block * (1 + Current.Irregular * lengths.Uniform(-1, 1))));

    /// <summary>The amplifier goes away. The person lives on meanwhile: what comes after does not depend on whether it was recorded before.</summary>
    private void Drop(double seconds)
    {
        var length = Math.Max(1, (long)Math.Round(seconds * Current.Rate));
        var from = person.Position;
        Events.Write(new Event("dropout", 0, length / Current.Rate), TimeOf(from));
        for (var to = Math.Min(from + length, end); person.Position < to;)
            Generate(missed.AsSpan(0, (int)Math.Min(block, to - person.Position) * person.Channels), default);
        outages.Skip(person.Position + 1);
        jumps.Skip(person.Position + 1);
        Begin();
        throw new SourceLostException($"the simulated amplifier is away from {Mishaps.Text(from / Current.Rate)} s for {Mishaps.Text(length / Current.Rate)} s");
    }

    /// <summary>Its clock is set anew: time goes on from somewhere else.</summary>
    private void Jump(double seconds)
    {
        Events.Write(new Event("jump", seconds), TimeOf(person.Position));
        ahead += seconds;
        jumps.Skip(person.Position + 1);
        Begin();
    }

    private void Begin()
    {
        Signal.Begin(TimeOf(person.Position));
        Clean.Begin(TimeOf(person.Position));
    }

    private double TimeOf(long sample) => sample / Current.Rate + ahead;

    private void Generate(Span<float> signal, Span<float> clean)
    {
        var count = person.Generate(signal, clean, truths);
        foreach (var truth in truths.AsSpan(0, count))
            Events.Write(new Event(truth.Label, Math.Max(0, truth.Channel), truth.Length / Current.Rate), TimeOf(truth.Sample));
    }
}
