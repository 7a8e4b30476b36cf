using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Streaming.Files.Xdf;

/// <summary>The XML of headers and footers.</summary>
internal static class HeaderXml
{
    /// <summary>More channels than this are damage.</summary>
    public const int MostChannels = 1 << 20;

    private const int DeepestElement = 64;

    /// <summary>The root of a text, or null and why not.</summary>
    public static XElement? Parse(string text, out string fault)
    {
        fault = "";
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false };
        try
        {
            text = text.TrimEnd('\0', ' ', '\n', '\r', '\t');
            using (var depth = XmlReader.Create(new StringReader(text), settings))
                while (depth.Read())
                    if (depth.Depth > DeepestElement)
                    {
                        fault = $"elements deeper than {DeepestElement}";
                        return null;
                    }
            using var reader = XmlReader.Create(new StringReader(text), settings);
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>A stream by its header, which stands at a byte of the file, or null and why not.</summary>
    public static XdfStream? Stream(uint id, int index, long header, string text, out string fault)
    {
        if (Parse(text, out fault) is not { } info) return null;
        var channels = (string?)info.Element("channel_count");
        var rate = (string?)info.Element("nominal_srate");
        var format = (string?)info.Element("channel_format");
        if (!int.TryParse(channels, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) || count is < 0 or > MostChannels)
            fault = $"channel_count must be a whole number from 0 to {MostChannels}, found '{channels}'";
        else if (Number(rate) is not { } hertz || hertz < 0)
            fault = $"nominal_srate must be a number of at least 0 with a decimal point, found '{rate}'";
        else if (!XdfFormats.TryParse(format?.Trim(), out var known))
            fault = $"channel_format must be float32, double64, string, int32, int16, int8 or int64, found '{format}'";
        else
            return new XdfStream(id, info, known, count, hertz) { Index = index, Header = header };
        return null;
    }

    /// <summary>The sample count of a footer; null if there is none.</summary>
    public static long? SampleCount(string text) =>
        Parse(text, out _) is { } info && Number((string?)info.Element("sample_count")) is { } count and >= 0 and < long.MaxValue ? (long)count : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
