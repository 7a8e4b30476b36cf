namespace Streaming.Lsl;

/// <summary>Offers one stream to any number of consumers, each with a queue of its own. One thread pushes; a slow consumer never holds it up.</summary>
public interface ILslOutlet : IDisposable
{
    /// <summary>The stream as offered.</summary>
    LslStreamInfo Info { get; }

    /// <summary>Consumers connected now; one that has gone counts until it is written to.</summary>
    int Consumers { get; }

    /// <summary>Samples dropped since a consumer's queue was full, summed over consumers.</summary>
    long Dropped { get; }

    /// <summary>Waits for a consumer; false where none came in time.</summary>
    bool WaitForConsumers(TimeSpan timeout);

    /// <summary>Sends samples that follow each other by one interval (by none where the stream is irregular). Allocates nothing.</summary>
    /// <param name="values">[samples, channels] in the stream's own type, as bytes in this machine's order.</param>
    /// <param name="stamp">Seconds of the local clock, the stamp of the first sample; not 0. The others are that plus 1/rate, one after the other.</param>
    void Push(ReadOnlySpan<byte> values, double stamp);

    /// <summary>Sends samples with a stamp each. Allocates nothing.</summary>
    /// <param name="values">[samples, channels] in the stream's own type, as bytes in this machine's order.</param>
    /// <param name="stamps">Seconds of the local clock, one per sample; none is 0.</param>
    void Push(ReadOnlySpan<byte> values, ReadOnlySpan<double> stamps);

    /// <summary>Sends one sample of a stream of text.</summary>
    /// <param name="texts">A text for each channel.</param>
    /// <param name="stamp">Seconds of the local clock; not 0.</param>
    void PushText(ReadOnlySpan<string> texts, double stamp);
}
