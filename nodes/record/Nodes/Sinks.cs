namespace Streaming.Record;

/// <summary>What the sinks of this family have in common.</summary>
internal static class Sinks
{
    public static void NeedStreams(Inputs streams, string node)
    {
        if (streams.Streams.Count == 0) throw new FormatMismatchException("at least one stream", "none", $"link what to record to {node}");
    }

    /// <summary>Texts that are taken back again cannot stand in a file.</summary>
    public static void NeedTexts(StreamFormat format)
    {
        if (format.Content == EventContent.Partials) throw new FormatMismatchException("texts that stay", "partials, which change while somebody speaks", "link the utterances, or cues");
    }

    /// <summary>Creates a recording, and says where: its name may hold the time, or not be the one that was asked for.</summary>
    /// <param name="settings">Of the sink.</param>
    /// <param name="context">Of the sink.</param>
    /// <param name="over">What lies between the recording and its file.</param>
    public static RecordingFile Create(RecorderSettings settings, NodeContext context, Func<FileStream, Stream>? over = null)
    {
        var patience = new RecordingPatience
        {
            SpoolBytes = (long)(settings.Spool * 1e6),
            Longest = TimeSpan.FromSeconds(settings.Patience),
            Time = context.Time,
            Stopping = context.Stopping,
            Note = context.Note,
        };
        var file = RecordingFile.Create(settings.Path, context.Time, patience, over ?? (static file => file));
        context.Note(file.Path == file.WantedPath ? $"recording to {file.Path}" : $"{Path.GetFileName(file.WantedPath)} exists and is kept; recording to {file.Path}");
        return file;
    }

    /// <summary>The stream's own name; where it has none or shares it, that of the port it comes from.</summary>
    public static string NameOf(Inputs streams, int index)
    {
        var own = streams.Streams[index].Format.Name;
        if (own.Length == 0) return streams.Streams[index].Name;
        foreach (var other in streams.Streams)
            if (other != streams.Streams[index] && other.Format.Name == own) return streams.Streams[index].Name;
        return own;
    }

    /// <summary>A name for each value of a sample: the labels, with the row before them where a sample has several.</summary>
    public static string[] ColumnsOf(StreamFormat format)
    {
        if (format.Kind == StreamKind.Events) return ["text", "value", "duration"];
        var names = new string[format.SampleSize];
        for (var i = 0; i < names.Length; i++)
        {
            var channel = i % format.Channels;
            var label = format.Labels.Count > channel ? format.Labels[channel] : $"ch{channel + 1}";
            names[i] = format.Shape.Count > 1 ? $"{i / format.Channels}:{label}" : label;
        }
        return names;
    }
}
