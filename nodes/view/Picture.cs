namespace Streaming.View;

/// <summary>The newest values of a stream of features or spectra.</summary>
internal sealed class Newest(string name, StreamFormat format)
{
    public string Name => name;

    public StreamFormat Format => format;

    public float[] Values { get; } = new float[format.SampleSize];

    /// <summary>There are values.</summary>
    public bool IsThere { get; private set; }

    public void Set(ReadOnlySpan<float> values)
    {
        values.CopyTo(Values);
        IsThere = true;
    }

    public void CopyTo(Newest other)
    {
        Values.CopyTo(other.Values, 0);
        other.IsThere = IsThere;
    }

    public void Clear() => IsThere = false;
}

/// <summary>Everything of the streams that is shown. The node keeps one up to date; the display draws from a copy.</summary>
internal sealed class Picture
{
    /// <summary>Signals, drawn as traces.</summary>
    public List<SignalHistory> Signals { get; } = [];

    /// <summary>Signals and spectra, drawn as spectrograms.</summary>
    public List<SpectrogramHistory> Spectrograms { get; } = [];

    /// <summary>Features, drawn as curves.</summary>
    public List<SignalHistory> Curves { get; } = [];

    /// <summary>Levels of audio.</summary>
    public List<LevelHistory> Levels { get; } = [];

    /// <summary>Spectra, drawn as bars.</summary>
    public List<Newest> Spectra { get; } = [];

    /// <summary>Features, drawn as numbers.</summary>
    public List<Newest> Features { get; } = [];

    /// <summary>What was said, of each who listens.</summary>
    public List<CaptionHistory> Captions { get; } = [];

    /// <summary>Decisions and other events; null where no such stream is linked.</summary>
    public EventHistory? Events { get; set; }

    /// <summary>What really happens; null where it is not known.</summary>
    public EventHistory? Truth { get; set; }

    /// <summary>Seconds, the earliest capture time; times are shown as counted from it.</summary>
    public double Origin { get; private set; }

    /// <summary>Seconds, the newest capture time of any stream.</summary>
    public double Time { get; private set; } = double.NegativeInfinity;

    /// <summary>Something came that was captured at this time.</summary>
    public void See(double time)
    {
        Origin = double.IsNegativeInfinity(Time) ? time : Math.Min(Origin, time);
        Time = Math.Max(Time, time);
    }

    /// <summary>An empty picture of the same streams.</summary>
    public Picture Alike()
    {
        var other = new Picture { Events = Events is null ? null : new(Events.Title), Truth = Truth is null ? null : new() };
        foreach (var s in Signals) other.Signals.Add(s.Alike());
        foreach (var s in Spectrograms) other.Spectrograms.Add(s.Alike());
        foreach (var c in Curves) other.Curves.Add(c.Alike());
        foreach (var l in Levels) other.Levels.Add(l.Alike());
        foreach (var s in Spectra) other.Spectra.Add(new(s.Name, s.Format));
        foreach (var f in Features) other.Features.Add(new(f.Name, f.Format));
        foreach (var c in Captions) other.Captions.Add(c.Alike());
        return other;
    }

    /// <summary>Copies what is seen into a picture of the same streams.</summary>
    public void CopyTo(Picture other)
    {
        for (var i = 0; i < Signals.Count; i++) Signals[i].CopyTo(other.Signals[i]);
        for (var i = 0; i < Spectrograms.Count; i++) Spectrograms[i].CopyTo(other.Spectrograms[i]);
        for (var i = 0; i < Curves.Count; i++) Curves[i].CopyTo(other.Curves[i]);
        for (var i = 0; i < Levels.Count; i++) Levels[i].CopyTo(other.Levels[i]);
        for (var i = 0; i < Spectra.Count; i++) Spectra[i].CopyTo(other.Spectra[i]);
        for (var i = 0; i < Features.Count; i++) Features[i].CopyTo(other.Features[i]);
        for (var i = 0; i < Captions.Count; i++) Captions[i].CopyTo(other.Captions[i]);
        Events?.CopyTo(other.Events!);
        Truth?.CopyTo(other.Truth!);
        (other.Origin, other.Time) = (Origin, Time);
    }

    public void Clear()
    {
        foreach (var s in Signals) s.Clear();
        foreach (var s in Spectrograms) s.Clear();
        foreach (var c in Curves) c.Clear();
        foreach (var l in Levels) l.Clear();
        foreach (var s in Spectra) s.Clear();
        foreach (var f in Features) f.Clear();
        foreach (var c in Captions) c.Clear();
        Events?.Clear();
        Truth?.Clear();
        (Origin, Time) = (0, double.NegativeInfinity);
    }
}
