using System.Globalization;

namespace Streaming.Files.Xdf;

/// <summary>Finds what a user named among the streams of a recording.</summary>
internal static class StreamChoice
{
    public static XdfStream Signal(XdfFile file, string wanted)
    {
        var numeric = file.streams.Where(s => s.Format != XdfFormat.String && !EventNumbers.Is(s)).ToArray();
        var fitting = wanted.Length > 0 ? Fitting(numeric, wanted) : numeric;
        if (wanted.Length == 0 && fitting.Length > 1) fitting = [.. fitting.Where(s => s.SampleCount > 0)];
        if (wanted.Length == 0 && fitting.Length > 1) fitting = [.. fitting.Where(s => s.Type == "EEG")];
        if (fitting.Length == 1) return fitting[0];
        throw new RecordingException(file.Path, "stream headers", wanted.Length > 0 ? $"one stream of numbers with name, content type or number '{wanted}'" : "one stream of numbers, or one of type EEG",
            Described(numeric), numeric.Length == 0 ? "Play a recording that holds a signal." : "Name one with the setting 'stream' of files.xdf.");
    }

    public static XdfStream[] Markers(XdfFile file, ValueList<string> wanted)
    {
        var texts = file.streams.Where(s => s.Format == XdfFormat.String).ToArray();
        if (wanted.Count == 0) return texts;
        return [.. wanted.Select(name => Fitting(texts, name) is [var one] ? one : throw new RecordingException(
            file.Path, "stream headers", $"one text stream with name, content type or number '{name}'", Described(texts), "Correct the setting 'markers', or leave it out for all of them."))];
    }

    public static int[] Channels(XdfFile file, XdfStream stream, ValueList<string> wanted)
    {
        if (stream.ChannelCount == 0) throw new RecordingException(file.Path, "stream headers", $"at least one channel in {stream}", "none", "Name another stream with the setting 'stream'.");
        if (wanted.Count == 0) return [.. Enumerable.Range(0, stream.ChannelCount)];
        var labels = ValueList.From(stream.Labels);
        return [.. wanted.Select(name => labels.IndexOf(name) is var at and >= 0 ? at : throw new RecordingException(
            file.Path, "stream headers", $"channel '{name}' in {stream}", string.Join(", ", labels), "Correct the setting 'channels', or leave it out for all of them."))];
    }

    public static StreamFormat Format(XdfStream stream, int[] channels, ElementType element)
    {
        var units = channels.Select(c => Unit(stream.Units[c])).Distinct().ToArray();
        return StreamFormat.Signal(channels.Length, stream.NominalRate, units.Length == 1 ? units[0] : "", ValueList.From(channels.Select(c => stream.Labels[c])), stream.Name) with
        {
            Element = element,
            Content = stream.Type,
            Description = stream.Description is { HasElements: true } description ? description.ToString() : "",
        };
    }

    /// <summary>The unit as streams of this engine name it.</summary>
    private static string Unit(string unit) => unit.ToLowerInvariant() is "uv" or "\u03BCv" or "\u00B5v" or "microvolt" or "microvolts" ? "µV" : unit;

    private static XdfStream[] Fitting(XdfStream[] among, string wanted)
    {
        var fitting = among.Where(s => s.Name == wanted).ToArray();
        if (fitting.Length == 0) fitting = [.. among.Where(s => s.Type == wanted)];
        if (fitting.Length == 0) fitting = [.. among.Where(s => s.Id.ToString(CultureInfo.InvariantCulture) == wanted)];
        return fitting;
    }

    private static string Described(XdfStream[] streams) => streams.Length == 0 ? "none" : string.Join(", ", streams.Select(s =>
        FormattableString.Invariant($"{s.Id} '{s.Name}' ({s.Type}, {s.ChannelCount} channels, {s.NominalRate:0.###} Hz, {s.SampleCount} samples)")));
}
