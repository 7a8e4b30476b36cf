using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>An input or output of a <see cref="ModelFunction"/>: what the model declares and, once it is prepared, the memory in which its numbers lie.</summary>
public sealed class FunctionTensor
{
    private readonly TensorInfo info;
    private TensorMemory? memory;
    private RowLayout layout;

    internal FunctionTensor(TensorInfo info) => this.info = info;

    /// <summary>Its name.</summary>
    public string Name => info.Name;

    /// <summary>It holds 32-bit numbers with a fraction.</summary>
    public bool IsFloat => info.Type == TensorElementType.Float;

    /// <summary>It holds whole numbers of 32 or 64 bits.</summary>
    public bool IsWhole => info.Type is TensorElementType.Int32 or TensorElementType.Int64;

    /// <summary>Its dimensions as the model declares them; -1 where one is dynamic.</summary>
    public ValueList<int> Dimensions => info.Dimensions;

    /// <summary>Its dimensions for one row; empty before the function is prepared.</summary>
    public ValueList<int> Shape { get; private set; } = [];

    /// <summary>Numbers of one row; 0 before the function is prepared.</summary>
    public int RowSize { get; private set; }

    /// <summary>Such as "targets int32[batch, 1]".</summary>
    public override string ToString() => info.ToString();

    internal TensorInfo Info => info;

    internal TensorMemory Memory => memory ?? throw new InvalidOperationException($"'{Name}' has no memory before {nameof(ModelFunction.Prepare)}.");

    internal int RowAxis { get; private set; } = -1;

    /// <summary>The tensor of a run with so many rows, [.., rows, ..] in the order of its dimensions.</summary>
    public Span<T> Values<T>(int rows) where T : unmanaged => MemoryMarshal.Cast<byte, T>(Memory.Bytes)[..(rows * RowSize)];

    /// <summary>Sets the numbers of one row of a run with so many.</summary>
    public void Write<T>(int rows, int row, ReadOnlySpan<T> values) where T : unmanaged => layout.Write(Memory.Bytes, rows, row, MemoryMarshal.AsBytes(values));

    /// <summary>Takes the numbers of one row of a run with so many.</summary>
    public void Read<T>(int rows, int row, Span<T> values) where T : unmanaged => layout.Read(Memory.Bytes, rows, row, MemoryMarshal.AsBytes(values));

    /// <summary>Sets the whole number of a row, of 32 or 64 bits; of a tensor that has one a row.</summary>
    public void WriteWhole(int row, int value)
    {
        if (info.Type == TensorElementType.Int64) MemoryMarshal.Cast<byte, long>(Memory.Bytes)[row] = value;
        else MemoryMarshal.Cast<byte, int>(Memory.Bytes)[row] = value;
    }

    /// <summary>Makes the memory for so many rows.</summary>
    internal void Prepare(ValueList<int> shape, int rowAxis, int rows)
    {
        memory?.Dispose();
        (Shape, RowAxis) = (shape, rowAxis);
        RowSize = 1;
        foreach (var dimension in shape) RowSize = checked(RowSize * dimension);
        memory = TensorMemory.Of(info.Type, DimensionsFor(rows));
        layout = RowLayout.Of(shape.Span, rowAxis, ElementSize.Of(info.Type));
    }

    internal int[] DimensionsFor(int rows) => [.. Shape.Select((d, i) => i == RowAxis ? d * rows : d)];

    internal void Free()
    {
        memory?.Dispose();
        memory = null;
    }
}
