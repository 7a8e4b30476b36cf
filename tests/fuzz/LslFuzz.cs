using System.Text;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Lab Streaming Layer under fuzzing: all that another machine can send.</summary>
internal static class LslFuzz
{
    private static readonly LslStreamInfo numbers = new()
    {
        Name = "amp", Type = "EEG", ChannelCount = 2, Rate = 100, SourceId = "a1", Uid = "6f0e4f0e-0000-4000-8000-000000000001", CreatedAt = 1, V4Address = "127.0.0.1", V4DataPort = 1,
        Description = "<desc><channels><channel><label>C3</label><unit>uV</unit></channel><channel a=\"b\"><label>C4</label></channel></channels><x><![CDATA[<]]></x></desc>",
    };

    private static readonly LslStreamInfo texts = numbers with { Format = LslFormat.String, Rate = 0 };
    private static readonly QueryMatcher matcher = new(InfoXml.Write(numbers, full: true));

    public static IReadOnlyList<FuzzTarget> Targets { get; } =
    [
        new("lsl info", () => [Bytes(InfoXml.Write(numbers, full: true)), Bytes(InfoXml.Write(texts, full: false))], ReadInfo),
        new("lsl feed of numbers", () => [Feed(numbers, big: false), Feed(numbers, big: true)], s => ReadFeed(s, numbers)),
        new("lsl feed of text", () => [Feed(texts, big: false), Feed(texts, big: true)], s => ReadFeed(s, texts)),
        new("lsl request", () => [Bytes(new FeedRequest { Uid = numbers.Uid, ValueSize = 4, MaxBuffer = 100, MaxChunk = 3 }.Write(numbers, "host")), Bytes("LSL:streamfeed\r\n360 0\r\n")], ReadRequest),
        new("lsl discovery", Questions, ReadDiscovery),
        new("lsl time", () => [Bytes("LSL:timedata\r\n-5 12345.678\r\n"), Bytes(" -5 12345.678 1e3 1000.25")], ReadTime),
        new("lsl configuration", () => [Bytes("[ports]\nBasePort = 100\nPortRange=3\n; x\n[lab]\nKnownPeers = {a, b}\nSessionID = s\n[tuning]\nTimeProbeInterval = 0.1\n")], ReadConfiguration),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[][] Questions() =>
    [
        Datagrams.Ask("session_id='default' and (type='EEG')", 16600, "12345"),
        Datagrams.Ask("count(desc/channels/channel[label='C3' or starts-with(label,'C')])>=1 and not(//x='y')", 16600, "9"),
        Datagrams.Answer("7", InfoXml.Write(numbers, full: false)),
    ];

    private static byte[] Feed(LslStreamInfo stream, bool big)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Bytes(new FeedResponse { Uid = stream.Uid, ByteOrder = big ? ByteOrder.Big : ByteOrder.Little, DataVersion = 110 }.Write()));
        var room = new byte[4096];
        if (stream.Format == LslFormat.String)
        {
            var encoder = new TextEncoder(stream.Rate, big);
            bytes.Write(encoder.Patterns(stream.Format, 2));
            foreach (var text in new[] { "", "left", "\0ä", new string('x', 700) }) bytes.Write(room, 0, encoder.Write([text, "b"], 5 + text.Length, room));
        }
        else
        {
            var encoder = new NumberEncoder(stream.Format, stream.Rate, big);
            bytes.Write(encoder.Patterns(stream.Format, 2));
            for (var i = 0; i < 40; i++) bytes.Write(room, 0, encoder.Write([1, 2, 3, 4, 5, 6, 7, (byte)i], 5 + (i / 10 * 0.3) + (i / stream.Rate), room));
        }
        return bytes.ToArray();
    }

    private static long ReadInfo(Stream stream)
    {
        var info = InfoXml.Read(Encoding.UTF8.GetString(All(stream)), out var fault) ?? throw new WireException(fault);
        InfoFormats.Signal(info with { ChannelCount = Math.Min(info.ChannelCount, 8) }, ElementType.Float32);
        if (InfoXml.Read(InfoXml.Write(info, full: true), out fault) is null) throw new InvalidOperationException($"what was read and written cannot be read: {fault}");
        return 1;
    }

    private static long ReadFeed(Stream stream, LslStreamInfo info)
    {
        using var reader = new SocketReader(stream);
        Lsl.Feed feed;
        try
        {
            feed = Lsl.Feed.Read(reader, info, Deadline.In(TimeSpan.FromMinutes(1)));
        }
        catch (StreamGoneException e)
        {
            throw new WireException(e.Message);
        }
        return info.Format == LslFormat.String ? Samples(reader, new TextDecoder(2, info.Rate, feed.IsBig)) : Samples(reader, new NumberDecoder(info.Format, 2, info.Rate, feed.IsBig, true));
    }

    private static long Samples<T>(SocketReader reader, SampleDecoder<T> decoder)
    {
        long steps = 0;
        var (values, stamps) = (new T[decoder.Width * 16], new double[16]);
        while (true)
        {
            steps += decoder.Read(reader.Window, values, stamps, out var used);
            reader.Advance(used);
            if (used == 0 && !reader.TryFill(out _)) return steps;
        }
    }

    private static long ReadRequest(Stream stream)
    {
        using var reader = new SocketReader(stream);
        var lines = reader.ReadHead(Deadline.In(TimeSpan.FromMinutes(1)));
        return FeedRequest.Read(lines) is null ? throw new WireException("no request") : lines.Count;
    }

    private static long ReadDiscovery(Stream stream)
    {
        var datagram = All(stream);
        if (Datagrams.TryReadQuestion(datagram, out var query, out _, out _)) return matcher.Matches(query) ? 1 : 2;
        return Datagrams.ReadAnswer(datagram, "7"u8) is null ? throw new WireException("nothing of discovery") : 3;
    }

    private static long ReadTime(Stream stream)
    {
        var datagram = All(stream);
        if (Datagrams.AnswerTime(datagram, 1, new byte[256], () => 2) > 0) return 1;
        return Datagrams.TryReadTime(datagram, out _, out _, out _, out _) ? 1 : throw new WireException("nothing of time");
    }

    private static long ReadConfiguration(Stream stream)
    {
        try
        {
            LslConfig.Read(Encoding.UTF8.GetString(All(stream)));
            return 1;
        }
        catch (LslException e)
        {
            throw new WireException(e.Message);
        }
    }

    private static byte[] All(Stream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
