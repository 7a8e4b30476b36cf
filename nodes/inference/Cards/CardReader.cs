namespace Streaming.Inference;

/// <summary>Reads a card. Every error names file, line and column; all of a card's errors are found in one go.</summary>
internal sealed class CardReader
{
    private readonly List<GraphError> errors = [];

    /// <summary>Reads the card in a file.</summary>
    /// <exception cref="GraphException">Something in it is wrong.</exception>
    public static Card Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a card.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name shown in errors.</param>
    /// <exception cref="GraphException">Something in it is wrong.</exception>
    public static Card Parse(string yaml, string file)
    {
        const string remedy = "write one with 'streaming model card PATH'";
        var root = SettingFile.Parse(yaml, file, "a card", remedy);
        if (root is not MapValue map) throw new GraphException(new GraphError(root.Place, "", "", "a card: 'inputs:' and 'outputs:'", "something else", remedy));
        var reader = new CardReader();
        var card = reader.Read(map);
        if (reader.errors.Count > 0) throw new GraphException(reader.errors.OrderBy(e => e.Place.Line).ThenBy(e => e.Place.Column).ToList());
        return card;
    }

    private Card Read(MapValue map)
    {
        var sections = map.Entries.Where(e => CardForm.Sections.Contains(e.Key.Text)).ToDictionary(e => e.Key.Text, e => e.Value);
        var head = Settings(CardForm.Head, map with { Entries = [.. map.Entries.Where(e => !CardForm.Sections.Contains(e.Key.Text))] });
        var card = new Card
        {
            Model = head.Text("model", ""),
            Summary = head.Text("summary", ""),
            Licence = head.Text("licence", ""),
            Source = head.Text("source", ""),
            Accuracy = head.Map("accuracy", ValueMap.Empty),
            Latency = head.Integer("latency", 0),
            Inputs = Named(sections.GetValueOrDefault("inputs"), Input),
            Outputs = Named(sections.GetValueOrDefault("outputs"), Output),
            States = Listed(sections.GetValueOrDefault("states")),
            Constants = Constants(sections.GetValueOrDefault("constants")),
        };
        errors.AddRange(head.Errors);
        return card;
    }

    private ValueList<CardPort> Named(SettingValue? section, Func<string, MapValue, CardPort> read)
    {
        var ports = new List<CardPort>();
        foreach (var (name, value) in Entries(section, "a port"))
        {
            if (value is MapValue map) ports.Add(read(name.Text, map));
            else errors.Add(new GraphError(value.Place, "", name.Text, "a port such as '{ tensor: input, axes: [batch, time] }'", value.Shown, "name at least its tensor"));
        }
        return ValueList.From(ports);
    }

    private CardPort Input(string name, MapValue map)
    {
        var settings = Settings(CardForm.Input, map);
        var port = Port(name, map.Place, settings) with
        {
            Hop = settings.Integer("hop", 0),
            Context = settings.Integer("context", 0),
            Pad = settings.Number("pad", double.NaN),
        };
        errors.AddRange(settings.Errors);
        return port;
    }

    private CardPort Output(string name, MapValue map)
    {
        var settings = Settings(CardForm.Output, map);
        var port = Port(name, map.Place, settings);
        errors.AddRange(settings.Errors);
        return port;
    }

    private static CardPort Port(string name, Place place, SettingReader settings) => new()
    {
        Name = name,
        Place = place,
        Tensor = settings.Text("tensor", ""),
        Kind = settings.Choice("kind", StreamKind.Signal),
        Rate = settings.Number("rate", 0.0),
        Axes = settings.Texts("axes", []),
        Labels = settings.Texts("labels", []),
        Unit = settings.Text("unit", ""),
    };

    private ValueList<CardState> Listed(SettingValue? section)
    {
        if (section is null) return [];
        if (section is not ListValue list)
        {
            errors.Add(new GraphError(section.Place, "", "states", "a list of pairs such as '- { input: state, output: stateN }'", section.Shown, "begin each with '- '"));
            return [];
        }
        var states = new List<CardState>();
        foreach (var item in list.Items)
        {
            if (item is not MapValue map)
            {
                errors.Add(new GraphError(item.Place, "", "states", "a pair such as '{ input: state, output: stateN }'", item.Shown, "name both tensors"));
                continue;
            }
            var settings = Settings(CardForm.State, map);
            states.Add(new(settings.Text("input", ""), settings.Text("output", ""), settings.Number("initial", 0.0), settings.Texts("axes", []), map.Place));
            errors.AddRange(settings.Errors);
        }
        return ValueList.From(states);
    }

    private ValueList<CardConstant> Constants(SettingValue? section)
    {
        var constants = new List<CardConstant>();
        foreach (var (name, value) in Entries(section, "a constant"))
        {
            var info = new SettingInfo(name.Text, "", SettingType.Numbers, "", "", double.NegativeInfinity, double.PositiveInfinity, [], false, false, false, false);
            var reader = new SettingReader(CardForm.Head with { Settings = [info] }, "", name.Place, new Dictionary<string, SettingValue> { [name.Text] = value });
            constants.Add(new(name.Text, reader.Numbers(name.Text, []), name.Place));
            errors.AddRange(reader.Errors);
        }
        return ValueList.From(constants);
    }

    private IReadOnlyList<(ScalarValue Key, SettingValue Value)> Entries(SettingValue? section, string what)
    {
        if (section is null or ScalarValue { Text: "" }) return [];
        if (section is MapValue map) return map.Entries;
        errors.Add(new GraphError(section.Place, "", "", $"names with {what} each", section.Shown, "write each as 'name: …'"));
        return [];
    }

    private static SettingReader Settings(NodeDescriptor form, MapValue map) => new(form, "", map.Place, map.Entries.ToDictionary(e => e.Key.Text, e => e.Value));
}
