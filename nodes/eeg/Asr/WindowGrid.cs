namespace Streaming.Eeg;

/// <summary>Overlapping windows over a recording, as clean_rawdata lays them: begun every length (1 - overlap) samples, rounded, the last one before the end.</summary>
internal readonly record struct WindowGrid(int Length)
{
    private const double Overlap = 0.66;

    /// <summary>How many there are in so many samples.</summary>
    public int Count(int samples) => samples <= Length ? 0 : (int)Math.Floor((samples - Length - 1) / (Length * (1 - Overlap)) + 1e-9) + 1;

    /// <summary>The first sample of a window.</summary>
    public int Start(int window) => (int)Math.Round(1 + window * (Length * (1 - Overlap)), MidpointRounding.AwayFromZero) - 1;
}
