namespace Streaming.Inference;

/// <summary>A model in memory, before it is known what its tensors are for.</summary>
internal sealed class OpenedModel : IDisposable
{
    private OpenedModel(ModelFolder folder, OnnxFile? file, SharedSession shared)
    {
        (Folder, File, Shared) = (folder, file, shared);
        Inputs = TensorInfo.Of(folder.Model, shared.Session.InputNames, shared.Session.InputMetadata);
        Outputs = TensorInfo.Of(folder.Model, shared.Session.OutputNames, shared.Session.OutputMetadata);
    }

    /// <summary>Where it was loaded from.</summary>
    public ModelFolder Folder { get; }

    /// <summary>What its file says of itself; null for the .ort format.</summary>
    public OnnxFile? File { get; }

    /// <summary>Its weights, and where they lie.</summary>
    public SharedSession Shared { get; }

    /// <summary>The tensors it takes.</summary>
    public IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The tensors it gives.</summary>
    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Opens the model at a path.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="execution">How it is run.</param>
    /// <param name="card">The card to use where there is none of its own beside it; empty: none.</param>
    /// <exception cref="ModelException">It cannot be found, read, or trusted.</exception>
    public static OpenedModel At(string path, Execution execution, string card = "")
    {
        var folder = ModelFolder.Find(path);
        if (!folder.HasCard && card.Length > 0) folder = folder with { Card = card, HasCard = true };
        var file = Path.GetExtension(folder.Model).Equals(".onnx", StringComparison.OrdinalIgnoreCase) ? OnnxFile.Read(folder.Model) : null;
        if (file is not null) CheckExternal(folder, file);
        var shared = SharedSession.Of(folder.Model, execution);
        try
        {
            return new OpenedModel(folder, file, shared);
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    /// <summary>The card that its names and shapes make plain.</summary>
    public CardDraft Draft() => CardDraft.Of(Path.GetFileNameWithoutExtension(Folder.Model), Inputs, Outputs);

    /// <summary>The card that its names and shapes make plain, where they leave nothing open.</summary>
    /// <exception cref="ModelException">They do; it shows the lines to write.</exception>
    public Card DraftWithoutDoubt()
    {
        var draft = Draft();
        if (draft.Doubts.Count == 0) return draft.Card;
        throw new ModelException(Folder.Model, "names that make plain what is a stream and what is state, or a card", $"that they leave open {string.Join(", ", draft.Doubts)}", $"write {Folder.Card} with these lines, and check their pairs, axes and kinds, which are guessed from shapes:\n{CardText.Of(draft.Card).TrimEnd()}");
    }

    /// <summary>The card beside it; null where there is none.</summary>
    /// <exception cref="ModelException">Something in it is wrong.</exception>
    public Card? ReadCard()
    {
        if (!Folder.HasCard) return null;
        try
        {
            return CardReader.Load(Folder.Card);
        }
        catch (GraphException e)
        {
            throw new ModelException(e, "correct the card");
        }
    }

    /// <summary>How a step is bound where a card is right.</summary>
    /// <exception cref="ModelException">It does not fit the model.</exception>
    public StepPlan Plan(Card card) => StepPlanner.Plan(Folder.HasCard ? Folder.Card : Folder.Model, card, Inputs, Outputs, File?.Scattered);

    /// <inheritdoc/>
    public void Dispose() => Shared.Dispose();

    /// <summary>Weights outside the model's own folder are refused: a model from elsewhere must not read the user's files.</summary>
    private static void CheckExternal(ModelFolder folder, OnnxFile file)
    {
        var home = Path.GetDirectoryName(folder.Model)!;
        foreach (var name in file.External)
        {
            var full = Path.GetFullPath(Path.Combine(home, name));
            if (Path.IsPathRooted(name) || !full.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new ModelException(folder.Model, "weights in files below the model's folder", $"'{name}'", "move the file there and export the model again; one that points elsewhere is not to be trusted");
            if (!System.IO.File.Exists(full)) throw new ModelException(folder.Model, $"the weights '{name}' beside the model", "no such file", "copy it there too");
        }
    }
}
