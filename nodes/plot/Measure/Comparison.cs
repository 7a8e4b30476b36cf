namespace Streaming.Plot;

/// <summary>What is kept of a run, before and after: memory that does not grow with its length.</summary>
internal sealed partial class Comparison : IState
{
    [State] private long gaps;

    /// <summary>Of signals of labelled channels.</summary>
    /// <param name="labels">A name for each channel.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="seconds">Length of the stretch to keep in full.</param>
    public Comparison(string[] labels, double rate, double seconds)
    {
        (Labels, Rate) = (labels, rate);
        Sums = new ChannelSums(labels.Length);
        Spectra = new SpectrumPair(labels.Length, rate);
        Timeline = new Timeline(labels.Length);
        Stretch = new Stretch(labels.Length, rate, seconds);
    }

    /// <summary>A name for each channel.</summary>
    public string[] Labels { get; }

    /// <summary>Samples per second.</summary>
    public double Rate { get; }

    /// <summary>Sums over the run.</summary>
    [field: State] public ChannelSums Sums { get; }

    /// <summary>Spectra over the run.</summary>
    [field: State] public SpectrumPair Spectra { get; }

    /// <summary>The run at a glance.</summary>
    [field: State] public Timeline Timeline { get; }

    /// <summary>The stretch from which most was removed.</summary>
    [field: State] public Stretch Stretch { get; }

    /// <summary>Times at which samples were missing.</summary>
    public long Gaps => gaps;

    /// <summary>Seconds compared.</summary>
    public double Seconds => Sums.Samples / Rate;

    /// <summary>Adds one sample of every channel, of one time, and which channels count as bad then.</summary>
    public void Add(double time, ReadOnlySpan<float> before, ReadOnlySpan<float> after, ReadOnlySpan<bool> bad)
    {
        Sums.Add(before, after, bad);
        Spectra.Add(before, after);
        Timeline.Add(time, before, after, bad);
        Stretch.Add(time, before, after, bad);
    }

    /// <summary>Samples are missing here.</summary>
    public void Break()
    {
        if (Sums.Samples == 0) return;
        gaps++;
        Spectra.Break();
        Stretch.Break();
    }
}
