namespace Streaming.Inference;

/// <summary>Where a model and its card are: a folder with model.onnx (or .ort) and card.yaml, or a bare file with NAME.yaml beside it.</summary>
/// <param name="Model">The full path of the model.</param>
/// <param name="Card">The full path where the card is, or would be.</param>
/// <param name="HasCard">It is there.</param>
internal sealed record ModelFolder(string Model, string Card, bool HasCard)
{
    private const string CardName = "card.yaml";
    private const string MainName = "model";
    private static readonly string[] endings = [".onnx", ".ort"];

    /// <summary>Finds them.</summary>
    /// <exception cref="ModelException">There is no model, or more than one.</exception>
    public static ModelFolder Find(string path)
    {
        if (Directory.Exists(path)) return InFolder(Path.GetFullPath(path));
        if (!File.Exists(path)) throw new ModelException(path, "a model: a folder or a file ending with .onnx or .ort", "nothing there", "check the path; in a graph file it counts from that file's folder");
        var full = Path.GetFullPath(path);
        if (!IsModel(full)) throw new ModelException(path, "a model: a folder or a file ending with .onnx or .ort", $"'{Path.GetFileName(path)}'", "name the model itself; a card is found beside it");
        var own = Path.ChangeExtension(full, ".yaml");
        var folders = Path.Combine(Path.GetDirectoryName(full)!, CardName);
        if (File.Exists(own)) return new(full, own, true);
        // A folder's card is that of its model.onnx, however the model is named.
        return Path.GetFileNameWithoutExtension(full) == MainName ? new(full, folders, File.Exists(folders)) : new(full, own, false);
    }

    private static ModelFolder InFolder(string folder)
    {
        var models = Directory.GetFiles(folder).Where(IsModel).Order(StringComparer.Ordinal).ToList();
        var card = Path.Combine(folder, CardName);
        if (models.Count == 0) throw new ModelException(folder, "a file ending with .onnx or .ort in the folder", "none", "put the model there, or name the file itself");
        if (models.Count == 1) return new(models[0], card, File.Exists(card));
        var main = models.Where(m => Path.GetFileNameWithoutExtension(m) == MainName).ToList();
        if (main.Count == 1) return new(main[0], card, File.Exists(card));
        throw new ModelException(folder, "one model in the folder, or one named model.onnx", string.Join(", ", models.Select(Path.GetFileName)), "name the file itself");
    }

    private static bool IsModel(string path) => endings.Contains(Path.GetExtension(path).ToLowerInvariant());
}
