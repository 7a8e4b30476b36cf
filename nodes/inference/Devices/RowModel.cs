using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>
/// A model that moves rows of tensors, made for those at hand: of each pair of tensors "kept.i" and "packed.i", rows one after another, it takes the rows that two
/// indices name. It lets a device move what it holds without the processor seeing it (field numbers: onnx/onnx.proto, IR version 8).
/// </summary>
internal static class RowModel
{
    private const int Opset = 13;

    /// <summary>Types whose rows every provider for GPUs moves bit for bit.</summary>
    public static bool CanMove(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.Int32;

    /// <summary>The model for tensors of these types and dimensions, of which the first counts rows.</summary>
    public static byte[] For(IReadOnlyList<(TensorElementType Type, int[] Dimensions)> tensors)
    {
        var graph = new List<byte>();
        for (var i = 0; i < tensors.Count; i++)
        {
            graph.AddRange(Part(1, Node("Concat", [$"kept.{i}", $"packed.{i}"], $"all.{i}")));
            graph.AddRange(Part(1, Node("Gather", [$"all.{i}", "keep"], $"kept.next.{i}")));
            graph.AddRange(Part(1, Node("Gather", [$"all.{i}", "pack"], $"packed.next.{i}")));
        }
        graph.AddRange(Text(2, "rows"));
        for (var i = 0; i < tensors.Count; i++)
        {
            graph.AddRange(Part(11, Value($"kept.{i}", tensors[i].Type, "kept", tensors[i].Dimensions)));
            graph.AddRange(Part(11, Value($"packed.{i}", tensors[i].Type, "packed", tensors[i].Dimensions)));
        }
        graph.AddRange(Part(11, Value("keep", TensorElementType.Int64, "kept", [0])));
        graph.AddRange(Part(11, Value("pack", TensorElementType.Int64, "packed", [0])));
        for (var i = 0; i < tensors.Count; i++)
        {
            graph.AddRange(Part(12, Value($"kept.next.{i}", tensors[i].Type, "kept", tensors[i].Dimensions)));
            graph.AddRange(Part(12, Value($"packed.next.{i}", tensors[i].Type, "packed", tensors[i].Dimensions)));
        }
        return [.. Number(1, 8), .. Part(7, graph), .. Part(8, [.. Text(1, ""), .. Number(2, Opset)])];
    }

    private static List<byte> Node(string type, string[] inputs, string output)
    {
        const int whole = 2; // AttributeProto.INT
        List<byte> axis = [.. Text(1, "axis"), .. Number(3, 0), .. Number(20, whole)];
        return [.. inputs.SelectMany(i => Text(1, i)), .. Text(2, output), .. Text(4, type), .. Part(5, axis)];
    }

    private static List<byte> Value(string name, TensorElementType type, string rows, int[] dimensions)
    {
        List<byte> shape = [.. Part(1, Text(2, rows)), .. dimensions[1..].SelectMany(d => Part(1, Number(1, d)))];
        return [.. Text(1, name), .. Part(2, Part(1, [.. Number(1, (long)type), .. Part(2, shape)]))];
    }

    private static List<byte> Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static List<byte> Text(int field, string text) => Part(field, [.. Encoding.UTF8.GetBytes(text)]);

    private static List<byte> Part(int field, List<byte> content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Count), .. content];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
