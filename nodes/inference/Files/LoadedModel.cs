using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>A model in memory, ready to be run, with the plan of its step.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly OpenedModel opened;

    private LoadedModel(OpenedModel opened, StepPlan plan) => (this.opened, Plan) = (opened, plan);

    /// <summary>ONNX Runtime's session.</summary>
    public InferenceSession Session => opened.Session;

    /// <summary>Its file, for messages.</summary>
    public string Path => opened.Folder.Model;

    /// <summary>How a step is bound.</summary>
    public StepPlan Plan { get; }

    /// <summary>What it remembers lies in the processor's memory.</summary>
    public bool IsOnHost => true;

    /// <summary>Memory for what it remembers, where it runs.</summary>
    public TensorMemory StateMemory(Microsoft.ML.OnnxRuntime.Tensors.TensorElementType type, ReadOnlySpan<int> dimensions) => TensorMemory.Of(type, dimensions);

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
