namespace Streaming.Lsl;

/// <summary>What may be missing before a sample.</summary>
public enum LslBreak
{
    /// <summary>Nothing: it follows on the sample before.</summary>
    None,

    /// <summary>The buffer was full and its oldest samples were dropped.</summary>
    Dropped,

    /// <summary>The connection was lost and made again, to the same outlet.</summary>
    Reconnected,

    /// <summary>The stream came back as another outlet, perhaps of another clock: offsets measured before say nothing about it.</summary>
    Renewed,
}

/// <summary>What a pull gave. A pull never goes across a break: it ends before one, and the next begins with it.</summary>
/// <param name="Samples">Samples given; 0 where none came in time.</param>
/// <param name="Break">What may be missing before the first of them.</param>
public readonly record struct LslChunk(int Samples, LslBreak Break = LslBreak.None);

/// <summary>A measured clock offset.</summary>
/// <param name="Time">Seconds of the sender's clock when it was measured.</param>
/// <param name="Value">Seconds to add to the sender's stamps for the local clock.</param>
/// <param name="RoundTrip">Seconds of the round trip it was taken from; the error is at most half of it.</param>
public readonly record struct LslOffset(double Time, double Value, double RoundTrip);
