using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Streaming.Files;

/// <summary>Raw samples, little-endian, as float32: whole numbers are scaled by their full range to [-1, 1).</summary>
internal static class PcmSamples
{
    public static void Decode(WavEncoding encoding, int sampleBytes, ReadOnlySpan<byte> from, Span<float> to)
    {
        switch (encoding, sampleBytes)
        {
            case (WavEncoding.Float, 4):
                if (BitConverter.IsLittleEndian) from.CopyTo(MemoryMarshal.AsBytes(to));
                else
                    for (var i = 0; i < to.Length; i++) to[i] = BinaryPrimitives.ReadSingleLittleEndian(from[(i * 4)..]);
                break;
            case (WavEncoding.Float, _):
                for (var i = 0; i < to.Length; i++) to[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(from[(i * 8)..]);
                break;
            case (_, 1):
                for (var i = 0; i < to.Length; i++) to[i] = from[i] - 128;
                TensorPrimitives.Multiply(to, 1f / 128, to);
                break;
            case (_, 2):
                for (var i = 0; i < to.Length; i++) to[i] = BinaryPrimitives.ReadInt16LittleEndian(from[(i * 2)..]);
                TensorPrimitives.Multiply(to, 1f / 32768, to);
                break;
            case (_, 3):
                for (var i = 0; i < to.Length; i++) to[i] = from[i * 3] | (from[i * 3 + 1] << 8) | ((sbyte)from[i * 3 + 2] << 16);
                TensorPrimitives.Multiply(to, 1f / 8388608, to);
                break;
            default:
                // float32 would round the highest values up to 1.
                for (var i = 0; i < to.Length; i++) to[i] = BinaryPrimitives.ReadInt32LittleEndian(from[(i * 4)..]) / 2147483648f;
                TensorPrimitives.Min(to, MathF.BitDecrement(1), to);
                break;
        }
    }
}
