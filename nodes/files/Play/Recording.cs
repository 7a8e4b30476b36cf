namespace Streaming.Files;

/// <summary>What a source plays: a signal that may have gaps, and events in order of time. It remembers its place.</summary>
internal abstract class Recording(StreamFormat signal) : IState, IDisposable
{
    /// <summary>The format of the signal.</summary>
    public StreamFormat Signal => signal;

    /// <summary>The format of the events.</summary>
    public virtual StreamFormat Events => StreamFormat.Events(signal.Name);

    /// <summary>What the readers had to put up with so far; grows while it is played.</summary>
    public abstract IReadOnlyList<string> Notes { get; }

    /// <summary>The first part that is missing or cannot be read, as far as is known by now; null where there is none.</summary>
    public abstract RecordingException? Damage { get; }

    /// <summary>Each sample has a time of its own, read with it; without, samples follow each other by the rate.</summary>
    public virtual bool IsStamped => false;

    /// <summary>Time of the next sample, in seconds; where there is none, <see cref="End"/>.</summary>
    public virtual double Next => End;

    /// <summary>Time at which another recording would follow on what was read, in seconds.</summary>
    public abstract double End { get; }

    /// <summary>Reads what is only needed to play, such as a list of all annotations.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>The next clock offset of the signal before its next sample, each once.</summary>
    public virtual bool TryTakeOffset(out ClockOffset offset)
    {
        offset = default;
        return false;
    }

    /// <summary>Whether the next sample is the first one or comes after a gap, and its time in seconds if so. Answers once for each place.</summary>
    public abstract bool Breaks(out double time);

    /// <summary>Reads samples up to the next gap or clock offset; returns how many, 0 at the end.</summary>
    /// <param name="values">[samples, channels], in bytes of the signal's element type.</param>
    /// <param name="times">Receives the time of each sample, in seconds, where they are stamped.</param>
    public abstract int Read(Span<byte> values, Span<double> times);

    /// <summary>The next event before a time; all events of the samples read come before the time that follows on them.</summary>
    public virtual bool TryTake(double before, out Event found, out double time)
    {
        (found, time) = (default, 0);
        return false;
    }

    /// <summary>The next clock offset of the events, behind those taken before it, each once.</summary>
    public virtual bool TryTakeEventOffset(out ClockOffset offset)
    {
        offset = default;
        return false;
    }

    /// <summary>Goes to the next recording of a list; false where there is none.</summary>
    public virtual bool MoveOn() => false;

    /// <inheritdoc/>
    public abstract void Save(ref StateWriter writer);

    /// <inheritdoc/>
    public abstract void Load(ref StateReader reader);

    /// <inheritdoc/>
    public abstract void Reset();

    /// <inheritdoc/>
    public abstract void Dispose();
}
