namespace Streaming.Simulate;

/// <summary>How much a source makes, and how much at once.</summary>
internal static class Extent
{
    /// <summary>Samples in a block (40 ms where none are set), and the sample at which a source ends (never where no time is set).</summary>
    public static (int Block, long End) Of(int block, double seconds, double rate) =>
        (block > 0 ? block : Math.Max(1, (int)Math.Round(0.04 * rate)), seconds > 0 ? Math.Max(1, (long)Math.Round(seconds * rate)) : long.MaxValue);
}
