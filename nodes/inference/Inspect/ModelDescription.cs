using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>What a model is, for a host to show: what its file says, and how its tensors become streams and state. A model in doubt is described too.</summary>
public sealed record ModelDescription
{
    /// <summary>The full path of the model.</summary>
    public required string Path { get; init; }

    /// <summary>The full path where its card is, or would be found.</summary>
    public required string CardPath { get; init; }

    /// <summary>The card is there, and what is said of ports and states is said by it.</summary>
    public required bool HasCard { get; init; }

    /// <summary>What names leave open where there is no card, each in one clause; the model can be run when there are none.</summary>
    public required IReadOnlyList<string> Doubts { get; init; }

    /// <summary>The version of the ONNX operators; 0 where the file does not tell.</summary>
    public long Opset { get; init; }

    /// <summary>Numbers in its weights; -1 where the file does not tell.</summary>
    public long Parameters { get; init; } = -1;

    /// <summary>How often each operator occurs, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Operators { get; init; } = [];

    /// <summary>The streams it reads; the first sets the pace.</summary>
    public required IReadOnlyList<ModelPort> Inputs { get; init; }

    /// <summary>The streams it sends.</summary>
    public required IReadOnlyList<ModelPort> Outputs { get; init; }

    /// <summary>What it hands itself from step to step.</summary>
    public required IReadOnlyList<ModelPair> States { get; init; }

    /// <summary>Inputs that never change, with their values.</summary>
    public required IReadOnlyList<KeyValuePair<string, ValueList<double>>> Constants { get; init; }

    /// <summary>What can run models with the native library of this process, such as "cpu".</summary>
    public static IReadOnlyList<string> Providers
    {
        get
        {
            _ = NativeRuntime.Library;
            return [.. OrtEnv.Instance().GetAvailableProviders().Select(p => p.Replace("ExecutionProvider", "", StringComparison.Ordinal).ToLowerInvariant())
                .Select(p => p == "dml" ? "directml" : p).Where(SettingText.Choices<Provider>().Contains)];
        }
    }

    /// <summary>Describes the model at a path.</summary>
    /// <param name="path">A folder with a model, or a file ending with .onnx or .ort.</param>
    /// <exception cref="ModelException">It cannot be found or read, or does not fit its card.</exception>
    public static ModelDescription Read(string path)
    {
        using var model = OpenedModel.At(path, new Execution());
        var (folder, file) = (model.Folder, model.File);
        var draft = model.Draft();
        var given = model.ReadCard();
        var card = given ?? draft.Card;
        var doubts = given is null ? draft.Doubts.Select(d => d.Text).ToList() : [];
        StepPlan? plan = null;
        try
        {
            plan = model.Plan(card);
        }
        catch (ModelException e) when (given is null)
        {
            if (doubts.Count == 0) doubts.Add($"how it is run: expected {e.Expected}, found {e.Found}");
        }
        return new ModelDescription
        {
            Path = folder.Model,
            CardPath = folder.Card,
            HasCard = folder.HasCard,
            Doubts = doubts,
            Opset = file?.Opset ?? 0,
            Parameters = file?.Parameters ?? -1,
            Operators = [.. (file?.Operators ?? new Dictionary<string, int>()).OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal)],
            Inputs = ModelPort.Of(card.Inputs, model.Inputs, plan?.Inputs, _ => 0),
            Outputs = ModelPort.Of(card.Outputs, model.Outputs, plan?.Outputs, p => plan!.Inputs[0].Card.Rate * p.Time / plan.Inputs[0].Hop),
            States = [.. card.States.Select((s, i) => new ModelPair(
                Declared(model.Inputs, s.Input),
                Declared(model.Outputs, s.Output),
                given is not null ? Pairing.Card : draft.Doubts.Any(d => d.Tensor == s.Input) ? Pairing.Guess : Pairing.Name,
                plan?.States[i].Bytes ?? Find(model.Inputs, s.Input).BytesOfOne(s.Batch)) { IsScattered = plan?.States[i].IsScattered == true })],
            Constants = [.. card.Constants.Select(c => KeyValuePair.Create(Declared(model.Inputs, c.Tensor), c.Values))],
        };
    }

    private static string Declared(IReadOnlyList<TensorInfo> tensors, string name) => $"{Find(tensors, name)}";

    private static TensorInfo Find(IReadOnlyList<TensorInfo> tensors, string name) => tensors.First(t => t.Name == name);
}
