using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>Reads the folder of a speech model. Every error names the file, where it can with line and column.</summary>
internal sealed class SpeechModelReader
{
    /// <summary>The file that says how the others belong together.</summary>
    public const string Name = "speech.yaml";

    private const string EncoderName = "model.onnx";
    private const string Import = "make the folder with 'streaming model import', or name another one";
    private readonly string folder;
    private readonly string file;
    private readonly List<GraphError> errors = [];

    private SpeechModelReader(string folder) => (this.folder, file) = (folder, Path.Combine(folder, Name));

    /// <summary>Reads a folder.</summary>
    /// <exception cref="ModelException">A file is missing, or something in one is wrong.</exception>
    public static SpeechModel Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new ModelException(folder, $"a folder with {EncoderName}, {Name} and tokens", File.Exists(folder) ? "a file" : "nothing there", "check the path; in a graph file it counts from that file's folder");
        return new SpeechModelReader(Path.GetFullPath(folder)).Read();
    }

    private SpeechModel Read()
    {
        if (!File.Exists(file)) throw new ModelException(file, $"{Name}, which says how the model's files belong together", "no such file", Import);
        try
        {
            if (SettingFile.Parse(File.ReadAllText(file), file, "what a speech model consists of", Import) is MapValue map) return Read(map);
            throw new ModelException(file, "'form:', 'features:' and what else a speech model consists of", "something else", Import);
        }
        catch (GraphException e)
        {
            throw new ModelException(e, "correct it");
        }
    }

    private SpeechModel Read(MapValue map)
    {
        var parts = map.Entries.Where(e => e.Key.Text is "features" or "transducer").ToDictionary(e => e.Key.Text, e => e.Value);
        var head = Settings(SpeechForm.Head, map with { Entries = [.. map.Entries.Where(e => !parts.ContainsKey(e.Key.Text))] });
        var form = head.Choice("form", EncoderForm.Cached);
        var encoder = Path.Combine(folder, EncoderName);
        if (!File.Exists(encoder)) throw new ModelException(encoder, "the encoder", "no such file", Import);
        var model = new SpeechModel
        {
            Folder = folder,
            Encoder = encoder,
            Form = form,
            Features = Features(parts.GetValueOrDefault("features"), map.Place),
            Left = head.Integer("left", 0),
            Lookaheads = Lookaheads(head, map),
            Layers = head.Integer("layers", 0),
            Width = head.Integer("width", 0),
            Tokens = [],
            First = Named(map, "first", head.Text("first", ""), "the encoder of the first chunk"),
            Transducer = Transducer(parts.GetValueOrDefault("transducer")),
        };
        var tokens = Named(map, "tokens", head.Text("tokens", "tokens.txt"), "the tokens");
        errors.AddRange(head.Errors);
        if (model.First is not null && form == EncoderForm.Cached) Wrong(Find(map, "first")!, "first", "'first' with 'form: nemo' alone", "'form: cached', whose first chunk is exact by itself", "leave it out");
        if (errors.Count > 0) throw new GraphException(errors.OrderBy(e => e.Place.Line).ThenBy(e => e.Place.Column).ToList());
        return model with { Tokens = TokenTable.Read(tokens!) };
    }

    private SpeechFeatures Features(SettingValue? value, Place place)
    {
        if (value is not MapValue map)
        {
            errors.Add(new GraphError(value?.Place ?? place, "", "features", "what the encoder is fed, such as '{ convention: nemo, mels: 80 }'", value?.Shown ?? "none", "write it as it was trained"));
            return new(FeatureConvention.Nemo, 1, 1);
        }
        var settings = Settings(SpeechForm.Features, map);
        var features = new SpeechFeatures(settings.Choice("convention", FeatureConvention.Nemo), settings.Integer("mels", 1), settings.Number("rate", 100.0));
        errors.AddRange(settings.Errors);
        return features;
    }

    private ValueList<int> Lookaheads(SettingReader head, MapValue map)
    {
        var frames = head.Numbers("lookahead", []);
        var isGiven = Find(map, "lookahead") is not null;
        if (isGiven && head.Errors.All(e => e.Port != "lookahead") && (frames.Count == 0 || frames.Any(f => f != Math.Floor(f)) || frames.Distinct().Count() != frames.Count))
            Wrong(Find(map, "lookahead")!, "lookahead", "how many encoder frames it can look ahead, such as '[1, 0, 6, 13]'", Find(map, "lookahead")!.Shown, "name each once, the one to begin with first");
        return ValueList.From(frames.Select(f => (int)f));
    }

    private TransducerFiles? Transducer(SettingValue? value)
    {
        const string forms = "'{ decoder: decoder.onnx, joiner: joiner.onnx }' or '{ joint: decoder_joint.onnx }'";
        if (value is null) return null;
        if (value is not MapValue map)
        {
            Wrong(value, "transducer", forms, value.Shown, "name its files, or leave it out where there is none");
            return null;
        }
        var settings = Settings(SpeechForm.Transducer, map);
        var (decoder, joiner, joint) = (settings.Text("decoder", ""), settings.Text("joiner", ""), settings.Text("joint", ""));
        errors.AddRange(settings.Errors);
        if (settings.Errors.Count > 0) return null;
        if (decoder.Length == 0 != (joiner.Length == 0) || decoder.Length == 0 == (joint.Length == 0))
        {
            Wrong(map, "transducer", forms, map.Shown, "name the one or the other");
            return null;
        }
        return new(Named(map, "decoder", decoder, "the decoder"), Named(map, "joiner", joiner, "the joiner"), Named(map, "joint", joint, "the decoder and joiner"));
    }

    /// <summary>The full path of a file below the folder; null where none is named.</summary>
    private string? Named(MapValue map, string key, string name, string what)
    {
        if (name.Length == 0) return null;
        var place = (Find(map, key)?.Place ?? new Place(file)).ToString();
        var full = Path.GetFullPath(Path.Combine(folder, name));
        // A model from elsewhere must not read the user's files.
        if (Path.IsPathRooted(name) || !full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new ModelException(place, $"{what} in the model's folder", $"'{name}'", "copy it there and name it alone");
        if (!File.Exists(full)) throw new ModelException(place, $"{what} '{name}' in {folder}", "no such file", "copy it there too, or correct its name");
        return full;
    }

    private void Wrong(SettingValue value, string key, string expected, string found, string remedy) => errors.Add(new GraphError(value.Place, "", key, expected, found, remedy));

    private static SettingValue? Find(MapValue map, string key) => map.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    private static SettingReader Settings(NodeDescriptor form, MapValue map) => new(form, "", map.Place, map.Entries.ToDictionary(e => e.Key.Text, e => e.Value));
}
