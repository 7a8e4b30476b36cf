using System.Xml;
using System.Xml.Linq;

namespace Streaming.Lsl;

/// <summary>Carries what a stream says of itself into this engine's formats, and out again: labels, units, positions, and all else of the description.</summary>
internal static class InfoFormats
{
    /// <summary>The format of a stream's samples.</summary>
    /// <param name="info">The stream.</param>
    /// <param name="element">The type they are given as.</param>
    public static StreamFormat Signal(LslStreamInfo info, ElementType element)
    {
        var channels = Channels(info.Description);
        var labels = new string[info.ChannelCount];
        var units = new HashSet<string>();
        for (var i = 0; i < labels.Length; i++)
        {
            var channel = i < channels.Count ? channels[i] : null;
            var label = ((string?)channel?.Element("label") ?? "").Trim();
            labels[i] = label.Length > 0 ? label : $"ch{i + 1}";
            units.Add(Unit(((string?)channel?.Element("unit") ?? "").Trim()));
        }
        return StreamFormat.Signal(info.ChannelCount, info.Rate, units.Count == 1 ? units.First() : "", ValueList.From(labels), info.Name) with
        {
            Element = element, Content = info.Type, Description = info.Description,
        };
    }

    /// <summary>The format of a stream of text.</summary>
    public static StreamFormat Events(LslStreamInfo info) =>
        StreamFormat.Events(info.Name, info.Type) with { Description = info.Format == LslFormat.String ? info.Description : "" };

    /// <summary>What a stream of this engine says of itself on the network.</summary>
    public static LslStreamInfo Of(StreamFormat format, string name, string type, string sourceId) => new()
    {
        Name = name,
        Type = type.Length > 0 ? type : format.Content.Length > 0 ? format.Content : format.Kind.ToString(),
        ChannelCount = format.SampleSize,
        Format = LslFormats.Of(format.Element),
        Rate = format.Rate,
        SourceId = sourceId,
        Description = Describe(format),
    };

    private static string Describe(StreamFormat format)
    {
        var desc = Parse(format.Description) is { } given && given.Name.LocalName == "desc" ? given : new XElement("desc");
        if (format.Labels.Count == 0) return desc.HasElements ? desc.ToString(SaveOptions.DisableFormatting) : "";
        // A channel keeps what was known of it, such as its position, wherever it stands by now.
        var known = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var channel in desc.Element("channels")?.Elements("channel") ?? []) known.TryAdd(((string?)channel.Element("label") ?? "").Trim(), channel);
        var channels = format.Labels.Select(label =>
        {
            var channel = known.TryGetValue(label, out var old) ? new XElement(old) : new XElement("channel", new XElement("label", Legal(label)));
            if (format.Unit.Length > 0) channel.SetElementValue("unit", format.Unit == "µV" ? "microvolts" : Legal(format.Unit));
            if (channel.Element("type") is null && format.Content.Length > 0) channel.SetElementValue("type", Legal(format.Content));
            return channel;
        }).ToArray();
        var place = desc.Element("channels");
        var others = place?.Elements().Where(e => e.Name.LocalName != "channel").ToArray() ?? [];
        place?.Remove();
        desc.AddFirst(new XElement("channels", channels, others));
        return desc.ToString(SaveOptions.DisableFormatting);
    }

    private static List<XElement> Channels(string description) => [.. Parse(description)?.Element("channels")?.Elements("channel") ?? []];

    private static XElement? Parse(string text)
    {
        if (!InfoXml.IsDescription(text, out _) || text.Length == 0) return null;
        using var xml = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false });
        return XElement.Load(xml);
    }

    private static string Unit(string unit) => unit.ToLowerInvariant() is "uv" or "\u03BCv" or "\u00B5v" or "microvolt" or "microvolts" ? "µV" : unit;

    private static string Legal(string text) => string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
}
