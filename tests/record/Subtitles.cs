using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Streaming.Tests;

/// <summary>A cue as a player reads it.</summary>
internal sealed record Subtitle(long From, long To, string Text);

/// <summary>Reads subtitles as strictly as their formats say, and fails where a file is not as a writer should leave it.</summary>
internal static partial class Subtitles
{
    public static List<Subtitle> Read(string kind, byte[] bytes)
    {
        Assert.False(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble), "a byte order mark would be read as a part of the first line");
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        Assert.DoesNotContain('\r', text);
        return kind == "srt" ? Srt(text) : Vtt(text);
    }

    /// <summary>SubRip: number, times with a comma, lines, an empty line.</summary>
    private static List<Subtitle> Srt(string text)
    {
        List<Subtitle> cues = [];
        if (text.Length > 0) Assert.EndsWith("\n\n", text);
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            Assert.Equal($"{cues.Count + 1}", lines[0]);
            var times = SrtTimes().Match(lines[1]);
            Assert.True(times.Success, lines[1]);
            Assert.True(lines.Length > 2, "a cue without text");
            foreach (var line in lines[2..])
            {
                Assert.False(SrtMarkup().IsMatch(line), $"a player takes a part of '{line}' for markup");
                Assert.DoesNotContain("-->", line);
            }
            cues.Add(new(Milliseconds(times, 1), Milliseconds(times, 5), string.Join('\n', lines[2..])));
        }
        AssertInOrder(cues);
        return cues;
    }

    /// <summary>
    /// WebVTT as in section 4.1 of the recommendation: a body of blocks between empty lines; times of two or more digits of hours; an end after its beginning; beginnings in their order; cue text
    /// in which &lt; begins a tag and &amp; a character reference.
    /// </summary>
    private static List<Subtitle> Vtt(string text)
    {
        List<Subtitle> cues = [];
        if (text.Length == 0) return cues;
        var blocks = text.TrimEnd('\n').Split("\n\n");
        Assert.Equal("WEBVTT", blocks[0]);
        Assert.DoesNotContain('\0', text);
        foreach (var block in blocks[1..])
        {
            var lines = block.Split('\n');
            var times = VttTimes().Match(lines[0]);
            Assert.True(times.Success, lines[0]);
            Assert.True(lines.Length > 1, "a cue without text");
            foreach (var line in lines[1..])
            {
                Assert.NotEqual("", line);
                Assert.DoesNotContain("-->", line);
                Assert.DoesNotContain('<', line);
                foreach (Match reference in Reference().Matches(line)) Assert.Contains(reference.Value, (string[])["&amp;", "&lt;", "&gt;"]);
            }
            var shown = string.Join('\n', lines[1..]).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
            cues.Add(new(Milliseconds(times, 1), Milliseconds(times, 5), shown));
        }
        AssertInOrder(cues);
        return cues;
    }

    private static void AssertInOrder(List<Subtitle> cues)
    {
        for (var i = 0; i < cues.Count; i++)
        {
            Assert.True(cues[i].To > cues[i].From);
            if (i > 0) Assert.True(cues[i].From >= cues[i - 1].From);
        }
    }

    private static long Milliseconds(Match match, int at)
    {
        long Number(int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        return (((((Number(at) * 60) + Number(at + 1)) * 60) + Number(at + 2)) * 1000) + Number(at + 3);
    }

    [GeneratedRegex(@"^(\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3})$")]
    private static partial Regex SrtTimes();

    [GeneratedRegex(@"^(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})$")]
    private static partial Regex VttTimes();

    [GeneratedRegex(@"</?[A-Za-z]|\{\\")]
    private static partial Regex SrtMarkup();

    [GeneratedRegex("&[^;]*;?")]
    private static partial Regex Reference();
}
