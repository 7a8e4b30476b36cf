namespace Streaming.Files;

/// <summary>What a source plays: a regular signal that may have gaps, and events in order of time. It remembers its place.</summary>
internal abstract class Recording(StreamFormat signal) : IState, IDisposable
{
    /// <summary>The format of the signal.</summary>
    public StreamFormat Signal => signal;

    /// <summary>What the readers had to put up with so far; grows while it is played.</summary>
    public abstract IReadOnlyList<string> Notes { get; }

    /// <summary>Time at which the next sample would follow on the last one, in seconds.</summary>
    public abstract double End { get; }

    /// <summary>Reads what is only needed to play, such as a list of all annotations.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Whether the next sample is the first one or comes after a gap, and its time in seconds if so. Answers once for each place.</summary>
    public abstract bool Breaks(out double time);

    /// <summary>Reads [samples, channels] up to the next gap; returns the samples read, 0 at the end.</summary>
    public abstract int Read(Span<float> values);

    /// <summary>The next event before a time; all events of the samples read come before the time that follows on them.</summary>
    public virtual bool TryTake(double before, out Event found, out double time)
    {
        (found, time) = (default, 0);
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
