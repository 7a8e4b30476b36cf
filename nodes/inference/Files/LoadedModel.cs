namespace Streaming.Inference;

/// <summary>A model in memory, ready to be run, with the plan of its step.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly OpenedModel opened;

    private LoadedModel(OpenedModel opened, StepPlan plan) => (this.opened, Plan) = (opened, plan);

    /// <summary>Its file, for messages.</summary>
    public string Path => opened.Folder.Model;

    /// <summary>Its weights, and where they lie.</summary>
    public SharedSession Shared => opened.Shared;

    /// <summary>How a step is bound.</summary>
    public StepPlan Plan { get; }

    /// <summary>Loads a model with its card, or with the card its names make plain.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="execution">How it is run.</param>
    /// <param name="before">How the model is stepped whose place it is to take; null: none.</param>
    /// <exception cref="ModelException">It cannot be found, read, or understood, or not be run so, or its ports or states are others than before.</exception>
    public static LoadedModel Load(string path, Execution execution, StepPlan? before = null)
    {
        var opened = OpenedModel.At(path, execution);
        try
        {
            var plan = opened.Plan(opened.ReadCard() ?? opened.DraftWithoutDoubt());
            before?.CheckSuccessor(opened.Folder.Model, plan);
            return new LoadedModel(opened, plan);
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
