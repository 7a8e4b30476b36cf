using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>A model in memory, ready to be run, with the plan of its step.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly SharedSession shared;

    private LoadedModel(ModelFolder folder, OnnxFile? file, SharedSession session, StepPlan plan) => (Folder, File, shared, Plan) = (folder, file, session, plan);

    /// <summary>Where it was loaded from.</summary>
    public ModelFolder Folder { get; }

    /// <summary>What its file says of itself; null for the .ort format.</summary>
    public OnnxFile? File { get; }

    /// <summary>ONNX Runtime's session.</summary>
    public InferenceSession Session => shared.Session;

    /// <summary>How a step is bound.</summary>
    public StepPlan Plan { get; }

    /// <summary>Loads a model with its card, or with the card its names make plain.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="threads">Threads within a step; one is best for models that live frame by frame.</param>
    /// <exception cref="ModelException">It cannot be found, read, or understood.</exception>
    public static LoadedModel Load(string path, int threads)
    {
        var folder = ModelFolder.Find(path);
        var file = Path.GetExtension(folder.Model).Equals(".onnx", StringComparison.OrdinalIgnoreCase) ? OnnxFile.Read(folder.Model) : null;
        if (file is not null) CheckExternal(folder, file);
        var card = folder.HasCard ? Card(folder.Card) : null;
        var shared = SharedSession.Of(folder.Model, threads);
        var session = shared.Session;
        try
        {
            var inputs = TensorInfo.Of(folder.Model, session.InputNames, session.InputMetadata);
            var outputs = TensorInfo.Of(folder.Model, session.OutputNames, session.OutputMetadata);
            return new LoadedModel(folder, file, shared, StepPlanner.Plan(folder.HasCard ? folder.Card : folder.Model, card ?? CardDraft.Of(folder, inputs, outputs).Card, inputs, outputs));
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => shared.Dispose();

    private static Card Card(string path)
    {
        try
        {
            return CardReader.Load(path);
        }
        catch (GraphException e)
        {
            var first = e.Errors[0];
            throw new ModelException(first.Place.ToString(), first.Expected, first.Found + (first.Port.Length > 0 ? $" ('{first.Port}')" : ""), first.Remedy.Length > 0 ? first.Remedy : "correct the card", e);
        }
    }

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
