namespace Streaming.Lsl;

/// <summary>Texts differ in length, so a queue of them is bounded by what they weigh as well as by their number.</summary>
internal static class TextWeight
{
    private const long Heaviest = 1 << 26;      // characters

    public static SampleQueue<string> Queue(int channels, long capacity) => new(channels, capacity, Of, Heaviest);

    private static long Of(ReadOnlySpan<string> texts)
    {
        long weight = 0;
        foreach (var text in texts) weight += 16 + text.Length;
        return weight;
    }
}
