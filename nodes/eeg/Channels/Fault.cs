namespace Streaming.Eeg;

/// <summary>What is wrong with a channel in a window.</summary>
internal enum Fault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It cannot be said: too little is known of it, or of the others.</summary>
    Unknown,

    /// <summary>Samples that are not numbers.</summary>
    Missing,

    /// <summary>It has not changed for long.</summary>
    Flat,

    /// <summary>It goes with no other channel.</summary>
    Uncorrelated,

    /// <summary>It is not what its neighbours say.</summary>
    Unpredicted,

    /// <summary>It has far more mains or muscle than the others.</summary>
    Noisy,
}
