using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Lsl;

/// <summary>Offers a stream over TCP, answers for it over UDP.</summary>
internal sealed class ManagedOutlet : ILslOutlet
{
    private const int MostConnections = 256, TextSize = 64;
    private const long MostHeld = 1 << 29;          // bytes that the queue of a single reader may take
    private const double IrregularRate = 100;       // samples a second that buffers of irregular streams are meant for

    private static readonly TimeSpan handshake = TimeSpan.FromSeconds(5), LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly ManagedLsl owner;
    private readonly LslOutletOptions options;
    private readonly OutletIdentity identity;
    private readonly List<Socket> listeners = [];
    private readonly List<UdpServer> services = [];
    private readonly List<Thread> threads = [];
    private readonly Lock changing = new();
    private readonly ManualResetEventSlim anyone = new();
    private readonly double interval;
    private readonly long capacity;
    private Consumer[] consumers = [];
    private double[] stamps = new double[256];
    private int connections;
    private long droppedByGone;
    private volatile bool closed;

    public ManagedOutlet(ManagedLsl owner, LslStreamInfo stream, LslOutletOptions options)
    {
        (this.owner, this.options) = (owner, options);
        var network = owner.Network;
        if (stream.Name.Length == 0) throw new LslException("a stream with a name", "an empty one", "name it");
        if (stream.ChannelCount is < 0 or > InfoXml.MostChannels)
            throw new LslException($"0 to {InfoXml.MostChannels} channels", $"{stream.ChannelCount}", "split the stream");
        if (!(stream.Rate >= 0) || double.IsInfinity(stream.Rate)) throw new LslException("a rate of at least 0", $"{stream.Rate}", "give 0 for an irregular stream");
        if (!InfoXml.IsDescription(stream.Description, out var fault)) throw new LslException("a description that is one XML element 'desc'", fault, "mend the description");
        interval = stream.Rate > 0 ? 1 / stream.Rate : 0;
        capacity = Math.Max(1, (long)Math.Min(options.Buffer * (stream.Rate > 0 ? stream.Rate : IrregularRate), int.MaxValue));
        var info = stream with
        {
            Uid = Guid.NewGuid().ToString(), CreatedAt = owner.Now, SessionId = network.Session, Hostname = Environment.MachineName, Version = 110,
            V4Address = "", V6Address = "", V4DataPort = 0, V4ServicePort = 0, V6DataPort = 0, V6ServicePort = 0,
        };
        List<Socket> udp = [];
        try
        {
            foreach (var family in Sockets.Families(network))
            {
                var (data, service) = (Sockets.Tcp(family), Sockets.Udp(family));
                listeners.Add(data);
                udp.Add(service);
                Sockets.BindInRange(data, network);
                Sockets.BindInRange(service, network);
                var (dataPort, servicePort) = (((IPEndPoint)data.LocalEndPoint!).Port, ((IPEndPoint)service.LocalEndPoint!).Port);
                info = family == AddressFamily.InterNetwork
                    ? info with { V4DataPort = dataPort, V4ServicePort = servicePort }
                    : info with { V6DataPort = dataPort, V6ServicePort = servicePort };
            }
        }
        catch
        {
            foreach (var socket in listeners.Concat(udp)) socket.Dispose();
            throw;
        }
        Info = info;
        identity = new OutletIdentity(info);
        foreach (var socket in udp) services.Add(new UdpServer(socket, $"lsl time of {info.Name}", HandleDatagram));
        foreach (var listener in listeners) Start(() => Accept(listener), "accepts");
        owner.Responder.Add(identity);
    }

    public LslStreamInfo Info { get; }

    public int Consumers
    {
        get
        {
            var count = 0;
            foreach (var consumer in Volatile.Read(ref consumers))
                if (consumer.IsThere) count++;
            return count;
        }
    }

    public long Dropped
    {
        get
        {
            lock (changing) return droppedByGone + consumers.Sum(c => c.Dropped);
        }
    }

    public bool WaitForConsumers(TimeSpan timeout) => anyone.Wait(timeout);

    public void Push(ReadOnlySpan<byte> values, double stamp)
    {
        var samples = Samples(values);
        if (stamps.Length < samples) stamps = new double[Math.Max(samples, stamps.Length * 2)];
        for (var i = 0; i < samples; i++)
        {
            stamps[i] = stamp;
            stamp += interval;
        }
        Push(values, stamps.AsSpan(0, samples));
    }

