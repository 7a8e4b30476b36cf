using System.Globalization;

namespace Streaming.Record;

/// <summary>What a recorder of captions concludes: how many there were, how long they stood, how fast they had to be read.</summary>
internal sealed partial class CaptionFigures : IState
{
    [State] private long count;
    [State] private double longest, shown;      // s
    [State] private long characters;

    public void Add(string text, double seconds)
    {
        if (seconds == 0) return;
        count++;
        shown += seconds;
        longest = Math.Max(longest, seconds);
        for (var rest = text.AsSpan().Trim(); rest.Length > 0; rest = rest[StringInfo.GetNextTextElementLength(rest)..])
            if (!char.IsControl(rest[0])) characters++;
    }

    public IReadOnlyList<Conclusion> Conclude(string what) =>
        [new(what, count), new("longest", longest, "s"), new("characters per second", shown > 0 ? characters / shown : double.NaN)];
}
