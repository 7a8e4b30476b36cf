using System.Globalization;

namespace Streaming.Files;

/// <summary>Walks the time-stamped annotation lists (TALs) of one annotation signal's block, text by text, without copying.</summary>
/// <remarks>
/// A list is <c>onset [0x15 duration] 0x14 (text 0x14)* 0x00</c>, EDF+ section 2.2.2. What cannot be read is stepped over to the
/// list's final zero and counted in <see cref="Malformed"/>.
/// </remarks>
/// <param name="block">The bytes of the signal in one data record.</param>
public ref struct AnnotationLists(ReadOnlySpan<byte> block)
{
    private const byte End = 0, TextEnd = 0x14, DurationStart = 0x15;
    private ReadOnlySpan<byte> rest = block;
    private bool inside;

    /// <summary>Seconds from the header's start time.</summary>
    public double Onset { get; private set; }

    /// <summary>Seconds; none where the list gives none.</summary>
    public double? Duration { get; private set; }

    /// <summary>The text in UTF-8; empty in the list that keeps the record's time.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>How many lists could not be read so far.</summary>
    public int Malformed { get; private set; }

    /// <summary>Goes to the next text; false at the end of the block.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (!inside && !Open()) return false;
            var stop = rest.IndexOfAny(TextEnd, End);
            if (stop >= 0 && rest[stop] == TextEnd)
            {
                Text = rest[..stop];
                rest = rest[(stop + 1)..];
                return true;
            }
            if (stop != 0) Malformed++;
            rest = stop < 0 ? [] : rest[(stop + 1)..];
            inside = false;
        }
    }

    /// <summary>Reads onset and duration of the next list that has them.</summary>
    private bool Open()
    {
        while (true)
        {
            var start = rest.IndexOfAnyExcept(End);
            if (start < 0) return false;
            rest = rest[start..];
            var stop = rest.IndexOfAny(TextEnd, End);
            if (stop >= 0 && rest[stop] == TextEnd && Times(rest[..stop]))
            {
                rest = rest[(stop + 1)..];
                return inside = true;
            }
            Malformed++;
            var end = rest.IndexOf(End);
            rest = end < 0 ? [] : rest[end..];
        }
    }

    private bool Times(ReadOnlySpan<byte> text)
    {
        var split = text.IndexOf(DurationStart);
        Duration = null;
        if (!Seconds(split < 0 ? text : text[..split], out var onset)) return false;
        Onset = onset;
        if (split < 0 || split == text.Length - 1) return true;
        if (!Seconds(text[(split + 1)..], out var duration) || duration < 0) return false;
        Duration = duration;
        return true;
    }

    private static bool Seconds(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);
}
