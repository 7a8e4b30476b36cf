namespace Streaming.Inference;

/// <summary>The card that a model's names and shapes make plain, whether there is another or not.</summary>
/// <param name="Path">The full path where the model's card is looked for.</param>
/// <param name="IsTaken">A card is there already.</param>
/// <param name="Text">The drafted card as YAML; doubts are comments above the lines they are about.</param>
/// <param name="Doubts">How much is in doubt.</param>
public sealed record DraftedCard(string Path, bool IsTaken, string Text, int Doubts)
{
    /// <summary>Drafts the card of the model at a path.</summary>
    /// <param name="path">A folder with a model, or a file ending with .onnx or .ort.</param>
    /// <exception cref="ModelException">It cannot be found or read.</exception>
    public static DraftedCard Of(string path)
    {
        using var model = OpenedModel.At(path, new Execution());
        var draft = model.Draft();
        return new DraftedCard(model.Folder.Card, model.Folder.HasCard, CardText.Of(draft.Card, draft.Doubts), draft.Doubts.Count);
    }
}
