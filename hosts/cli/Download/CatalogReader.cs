using System.Text.RegularExpressions;

namespace Streaming.Cli.Download;

/// <summary>Reads a catalog of models. Every error names file, line and column; all errors are found in one go.</summary>
internal sealed partial class CatalogReader
{
    private static readonly NodeDescriptor modelForm = Form("a model of the catalog", Text("summary"), Text("licence"), Text("source"), Text("files"), Text("texts"));
    private static readonly NodeDescriptor fileForm = Form("a file of a model", Text("url"), Text("bytes"), Text("sha256"));

    private readonly List<GraphError> errors = [];

    /// <summary>Reads a catalog.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name shown in errors.</param>
    /// <exception cref="GraphException">Something in it is wrong.</exception>
    public static IReadOnlyList<CatalogModel> Parse(string yaml, string file)
    {
        const string what = "a catalog: 'models:' with a name for each";
        const string remedy = "write 'models:' and below it each model with its files";
        var root = SettingFile.Parse(yaml, file, what, remedy);
        if (root is not MapValue { Entries: [var only] } || only.Key.Text != "models") throw new GraphException(new GraphError(root.Place, "", "", what, root.Shown, remedy));
        var reader = new CatalogReader();
        var models = reader.Entries(only.Value, "models", "a model").Select(e => reader.Model(e.Key, e.Value)).ToList();
        if (reader.errors.Count > 0) throw new GraphException(reader.errors.OrderBy(e => e.Place.Line).ThenBy(e => e.Place.Column).ToList());
        return models;
    }

    private CatalogModel Model(ScalarValue name, SettingValue value)
    {
        CheckName(name);
        var map = value as MapValue ?? new MapValue([], name.Place);
        var parts = map.Entries.ToDictionary(e => e.Key.Text, e => e.Value);
        var settings = new SettingReader(modelForm, "", name.Place, parts);
        var model = new CatalogModel
        {
            Name = name.Text,
            Summary = Needed(settings, "summary", name),
            Licence = Needed(settings, "licence", name),
            Source = Needed(settings, "source", name),
            Files = [.. Entries(parts.GetValueOrDefault("files"), "files", "a file").Select(e => File(e.Key, e.Value))],
            Texts = [.. Entries(parts.GetValueOrDefault("texts"), "texts", "a text").Select(e => (CheckName(e.Key), (e.Value as ScalarValue)?.Text ?? Wrong(e.Value.Place, e.Key.Text, "a text", e.Value.Shown, "begin it with '|'")))],
        };
        errors.AddRange(settings.Errors);
        if (model.Files.Count == 0) Wrong(name.Place, name.Text, "at least one file below 'files:'", "none", "write it as 'model.onnx: { url: …, bytes: …, sha256: … }'");
        return model;
    }

    private CatalogFile File(ScalarValue name, SettingValue value)
    {
        CheckName(name);
        var map = value as MapValue ?? new MapValue([], name.Place);
        var settings = new SettingReader(fileForm, "", name.Place, map.Entries.ToDictionary(e => e.Key.Text, e => e.Value));
        var (url, size, sum) = (Needed(settings, "url", name), Needed(settings, "bytes", name), Needed(settings, "sha256", name));
        errors.AddRange(settings.Errors);
        if (url.Length > 0 && !Web.IsAllowed(url)) Wrong(value.Place, name.Text, "an https address", $"'{url}'", Web.Rule);
        if (!long.TryParse(size, out var bytes) || bytes < 1) Wrong(value.Place, name.Text, "its size in bytes", $"'{size}'", "write 'bytes: 1289603'");
        if (!Sum().IsMatch(sum)) Wrong(value.Place, name.Text, "a SHA-256 of 64 hexadecimal digits", $"'{sum}'", "take it from the makers' page, or from sha256sum");
        return new CatalogFile(name.Text, Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : new Uri("https://invalid/"), bytes, sum.ToLowerInvariant());
    }

    /// <summary>A name that stays inside the folder on every system.</summary>
    private string CheckName(ScalarValue name)
    {
        if (!Name().IsMatch(name.Text) || name.Text.EndsWith(PartFile.Ending, StringComparison.Ordinal) || name.Text.EndsWith(PartFile.TagEnding, StringComparison.Ordinal))
            Wrong(name.Place, name.Text, "a name of letters, digits, '-', '_' and '.', without a folder", $"'{name.Text}'", "rename it");
        return name.Text;
    }

    private string Needed(SettingReader settings, string part, ScalarValue name) =>
        settings.Text(part, "") is { Length: > 0 } text ? text : Wrong(name.Place, name.Text, $"'{part}: …' of '{name.Text}'", "none", "write it there");

    private IReadOnlyList<(ScalarValue Key, SettingValue Value)> Entries(SettingValue? section, string name, string what)
    {
        if (section is null or ScalarValue { Text: "" }) return [];
        if (section is MapValue map) return map.Entries;
        Wrong(section.Place, name, $"names with {what} each", section.Shown, "write each as 'name: …'");
        return [];
    }

    private string Wrong(Place place, string name, string expected, string found, string remedy)
    {
        errors.Add(new GraphError(place, "", name, expected, found, remedy));
        return "";
    }

    private static NodeDescriptor Form(string name, params SettingInfo[] parts) =>
        new(name, "", "", GapPolicy.Reset, false, false, "", [], [], parts, _ => throw new NotSupportedException("A part of a catalog is no node."));

    private static SettingInfo Text(string name) => new(name, "", SettingType.Text, "", "", double.NegativeInfinity, double.PositiveInfinity, [], false, false, false, false);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9a-fA-F]{64}$")]
    private static partial Regex Sum();
}
