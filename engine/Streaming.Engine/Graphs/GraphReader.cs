using System.Globalization;
using System.Text.RegularExpressions;

namespace Streaming.Graphs;

/// <summary>Walks the document of a graph file: parameters, nodes (with alternatives and sub-graphs), links.</summary>
internal sealed partial class GraphReader(NodeCatalog catalog, Overrides overrides, List<GraphError> errors)
{
    private const int DeepestInclude = 16;
    private const string None = "none";
    private static readonly string[] sections = ["graph", "summary", "parameters", "nodes", "links", "inputs", "outputs"];
    private readonly List<string> nodes = [];
    private readonly List<string> parameters = [];
    private readonly Dictionary<string, (string Node, Place Place)> written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Included> included = [];
    private readonly Dictionary<string, HashSet<string>> unused = [];   // outputs that only alternatives not chosen have, by node
    private readonly HashSet<string> absent = [];                       // nodes whose last alternative is none
    private int depth;

    /// <summary>Nodes that can be set, for messages.</summary>
    public IReadOnlyCollection<string> Nodes => nodes;

    /// <summary>Parameters that can be set, for messages.</summary>
    public IReadOnlyCollection<string> Parameters => parameters;

    public Graph? Read(string yaml, string file, string folder)
    {
        var body = ReadBody(yaml, file, folder, "", null);
        if (body is null) return null;
        var graph = new Graph(body.Name) { Summary = body.Summary };
        foreach (var node in body.Nodes) graph.Add(node);
        graph.Add(body.Links);
        return graph;
    }

    /// <param name="yaml">The text.</param>
    /// <param name="file">Shown in errors.</param>
    /// <param name="folder">Relative paths count from here.</param>
    /// <param name="prefix">The including nodes' names, each with a slash.</param>
    /// <param name="with">Parameters given by the including node.</param>
    private Body? ReadBody(string yaml, string file, string folder, string prefix, IReadOnlyDictionary<string, SettingValue>? with)
    {
        if (Document(yaml, file) is not { } map) return null;
        var body = new Body { Name = System.IO.Path.GetFileName(folder), File = file, Folder = folder, Prefix = prefix };
        foreach (var (key, value) in map.Entries)
        {
            if (!sections.Contains(key.Text))
                errors.Add(new GraphError(key.Place, "", "", "a part of a graph", key.Shown, Nearest.Remedy(key.Text, sections)));
            else if (key.Text == "graph" && value is ScalarValue name) body.Name = name.Text;
            else if (key.Text == "summary" && value is ScalarValue summary) body.Summary = summary.Text;
        }
        ReadParameters(body, Section(map, "parameters"), with);
        var section = Section(map, "nodes");
        if (section is null) errors.Add(new GraphError(map.Place, "", "", "'nodes:' with a name and a type for each node", "none", "write 'nodes:' and below it '  source: { node: … }'"));
        foreach (var (key, value) in section?.Entries ?? []) ReadNode(body, key, value);
        if (map.Entries.FirstOrDefault(e => e.Key.Text == "links").Value is { } links) ReadLinks(body, links);
        ReadExposed(body.Inputs, Section(map, "inputs"), body);
        ReadExposed(body.Outputs, Section(map, "outputs"), body);
        return body;
    }

    private MapValue? Document(string yaml, string file)
    {
        const string remedy = "see 'streaming new graph NAME' for one to begin with";
        try
        {
            var root = SettingFile.Parse(yaml, file, "a graph", remedy);
            if (root is MapValue map) return map;
            errors.Add(new GraphError(root.Place, "", "", "a graph: 'nodes:' and 'links:'", "something else", remedy));
        }
        catch (GraphException e)
        {
            errors.AddRange(e.Errors);
        }
        return null;
    }

    private MapValue? Section(MapValue map, string name)
    {
        var value = map.Entries.FirstOrDefault(e => e.Key.Text == name).Value;
        if (value is null or MapValue or ScalarValue { Text: "" }) return value as MapValue;
        errors.Add(new GraphError(value.Place, "", "", $"names with values below '{name}:'", value.Shown, "indent each entry below it as 'name: …'"));
        return null;
    }

