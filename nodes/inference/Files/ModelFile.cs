namespace Streaming.Inference;

/// <summary>What an .onnx file declares, read without loading it: what a host or a family needs to know what kind of model it is.</summary>
public sealed record ModelFile
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The tensors it takes, in the model's order.</summary>
    public required IReadOnlyList<ModelTensor> Inputs { get; init; }

    /// <summary>The tensors it gives, in the model's order.</summary>
    public required IReadOnlyList<ModelTensor> Outputs { get; init; }

    /// <summary>What its exporter wrote into it, by key (metadata_props).</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Files beside it that hold weights, as written.</summary>
    public required IReadOnlyList<string> External { get; init; }

    /// <summary>The dimensions of its weights, by name.</summary>
    public required IReadOnlyDictionary<string, ValueList<long>> Weights { get; init; }

    /// <summary>The input or output of a name; null: there is none.</summary>
    public static ModelTensor? Find(IReadOnlyList<ModelTensor> tensors, string name) => tensors.FirstOrDefault(t => t.Name == name);

    /// <summary>Reads an .onnx file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">It is not there, no ONNX model, or damaged.</exception>
    public static ModelFile Read(string path)
    {
        if (!File.Exists(path)) throw new ModelException(path, "an ONNX model", Directory.Exists(path) ? "a folder" : "nothing there", "check the path");
        var file = OnnxFile.Read(path);
        return new ModelFile { Path = path, Inputs = file.Inputs, Outputs = file.Outputs, Metadata = file.Metadata, External = file.External, Weights = file.Weights };
    }
}

/// <summary>An input or output as a file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of one value in ONNX's words, such as float32 or int64.</param>
/// <param name="Dimensions">Its dimensions; -1 where one is dynamic.</param>
public sealed record ModelTensor(string Name, string Type, ValueList<int> Dimensions)
{
    /// <summary>Such as "targets int32[?, 1]".</summary>
    public override string ToString() => $"{Name} {Type}[{string.Join(", ", Dimensions.Select(d => d < 0 ? "?" : $"{d}"))}]";
}
