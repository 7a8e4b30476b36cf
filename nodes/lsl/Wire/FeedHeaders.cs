using System.Globalization;
using System.Text;

namespace Streaming.Lsl;

/// <summary>What a client asks of a feed (protocol 1.10).</summary>
internal sealed record FeedRequest
{
    /// <summary>Version of the request line; 100 where it names none.</summary>
    public int Version { get; init; } = 110;

    /// <summary>The outlet it means; empty for any.</summary>
    public string Uid { get; init; } = "";

    public int ByteOrder { get; init; } = Lsl.ByteOrder.Little;
    public double EndianPerformance { get; init; }
    public bool HasIeeeFloats { get; init; } = true;
    public bool SupportsSubnormals { get; init; } = true;

    /// <summary>Bytes per value as the client has it; 0 where it does not say.</summary>
    public int ValueSize { get; init; }

    public int ProtocolVersion { get; init; } = 110;

    /// <summary>Samples that the server shall hold back for it.</summary>
    public int MaxBuffer { get; init; }

    public int MaxChunk { get; init; }

    /// <summary>The request, as liblsl orders it; text streams leave out Value-Size, over which servers up to 1.15 fall back to 1.00.</summary>
    public string Write(LslStreamInfo stream, string hostname)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"LSL:streamfeed/{Version} {Uid}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Native-Byte-Order: {ByteOrder}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Endian-Performance: {EndianPerformance}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Has-IEEE754-Floats: {(HasIeeeFloats ? 1 : 0)}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Supports-Subnormals: {(SupportsSubnormals ? 1 : 0)}\r\n");
        if (ValueSize > 0) text.Append(CultureInfo.InvariantCulture, $"Value-Size: {ValueSize}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Data-Protocol-Version: {ProtocolVersion}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Max-Buffer-Length: {MaxBuffer}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Max-Chunk-Length: {MaxChunk}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Hostname: {hostname}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Source-Id: {Line(stream.SourceId)}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Session-Id: {Line(stream.SessionId)}\r\n");
        return text.Append("\r\n").ToString();
    }

    /// <summary>Reads a request line with its headers; null where it is none.</summary>
    /// <param name="lines">The lines without their ends, the first one being the request.</param>
    public static FeedRequest? Read(IReadOnlyList<string> lines)
    {
        const string verb = "LSL:streamfeed";
        if (lines.Count == 0 || !lines[0].StartsWith(verb, StringComparison.Ordinal)) return null;
        var rest = lines[0][verb.Length..].Trim();
        if (!rest.StartsWith('/')) return rest.Length == 0 ? new FeedRequest { Version = 100, ProtocolVersion = 100 } : null;
        var words = rest[1..].Split(' ', 2, StringSplitOptions.TrimEntries);
        if (LslNumbers.Whole(words[0], 0, 100_000) is not { } version) return null;
        var request = new FeedRequest { Version = version, ProtocolVersion = version, Uid = words.Length > 1 ? words[1] : "" };
        for (var i = 1; i < lines.Count; i++)
        {
            if (!Header(lines[i], out var name, out var value)) continue;
            var whole = (int)Math.Clamp(LslNumbers.Parse(value) ?? 0, int.MinValue, int.MaxValue);
            request = name switch
            {
                "native-byte-order" => request with { ByteOrder = whole },
                "endian-performance" => request with { EndianPerformance = LslNumbers.Parse(value) ?? 0 },
                "has-ieee754-floats" => request with { HasIeeeFloats = value == "1" },
                "supports-subnormals" => request with { SupportsSubnormals = value == "1" },
                "value-size" => request with { ValueSize = whole },
                "protocol-version" => request with { ProtocolVersion = whole },
                "max-buffer-length" => request with { MaxBuffer = Math.Max(0, whole) },
                "max-chunk-length" => request with { MaxChunk = Math.Max(0, whole) },
                _ => request,
            };
        }
        return request;
    }

    /// <summary>A header line: lower-cased, trimmed, without what follows a semicolon.</summary>
    internal static bool Header(string line, out string name, out string value)
    {
        (name, value) = ("", "");
        var end = line.IndexOf(';', StringComparison.Ordinal);
        if (end >= 0) line = line[..end];
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim().ToLowerInvariant());
        return true;
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ");
}

/// <summary>What a server answers.</summary>
internal sealed record FeedResponse
{
    public int Status { get; init; }
    public string StatusLine { get; init; } = "";
    public string Uid { get; init; } = "";

    /// <summary>1234, 4321, or 0 for the server's own, which nobody knows but which is the reader's where both are of one kind.</summary>
    public int ByteOrder { get; init; }

    public bool SuppressSubnormals { get; init; }

    /// <summary>Of the data; 100 where it does not say.</summary>
    public int DataVersion { get; init; } = 100;

    public string Write()
    {
        var text = new StringBuilder("LSL/110 200 OK\r\n");
        text.Append(CultureInfo.InvariantCulture, $"UID: {Uid}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Byte-Order: {ByteOrder}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Suppress-Subnormals: {(SuppressSubnormals ? 1 : 0)}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Data-Protocol-Version: {DataVersion}\r\n");
        return text.Append("\r\n").ToString();
    }

    /// <summary>Reads a status line with its headers; null where it is none. Error lines come alone.</summary>
    public static FeedResponse? Read(IReadOnlyList<string> lines)
    {
        var words = lines.Count == 0 ? [] : lines[0].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || !words[0].StartsWith("LSL/", StringComparison.Ordinal) || LslNumbers.Whole(words[0][4..], 0, 100_000) is not { } version) return null;
        if (version / 100 > 1 || LslNumbers.Whole(words[1], 100, 999) is not { } status) return null;
        var response = new FeedResponse { Status = status, StatusLine = lines[0] };
        for (var i = 1; i < lines.Count; i++)
        {
            if (!FeedRequest.Header(lines[i], out var name, out var value)) continue;
            response = name switch
            {
                "uid" => response with { Uid = value },
                "byte-order" => response with { ByteOrder = LslNumbers.Whole(value, 0, 9999) ?? -1 },
                "suppress-subnormals" => response with { SuppressSubnormals = value == "1" },
                "data-protocol-version" => response with { DataVersion = LslNumbers.Whole(value, 0, 100_000) ?? 0 },
                _ => response,
            };
        }
        return response;
    }
}