    private void ReadParameters(Body body, MapValue? section, IReadOnlyDictionary<string, SettingValue>? with)
    {
        foreach (var (key, value) in section?.Entries ?? [])
        {
            parameters.Add(body.Prefix + key.Text);
            body.Parameters[key.Text] = overrides.Take(body.Prefix + key.Text) ?? with?.GetValueOrDefault(key.Text) ?? value;
        }
        foreach (var (name, value) in with ?? new Dictionary<string, SettingValue>())
            if (!body.Parameters.ContainsKey(name))
                errors.Add(new GraphError(value.Place, "", name, $"a parameter of {body.File}", $"'{name}'", Nearest.Remedy(name, body.Parameters.Keys)));
    }

    private void ReadNode(Body body, ScalarValue key, SettingValue value)
    {
        var name = body.Prefix + key.Text;
        nodes.Add(name);
        if (!NodeName().IsMatch(key.Text))
        {
            errors.Add(new GraphError(key.Place, name, "", "a name of letters, digits, '-' and '_'", key.Shown, "rename the node"));
            return;
        }
        var chosen = value is ListValue list ? Alternative(name, list) : value;
        if (chosen is not MapValue map)
        {
            if (chosen is not null) errors.Add(new GraphError(value.Place, name, "", "a type such as { node: dsp.gain }", value.Shown, "write 'node:' and its settings"));
            return;
        }
        if (map.Entries.FirstOrDefault(e => e.Key.Text == "include").Value is ScalarValue include) Include(body, name, include, map);
        else if (TypeOf(name, map) is { } descriptor) Create(body, name, key.Place, descriptor, map);
    }

    /// <summary>Of several alternatives the first whose required settings are all given; where the last one is none, the node may be left out.</summary>
    private SettingValue? Alternative(string name, ListValue list)
    {
        foreach (var item in list.Items)
        {
            if (item is ScalarValue { Text: None } && item == list.Items[^1])
            {
                if (overrides.Of(name).Any()) break;
                absent.Add(name);
                return null;
            }
            if (item is not MapValue map) return item;
            if (TypeOf(name, map) is not { } descriptor) return null;
            if (!descriptor.Settings.Where(s => s.Required).All(s => map.Entries.Any(e => e.Key.Text == s.Name) || overrides.Has($"{name}.{s.Name}"))) continue;
            unused[name] = [.. list.Items.OfType<MapValue>().SelectMany(OutputsOf).Except(OutputsOf(map))];
            return map;
        }
        errors.Add(new GraphError(list.Place, name, "", "an alternative whose required settings are all given", "none", $"set one of them with --set {name}.…"));
        return null;
    }

    private IEnumerable<string> OutputsOf(MapValue map) =>
        map.Entries.FirstOrDefault(e => e.Key.Text == "node").Value is ScalarValue type && catalog.Find(type.Text) is { } descriptor ? descriptor.Outputs.Select(o => o.Name) : [];

    private NodeDescriptor? TypeOf(string name, MapValue map)
    {
        if (map.Entries.FirstOrDefault(e => e.Key.Text == "node").Value is not ScalarValue type)
        {
            errors.Add(new GraphError(map.Place, name, "", "the node's type, such as 'node: dsp.gain'", map.Entries.Count == 0 ? "nothing" : map.Shown, "see 'streaming nodes' for all types"));
            return null;
        }
        if (catalog.Find(type.Text) is { } descriptor) return descriptor;
        errors.Add(new GraphError(type.Place, name, "", "a node of this program", type.Shown, catalog.RemedyFor(type.Text)));
        return null;
    }

    private void Create(Body body, string name, Place place, NodeDescriptor descriptor, MapValue map)
    {
        var values = new Dictionary<string, SettingValue>();
        foreach (var (key, value) in map.Entries)
        {
            if (key.Text == "node") continue;
            // The place of a misspelt setting is that of its name.
            values[key.Text] = descriptor.Settings.Any(s => s.Name == key.Text) ? Substitute(body, value) : value with { Place = key.Place };
        }
        foreach (var (setting, value) in overrides.Of(name)) values[setting] = value;
        var reader = new SettingReader(descriptor, name, place, values, body.Folder);
        try
        {
            var node = descriptor.Create(reader);
            body.Nodes.Add(new GraphNode(name, node, place));
        }
        catch (GraphException e)
        {
            errors.AddRange(e.Errors);
        }
        foreach (var setting in descriptor.Settings.Where(s => s.IsWritten))
            if (values.GetValueOrDefault(setting.Name) is ScalarValue path) ClaimFile(name, path);
    }

