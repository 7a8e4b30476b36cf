namespace Streaming.View;

/// <summary>What the hottest colour of spectrograms stands for, the same for all of one unit, so that they compare: in steps of 5 dB, and steady while it fits.</summary>
internal sealed class Top
{
    /// <summary>dB; NaN until there is something to show.</summary>
    public double Value { get; private set; } = double.NaN;

    public void Follow(IEnumerable<SpectrogramHistory> spectrograms)
    {
        var highest = spectrograms.Select(SpectrogramPanel.Highest).DefaultIfEmpty(double.NegativeInfinity).Max();
        if (double.IsFinite(highest) && !(highest <= Value && highest > Value - 15)) Value = Math.Ceiling(highest / 5) * 5;
    }
}
