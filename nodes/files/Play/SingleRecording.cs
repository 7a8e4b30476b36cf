using System.Runtime.InteropServices;

namespace Streaming.Files;

/// <summary>One recording of float32: it keeps the time of its samples and finds the gaps among them.</summary>
/// <param name="signal">The format of the signal.</param>
/// <param name="slack">Seconds by which stored times may run ahead of the rate before samples count as missing.</param>
internal abstract class SingleRecording(StreamFormat signal, double slack) : Recording(signal)
{
    private bool begun;
    private SampleClock clock;

    /// <inheritdoc/>
    public override double End => clock.TimeOf(Sample);

    /// <summary>Samples read so far.</summary>
    protected long Sample { get; private set; }

    /// <inheritdoc/>
    public override bool Breaks(out double time)
    {
        time = 0;
        if (!Peek(out var stored) || (begun && (clock.OriginIndex == Sample || !IsGap(stored)))) return false;
        if (!double.IsNaN(stored)) time = stored;
        clock = new SampleClock(time, Sample, Signal.Rate);
        begun = true;
        return true;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> values, Span<double> times)
    {
        var room = MemoryMarshal.Cast<byte, float>(values);
        var wanted = room.Length / Signal.Channels;
        var done = 0;
        while (done < wanted && Peek(out var stored) && !(done > 0 && IsGap(stored)))
        {
            var taken = Take(room[(done * Signal.Channels)..], wanted - done);
            if (taken == 0) break;
            Sample += taken;
            done += taken;
        }
        return done;
    }

    /// <inheritdoc/>
    public override void Save(ref StateWriter writer)
    {
        writer.Write("sample", Sample);
        writer.Write("begun", begun);
        writer.WriteStruct("clock", clock);
    }

    /// <inheritdoc/>
    public override void Load(ref StateReader reader)
    {
        Sample = reader.ReadInt64("sample");
        begun = reader.ReadBoolean("begun");
        clock = reader.ReadStruct<SampleClock>("clock");
    }

    /// <inheritdoc/>
    public override void Reset() => (Sample, begun, clock) = (0, false, default);

    /// <summary>Time of a place between samples of this recording, counted from the last break.</summary>
    protected double TimeOf(double sample) => clock.Origin + (sample - clock.OriginIndex) / Signal.Rate;

    /// <summary>Looks at the next sample; false at the end.</summary>
    /// <param name="stored">Its time as stored; not a number where it just follows on the one before.</param>
    protected abstract bool Peek(out double stored);

    /// <summary>Reads samples that follow on the one that was looked at, without a gap among them.</summary>
    protected abstract int Take(Span<float> values, int most);

    /// <summary>Whether samples are missing before one that is stored with this time.</summary>
    protected virtual bool IsGap(double stored) => stored - End > slack;
}