    private void ClaimFile(string name, ScalarValue path)
    {
        if (path.Text.Length == 0) return;
        var full = System.IO.Path.GetFullPath(path.Text);
        if (written.TryAdd(full, (name, path.Place))) return;
        errors.Add(new GraphError(path.Place, name, "", "a file of its own for each node that writes", $"'{path.Text}', which '{written[full].Node}' writes too", "give one of them another path"));
    }

    private void Include(Body body, string name, ScalarValue include, MapValue map)
    {
        foreach (var (key, _) in map.Entries)
            if (key.Text is not ("include" or "with")) errors.Add(new GraphError(key.Place, name, key.Text, "'include' and 'with'", key.Shown, "put parameters of the sub-graph below 'with:'"));
        var path = System.IO.Path.GetFullPath(include.Text, body.Folder);
        if (Directory.Exists(path)) path = System.IO.Path.Combine(path, GraphFile.FileName);
        if (!File.Exists(path))
        {
            errors.Add(new GraphError(include.Place, name, "", "a graph file to include", $"nothing at '{include.Text}'", "paths count from the folder of this file"));
            return;
        }
        if (++depth > DeepestInclude)
        {
            errors.Add(new GraphError(include.Place, name, "", $"sub-graphs at most {DeepestInclude} deep", "more", "does a graph include itself?"));
            return;
        }
        var with = map.Entries.FirstOrDefault(e => e.Key.Text == "with").Value as MapValue;
        var given = with?.Entries.ToDictionary(e => e.Key.Text, e => Substitute(body, e.Value)) ?? [];
        var inner = ReadBody(File.ReadAllText(path), GraphFile.Shown(path), System.IO.Path.GetDirectoryName(path)!, name + "/", given);
        depth--;
        if (inner is null) return;
        body.Nodes.AddRange(inner.Nodes);
        body.Links.AddRange(inner.Links);
        included[name] = new Included(inner.Inputs, inner.Outputs);
    }

    private void ReadLinks(Body body, SettingValue section)
    {
        if (section is not ListValue list)
        {
            errors.Add(new GraphError(section.Place, "", "", "a list of links below 'links:'", section.Shown, "write each as '- source > sink'"));
            return;
        }
        foreach (var item in list.Items)
        {
            try
            {
                body.Links.AddRange(ReadLink(item).Where(l => !IsUnused(body, l.From) && !IsAbsent(body, l.From) && !IsAbsent(body, l.To)).Select(l => l with { From = Inner(body, l.From, outputs: true), To = Inner(body, l.To, outputs: false) }));
            }
            catch (GraphException e)
            {
                errors.AddRange(e.Errors);
            }
        }
    }

    /// <summary>Of alternatives one may have outputs, such as the truth of a simulation, that another lacks: links from those are left out with it.</summary>
    private bool IsUnused(Body body, LinkEnd from) => unused.TryGetValue(body.Prefix + from.Node, out var ports) && ports.Contains(from.Port);

    private bool IsAbsent(Body body, LinkEnd end) => absent.Contains(body.Prefix + end.Node);

