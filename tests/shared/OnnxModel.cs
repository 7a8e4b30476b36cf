using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Streaming.Tests;

/// <summary>Writes small ONNX models field by field (numbers: onnx/onnx.proto), so that tests need no other tool to make a right or a wrong one.</summary>
internal static class OnnxModel
{
    public const string RunningSumCard = """
        model: running-sum
        inputs:
          signal: { tensor: x, axes: [batch, time, channel] }
        outputs:
          sum: { tensor: y, axes: [batch, time, channel] }
        states:
          - { input: memory, output: memory_out }
        """;

    private const int Float = 1;

    /// <summary>y = x + memory, memory_out = y / 2: each block adds half, or another part, of the one before.</summary>
    public static byte[] RunningSum(int samples, int channels, int opset = 15, float part = 0.5f)
    {
        int[] shape = [1, samples, channels];
        return Model(
            opset,
            Graph(
                [Node("Add", ["x", "memory"], ["y"]), Node("Mul", ["y", "half"], ["memory_out"])],
                [Constant("half", part)],
                [Value("x", Float, shape), Value("memory", Float, shape)],
                [Value("y", Float, shape), Value("memory_out", Float, shape)]));
    }

    public const string ManySessionsCard = """
        model: many-sessions
        inputs:
          signal: { tensor: x, axes: [batch, channel] }
        outputs:
          sum: { tensor: y, axes: [batch, channel] }
        states:
          - { input: flat, output: flat_out, axes: [batch, channel], initial: 3 }
          - { input: deep, output: deep_out, axes: [part, batch, channel] }
        """;

    /// <summary>
    /// A model of any number of sessions, whose states count them in different dimensions: y = x + flat + deep[0] + deep[1], flat_out = y / 2, deep_out = deep / 2 + x.
    /// </summary>
    public static byte[] ManySessions(int channels) => Model(
        15,
        Graph(
            [
                Node("Add", ["x", "flat"], ["a"]), Node("Split", ["deep"], ["d0", "d1"]), Node("Add", ["d0", "d1"], ["d"]), Node("Reshape", ["d", "rows"], ["r"]), Node("Add", ["a", "r"], ["y"]),
                Node("Mul", ["y", "half"], ["flat_out"]), Node("Mul", ["deep", "half"], ["e"]), Node("Add", ["e", "x"], ["deep_out"]),
            ],
            [Constant("half", 0.5f), Numbers("rows", -1, channels)],
            [Value("x", Float, -1, channels), Value("flat", Float, -1, channels), Value("deep", Float, 2, -1, channels)],
            [Value("y", Float, -1, channels), Value("flat_out", Float, -1, channels), Value("deep_out", Float, 2, -1, channels)]));

    public const string RingCard = """
        model: ring
        inputs:
          signal: { tensor: x, axes: [batch, row, channel] }
        outputs:
          sum: { tensor: y, axes: [batch, row, channel] }
        states:
          - { input: ring, output: ring_out, axes: [batch, place, channel] }
          - { input: at, output: at_out, axes: [batch, row, channel] }
        """;

    /// <summary>y = the sum of the last four x, kept in a ring that is written at one place in each step; or of the four before; or what is written is added to what is there.</summary>
    public static byte[] Ring(bool isReadBesides = false, bool isAdded = false) => Model(
        16,
        Graph(
            [
                [.. Node("ScatterElements", ["ring", "at", "x"], ["ring_out"], "axis", 1), .. isAdded ? Message(5, [.. Bytes(1, "reduction"), .. Bytes(4, "add"), .. Number(20, 3)]) : []],
                Node("ReduceSum", [isReadBesides ? "ring" : "ring_out", "places"], ["y"]),
                Node("Add", ["at", "one"], ["next"]), Node("Mod", ["next", "four"], ["at_out"]),
            ],
            [Numbers("places", 1), Numbers("one", 1), Numbers("four", 4)],
            [Value("x", Float, -1, 1, 1), Value("ring", Float, -1, 4, 1), Value("at", 7, -1, 1, 1)],
            [Value("y", Float, -1, 1, 1), Value("ring_out", Float, -1, 4, 1), Value("at_out", 7, -1, 1, 1)]));

    /// <summary>y = one operator of x, or of x and a number; without a state.</summary>
    public static byte[] Single(string type, float? second = null, params int[] shape) => Model(
        15,
        Graph(
            [Node(type, second is null ? ["x"] : ["x", "number"], ["y"])],
            [Constant("number", second ?? 0)],
            [Value("x", Float, shape)],
            [Value("y", Float, shape)]));

