using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>One way to run a model, prepared once: which memory each of its tensors is read from or written to.</summary>
internal sealed class StepBinding(LoadedModel model) : IDisposable
{
    private readonly OrtIoBinding binding = model.Session.CreateIoBinding();
    private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();

    /// <summary>An input that lies where it is read, or that never changes.</summary>
    public void Keep(string tensor, OrtValue value) => binding.BindInput(tensor, value);

    /// <summary>An input that is new with every step.</summary>
    public void Read(string tensor, OrtValue value) => binding.BindInput(tensor, value);

    /// <summary>An output.</summary>
    public void Write(string tensor, OrtValue value) => binding.BindOutput(tensor, value);

    /// <summary>Runs the model once.</summary>
    /// <exception cref="OnnxRuntimeException">It cannot be run on what it was given.</exception>
    public void Run() => model.Session.RunWithBinding(options, binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        options.Dispose();
    }
}
