using System.Globalization;
using Streaming.Lsl;
using Streaming.Record;

namespace Streaming.Cli.Network;

/// <summary>Builds the graph that records streams: an inlet for each, and one file.</summary>
internal static class NetworkGraph
{
    private const double Wait = 5;               // s, for a stream that has just been seen

    /// <exception cref="GraphException">A stream cannot be had any more.</exception>
    public static Plan Of(string name, IReadOnlyList<LslStreamInfo> streams, Reach reach, string path)
    {
        var graph = new Graph(name);
        var names = new List<string>();
        foreach (var stream in streams)
        {
            names.Add(Free(stream, names));
            graph.Add(names[^1], new Inlet(new()
            {
                Stream = Fields(stream, streams),
                Wait = Wait,
                Scope = reach.Scope,
                Peers = reach.Peers,
                Session = reach.Network.Session,
                Config = reach.File.Config,
                Backend = reach.Backend,
            }));
        }
        graph.Add("file", new XdfSink(new() { Path = path }));
        for (var i = 0; i < streams.Count; i++) graph.Link($"{names[i]}.{(streams[i].Format == LslFormat.String ? "rawEvents" : "raw")} > file");
        return graph.Compile();
    }

    /// <summary>A stream with a source id is known by that, so that it is found again after a restart; any other is this one outlet.</summary>
    private static ValueMap Fields(LslStreamInfo stream, IReadOnlyList<LslStreamInfo> all) => StreamKey.Of(stream) is { } key && all.Count(s => StreamKey.Of(s) == key) == 1
        ? ValueMap.Of([.. ((string Name, string Value)[])[("name", stream.Name), ("type", stream.Type), ("source_id", stream.SourceId)]])
        : ValueMap.Of(("uid", stream.Uid));

    /// <summary>The stream's name as a node's, with a number where it is taken.</summary>
    private static string Free(LslStreamInfo stream, List<string> taken)
    {
        var name = FileWord(stream.Name);
        if (!char.IsAsciiLetter(name[0])) name = $"s{name}";
        if (name == "file") name = "stream";
        for (var n = 1; ; n++)
        {
            var numbered = n == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{n}");
            if (!taken.Contains(numbered)) return numbered;
        }
    }

    /// <summary>A name in letters, digits, '-' and '_', for files and nodes.</summary>
    public static string FileWord(string text)
    {
        var word = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' ? c : '-')).Trim('-');
        return word.Length == 0 ? "stream" : word.Length <= 40 ? word : word[..40];
    }
}
