namespace Streaming.Simulate;

/// <summary>
/// Somebody who talks in a noisy room, as a microphone hears it at 16 kHz: a synthesised voice that says nothing anybody could understand, with pauses, and the truth about
/// both. It stands in for a recording or a microphone.
/// </summary>
[Node("simulate.voice", Summary = "A microphone before a simulated talker in noise, with the truth about both.", Paced = true, Example = "seconds: 6")]
public sealed partial class Voice : IStreamNode
{
    private const double Rate = 16000;
    private const double Listening = 30;        // s from which the talker's level is taken

    private int block;
    private long end;
    private double talk, hum;                   // factors of the talker and the room
    [State] private Talker talker = null!;
    [State] private Room room = null!;
    [State] private long sample;

    /// <summary>What can be set. 0 dBFS is the rms of a square wave of full scale (the dBov of ITU-T G.100.1).</summary>
    public sealed record Settings
    {
        /// <summary>Level (rms) of the talker while talking.</summary>
        [Unit("dBFS"), Range(-90, -10)] public double Level { get; init; } = -26;

        /// <summary>How far the talker, while talking, is above the noise.</summary>
        [Unit("dB"), Range(-30, 100)] public double Snr { get; init; } = 10;

        /// <summary>Exponent with which the power of the noise falls with frequency: 0 white, 1 pink, as fans and rooms, 2 as a rumble.</summary>
        [Range(0, 2)] public double Slope { get; init; } = 1;

        /// <summary>The frequency of the mains, whose hum is a part of the noise.</summary>
        public Mains Mains { get; init; } = Mains.Hz50;

        /// <summary>Mean pitch of the voice; it falls through each sentence.</summary>
        [Unit("Hz"), Range(60, 300)] public double Pitch { get; init; } = 120;

        /// <summary>Seconds until it ends; 0: never.</summary>
        [Unit("s"), Range(0, 1e9)] public double Seconds { get; init; }

        /// <summary>Samples in a block; 0: 40 ms.</summary>
        [Range(0, 1e6)] public int Block { get; init; }

        /// <summary>The same seed gives the same samples, on every machine.</summary>
        public long Seed { get; init; } = 1;
    }

    /// <summary>What the microphone hears; full scale is 1.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>The talker alone.</summary>
    [Output] public Output<float> Clean { get; } = new();

    /// <summary>Each sentence: <c>speech</c>, stamped with its beginning, with its duration.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        talker = new Talker(Current.Pitch, Rate, Current.Seed);
        room = new Room(Current.Slope, Current.Mains, Rate, Current.Seed);
        talk = (float)(Math.Pow(10, Current.Level / 20) / Loudness(talker));
        hum = (float)Math.Pow(10, (Current.Level - Current.Snr) / 20);
        talker.Reset();
        (block, end) = Extent.Of(Current.Block, Current.Seconds, Rate);
        Signal.Format = StreamFormat.Signal(1, Rate, "", ["mic"], "Simulated voice in noise") with { Content = "Audio" };
        Clean.Format = Signal.Format with { Name = "Simulated voice" };
        Events.Format = StreamFormat.Events("Simulated speech");
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        if (!Signal.HasBegun)
        {
            Signal.Begin(0);
            Clean.Begin(0);
        }
        var count = (int)Math.Min(block, end - sample);
        var heard = Signal.Reserve(count);
        var clean = Clean.Reserve(count);
        for (var i = 0; i < count; i++, sample++)
        {
            var voice = talk * talker.Next(out var begins);
            (clean[i], heard[i]) = ((float)voice, (float)(voice + hum * room.Next()));
            if (begins > 0) Events.Write(new Event("speech", 0, begins / Rate), sample / Rate);
        }
        Signal.Commit(count);
        Clean.Commit(count);
        return sample == end ? StepResult.Done : StepResult.Again;
    }

    /// <summary>The rms of the first sentences while they are said.</summary>
    private static double Loudness(Talker talker)
    {
        var power = 0.0;
        var count = 0;
        for (var i = 0; i < Listening * Rate; i++)
        {
            var talks = talker.Talks;
            var sound = talker.Next(out _);
            if (!talks) continue;
            power += sound * sound;
            count++;
        }
        return Math.Sqrt(power / count);
    }
}
