using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>An input or output of a model, as the model declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of one value.</param>
/// <param name="Dimensions">Its dimensions; -1 where one is dynamic. Empty for a scalar.</param>
/// <param name="Symbols">The names of dynamic dimensions; empty where there is none.</param>
internal sealed record TensorInfo(string Name, TensorElementType Type, ValueList<int> Dimensions, ValueList<string> Symbols)
{
    /// <summary>Numbers in it where no dimension is dynamic, else -1.</summary>
    public long Count => Dimensions.Any(d => d < 0) ? -1 : Dimensions.Aggregate(1L, (count, d) => count * d);

    /// <summary>The size of one session's part, where no dimension but the one that counts sessions is dynamic; else -1.</summary>
    /// <param name="batch">The dimension that counts sessions; -1: none does.</param>
    public long BytesOfOne(int batch)
    {
        var bytes = (long)ElementSize.Of(Type);
        for (var i = 0; i < Dimensions.Count; i++)
            if (i != batch) bytes = Dimensions[i] < 0 || bytes < 0 ? -1 : bytes * Dimensions[i];
        return bytes;
    }

    /// <summary>Such as "state float32[2, batch, 128]".</summary>
    public override string ToString() => $"{Name} {TypeName}[{string.Join(", ", Dimensions.Select((d, i) => d >= 0 ? $"{d}" : Symbols[i].Length > 0 ? Symbols[i] : "?"))}]";

    /// <summary>The type in ONNX's words.</summary>
    public string TypeName => Type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => Type.ToString().ToLowerInvariant(),
    };

    /// <summary>The inputs or outputs of a loaded model.</summary>
    /// <exception cref="ModelException">One of them is no tensor.</exception>
    public static IReadOnlyList<TensorInfo> Of(string path, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata) => [.. names.Select(name =>
    {
        var found = metadata[name];
        if (!found.IsTensor) throw new ModelException(path, "tensors as inputs and outputs", $"'{name}', a {found.OnnxValueType}", "export the model with tensors only");
        return new TensorInfo(name, found.ElementDataType, ValueList.Create<int>(found.Dimensions), ValueList.Create<string>(found.SymbolicDimensions));
    })];
}
