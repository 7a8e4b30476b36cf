using System.Globalization;
using System.Text;

namespace Streaming.Files;

/// <summary>The text of a BrainVision header or marker file: sections of keys with values, each known by its line.</summary>
internal sealed class BrainVisionText
{
    private const int MostBytes = 64 << 20;
    private readonly Dictionary<string, (string Value, int Line)> entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="kind">"Header" or "Marker".</param>
    /// <exception cref="RecordingException">It does not begin as such a file does.</exception>
    public BrainVisionText(Stream stream, string name, string kind)
    {
        Name = name;
        if (stream.Length > MostBytes) throw new RecordingException(name, "", $"a BrainVision {kind.ToLowerInvariant()} file of at most {MostBytes} bytes", $"{stream.Length}", "Name the .vhdr file of the recording.");
        var bytes = new byte[stream.Length];
        bytes = bytes[..stream.ReadAt(0, bytes)];
        var lines = Decode(bytes).Split('\n');
        var first = lines[0].Trim();
        if (!IsFirstLine(first, kind))
            throw new RecordingException(name, "line 1", $"\"Brain Vision Data Exchange {kind} File Version 1.0\"", Bytes.Quote(bytes.AsSpan(0, Math.Min(bytes.Length, first.Length))), "Name the .vhdr file of the recording.");
        Read(lines);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The entries of a section whose keys are these letters and a number, in the order of the numbers.</summary>
    public IEnumerable<(int Number, string Value, int Line)> Numbered(string section, string letters) =>
        entries.Where(e => e.Key.StartsWith($"{section}/{letters}", StringComparison.OrdinalIgnoreCase))
            .Select(e => (Number: int.TryParse(e.Key.AsSpan(section.Length + 1 + letters.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0, e.Value.Value, e.Value.Line))
            .Where(e => e.Number > 0).OrderBy(e => e.Number);

    /// <summary>An entry; empty where there is none.</summary>
    public string Find(string section, string key) => entries.TryGetValue($"{section}/{key}", out var found) ? found.Value : "";

    /// <summary>Where an entry stands, for messages.</summary>
    public string Place(string section, string key) => entries.TryGetValue($"{section}/{key}", out var found) ? $"line {found.Line} ({key})" : $"[{section}], {key}";

    /// <summary>Whether a file begins as BrainVision's texts do.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8)) start = start[3..];
        return start.StartsWith("Brain Vision "u8) || start.StartsWith("BrainVision D"u8);
    }

    private static bool IsFirstLine(string line, string kind) =>
        line.Replace("BrainVision", "Brain Vision", StringComparison.OrdinalIgnoreCase).TrimStart('\uFEFF').StartsWith($"Brain Vision Data Exchange {kind} File", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file says itself whether it is UTF-8; else it was written in the code page of a computer in the West.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var isUtf8 = bytes.StartsWith("\uFEFF"u8) || bytes.IndexOf("Codepage=UTF-8"u8) >= 0 || bytes.IndexOf("Codepage=utf-8"u8) >= 0;
        return (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    private void Read(string[] lines)
    {
        var section = "";
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == ';') continue;
            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1];
                if (section.Equals("Comment", StringComparison.OrdinalIgnoreCase)) return;     // free text to the end
                continue;
            }
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) entries.TryAdd($"{section}/{line[..equals].Trim()}", (line[(equals + 1)..].Trim(), i + 1));
        }
    }
}
