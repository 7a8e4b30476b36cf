namespace Streaming.Lsl;

/// <summary>Lab Streaming Layer without its library: discovery, data feed 1.10 and time service over the sockets of .NET.</summary>
public sealed class ManagedLsl(LslNetwork network) : ILslBackend
{
    /// <inheritdoc/>
    public string Name => "managed 1.10";

    /// <inheritdoc/>
    public LslNetwork Network => network;

    /// <inheritdoc/>
    public double Now => throw new NotImplementedException();

    /// <inheritdoc/>
    public IReadOnlyList<LslStreamInfo> Resolve(string predicate, int minimum, TimeSpan timeout, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ILslInlet OpenInlet(LslStreamInfo stream, LslInletOptions options) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ILslOutlet OpenOutlet(LslStreamInfo stream, LslOutletOptions options) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
