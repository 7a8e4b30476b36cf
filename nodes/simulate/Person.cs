using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// A simulated person who wears an EEG cap. Samples depend on the settings and their index alone, never on how many are asked for at once, and each source
/// draws its own random numbers, so that silencing one leaves the others as they were.
/// </summary>
internal sealed partial class Person : IState
{
    /// <summary>The most things that can begin at one sample.</summary>
    public const int MostTruths = 5;

    private readonly Protocol protocol;
    private readonly double[] brain, measured;
    [State] private readonly Schedule schedule;
    [State] private readonly Background background;
    [State] private readonly Alpha alpha;
    [State] private readonly Ssvep ssvep;
    [State] private readonly SensorimotorRhythms motor;
    [State] private readonly Oddball oddball;
    [State] private readonly Blinks blinks;
    [State] private readonly Muscle muscle;
    [State] private readonly Hum hum;
    [State] private readonly Pops pops;
    [State] private readonly Drift drift;
    [State] private long sample;

    /// <summary>Seats a person whose electrodes sit at these places.</summary>
    public Person(Subject.Settings s, ReadOnlySpan<Vector3> electrodes, Flicker[] classes, Movement[] movements)
    {
        var (rate, channels) = (s.Rate, electrodes.Length);
        (brain, measured) = (new double[channels], new double[channels]);
        protocol = s.Protocol;
        schedule = new(s, [.. classes.Select(c => c.Label)], [.. movements.Select(m => m.Label)], Stream(0));
        background = new(s.Background, s.Slope, rate, electrodes, Stream(1));
        alpha = new(s.AlphaFrequency, s.AlphaOpen, s.AlphaClosed, rate, electrodes, Stream(2));
        ssvep = new([.. classes.Select(c => c.Frequency)], s.SsvepLevel, rate, electrodes, Stream(3));
        motor = new(movements, s.AlphaFrequency + 1, s.MuLevel, s.MuDepth, rate, electrodes, Stream(9));
        oddball = new(s.P300Level, rate, electrodes, Stream(10));
        blinks = new(s.BlinkRate, s.BlinkLevel, rate, electrodes, Stream(4));
        muscle = new(s.MuscleRate, s.MuscleLevel, rate, electrodes, Stream(5));
        hum = new((int)s.Mains, s.MainsLevel, rate, channels, Stream(6));
        pops = new(s.PopRate, s.PopLevel, rate, channels, Stream(7));
        drift = new(s.DriftLevel, rate, channels, Stream(8));

        Xoshiro256 Stream(ulong source) => new((ulong)s.Seed, source);
    }

    /// <summary>How many channels there are.</summary>
    public int Channels => brain.Length;

    /// <summary>The index of the next sample.</summary>
    public long Position => sample;

    /// <summary>Changes what the free protocol does from the next sample on.</summary>
    public void Want(Eyes eyes, string attend) => schedule.Want(eyes, attend);

    /// <summary>Makes the next samples.</summary>
    /// <param name="signal">What the amplifier measures, in microvolts, [samples, channels]; its length says how many samples are made.</param>
    /// <param name="clean">What the brain alone gives, of the same shape, or empty when it is not wanted.</param>
    /// <param name="truths">Receives what begins in these samples, in order; room for <see cref="MostTruths"/> per sample.</param>
    /// <returns>How many truths were received.</returns>
    public int Generate(Span<float> signal, Span<float> clean, Span<Truth> truths)
    {
        var count = 0;
        for (var at = 0; at < signal.Length; at += Channels)
        {
            count += Advance(truths[count..]);
            Cast(measured, signal.Slice(at, Channels));
            if (!clean.IsEmpty) Cast(brain, clean.Slice(at, Channels));
        }
        return count;
    }

    private int Advance(Span<Truth> truths)
    {
        var count = schedule.Advance(sample, truths);

        Array.Clear(brain);
        background.Advance(brain);
        alpha.Advance(schedule.Closed, brain);
        if (protocol == Protocol.MotorImagery) motor.Advance(schedule.Target, brain);
        else if (protocol == Protocol.P300) oddball.Advance(schedule.Stimulus, brain);
        else ssvep.Advance(schedule.Target, brain);

        brain.CopyTo(measured, 0);
        var blink = blinks.Advance(schedule.Closed, measured);
        var burst = muscle.Advance(measured);
        var pop = pops.Advance(measured);
        hum.Advance(measured);
        drift.Advance(measured);

        if (blink > 0) truths[count++] = new(sample, "blink", blink);
        if (burst > 0) truths[count++] = new(sample, "muscle", burst);
        if (pop >= 0) truths[count++] = new(sample, "pop", pops.Length, pop);
        sample++;
        return count;
    }

    private static void Cast(double[] from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = (float)from[i];
    }
}
