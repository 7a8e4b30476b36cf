using System.Buffers.Text;
using System.Text;

namespace Streaming.Lsl;

/// <summary>The datagrams of discovery and of the time service.</summary>
internal static class Datagrams
{
    /// <summary>The longest that UDP over IPv4 carries.</summary>
    public const int Longest = 65507;

    private const int LongestId = 64, LongestNumber = 32;

    private static ReadOnlySpan<byte> ShortInfo => "LSL:shortinfo\r\n"u8;

    private static ReadOnlySpan<byte> TimeData => "LSL:timedata\r\n"u8;

    /// <summary>Asks for streams; the answer comes to the return port.</summary>
    public static byte[] Ask(string query, int returnPort, string id) => Encoding.UTF8.GetBytes($"LSL:shortinfo\r\n{query}\r\n{returnPort} {id}\r\n");

    /// <summary>Reads a question for streams.</summary>
    public static bool TryReadQuestion(ReadOnlySpan<byte> datagram, out string query, out int returnPort, out string id)
    {
        (query, returnPort, id) = ("", 0, "");
        if (!datagram.StartsWith(ShortInfo)) return false;
        var rest = datagram[ShortInfo.Length..];
        var end = rest.IndexOf("\r\n"u8);
        if (end < 0 || end > LslQuery.Longest) return false;
        var line = rest[(end + 2)..];
        var stop = line.IndexOfAny((byte)'\r', (byte)'\n');
        if (stop >= 0) line = line[..stop];
        if (!Utf8Parser.TryParse(line, out returnPort, out var used) || returnPort is < 1 or > 65535) return false;
        var token = line[used..].Trim(" \t"u8);
        if (token.Length is 0 or > LongestId || token.ContainsAny(" \t\0"u8)) return false;
        query = Encoding.UTF8.GetString(rest[..end]).Trim();
        id = Encoding.UTF8.GetString(token);
        return true;
    }

    /// <summary>Answers a question with the short info of a stream.</summary>
    public static byte[] Answer(string id, string shortInfo) => Encoding.UTF8.GetBytes($"{id}\r\n{shortInfo}");

    /// <summary>Reads an answer to the question of this id.</summary>
    public static LslStreamInfo? ReadAnswer(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> id)
    {
        var end = datagram.IndexOf((byte)'\n');
        if (end < 0 || !datagram[..end].Trim(" \r\t"u8).SequenceEqual(id)) return null;
        return InfoXml.Read(Encoding.UTF8.GetString(datagram[(end + 1)..]), out _);
    }

    /// <summary>Asks for the time; allocates nothing.</summary>
    public static int AskTime(Span<byte> to, int wave, double sent)
    {
        TimeData.CopyTo(to);
        var length = TimeData.Length;
        Number(to, ref length, wave);
        to[length++] = (byte)' ';
        Number(to, ref length, sent);
        "\r\n"u8.CopyTo(to[length..]);
        return length + 2;
    }

    /// <summary>Answers a question for the time as it was asked, its numbers word by word; allocates nothing. 0 where it was none.</summary>
    /// <param name="question">The datagram.</param>
    /// <param name="received">Seconds when it came.</param>
    /// <param name="to">Receives the answer.</param>
    /// <param name="now">Tells the seconds when it goes out.</param>
    public static int AnswerTime(ReadOnlySpan<byte> question, double received, Span<byte> to, Func<double> now)
    {
        if (!question.StartsWith(TimeData)) return 0;
        var line = question[TimeData.Length..];
        var stop = line.IndexOfAny((byte)'\r', (byte)'\n');
        if (stop >= 0) line = line[..stop];
        if (!Word(ref line, out var wave) || !Word(ref line, out var sent)) return 0;
        if (!Utf8Parser.TryParse(wave, out int _, out var used) || used != wave.Length || !Utf8Parser.TryParse(sent, out double _, out used) || used != sent.Length) return 0;
        var length = 0;
        to[length++] = (byte)' ';
        wave.CopyTo(to[length..]);
        length += wave.Length;
        to[length++] = (byte)' ';
        sent.CopyTo(to[length..]);
        length += sent.Length;
        to[length++] = (byte)' ';
        Number(to, ref length, received);
        to[length++] = (byte)' ';
        Number(to, ref length, now());
        return length;
    }

    /// <summary>Reads an answer for the time; allocates nothing.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> datagram, out int wave, out double sent, out double received, out double answered)
    {
        (wave, sent, received, answered) = (0, 0, 0, 0);
        return Word(ref datagram, out var a) && Utf8Parser.TryParse(a, out wave, out var used) && used == a.Length
            && Finite(ref datagram, out sent) && Finite(ref datagram, out received) && Finite(ref datagram, out answered);

        static bool Finite(ref ReadOnlySpan<byte> rest, out double value)
        {
            value = 0;
            return Word(ref rest, out var word) && Utf8Parser.TryParse(word, out value, out var used) && used == word.Length && double.IsFinite(value);
        }
    }

    private static bool Word(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        var end = rest.IndexOfAny(" \t\r\n"u8);
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word.Length is > 0 and <= LongestNumber;
    }

    private static void Number(Span<byte> to, ref int length, double value)
    {
        value.TryFormat(to[length..], out var written, "G16", System.Globalization.CultureInfo.InvariantCulture);
        length += written;
    }

    private static void Number(Span<byte> to, ref int length, int value)
    {
        value.TryFormat(to[length..], out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        length += written;
    }
}
