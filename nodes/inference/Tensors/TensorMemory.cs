using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>Pinned memory with the tensor that ONNX Runtime sees in it: bound once, read and written in place from then on.</summary>
internal abstract class TensorMemory : IDisposable
{
    /// <summary>The tensor over the memory.</summary>
    public abstract OrtValue Value { get; }

    /// <summary>The memory.</summary>
    public abstract Span<byte> Bytes { get; }

    /// <summary>The memory as a tensor of other dimensions and as many numbers.</summary>
    public abstract OrtValue As(ReadOnlySpan<int> dimensions);

    /// <summary>Numbers of this type can be kept.</summary>
    public static bool CanHold(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16
        or TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Int16 or TensorElementType.Int8 or TensorElementType.UInt8 or TensorElementType.Bool;

    /// <summary>Memory for a tensor of these dimensions.</summary>
    /// <exception cref="NotSupportedException">See <see cref="CanHold"/>.</exception>
    public static TensorMemory Of(TensorElementType type, ReadOnlySpan<int> dimensions) => type switch
    {
        TensorElementType.Float => new TensorMemory<float>(dimensions),
        TensorElementType.Double => new TensorMemory<double>(dimensions),
        TensorElementType.Float16 => new TensorMemory<Float16>(dimensions),
        TensorElementType.Int64 => new TensorMemory<long>(dimensions),
        TensorElementType.Int32 => new TensorMemory<int>(dimensions),
        TensorElementType.Int16 => new TensorMemory<short>(dimensions),
        TensorElementType.Int8 => new TensorMemory<sbyte>(dimensions),
        TensorElementType.UInt8 => new TensorMemory<byte>(dimensions),
        TensorElementType.Bool => new TensorMemory<bool>(dimensions),
        _ => throw new NotSupportedException($"No memory is kept for tensors of {type}."),
    };

    /// <summary>No number among these bytes is NaN or infinite.</summary>
    /// <param name="from">The first byte.</param>
    /// <param name="length">Bytes.</param>
    public abstract bool IsFinite(int from, int length);

    /// <summary>Sets every number.</summary>
    public abstract void Fill(double value);

    /// <summary>Sets the numbers one by one; a single one stands for all.</summary>
    public abstract void Fill(ReadOnlySpan<double> values);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Pinned memory of one type.</summary>
internal sealed class TensorMemory<T> : TensorMemory where T : unmanaged
{
    private readonly T[] memory;
    private readonly List<OrtValue> views = [];

    public TensorMemory(ReadOnlySpan<int> dimensions)
    {
        var count = 1;
        foreach (var dimension in dimensions) count = checked(count * dimension);
        memory = GC.AllocateArray<T>(count, pinned: true);
        Value = As(dimensions);
    }

    public override OrtValue Value { get; }

    public Span<T> Values => memory;

    public override OrtValue As(ReadOnlySpan<int> dimensions)
    {
        var shape = new long[dimensions.Length];
        for (var i = 0; i < dimensions.Length; i++) shape[i] = dimensions[i];
        views.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(), shape));
        return views[^1];
    }

    public override void Dispose()
    {
        foreach (var view in views) view.Dispose();
    }

    public override Span<byte> Bytes => MemoryMarshal.AsBytes(memory.AsSpan());

    public override bool IsFinite(int from, int length)
    {
        var bytes = Bytes.Slice(from, length);
        if (typeof(T) == typeof(float)) return TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, float>(bytes));
        if (typeof(T) == typeof(double)) return TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, double>(bytes));
        return typeof(T) != typeof(Float16) || TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, Half>(bytes));
    }

    public override void Fill(double value) => Values.Fill(Converted(value));

    public override void Fill(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < memory.Length; i++) memory[i] = Converted(values[values.Length == 1 ? 0 : i]);
    }

    private static T Converted(double value)
    {
        if (typeof(T) == typeof(bool)) return (T)(object)(value != 0);
        if (typeof(T) == typeof(Float16)) return (T)(object)(Float16)(float)value;
        return (T)Convert.ChangeType(value, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }
}
