using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Lsl;

/// <summary>The stream that a connection was to is not there any more, though somebody answers.</summary>
internal sealed class StreamGoneException(string message) : IOException(message);

/// <summary>An open feed: the handshake is done, the patterns were as they should be.</summary>
/// <param name="Connection">Reads what follows.</param>
/// <param name="IsBig">The samples are big-endian.</param>
/// <param name="SuppressSubnormals">The reader sets subnormal numbers to zero.</param>
internal sealed record Feed(SocketReader Connection, bool IsBig, bool SuppressSubnormals)
{
    /// <summary>Where the data is served: over IPv4 if it can be.</summary>
    public static IPEndPoint DataPlace(LslStreamInfo info) => Place(info, info.V4DataPort, info.V6DataPort)
        ?? throw new WireException($"{info} names no address at which it is served");

    /// <summary>Where the time service answers; null where there is none.</summary>
    public static IPEndPoint? TimePlace(LslStreamInfo info) => Place(info, info.V4ServicePort, info.V6ServicePort);

    /// <summary>Asks a stream for its info with the description.</summary>
    /// <exception cref="WireException">It does not answer as a stream does.</exception>
    /// <exception cref="StreamGoneException">Another stream answers.</exception>
    public static LslStreamInfo FullInfo(LslStreamInfo stream, TimeSpan timeout)
    {
        var deadline = Deadline.In(timeout);
        using var connection = SocketReader.Connect(DataPlace(stream), timeout);
        connection.Send("LSL:fullinfo\r\n"u8, deadline);
        var text = connection.ReadToEnd(InfoXml.Longest, deadline);
        var info = InfoXml.Read(text, out var fault) ?? throw new WireException($"an info that cannot be read: {fault}");
        if (info.Uid != stream.Uid) throw new StreamGoneException($"{stream.Name}: another stream stands at its port");
        return info with { V4Address = stream.V4Address, V6Address = stream.V6Address, V4DataPort = stream.V4DataPort, V6DataPort = stream.V6DataPort };
    }

    /// <summary>Connects to a stream and shakes hands.</summary>
    /// <exception cref="WireException">It does not answer as a stream does.</exception>
    /// <exception cref="StreamGoneException">The outlet is another one by now.</exception>
    public static Feed Open(LslStreamInfo stream, FeedRequest request, TimeSpan timeout)
    {
        var deadline = Deadline.In(timeout);
        if (Math.Min(110, stream.Version) < 110) throw new WireException($"{stream.Name} is served by protocol {stream.Version / 100.0:0.00}, which is declined; 1.10 is expected");
        var connection = SocketReader.Connect(DataPlace(stream), timeout);
        try
        {
            connection.Send(Encoding.UTF8.GetBytes(request.Write(stream, Environment.MachineName)), deadline);
            var feed = Read(connection, stream, deadline);
            return feed;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads the answer to a request and the two patterns.</summary>
    internal static Feed Read(SocketReader connection, LslStreamInfo stream, long deadline)
    {
        var lines = connection.ReadHead(deadline);
        if (lines.Count == 0) throw new WireException("the feed was closed without an answer");
        var answer = FeedResponse.Read(lines) ?? throw new WireException($"an answer that is none of this protocol: '{Short(lines[0])}'");
        if (answer.Status == 404 || answer.Status / 100 == 3) throw new StreamGoneException($"{stream.Name}: {Short(answer.StatusLine)}");
        if (answer.Status >= 400) throw new WireException($"the feed was refused: '{Short(answer.StatusLine)}'");
        if (answer.Uid.Length > 0 && answer.Uid != stream.Uid.ToLowerInvariant()) throw new StreamGoneException($"{stream.Name}: another stream stands at its port");
        if (answer.DataVersion != 110) throw new WireException($"data of protocol {answer.DataVersion / 100.0:0.00}, which is declined; 1.10 is expected");
        var order = answer.ByteOrder == 0 ? ByteOrder.Own : answer.ByteOrder;
        if (order is not (ByteOrder.Little or ByteOrder.Big)) throw new WireException($"byte order {answer.ByteOrder} where 1234 or 4321 is expected");
        var feed = new Feed(connection, order == ByteOrder.Big, answer.SuppressSubnormals);
        if (stream.Format == LslFormat.String) Check(connection, new TextDecoder(stream.ChannelCount, stream.Rate, feed.IsBig), stream, deadline);
        else Check(connection, new NumberDecoder(stream.Format, stream.ChannelCount, stream.Rate, feed.IsBig, false), stream, deadline);
        return feed;
    }

    private static void Check<T>(SocketReader connection, SampleDecoder<T> decoder, LslStreamInfo stream, long deadline)
    {
        var values = new T[decoder.Width];
        var stamp = new double[1];
        foreach (var offset in TestPattern.Offsets)
        {
            int used;
            while (decoder.Read(connection.Window, values, stamp, out used) == 0)
                if (!connection.Fill(deadline)) throw new WireException("the feed ended within its test patterns");
            connection.Advance(used);
            if (stamp[0] != TestPattern.Stamp || !Is(values, stream, offset)) throw new WireException("test patterns that are not those of the stream's format");
        }
    }

    private static bool Is<T>(T[] values, LslStreamInfo stream, int offset)
    {
        if (values is string[] texts) return texts.Select((t, i) => t == TestPattern.Text(i)).All(same => same);
        var expected = new byte[values.Length];
        TestPattern.Fill(stream.Format, stream.ChannelCount, offset, expected);
        return expected.AsSpan().SequenceEqual((byte[])(object)values);
    }

    private static IPEndPoint? Place(LslStreamInfo info, int v4Port, int v6Port) =>
        v4Port > 0 && IPAddress.TryParse(info.V4Address, out var v4) && v4.AddressFamily == AddressFamily.InterNetwork ? new(v4, v4Port)
        : v6Port > 0 && IPAddress.TryParse(info.V6Address, out var v6) ? new(v6, v6Port) : null;

    private static string Short(string text) => text.Length <= 80 ? text : text[..80];
}
