namespace Streaming.Lsl;

/// <summary>Receives a stream, looks for it when it vanishes, measures its clock.</summary>
internal sealed class ManagedInlet : ILslInlet
{
    private const double IrregularRate = 100;       // samples a second that buffers of irregular streams are meant for
    private const int MostOffsets = 256, MostPatience = 32;

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500), handshake = TimeSpan.FromSeconds(2), look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan firstSearch = TimeSpan.FromSeconds(1), search = TimeSpan.FromSeconds(5), settle = TimeSpan.FromMilliseconds(100);

    private readonly ManagedLsl owner;
    private readonly LslInletOptions options;
    private readonly Receiver receiver;
    private readonly TimeProbe probe;
    private readonly Thread thread;
    private readonly CancellationTokenSource closing = new();
    private readonly Queue<(LslOffset Offset, int Epoch)> offsets = new();
    private readonly int buffered;
    private LslStreamInfo info;
    private Feed feed;
    private int patience = 1;
    private int epoch;      // counts the outlets the stream has had
    private long outages;
    private volatile LslConnection connection;
    private volatile bool closed;

    public ManagedInlet(ManagedLsl owner, LslStreamInfo stream, LslInletOptions options)
    {
        (this.owner, this.options) = (owner, options);
        buffered = (int)Math.Clamp(options.Buffer * (stream.IsRegular ? stream.Rate : IrregularRate), 1, int.MaxValue);
        var timeout = TimeSpan.FromSeconds(options.Timeout);
        try
        {
            info = Feed.FullInfo(stream, timeout);
            feed = Feed.Open(info, Request(info), timeout);
        }
        catch (Exception e) when (e is WireException or StreamGoneException)
        {
            throw ManagedLsl.NoAnswer(stream, e);
        }
        receiver = info.Format == LslFormat.String
            ? new Receiver<string>(TextWeight.Queue(info.ChannelCount, buffered), info.ChannelCount, static (feed, of) => new TextDecoder(of.ChannelCount, of.Rate, feed.IsBig))
            : new Receiver<byte>(new(info.SampleBytes, buffered), info.SampleBytes,
                static (feed, of) => new NumberDecoder(of.Format, of.ChannelCount, of.Rate, feed.IsBig, feed.SuppressSubnormals));
        connection = LslConnection.Connected;
        probe = new TimeProbe(owner.Network, owner.Clock, Feed.TimePlace(info), info.Name, Measured);
        thread = new Thread(Run) { IsBackground = true, Name = $"lsl inlet of {info.Name}", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    public LslStreamInfo Info => Volatile.Read(ref info);

    public LslConnection Connection => connection;

    public bool MeasuresClock => connection == LslConnection.Connected && receiver.Renewals == 0;

    public int Available => receiver.Available;

    public long Dropped => receiver.Dropped;

    public long Outages => Interlocked.Read(ref outages);

    public LslChunk Pull(Span<byte> values, Span<double> stamps, TimeSpan timeout) =>
        receiver is Receiver<byte> numbers ? numbers.Pull(values, stamps, timeout) : throw new InvalidOperationException($"'{info.Name}' is a stream of text.");

    public LslChunk PullText(Span<string> texts, Span<double> stamps, TimeSpan timeout) =>
        receiver is Receiver<string> held ? held.Pull(texts, stamps, timeout) : throw new InvalidOperationException($"'{info.Name}' is a stream of {info.Format.Name()}.");

    public bool TryTakeOffset(out LslOffset offset)
    {
        lock (offsets)
        {
            var pulled = epoch - receiver.Renewals;
            while (offsets.TryPeek(out var next) && next.Epoch <= pulled)
            {
                offsets.Dequeue();
                if (next.Epoch < pulled) continue;
                offset = next.Offset;
                return true;
            }
        }
        offset = default;
        return false;
    }

    public void Dispose()
    {
        if (closed) return;
        closed = true;
        closing.Cancel();
        lock (closing) feed.Connection.Break();
        receiver.End();
        thread.Join();
        receiver.Detach();
        probe.Dispose();
        feed.Connection.Dispose();
        closing.Dispose();
        owner.Forget(this);
    }

    private FeedRequest Request(LslStreamInfo stream) => new()
    {
        Version = 110, Uid = stream.Uid, ByteOrder = owner.Claim.Order, EndianPerformance = owner.Claim.Performance,
        SupportsSubnormals = stream.Format is LslFormat.Float32 or LslFormat.Double64, ValueSize = stream.Format.Size(), MaxBuffer = buffered, MaxChunk = options.Chunk,
    };

    private void Run()
    {
        try
        {
            var mark = LslBreak.None;
            while (!closed)
            {
                receiver.Attach(feed, info, mark);
                var why = Receive();
                receiver.Detach();
                feed.Connection.Dispose();
                if (closed) return;
                // Said before it is counted, so that who sees the count sees the state.
                connection = Recovers ? LslConnection.Recovering : LslConnection.Lost;
                Interlocked.Increment(ref outages);
                if (!Recovers)
                {
                    options.Note?.Invoke($"{info.Name} is lost: {why}");
                    return;
                }
                options.Note?.Invoke($"{info.Name} vanished: {why}; looking for it");
                mark = Recover();
                if (closed) return;
                connection = LslConnection.Connected;
                options.Note?.Invoke(mark == LslBreak.Renewed ? $"{info.Name} is back as another outlet" : $"{info.Name} is back");
            }
        }
        catch (OperationCanceledException)
        {
            // The inlet is being closed.
        }
        finally
        {
            receiver.End();
        }
    }

    /// <summary>Receives until the connection ends; says why it did.</summary>
    private string Receive()
    {
        var looked = TimeSpan.Zero;
        while (!closed)
        {
            if (!receiver.Serve(look, out var why)) return why;
            if (receiver.HasHeard) patience = 1;
            var silence = TimeSpan.FromSeconds(owner.Network.WatchdogThreshold * patience);
            var silent = receiver.Silence;
            if (silent < silence) looked = TimeSpan.Zero;
            else if (silent - looked >= silence)
            {
                // A device that pauses is asked less and less often.
                patience = Math.Min(patience * 2, MostPatience);
                if (IsDead()) return $"nothing came for {silent.TotalSeconds:0.#} s";
                looked = silent;
            }
        }
        return "closed";
    }

    /// <summary>
    /// Silence may be the death of the other machine, which TCP alone does not tell. A marker stream is silent by nature: while its outlet answers, the connection stays.
    /// A regular stream that stands still gets a new one, which costs nothing; but one that would not be looked for is not given up while its outlet answers.
    /// </summary>
    private bool IsDead() => !Recovers ? !Answers() : info.IsRegular || (Find(firstSearch) is { Count: > 0 } found && found.All(s => s.Uid != info.Uid));

    private bool Recovers => options.Recover && info.SourceId.Length > 0;

    private bool Answers()
    {
        try
        {
            return Feed.FullInfo(info, handshake).Uid == info.Uid;
        }
        catch (Exception e) when (e is WireException or StreamGoneException)
        {
            return false;
        }
    }

    private LslBreak Recover()
    {
        var told = false;
        if (TryConnect(info)) return LslBreak.Reconnected;
        for (var time = firstSearch; ; time = search)
        {
            closing.Token.ThrowIfCancellationRequested();
            var found = Find(time);
            if (found.Any(s => s.Uid == info.Uid))
            {
                if (TryConnect(info)) return LslBreak.Reconnected;
            }
            else if (found.Count == 1)
            {
                if (TryAdopt(found[0])) return LslBreak.Renewed;
            }
            else if (found.Count > 1 && !told)
            {
                told = true;
                options.Note?.Invoke($"{found.Count} streams could be {info.Name} (source '{info.SourceId}'): waiting until one alone is left");
            }
            closing.Token.WaitHandle.WaitOne(pause);
        }
    }

    private IReadOnlyList<LslStreamInfo> Find(TimeSpan time) => Resolver.Find(owner.Network, LslQuery.Recovery(info), 1, time, settle, closing.Token);

    private bool TryConnect(LslStreamInfo stream)
    {
        try
        {
            var opened = Feed.Open(stream, Request(stream), handshake);
            lock (closing)
            {
                feed = opened;
                if (closed) opened.Connection.Break();
            }
            return true;
        }
        catch (Exception e) when (e is WireException or StreamGoneException)
        {
            return false;
        }
    }

    private bool TryAdopt(LslStreamInfo found)
    {
        try
        {
            var full = Feed.FullInfo(found, handshake);
            if (full.Format != info.Format || full.ChannelCount != info.ChannelCount || !TryConnect(full)) return false;
            int now;
            lock (offsets) now = epoch + 1;
            Volatile.Write(ref info, full);
            // The mark goes in with the epoch, so that no offset of the new clock is given before the break.
            lock (offsets)
            {
                epoch = now;
                receiver.Renew();
            }
            probe.Retarget(Feed.TimePlace(full), now);
            return true;
        }
        catch (Exception e) when (e is WireException or StreamGoneException)
        {
            return false;
        }
    }

    private void Measured(LslOffset offset, int of)
    {
        lock (offsets)
        {
            if (offsets.Count == MostOffsets) offsets.Dequeue();
            offsets.Enqueue((offset, of));
        }
    }
}
