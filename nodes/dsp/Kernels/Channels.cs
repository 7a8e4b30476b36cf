namespace Streaming.Dsp;

/// <summary>
/// Finds channels by label. A label matches as written or, failing that, without regard to case and to the dots that EDF writers pad with.
/// </summary>
public static class Channels
{
    /// <summary>
    /// The index of each wanted channel. A wanted entry may name alternatives, as <c>POz|Right AUX</c>: the first one that is present is taken.
    /// </summary>
    /// <exception cref="FormatMismatchException">A channel is absent, fits several channels, or is wanted twice.</exception>
    public static int[] Find(IReadOnlyList<string> labels, IReadOnlyList<string> wanted) => ChannelLabels.Find(labels, wanted);

    /// <summary>The index of one wanted channel, which may name alternatives.</summary>
    /// <exception cref="FormatMismatchException">The channel is absent or fits several channels.</exception>
    public static int Find(IReadOnlyList<string> labels, string wanted) => ChannelLabels.Find(labels, wanted);
}