    private IReadOnlyList<GraphLink> ReadLink(SettingValue item)
    {
        if (item is ScalarValue path) return LinkPath.Parse(path.Text, path.Place, null, null);
        if (item is not MapValue map || map.Entries.FirstOrDefault(e => e.Key.Text == "link").Value is not ScalarValue link)
            throw new GraphException(new GraphError(item.Place, "", "", "a link such as 'eeg > view'", item.Shown, "several nodes are written 'a, b > c'; with a policy '{ link: eeg > view, policy: dropOldest }'"));
        LinkPolicy? policy = null;
        int? capacity = null;
        foreach (var (key, value) in map.Entries)
        {
            switch (key.Text)
            {
                case "link":
                    break;
                case "policy" when value is ScalarValue word && word.Text.Length > 0 && char.IsLetter(word.Text[0]) && Enum.TryParse<LinkPolicy>(word.Text, true, out var p):
                    policy = p;
                    break;
                case "policy":
                    throw new GraphException(new GraphError(value.Place, "", "policy", "one of wait, dropOldest, fail", value.Shown, ""));
                case "capacity" when value is ScalarValue number && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var c) && c is >= 1 and <= 1 << 20:
                    capacity = c;
                    break;
                case "capacity":
                    throw new GraphException(new GraphError(value.Place, "", "capacity", "a number of blocks from 1 to 1048576", value.Shown, ""));
                default:
                    throw new GraphException(new GraphError(key.Place, "", key.Text, "'link', 'policy' or 'capacity'", key.Shown, Nearest.Remedy(key.Text, ["link", "policy", "capacity"])));
            }
        }
        return LinkPath.Parse(link.Text, link.Place, policy, capacity);
    }

    /// <summary>An end at a sub-graph becomes the end at the inner node that stands for it.</summary>
    private LinkEnd Inner(Body body, LinkEnd end, bool outputs)
    {
        var name = body.Prefix + end.Node;
        if (!included.TryGetValue(name, out var sub)) return end with { Node = name };
        var exposed = outputs ? sub.Outputs : sub.Inputs;
        var side = outputs ? "output" : "input";
        if (end.Port.Length == 0 && exposed.Count > 0) return exposed[0].Inner with { Place = end.Place };
        foreach (var (port, inner) in exposed)
            if (port == end.Port) return inner with { Place = end.Place };
        throw new GraphException(new GraphError(end.Place, name, end.Port, $"an {side} that the sub-graph names below '{side}s:'", $"'{end.Port}'", Nearest.Remedy(end.Port, exposed.Select(e => e.Port))));
    }

    private void ReadExposed(List<(string Port, LinkEnd Inner)> into, MapValue? section, Body body)
    {
        foreach (var (key, value) in section?.Entries ?? [])
        {
            if (value is not ScalarValue { Text.Length: > 0 } scalar)
            {
                errors.Add(new GraphError(value.Place, "", key.Text, "a node and port such as 'filter.input'", value.Shown, ""));
                continue;
            }
            var dot = scalar.Text.LastIndexOf('.');
            var node = body.Prefix + (dot < 0 ? scalar.Text : scalar.Text[..dot]);
            into.Add((key.Text, new LinkEnd(node, dot < 0 ? "" : scalar.Text[(dot + 1)..], scalar.Place)));
        }
    }

    /// <summary>Puts parameters in place of ${name}; a value that is one parameter alone may become a list or map.</summary>
    private SettingValue Substitute(Body body, SettingValue value)
    {
        switch (value)
        {
            case ListValue list:
                return list with { Items = [.. list.Items.Select(i => Substitute(body, i))] };
            case MapValue map:
                return map with { Entries = [.. map.Entries.Select(e => (e.Key, Substitute(body, e.Value)))] };
            case ScalarValue scalar when scalar.Text.Contains("${", StringComparison.Ordinal):
                if (Parameter().Match(scalar.Text) is { Success: true } whole && whole.Length == scalar.Text.Length) return Lookup(body, whole.Groups[1].Value, scalar);
                return scalar with { Text = Parameter().Replace(scalar.Text, m => Lookup(body, m.Groups[1].Value, scalar) is ScalarValue s ? s.Text : m.Value) };
            default:
                return value;
        }
    }

    private SettingValue Lookup(Body body, string name, ScalarValue at)
    {
        if (body.Parameters.TryGetValue(name, out var value)) return value;
        errors.Add(new GraphError(at.Place, "", "", "a parameter of this graph", $"'${{{name}}}'", body.Parameters.Count == 0 ? "declare it below 'parameters:'" : Nearest.Remedy(name, body.Parameters.Keys)));
        return at;
    }

    [GeneratedRegex(@"\$\{([A-Za-z0-9_-]+)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$")]
    private static partial Regex NodeName();

    private sealed class Body
    {
        public required string Name { get; set; }

        public required string File { get; init; }

        public required string Folder { get; init; }

        public required string Prefix { get; init; }

        public string Summary { get; set; } = "";

        public Dictionary<string, SettingValue> Parameters { get; } = [];

        public List<GraphNode> Nodes { get; } = [];

        public List<GraphLink> Links { get; } = [];

        public List<(string Port, LinkEnd Inner)> Inputs { get; } = [];

        public List<(string Port, LinkEnd Inner)> Outputs { get; } = [];
    }

    private sealed record Included(List<(string Port, LinkEnd Inner)> Inputs, List<(string Port, LinkEnd Inner)> Outputs);
}