    public void Push(ReadOnlySpan<byte> values, ReadOnlySpan<double> times)
    {
        if (Samples(values) != times.Length && Info.SampleBytes > 0)
            throw new ArgumentException($"{values.Length} bytes are not {times.Length} samples of {Info.SampleBytes}.", nameof(values));
        foreach (var consumer in Volatile.Read(ref consumers)) ((Consumer<byte>)consumer).Push(values, times);
    }

    public void PushText(ReadOnlySpan<string> texts, double stamp)
    {
        if (Info.Format != LslFormat.String) throw new InvalidOperationException($"'{Info.Name}' is a stream of {Info.Format.Name()}, not of text.");
        if (texts.Length != Info.ChannelCount) throw new ArgumentException($"{texts.Length} texts came for {Info.ChannelCount} channels.", nameof(texts));
        foreach (var consumer in Volatile.Read(ref consumers)) ((Consumer<string>)consumer).Push(texts, [stamp]);
    }

    public void Dispose()
    {
        if (closed) return;
        closed = true;
        owner.Responder.Remove(identity);
        foreach (var service in services) service.Dispose();
        foreach (var listener in listeners) Wake(listener);
        foreach (var consumer in Volatile.Read(ref consumers)) consumer.Close();
        Thread[] running;
        lock (changing) running = [.. threads];
        foreach (var thread in running) thread.Join(TimeSpan.FromSeconds(2));
        foreach (var listener in listeners) listener.Dispose();
        owner.Forget(this);
    }

    private int Samples(ReadOnlySpan<byte> values)
    {
        if (Info.Format == LslFormat.String) throw new InvalidOperationException($"'{Info.Name}' is a stream of text.");
        if (Info.SampleBytes == 0) return 0;
        if (values.Length % Info.SampleBytes != 0) throw new ArgumentException($"{values.Length} bytes are not whole samples of {Info.SampleBytes}.", nameof(values));
        return values.Length / Info.SampleBytes;
    }

    private void Start(Action work, string what)
    {
        var thread = new Thread(() => work()) { IsBackground = true, Name = $"lsl {what} for {Info.Name}" };
        lock (changing)
        {
            threads.RemoveAll(t => !t.IsAlive && t.ThreadState != ThreadState.Unstarted);
            threads.Add(thread);
        }
        thread.Start();
    }

    private void Accept(Socket listener)
    {
        while (!closed)
        {
            try
            {
                if (!listener.Poll(LongestWait, SelectMode.SelectRead)) continue;
                var socket = listener.Accept();
                if (closed || Interlocked.Increment(ref connections) > MostConnections)
                {
                    if (!closed) Interlocked.Decrement(ref connections);
                    socket.Dispose();
                    continue;
                }
                Start(() => Answer(socket), "serves");
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (closed || e is ObjectDisposedException) return;
            }
        }
    }

    /// <summary>A connection to itself ends the wait for one.</summary>
    private static void Wake(Socket listener)
    {
        try
        {
            var place = (IPEndPoint)listener.LocalEndPoint!;
            var address = place.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : place.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : place.Address;
            using var bell = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            bell.Connect(address, place.Port);
        }
        catch (SocketException)
        {
        }
    }

    private void Answer(Socket socket)
    {
        using var connection = new SocketReader(socket);
        try
        {
            var deadline = Deadline.In(handshake);
            var first = connection.ReadLine(deadline);
            if (first == "LSL:fullinfo") connection.Send(Encoding.UTF8.GetBytes(identity.FullInfo), deadline);
            else if (first == "LSL:shortinfo")
            {
                if (connection.ReadLine(deadline) is { } query && identity.ShortInfo(query.Trim()) is { } info) connection.Send(Encoding.UTF8.GetBytes(info), deadline);
            }
            // Protocol 1.00 has no such line; it is declined by closing.
            else if (first?.StartsWith("LSL:streamfeed/", StringComparison.Ordinal) == true)
            {
                var head = connection.ReadHead(deadline);
                if (FeedRequest.Read([first, .. head]) is { } request) Feed(connection, request, deadline);
            }
        }
        catch (Exception e) when (e is WireException or SocketException or ObjectDisposedException)
        {
            // Whatever came was no question: the connection is closed and that is all.
        }
        finally
        {
            Interlocked.Decrement(ref connections);
            // What it said and nobody read would make the close a reset, which takes the answer back.
            connection.Break();
        }
    }

