using System.Globalization;
using Streaming.Cli.Run;
using Streaming.Files;
using Streaming.Files.Xdf;

namespace Streaming.Cli.Inspect;

/// <summary>A recording, read to its end by the very nodes that play it in a graph.</summary>
internal sealed class Recording
{
    private readonly Plan plan;
    private readonly Tally tally = new();

    /// <exception cref="GraphException">It cannot be read.</exception>
    public Recording(NodeCatalog catalog, string path)
    {
        var graph = new Graph(Path.GetFileName(path));
        var sources = IsXdf(path) ? XdfStreams(catalog, path) : [("file", Create(catalog, "files.recording", path))];
        foreach (var (name, node) in sources) graph.Add(name, node);
        graph.Add("tally", tally);
        foreach (var (name, _) in sources) graph.Link($"{name}.signal > tally");
        // The nodes that play an XDF recording all send its markers: once is enough.
        if (sources[0].Node.OutputInfo.Any(o => o.Name == "events")) graph.Link($"{sources[0].Name}.events > tally");
        try
        {
            plan = graph.Compile();
        }
        catch (GraphException e)
        {
            // The user named a file, no node.
            throw new GraphException([.. e.Errors.Select(error => error with { Place = new Place(path), Node = "", Port = "" })]);
        }
    }

    /// <summary>Its streams; counted once it was read.</summary>
    public IReadOnlyList<StreamTally> Streams => tally.Tallies;

    /// <returns>An <see cref="ExitCode"/>.</returns>
    public Task<int> ReadAsync(Shell shell) => new GraphRun(shell, plan, new RunChoices(0, double.PositiveInfinity, null, null, null)).DriveAsync();

    private static bool IsXdf(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(path);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("XDF:"u8)
            || Path.GetExtension(path) is ".xdf" or ".xdfz";
    }

    private static List<(string Name, INode Node)> XdfStreams(NodeCatalog catalog, string path)
    {
        try
        {
            var signals = XdfFile.Open(path).Streams.Where(s => s.Format != XdfFormat.String && s.Type != "EventNumbers").ToList();
            var ids = signals.Count == 0 ? [""] : signals.ConvertAll(s => s.Id.ToString(CultureInfo.InvariantCulture));
            return ids.ConvertAll(id => ($"stream{id}", Create(catalog, "files.xdf", path, id)));
        }
        catch (RecordingException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static INode Create(NodeCatalog catalog, string type, string path, string stream = "")
    {
        var place = new Place(path);
        var settings = new Dictionary<string, SettingValue> { ["path"] = new ScalarValue(path, place) };
        if (stream.Length > 0) settings["stream"] = new ScalarValue(stream, place);
        var descriptor = catalog.Find(type)!;
        return descriptor.Create(new SettingReader(descriptor, descriptor.Name, place, settings));
    }
}
