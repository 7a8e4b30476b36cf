namespace Streaming.Lsl;

/// <summary>How an inlet stands to its stream.</summary>
public enum LslConnection
{
    /// <summary>Connecting for the first time.</summary>
    Connecting,

    /// <summary>Samples come as they are sent.</summary>
    Connected,

    /// <summary>The stream vanished and is looked for.</summary>
    Recovering,

    /// <summary>The stream vanished and is not looked for: nothing will come but what is held.</summary>
    Lost,
}

/// <summary>Receives one stream. Connecting, receiving, looking for a lost stream and measuring the clock go on by themselves; one thread pulls.</summary>
public interface ILslInlet : IDisposable
{
    /// <summary>The stream with its description; after a recovery, that of the outlet found.</summary>
    LslStreamInfo Info { get; }

    /// <summary>How it stands to its stream.</summary>
    LslConnection Connection { get; }

    /// <summary>The clock of the outlet whose samples are pulled now can be measured; not that of one which is gone by the time its samples are pulled.</summary>
    bool MeasuresClock => Connection is LslConnection.Connecting or LslConnection.Connected;

    /// <summary>Samples held now.</summary>
    int Available { get; }

    /// <summary>Samples dropped since the buffer was full.</summary>
    long Dropped { get; }

    /// <summary>Times that the connection was lost.</summary>
    long Outages { get; }

    /// <summary>Takes the samples that are there; waits for the first one. Allocates nothing.</summary>
    /// <param name="values">Receives [samples, channels] in the stream's own type, as bytes in this machine's order.</param>
    /// <param name="stamps">Receives a stamp per sample, in seconds of the sender's clock, as sent or deduced; its length is the most samples to take.</param>
    /// <param name="timeout">The longest to wait for the first sample.</param>
    /// <exception cref="InvalidOperationException">The stream is one of text.</exception>
    LslChunk Pull(Span<byte> values, Span<double> stamps, TimeSpan timeout);

    /// <summary>Takes the samples of a stream of text that are there; waits for the first one.</summary>
    /// <param name="texts">Receives [samples, channels].</param>
    /// <param name="stamps">Receives a stamp per sample, in seconds of the sender's clock; its length is the most samples to take.</param>
    /// <param name="timeout">The longest to wait for the first sample.</param>
    /// <exception cref="InvalidOperationException">The stream is one of numbers.</exception>
    LslChunk PullText(Span<string> texts, Span<double> stamps, TimeSpan timeout);

    /// <summary>
    /// Takes the next clock offset that was measured (about every 2 s, the first after 0.64 s), each once, in order. Those of an outlet that is gone are not
    /// given any more once a pull has answered <see cref="LslBreak.Renewed"/>.
    /// </summary>
    bool TryTakeOffset(out LslOffset offset);
}
