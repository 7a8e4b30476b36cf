using System.Globalization;
using System.Text;
using System.Xml;

namespace Streaming.Lsl;

/// <summary>A stream's info as XML: written in the order and layout of liblsl, read in any.</summary>
internal static class InfoXml
{
    /// <summary>More channels than this are refused.</summary>
    public const int MostChannels = 1 << 20;

    /// <summary>More characters than this are refused.</summary>
    public const int Longest = 1 << 24;

    private const int Deepest = 64;
    private const string Declaration = "<?xml version=\"1.0\"?>\n";

    private static readonly XmlReaderSettings reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false, MaxCharactersInDocument = Longest,
        IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    /// <summary>The document that a stream sends of itself.</summary>
    /// <param name="info">The stream.</param>
    /// <param name="full">With its description; without, as in replies of discovery.</param>
    public static string Write(LslStreamInfo info, bool full)
    {
        var text = new StringBuilder(Declaration);
        using (var xml = XmlWriter.Create(text, new() { OmitXmlDeclaration = true, Indent = true, IndentChars = "\t", NewLineChars = "\n", CheckCharacters = false }))
        {
            void Field(string name, string value)
            {
                xml.WriteStartElement(name);
                xml.WriteString(Legal(value));
                xml.WriteFullEndElement();
            }

            void Whole(string name, int value) => Field(name, value.ToString(CultureInfo.InvariantCulture));

            xml.WriteStartElement("info");
            Field("name", info.Name);
            Field("type", info.Type);
            Whole("channel_count", info.ChannelCount);
            Field("channel_format", info.Format.Name());
            Field("source_id", info.SourceId);
            Field("nominal_srate", LslNumbers.Text(info.Rate));
            Field("version", LslNumbers.Text(info.Version / 100.0));
            Field("created_at", LslNumbers.Text(info.CreatedAt));
            Field("uid", info.Uid);
            Field("session_id", info.SessionId);
            Field("hostname", info.Hostname);
            Field("v4address", info.V4Address);
            Whole("v4data_port", info.V4DataPort);
            Whole("v4service_port", info.V4ServicePort);
            Field("v6address", info.V6Address);
            Whole("v6data_port", info.V6DataPort);
            Whole("v6service_port", info.V6ServicePort);
            Description(xml, full ? info.Description : "");
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    /// <summary>Reads a document; null, and why, where it is no info of a stream.</summary>
    public static LslStreamInfo? Read(string text, out string fault)
    {
        fault = "";
        try
        {
            using var xml = XmlReader.Create(new StringReader(text.TrimEnd('\0', ' ', '\n', '\r', '\t')), reading);
            return Read(xml, ref fault);
        }
        catch (XmlException e)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>The description is empty, or one element <c>desc</c> of XML; says what is wrong with it otherwise.</summary>
    public static bool IsDescription(string text, out string fault)
    {
        fault = "";
        if (text.Length == 0) return true;
        try
        {
            using var xml = XmlReader.Create(new StringReader(text), reading);
            var root = "";
            while (xml.Read())
            {
                if (xml.Depth > Deepest) return Not(out fault, $"elements deeper than {Deepest}");
                if (xml.NodeType == XmlNodeType.Element && xml.Depth == 0) root = xml.LocalName;
            }
            return root == "desc" || Not(out fault, $"an element '{root}' where 'desc' is expected");
        }
        catch (XmlException e)
        {
            return Not(out fault, e.Message);
        }

        static bool Not(out string fault, string what)
        {
            fault = what;
            return false;
        }
    }

    private static void Description(XmlWriter xml, string text)
    {
        if (text.Length == 0)
        {
            xml.WriteStartElement("desc");
            xml.WriteEndElement();
            return;
        }
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true, CheckCharacters = false };
        using var from = XmlReader.Create(new StringReader(text), settings);
        from.MoveToContent();
        xml.WriteNode(from, defattr: false);
    }

    private static LslStreamInfo? Read(XmlReader xml, ref string fault)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        string? field = null;
        var desc = "";
        while (!xml.EOF)
        {
            if (xml.Depth > Deepest)
            {
                fault = $"elements deeper than {Deepest}";
                return null;
            }
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.Depth == 0 && xml.LocalName != "info":
                    fault = $"an element '{xml.LocalName}' where 'info' is expected";
                    return null;
                case XmlNodeType.Element when xml.Depth == 1 && xml.LocalName == "desc":
                    // A reader of its own watches the depth, since what is copied is copied by recursion.
                    if (!xml.IsEmptyElement && !TryDescription(xml, out desc, ref fault)) return null;
                    if (xml.IsEmptyElement) break;
                    continue;
                case XmlNodeType.Element when xml.Depth == 1:
                    field = xml.LocalName;
                    text.Clear();
                    if (xml.IsEmptyElement) Keep();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when xml.Depth == 2 && field is not null:
                    text.Append(xml.Value);
                    break;
                case XmlNodeType.EndElement when xml.Depth == 1:
                    Keep();
                    break;
            }
            xml.Read();
        }
        return Made(fields, desc, ref fault);

        void Keep()
        {
            if (field is not null && fields.Count < 64) fields.TryAdd(field, text.ToString());
            field = null;
        }
    }

