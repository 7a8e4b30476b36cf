using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Streaming.Lsl;

/// <summary>Makes float32 of any number; a wider one is rounded to the nearest.</summary>
internal static class Conversion
{
    /// <summary>Converts values of one format.</summary>
    public static void ToFloat(LslFormat format, ReadOnlySpan<byte> from, Span<float> to)
    {
        switch (format)
        {
            case LslFormat.Float32: MemoryMarshal.Cast<byte, float>(from).CopyTo(to); break;
            case LslFormat.Double64: TensorPrimitives.ConvertSaturating(MemoryMarshal.Cast<byte, double>(from), to); break;
            case LslFormat.Int8: TensorPrimitives.ConvertSaturating(MemoryMarshal.Cast<byte, sbyte>(from), to); break;
            case LslFormat.Int16: TensorPrimitives.ConvertSaturating(MemoryMarshal.Cast<byte, short>(from), to); break;
            case LslFormat.Int32: TensorPrimitives.ConvertSaturating(MemoryMarshal.Cast<byte, int>(from), to); break;
            case LslFormat.Int64: TensorPrimitives.ConvertSaturating(MemoryMarshal.Cast<byte, long>(from), to); break;
        }
    }
}