    private void Feed(SocketReader connection, FeedRequest request, long deadline)
    {
        var refusal = request.Version / 100 > 1 ? "LSL/110 505 Version not supported"
            : request.Uid.Length > 0 && request.Uid != Info.Uid ? "LSL/110 404 Not found"
            : null;
        var size = Info.Format.Size();
        // What falls back to protocol 1.00 is declined: closed, after a line that names the reason.
        if (request.ProtocolVersion < 110 || (size > 0 && request.ValueSize > 0 && request.ValueSize != size) || !request.HasIeeeFloats)
            refusal ??= "LSL/110 505 Version not supported";
        if (refusal is not null)
        {
            connection.Send(Encoding.ASCII.GetBytes(refusal), deadline);
            return;
        }
        var swaps = request.ByteOrder != owner.Claim.Order && request.ByteOrder is ByteOrder.Little or ByteOrder.Big && (size > 1 || Info.Format == LslFormat.String)
            && EndianPerformance > request.EndianPerformance;
        var order = swaps ? request.ByteOrder : owner.Claim.Order;
        var isFloat = Info.Format is LslFormat.Float32 or LslFormat.Double64;
        var response = new FeedResponse { Uid = Info.Uid, ByteOrder = order, SuppressSubnormals = isFloat && !request.SupportsSubnormals, DataVersion = 110 };
        var bytes = Encoding.ASCII.GetBytes(response.Write());
        var big = order == ByteOrder.Big;
        // Whoever can connect can be slow: all queues together stay within bounds, the later ones being the shorter.
        var share = MostHeld / Math.Max(1, size > 0 ? Info.SampleBytes : Info.ChannelCount * TextSize) / (1 + Volatile.Read(ref consumers).Length);
        var held = Math.Max(1, Math.Min(Math.Min(request.MaxBuffer, capacity), share));
        if (Info.Format == LslFormat.String) Serve(connection, new TextEncoder(Info.Rate, big), TextWeight.Queue(Info.ChannelCount, held), Info.ChannelCount, bytes, request);
        else Serve(connection, new NumberEncoder(Info.Format, Info.Rate, big), new SampleQueue<byte>(Info.SampleBytes, held), Info.SampleBytes, bytes, request);
    }

    /// <summary>What a client's own figure is compared with; any client that wants to swap by itself names a larger one.</summary>
    private const double EndianPerformance = 1e6;

    private void Serve<T>(SocketReader connection, SampleEncoder<T> encoder, SampleQueue<T> queue, int width, byte[] response, FeedRequest request)
    {
        var patterns = encoder.Patterns(Info.Format, Info.ChannelCount);
        var deadline = Deadline.In(handshake);
        if (request.MaxBuffer == 0)
        {
            connection.Send(response, deadline);
            connection.Send(patterns, deadline);
            return;
        }
        var consumer = new Consumer<T>(connection, encoder, queue, width, options.Chunk, patterns);
        // It counts before it is told so: what is pushed once a client knows itself connected reaches it.
        lock (changing)
        {
            if (closed) return;
            consumers = [.. consumers, consumer];
            anyone.Set();
        }
        options.Note?.Invoke($"{Info.Name}: a consumer came, {Consumers} now");
        consumer.Serve(response);
        lock (changing)
        {
            consumers = [.. consumers.Where(c => c != consumer)];
            droppedByGone += consumer.Dropped;
            if (consumers.Length == 0) anyone.Reset();
        }
        if (!closed) options.Note?.Invoke($"{Info.Name}: a consumer left, {Consumers} now");
    }

    private void HandleDatagram(ReadOnlySpan<byte> datagram, SocketAddress from, Socket socket)
    {
        var received = owner.Now;
        Span<byte> answer = stackalloc byte[256];
        var length = Datagrams.AnswerTime(datagram, received, answer, owner.Clock);
        if (length > 0)
        {
            socket.SendTo(answer[..length], SocketFlags.None, from);
            return;
        }
        if (!Datagrams.TryReadQuestion(datagram, out var query, out var returnPort, out var id)) return;
        var place = (IPEndPoint)new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(from);
        identity.Answer(query, id, new IPEndPoint(place.Address, returnPort), socket);
    }
}
