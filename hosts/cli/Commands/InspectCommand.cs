using System.CommandLine;
using System.Globalization;
using Streaming.Cli.Inspect;
using Streaming.Cli.Text;

namespace Streaming.Cli.Commands;

/// <summary>Says what is in a recording: streams, rates, durations, gaps, annotations.</summary>
internal sealed class InspectCommand : Verb
{
    private readonly Argument<string> file = new("FILE") { Description = "A recording: EDF, BDF, BrainVision (.vhdr), XDF, WAV, FLAC, CSV" };

    public InspectCommand(Shell shell) : base(
        "inspect",
        "Say what is in a recording",
        "Say what is in a recording: streams, channels, rates, durations, gaps, annotations. It is read to its end.",
        "streaming inspect recording.edf",
        "streaming inspect session.xdf")
    {
        Add(file);
        SetAction((parsed, _) => ShowAsync(parsed.GetRequiredValue(file), shell));
    }

    private static async Task<int> ShowAsync(string path, Shell shell)
    {
        if (!File.Exists(path)) throw new UsageException($"{path}: expected a recording, found {(Directory.Exists(path) ? "a folder" : "nothing there")}; check the path");
        var recording = new Recording(shell.Catalog(), path);
        foreach (var stream in recording.Streams)
        {
            shell.Out.WriteLine($"{stream.Name}  {stream.Format}");
            if (stream.Format.Labels.Count == 0) continue;
            foreach (var line in Wrapped.Lines(string.Join(' ', stream.Format.Labels), Math.Min(shell.WrapsAt, 1 << 20) - 2)) shell.Out.WriteLine($"  {line}");
        }
        var code = await recording.ReadAsync(shell).ConfigureAwait(false);
        shell.Out.WriteLine();
        var streams = new TextTable("stream", " samples", " first", " last", " rate", " gaps");
        foreach (var stream in recording.Streams) streams.Add(stream.Name, Quantity.Count(stream.Samples), Seconds(stream.First), Seconds(stream.Last), stream.Format.Rate > 0 ? Hertz(stream.Rate) : "-", Quantity.Count(stream.Gaps));
        streams.Write(shell);
        if (recording.Streams.All(s => s.Texts.Count == 0)) return code;
        shell.Out.WriteLine();
        var texts = new TextTable("stream", " count", "annotation");
        foreach (var stream in recording.Streams)
            foreach (var (text, count) in stream.Texts.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal))
                texts.Add(stream.Name, Quantity.Count(count), text);
        texts.Write(shell);
        return code;
    }

    private static string Seconds(double value) => double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) + " s" : "-";

    private static string Hertz(double value) => double.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) + " Hz" : "-";
}
