using System.Globalization;

namespace Streaming.Files;

/// <summary>Reads the texts of a BrainVision recording.</summary>
internal static class BrainVisionParser
{
    private const string Common = "Common Infos", Binary = "Binary Infos";
    private const int MostChannels = 100_000;

    /// <summary>Reads a header.</summary>
    /// <exception cref="RecordingException">It cannot be read, or tells of data that are no recording: segments, averages, spectra, text.</exception>
    public static BrainVisionHeader Header(BrainVisionText text)
    {
        Need(text, Common, "DataFormat", "BINARY", "export it in binary form");
        Need(text, Common, "DataType", "TIMEDOMAIN", "play the recording it was computed from");
        Need(text, Common, "SegmentationType", "NOTSEGMENTED", "play the recording before it was cut, and cut it with dsp.epochs");
        Need(text, Common, "Averaged", "NO", "play the recording before it was averaged");
        Need(text, Binary, "UseBigEndianOrder", "NO", "export it in little-endian order");
        return new()
        {
            DataFile = Text(text, Common, "DataFile"),
            MarkerFile = text.Find(Common, "MarkerFile"),
            Rate = 1e6 / Number(text, Common, "SamplingInterval", "a time above 0 in microseconds", static n => n > 0 && double.IsFinite(1e6 / n)),
            StatedSamples = text.Find(Common, "DataPoints").Length == 0 ? -1 : (long)Number(text, Common, "DataPoints", "a whole number", static n => n >= 0 && n < 1e15 && n == Math.Floor(n)),
            Format = Choice(text, Binary, "BinaryFormat", ("INT_16", BrainVisionFormat.Int16), ("INT_32", BrainVisionFormat.Int32), ("IEEE_FLOAT_32", BrainVisionFormat.Float32)),
            IsVectorized = Choice(text, Common, "DataOrientation", ("MULTIPLEXED", false), ("VECTORIZED", true)),
            Channels = Channels(text, (int)Number(text, Common, "NumberOfChannels", $"a number from 1 to {MostChannels}", static n => n >= 1 && n <= MostChannels && n == Math.Floor(n))),
        };
    }

    /// <summary>Reads markers; what cannot be read is left out and counted.</summary>
    public static (BrainVisionMarker[] Markers, int Malformed) Markers(BrainVisionText text)
    {
        var (markers, malformed) = (new List<BrainVisionMarker>(), 0);
        foreach (var (_, value, _) in text.Numbered("Marker Infos", "Mk"))
        {
            var fields = value.Split(',');
            if (fields.Length < 3 || !Whole(fields[2], out var position) || position < 1)
            {
                malformed++;
                continue;
            }
            var length = fields.Length > 3 && Whole(fields[3], out var size) ? Math.Max(0, size) : 1;
            var channel = fields.Length > 4 && Whole(fields[4], out var number) && number is > 0 and <= MostChannels ? (int)number : 0;
            markers.Add(new(Plain(fields[0]), Plain(fields[1]), position - 1, length, channel, fields.Length > 5 ? Date(fields[5]) : null));
        }
        return ([.. markers.OrderBy(m => m.Sample)], malformed);
    }

    private static BrainVisionChannel[] Channels(BrainVisionText text, int count)
    {
        var channels = new List<BrainVisionChannel>();
        foreach (var (number, value, line) in text.Numbered("Channel Infos", "Ch"))
        {
            if (number != channels.Count + 1) break;
            var fields = value.Split(',');
            var resolution = 1.0;
            if (fields.Length > 2 && fields[2].Trim() is { Length: > 0 } stated && (!Real(stated, out resolution) || !double.IsFinite(resolution) || resolution == 0))
                throw new RecordingException(text.Name, $"line {line} (Ch{number})", "a resolution other than 0", $"\"{stated}\"", "Correct the header.");
            var unit = fields.Length > 3 ? Plain(fields[3]) : "";
            channels.Add(new(Plain(fields[0]), fields.Length > 1 ? Plain(fields[1]) : "", resolution, unit.Length > 0 ? unit : "µV"));
            if (channels.Count == count) return [.. channels];
        }
        throw new RecordingException(text.Name, "[Channel Infos]", $"{count} channels, as NumberOfChannels says", $"no Ch{channels.Count + 1}", "Correct the header.");
    }

    private static void Need(BrainVisionText text, string section, string key, string wanted, string remedy)
    {
        var found = text.Find(section, key);
        if (found.Length > 0 && !found.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            throw new RecordingException(text.Name, text.Place(section, key), wanted, found, $"Only continuous recordings are played; {remedy}.");
    }

    private static string Text(BrainVisionText text, string section, string key) => text.Find(section, key) is { Length: > 0 } found
        ? found : throw new RecordingException(text.Name, text.Place(section, key), "a value", "none", "Correct the header.");

    private static double Number(BrainVisionText text, string section, string key, string expected, Func<double, bool> fits)
    {
        var found = Text(text, section, key);
        return Real(found, out var number) && fits(number) ? number : throw new RecordingException(text.Name, text.Place(section, key), expected, $"\"{found}\"", "Correct the header.");
    }

    private static T Choice<T>(BrainVisionText text, string section, string key, params (string Word, T Value)[] choices)
    {
        var found = Text(text, section, key);
        foreach (var (word, value) in choices)
            if (found.Equals(word, StringComparison.OrdinalIgnoreCase)) return value;
        throw new RecordingException(text.Name, text.Place(section, key), string.Join(" or ", choices.Select(c => c.Word)), found, "Export it in one of these forms.");
    }

    /// <summary>Commas within a field are written as \1.</summary>
    private static string Plain(string field) => field.Replace("\\1", ",", StringComparison.Ordinal).Trim();

    private static bool Real(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool Whole(string text, out long number) => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number < 1L << 50;

    /// <summary>Year, month, day, hour, minute, second and microseconds; zeros where it is not known.</summary>
    private static DateTime? Date(string text) =>
        DateTime.TryParseExact(text.Trim(), "yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
