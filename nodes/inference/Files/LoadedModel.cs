using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>A model in memory, ready to be run, with the plan of its step.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly OpenedModel opened;

    private LoadedModel(OpenedModel opened, StepPlan plan) => (this.opened, Plan) = (opened, plan);

    /// <summary>ONNX Runtime's session.</summary>
    public InferenceSession Session => opened.Session;

    /// <summary>How a step is bound.</summary>
    public StepPlan Plan { get; }

    /// <summary>Loads a model with its card, or with the card its names make plain.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="threads">Threads within a step; one is best for models that live frame by frame.</param>
    /// <exception cref="ModelException">It cannot be found, read, or understood.</exception>
    public static LoadedModel Load(string path, int threads)
    {
        var opened = OpenedModel.At(path, threads);
        try
        {
            return new LoadedModel(opened, opened.Plan(opened.ReadCard() ?? opened.DraftWithoutDoubt()));
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
