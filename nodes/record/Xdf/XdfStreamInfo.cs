using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Streaming.Record;

/// <summary>What the header of a stream says.</summary>
public sealed record XdfStreamInfo
{
    /// <summary>Name of the stream; not empty.</summary>
    public required string Name { get; init; }

    /// <summary>Content type, for example <c>EEG</c> or <c>Markers</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Type of the values; <see cref="ElementType.Event"/> stands for text.</summary>
    public ElementType Element { get; init; } = ElementType.Float32;

    /// <summary>Values per sample.</summary>
    public int ChannelCount { get; init; } = 1;

    /// <summary>Samples per second; 0 if irregular.</summary>
    public double Rate { get; init; }

    /// <summary>A name for each channel, or none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Unit of all channels; empty if none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Names the device across restarts; may be empty.</summary>
    public string SourceId { get; init; } = "";

    /// <summary>Further metadata: a <c>desc</c> element; empty if none. Its channels are replaced where they disagree with <see cref="Labels"/>.</summary>
    public string Description { get; init; } = "";

    /// <summary>Seconds of the stream's clock at which it was made.</summary>
    public double CreatedAt { get; init; }

    /// <summary>The header in the order and words of LSL.</summary>
    internal string ToXml() => XdfXml.Text(new XElement("info",
        new XElement("name", XdfXml.Legal(Name)),
        new XElement("type", XdfXml.Legal(Type)),
        new XElement("channel_count", ChannelCount),
        new XElement("channel_format", FormatName(Element)),
        new XElement("source_id", XdfXml.Legal(SourceId)),
        new XElement("nominal_srate", Rate.ToString("R", CultureInfo.InvariantCulture)),
        new XElement("version", "1.100000000000000"),
        new XElement("created_at", CreatedAt.ToString("R", CultureInfo.InvariantCulture)),
        new XElement("uid"),
        new XElement("session_id", "default"),
        new XElement("hostname", Environment.MachineName),
        new XElement("v4address"), new XElement("v4data_port", 0), new XElement("v4service_port", 0),
        new XElement("v6address"), new XElement("v6data_port", 0), new XElement("v6service_port", 0),
        Desc()));

    private static string FormatName(ElementType element) => element switch
    {
        ElementType.Float32 => "float32",
        ElementType.Float64 => "double64",
        ElementType.Int8 => "int8",
        ElementType.Int16 => "int16",
        ElementType.Int32 => "int32",
        ElementType.Int64 => "int64",
        _ => "string",
    };

    private XElement Desc()
    {
        var desc = XdfXml.Parse(Description) is { Name.LocalName: "desc" } given ? given : new XElement("desc");
        if (Labels.Count == 0) return desc;
        var channels = desc.Element("channels");
        if (channels is not null && channels.Elements("channel").Select(c => (string?)c.Element("label")).SequenceEqual(Labels)) return desc;
        channels?.Remove();
        desc.Add(new XElement("channels", Labels.Select(label => new XElement("channel", new XElement("label", XdfXml.Legal(label)),
            Unit.Length > 0 ? new XElement("unit", XdfXml.Legal(Unit)) : null, Type.Length > 0 ? new XElement("type", XdfXml.Legal(Type)) : null))));
        return desc;
    }
}

internal static class XdfXml
{
    public static string Text(XElement info) => "<?xml version=\"1.0\"?>\n" + info.ToString().ReplaceLineEndings("\n");

    public static XElement? Parse(string text)
    {
        if (text.Length == 0) return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The text without characters that XML cannot hold.</summary>
    public static string Legal(string text) => string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
}
