using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>Pinned memory with the tensor that ONNX Runtime sees in it: bound once, read and written in place from then on.</summary>
internal abstract class TensorMemory : IDisposable
{
    /// <summary>The memory.</summary>
    public abstract Span<byte> Bytes { get; }

    /// <summary>The memory, or the beginning of it, as a tensor of these dimensions; freed with it.</summary>
    public abstract OrtValue As(ReadOnlySpan<int> dimensions);

    /// <summary>The numbers as they are now. Where the tensor lies on a device they are copied from there.</summary>
    public virtual Span<byte> Fetch() => Bytes;

    /// <summary>What was written to <see cref="Bytes"/> is the tensor's from now on. Where it lies on a device it is copied there.</summary>
    public virtual void Store()
    {
    }

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

    /// <summary>The bytes of one number of a type.</summary>
    public static byte[] Number(TensorElementType type, double value)
    {
        using var one = Of(type, [1]);
        one.Fill([value]);
        return one.Bytes.ToArray();
    }

    /// <summary>Fills bytes with one number, again and again.</summary>
    public static void Fill(Span<byte> bytes, ReadOnlySpan<byte> number)
    {
        number.CopyTo(bytes);
        for (var done = number.Length; done < bytes.Length; done *= 2) bytes[..Math.Min(done, bytes.Length - done)].CopyTo(bytes[done..]);
    }

    /// <summary>No number among these bytes is NaN or infinite.</summary>
    /// <param name="from">The first byte.</param>
    /// <param name="length">Bytes.</param>
    public abstract bool IsFinite(int from, int length);

    /// <summary>Sets the numbers one by one, and from the first again where there are fewer.</summary>
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
    }

    public Span<T> Values => memory;

    public override OrtValue As(ReadOnlySpan<int> dimensions)
    {
        var shape = new long[dimensions.Length];
        var count = 1;
        for (var i = 0; i < dimensions.Length; i++) count *= (int)(shape[i] = dimensions[i]);
        views.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, count), shape));
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

    public override void Fill(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < memory.Length; i++) memory[i] = Converted(values[i % values.Length]);
    }

    private static T Converted(double value)
    {
        if (typeof(T) == typeof(bool)) return (T)(object)(value != 0);
        if (typeof(T) == typeof(Float16)) return (T)(object)(Float16)(float)value;
        return (T)Convert.ChangeType(value, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }
}
