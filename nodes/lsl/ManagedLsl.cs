namespace Streaming.Lsl;

/// <summary>Lab Streaming Layer without its library: discovery, data feed 1.10 and time service over the sockets of .NET.</summary>
/// <remarks>Peers that speak protocol 1.00 alone (libraries before 1.10) are declined. The facts of the protocol are those of liblsl 1.13 to 1.17.</remarks>
public sealed class ManagedLsl : ILslBackend
{
    private static readonly TimeSpan settle = TimeSpan.FromMilliseconds(50);

    private readonly Lock changing = new();
    private readonly HashSet<IDisposable> open = [];
    private readonly Action<string>? note;
    private Responder? responder;
    private bool closed;

    /// <summary>A back end on a network.</summary>
    /// <param name="network">How it uses the network; the default keeps everything on this machine.</param>
    /// <param name="note">Told what does not work as it should, in a sentence each; called on any thread.</param>
    public ManagedLsl(LslNetwork? network = null, Action<string>? note = null) : this(network ?? new(), note, static () => LslClock.Now)
    {
    }

    internal ManagedLsl(LslNetwork network, Action<string>? note, Func<double> clock) => (Network, this.note, Clock) = (network, note, clock);

    /// <inheritdoc/>
    public string Name => "managed 1.10";

    /// <inheritdoc/>
    public LslNetwork Network { get; }

    /// <inheritdoc/>
    public double Now => Clock();

    internal Func<double> Clock { get; }

    /// <summary>Byte order and speed of turning it round that are claimed of this machine: for tests of all that another machine may be.</summary>
    internal (int Order, double Performance) Claim { get; init; } = (ByteOrder.Own, 0);

    internal Responder Responder
    {
        get
        {
            lock (changing) return responder ??= new Responder(Network, note);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<LslStreamInfo> Resolve(string predicate, int minimum, TimeSpan timeout, CancellationToken cancellation = default)
    {
        var query = LslQuery.In(Network.Session, predicate);
        if (QueryMatcher.Fault(query) is { } fault)
            throw new LslException("an XPath 1.0 predicate such as type='EEG'", $"'{predicate}' ({fault})", "mend the predicate");
        return Resolver.Find(Network, query, minimum, timeout, settle, cancellation);
    }

    /// <inheritdoc/>
    public LslStreamInfo FullInfo(LslStreamInfo stream, TimeSpan timeout)
    {
        try
        {
            return Feed.FullInfo(stream, timeout);
        }
        catch (Exception e) when (e is WireException or StreamGoneException)
        {
            throw NoAnswer(stream, e);
        }
    }

    /// <inheritdoc/>
    public ILslInlet OpenInlet(LslStreamInfo stream, LslInletOptions options)
    {
        var inlet = new ManagedInlet(this, stream, options);
        Keep(inlet);
        return inlet;
    }

    /// <inheritdoc/>
    public ILslOutlet OpenOutlet(LslStreamInfo stream, LslOutletOptions options)
    {
        var outlet = new ManagedOutlet(this, stream, options);
        Keep(outlet);
        return outlet;
    }

    /// <summary>Closes all its inlets and outlets.</summary>
    public void Dispose()
    {
        IDisposable[] left;
        lock (changing)
        {
            if (closed) return;
            closed = true;
            left = [.. open];
        }
        foreach (var one in left) one.Dispose();
        responder?.Dispose();
    }

    internal static LslException NoAnswer(LslStreamInfo stream, Exception inner) =>
        new($"the stream {stream} to answer", inner.Message, "look whether its program still runs, and whether a firewall lets TCP through", inner);

    internal void Forget(IDisposable one)
    {
        lock (changing) open.Remove(one);
    }

    private void Keep(IDisposable one)
    {
        lock (changing)
        {
            if (!closed)
            {
                open.Add(one);
                return;
            }
        }
        one.Dispose();
        throw new ObjectDisposedException(nameof(ManagedLsl));
    }
}
