namespace Streaming.Lsl;

/// <summary>What a stream says of itself, and where it is served.</summary>
public sealed record LslStreamInfo
{
    /// <summary>Name of the stream; not empty.</summary>
    public required string Name { get; init; }

    /// <summary>Content type, for example <c>EEG</c> or <c>Markers</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Values per sample, at least 0.</summary>
    public int ChannelCount { get; init; } = 1;

    /// <summary>Type of the values.</summary>
    public LslFormat Format { get; init; } = LslFormat.Float32;

    /// <summary>Samples per second; 0 if irregular.</summary>
    public double Rate { get; init; }

    /// <summary>Names the device across restarts, so that a stream that vanished is found again; may be empty.</summary>
    public string SourceId { get; init; } = "";

    /// <summary>Protocol version times 100: 110.</summary>
    public int Version { get; init; } = 110;

    /// <summary>Seconds of the outlet's clock at which it was made; 0 before that.</summary>
    public double CreatedAt { get; init; }

    /// <summary>Names one outlet: a UUID in lower case, new whenever an outlet is made; empty before that.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Streams of another session are not seen.</summary>
    public string SessionId { get; init; } = "default";

    /// <summary>Machine of the outlet.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>IPv4 address; empty on the wire, filled in by who resolved it.</summary>
    public string V4Address { get; init; } = "";

    /// <summary>TCP port of the data over IPv4; 0 without IPv4.</summary>
    public int V4DataPort { get; init; }

    /// <summary>UDP port of the time service over IPv4; 0 without IPv4.</summary>
    public int V4ServicePort { get; init; }

    /// <summary>IPv6 address with its scope, if any; empty on the wire.</summary>
    public string V6Address { get; init; } = "";

    /// <summary>TCP port of the data over IPv6; 0 without IPv6.</summary>
    public int V6DataPort { get; init; }

    /// <summary>UDP port of the time service over IPv6; 0 without IPv6.</summary>
    public int V6ServicePort { get; init; }

    /// <summary>Further metadata: a <c>desc</c> element as text; empty if none. Resolved streams have none: an inlet's <see cref="ILslInlet.Info"/> does.</summary>
    public string Description { get; init; } = "";

    /// <summary>Samples come at equal intervals.</summary>
    public bool IsRegular => Rate > 0;

    /// <summary>Bytes of the values of one sample; 0 for text.</summary>
    public int SampleBytes => ChannelCount * Format.Size();

    /// <summary>One line, such as "EEG 'BioSemi' float32[8] 512 Hz, source 'A1', host lab3".</summary>
    public override string ToString()
    {
        var rate = IsRegular ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Rate:0.####} Hz") : "irregular";
        var source = SourceId.Length > 0 ? $", source '{SourceId}'" : "";
        var host = Hostname.Length > 0 ? $", host {Hostname}" : "";
        var type = Type.Length > 0 ? Type + " " : "";
        return $"{type}'{Name}' {Format.Name()}[{ChannelCount}] {rate}{source}{host}";
    }
}
