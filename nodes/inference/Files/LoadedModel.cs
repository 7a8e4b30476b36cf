namespace Streaming.Inference;

/// <summary>A model in memory, ready to be run, with the plan of its step.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly OpenedModel opened;

    private LoadedModel(OpenedModel opened, Card card, StepPlan plan) => (this.opened, Card, Plan) = (opened, card, plan);

    /// <summary>Its file, for messages.</summary>
    public string Path => opened.Folder.Model;

    /// <summary>Its weights, and where they lie.</summary>
    public SharedSession Shared => opened.Shared;

    /// <summary>What is said of it, whatever it is used for.</summary>
    public Card Card { get; }

    /// <summary>How a step is bound.</summary>
    public StepPlan Plan { get; }

    /// <summary>Loads a model with its card, or with the card its names make plain.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="execution">How it is run.</param>
    /// <param name="before">How the model is stepped whose place it is to take; null: none.</param>
    /// <exception cref="ModelException">It cannot be found, read, or understood, or not be run so, or its ports or states are others than before.</exception>
    public static LoadedModel Load(string path, Execution execution, StepPlan? before = null) => Load(path, new ModelUse { Execution = execution }, before);

    /// <summary>Loads a model for a use of it.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="use">How it is used.</param>
    /// <param name="before">How the model is stepped whose place it is to take; null: none.</param>
    /// <exception cref="ModelException">It cannot be found, read, or understood, or not be used so, or its ports or states are others than before.</exception>
    public static LoadedModel Load(string path, ModelUse use, StepPlan? before = null)
    {
        var opened = OpenedModel.At(path, use.Execution, use.Card);
        try
        {
            var card = opened.ReadCard() ?? opened.DraftWithoutDoubt();
            var plan = opened.Plan(card.For(use, opened.Folder.Model, opened.Inputs));
            before?.CheckSuccessor(opened.Folder.Model, plan);
            return new LoadedModel(opened, card, plan);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => opened.Dispose();
}