    /// <summary>Copies the element that the reader stands on, and moves behind it.</summary>
    private static bool TryDescription(XmlReader xml, out string desc, ref string fault)
    {
        var copy = new StringBuilder();
        desc = "";
        using (var to = XmlWriter.Create(copy, new() { OmitXmlDeclaration = true, CheckCharacters = false, ConformanceLevel = ConformanceLevel.Fragment }))
        {
            var start = xml.Depth;
            do
            {
                if (xml.Depth > Deepest)
                {
                    fault = $"elements deeper than {Deepest}";
                    return false;
                }
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        var empty = xml.IsEmptyElement;
                        to.WriteStartElement(xml.Prefix.Length > 0 ? xml.Prefix : null, xml.LocalName, xml.NamespaceURI.Length > 0 ? xml.NamespaceURI : null);
                        to.WriteAttributes(xml, defattr: false);
                        if (empty) to.WriteEndElement();
                        break;
                    case XmlNodeType.EndElement:
                        to.WriteEndElement();
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA:
                        to.WriteString(xml.Value);
                        break;
                }
            }
            while (xml.Read() && xml.Depth > start);
            if (xml.NodeType == XmlNodeType.EndElement)
            {
                to.WriteEndElement();
                xml.Read();
            }
        }
        desc = copy.ToString();
        return true;
    }

    private static LslStreamInfo? Made(Dictionary<string, string> fields, string desc, ref string fault)
    {
        string? missing = null;
        string Text(string name) => fields.GetValueOrDefault(name, "");
        int Whole(string name, int most)
        {
            if (LslNumbers.Whole(fields.GetValueOrDefault(name)?.Trim(), 0, most) is { } value) return value;
            missing ??= $"{name} must be a whole number from 0 to {most}, found '{fields.GetValueOrDefault(name, "nothing")}'";
            return 0;
        }

        double Number(string name)
        {
            if (LslNumbers.Parse(fields.GetValueOrDefault(name)?.Trim()) is { } value and >= 0) return value;
            missing ??= $"{name} must be a number of at least 0 with a decimal point, found '{fields.GetValueOrDefault(name, "nothing")}'";
            return 0;
        }

        if (Text("name").Length == 0) missing = "a stream without a name";
        if (Text("uid").Trim().Length == 0) missing ??= "a stream without a uid";
        if (!LslFormats.TryParse(Text("channel_format").Trim(), out var format))
            missing ??= $"channel_format must be float32, double64, string, int32, int16, int8 or int64, found '{Text("channel_format")}'";
        var info = new LslStreamInfo
        {
            Name = Text("name"),
            Type = Text("type"),
            ChannelCount = Whole("channel_count", MostChannels),
            Format = format,
            SourceId = Text("source_id"),
            Rate = Number("nominal_srate"),
            Version = (int)Math.Min(Math.Round(Number("version") * 100), 1e6),
            CreatedAt = Number("created_at"),
            Uid = Text("uid").Trim(),
            SessionId = Text("session_id"),
            Hostname = Text("hostname"),
            V4Address = Text("v4address").Trim(),
            V4DataPort = Whole("v4data_port", 65535),
            V4ServicePort = Whole("v4service_port", 65535),
            V6Address = Text("v6address").Trim(),
            V6DataPort = Whole("v6data_port", 65535),
            V6ServicePort = Whole("v6service_port", 65535),
            Description = desc,
        };
        fault = missing ?? "";
        return missing is null ? info : null;
    }

    /// <summary>The text without characters that XML cannot hold.</summary>
    private static string Legal(string text)
    {
        var clean = true;
        for (var i = 0; i < text.Length && clean; i++) clean = XmlConvert.IsXmlChar(text[i]);
        if (clean) return text;
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) kept.Append(text[i]);
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) kept.Append(text[i]).Append(text[++i]);
        }
        return kept.ToString();
    }
}
