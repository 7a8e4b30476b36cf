namespace Streaming.Inference;

/// <summary>Reads the declaration of an input or output in an .onnx file (ValueInfoProto, onnx/onnx.proto).</summary>
internal static class OnnxValue
{
    private static readonly string[] types =
        ["", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16"];

    /// <summary>Reads one; a value that is no tensor has no dimensions and no type.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ModelTensor Read(ReadOnlySpan<byte> message)
    {
        var name = "";
        var tensor = new ModelTensor("", "", []);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1 && reader.IsBytes) name = reader.Text;
            else if (reader.Field == 2 && reader.IsBytes) tensor = Type(reader.Bytes);
        }
        return tensor with { Name = name };
    }

    private static ModelTensor Type(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.Next())
            if (reader.Field == 1 && reader.IsBytes) return Tensor(reader.Bytes);
        return new("", "", []);
    }

    private static ModelTensor Tensor(ReadOnlySpan<byte> message)
    {
        var type = 0UL;
        ValueList<int> dimensions = [];
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1) type = reader.Number;
            else if (reader.Field == 2 && reader.IsBytes) dimensions = Shape(reader.Bytes);
        }
        return new("", type < (ulong)types.Length ? types[type] : $"type {type}", dimensions);
    }

    private static ValueList<int> Shape(ReadOnlySpan<byte> message)
    {
        var dimensions = new List<int>();
        var reader = new WireReader(message);
        while (reader.Next())
            if (reader.Field == 1 && reader.IsBytes) dimensions.Add(Dimension(reader.Bytes));
        return ValueList.From(dimensions);
    }

    private static int Dimension(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.Next())
            if (reader.Field == 1 && !reader.IsBytes) return reader.Number <= int.MaxValue ? (int)reader.Number : throw new InvalidDataException($"a dimension of {reader.Number}");
        return -1;
    }
}