    /// <summary>y = x + 1, and a pair that looks like a state under the names given.</summary>
    public static byte[] Idle(string state, string next, params int[] shape) => Model(
        15,
        Graph(
            [Node("Add", ["x", "one"], ["y"]), Node("Mul", [state, "one"], [next])],
            [Constant("one", 1)],
            [Value("x", Float, shape), Value(state, Float, 1, 3)],
            [Value("y", Float, shape), Value(next, Float, 1, 3)]));

    /// <summary>A model with one graph.</summary>
    public static byte[] Model(int opset, byte[] graph) => [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Bytes(1, ""), .. Number(2, opset)])];

    /// <summary>A graph of nodes, weights, inputs and outputs.</summary>
    public static byte[] Graph(byte[][] nodes, byte[][] weights, byte[][] inputs, byte[][] outputs) =>
    [
        .. nodes.SelectMany(n => Message(1, n)),
        .. Bytes(2, "test"),
        .. weights.SelectMany(w => Message(5, w)),
        .. inputs.SelectMany(i => Message(11, i)),
        .. outputs.SelectMany(o => Message(12, o)),
    ];

    /// <summary>One operator.</summary>
    public static byte[] Node(string type, string[] inputs, string[] outputs) => [.. inputs.SelectMany(i => Bytes(1, i)), .. outputs.SelectMany(o => Bytes(2, o)), .. Bytes(4, type)];

    /// <summary>One operator with an attribute that is a whole number.</summary>
    public static byte[] Node(string type, string[] inputs, string[] outputs, string attribute, long value) =>
        [.. Node(type, inputs, outputs), .. Message(5, [.. Bytes(1, attribute), .. Number(3, value), .. Number(20, 2)])];

    /// <summary>One operator with an attribute that is a list of whole numbers.</summary>
    public static byte[] Node(string type, string[] inputs, string[] outputs, params (string Attribute, long[] Values)[] lists) =>
        [.. Node(type, inputs, outputs), .. lists.SelectMany(l => Message(5, [.. Bytes(1, l.Attribute), .. l.Values.SelectMany(v => Number(8, v)), .. Number(20, 7)]))];

    /// <summary>A model with what its exporter says of it; a message may be written on at its end.</summary>
    public static byte[] WithMetadata(byte[] model, params (string Key, string Value)[] entries) => [.. model, .. entries.SelectMany(e => Message(14, [.. Bytes(1, e.Key), .. Bytes(2, e.Value)]))];

    /// <summary>A scalar weight.</summary>
    public static byte[] Constant(string name, float value)
    {
        var raw = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(raw, value);
        return [.. Number(2, Float), .. Bytes(8, name), .. Message(9, raw)];
    }

    /// <summary>A weight of whole numbers.</summary>
    public static byte[] Numbers(string name, params long[] values) => [.. Number(1, values.Length), .. Number(2, 7), .. Bytes(8, name), .. Message(9, MemoryMarshal.AsBytes<long>(values).ToArray())];

    /// <summary>A weight of numbers with dimensions.</summary>
    public static byte[] Floats(string name, int[] shape, float[] values) =>
        [.. shape.SelectMany(d => Number(1, d)), .. Number(2, Float), .. Bytes(8, name), .. Message(9, MemoryMarshal.AsBytes<float>(values).ToArray())];

    /// <summary>A scalar weight of 16 bits.</summary>
    public static byte[] Half(string name, float value) => [.. Number(2, 10), .. Bytes(8, name), .. Message(9, MemoryMarshal.AsBytes<Half>([(Half)value]).ToArray())];

    /// <summary>A weight that lies in another file.</summary>
    public static byte[] External(string name, string location) =>
        [.. Number(1, 1), .. Number(2, Float), .. Bytes(8, name), .. Message(13, [.. Bytes(1, "location"), .. Bytes(2, location)]), .. Number(14, 1)];

    /// <summary>An input or output; a dimension below 1 is dynamic.</summary>
    public static byte[] Value(string name, int type, params int[] shape)
    {
        var dimensions = shape.SelectMany(d => Message(1, d > 0 ? Number(1, d) : Bytes(2, $"n{-d}"))).ToArray();
        return [.. Bytes(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, dimensions)]))];
    }

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Bytes(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
