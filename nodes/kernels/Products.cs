using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Streaming.Kernels;

/// <summary>Products of small row-major matrices of doubles; the same bits on every machine.</summary>
internal static class Products
{
    /// <summary>C = A B, of [rows, inner] and [inner, columns]; C is none of the two.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int rows, int inner, int columns)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = c.Slice(i * columns, columns);
            row.Clear();
            for (var k = 0; k < inner; k++) Rows.AddScaled(a[i * inner + k], b.Slice(k * columns, columns), row);
        }
    }

    /// <summary>C = A B', of [rows, inner] and [columns, inner]; C is none of the two.</summary>
    public static void MultiplyTransposed(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int rows, int inner, int columns)
    {
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                c[i * columns + j] = Rows.Dot(a.Slice(i * inner, inner), b.Slice(j * inner, inner));
    }

    /// <summary>
    /// Adds the scatter of samples, or takes it away where the sign is -1: S += sign X'X, of X [samples, stride] and the lower triangle of S [stride, stride]; beside
    /// it some values above change too. The stride is a multiple of 8; channels beyond the true ones are 0. Samples are added one after the other, so it does not matter
    /// into how many calls they are cut.
    /// </summary>
    public static void AddScatter(ReadOnlySpan<double> x, int stride, Span<double> s, double sign = 1)
    {
        if (stride % 8 != 0) throw new ArgumentException($"the stride must be a multiple of 8, but is {stride}.");
        var samples = x.Length / stride;
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(s[..(stride * stride)]);
        for (var i = 0; i < stride; i += 4)
            for (var j = 0; j <= i; j += 8)
                Tile(ref from, ref to, samples, stride, i, j, sign);
    }

    // Four rows of S by eight columns, in registers over all samples.
    private static void Tile(ref double x, ref double s, int samples, int stride, int i, int j, double sign)
    {
        nuint row = (nuint)stride, at = (nuint)(i * stride + j);
        Vector256<double> a0 = Vector256.LoadUnsafe(ref s, at), b0 = Vector256.LoadUnsafe(ref s, at + 4);
        Vector256<double> a1 = Vector256.LoadUnsafe(ref s, at + row), b1 = Vector256.LoadUnsafe(ref s, at + row + 4);
        Vector256<double> a2 = Vector256.LoadUnsafe(ref s, at + 2 * row), b2 = Vector256.LoadUnsafe(ref s, at + 2 * row + 4);
        Vector256<double> a3 = Vector256.LoadUnsafe(ref s, at + 3 * row), b3 = Vector256.LoadUnsafe(ref s, at + 3 * row + 4);
        nuint own = (nuint)i, other = (nuint)j;
        for (var t = 0; t < samples; t++, own += row, other += row)
        {
            Vector256<double> y = Vector256.LoadUnsafe(ref x, other) * sign, z = Vector256.LoadUnsafe(ref x, other + 4) * sign;
            var f = Vector256.Create(Unsafe.Add(ref x, own));
            a0 = Vector256.FusedMultiplyAdd(f, y, a0);
            b0 = Vector256.FusedMultiplyAdd(f, z, b0);
            f = Vector256.Create(Unsafe.Add(ref x, own + 1));
            a1 = Vector256.FusedMultiplyAdd(f, y, a1);
            b1 = Vector256.FusedMultiplyAdd(f, z, b1);
            f = Vector256.Create(Unsafe.Add(ref x, own + 2));
            a2 = Vector256.FusedMultiplyAdd(f, y, a2);
            b2 = Vector256.FusedMultiplyAdd(f, z, b2);
            f = Vector256.Create(Unsafe.Add(ref x, own + 3));
            a3 = Vector256.FusedMultiplyAdd(f, y, a3);
            b3 = Vector256.FusedMultiplyAdd(f, z, b3);
        }
        a0.StoreUnsafe(ref s, at);
        b0.StoreUnsafe(ref s, at + 4);
        a1.StoreUnsafe(ref s, at + row);
        b1.StoreUnsafe(ref s, at + row + 4);
        a2.StoreUnsafe(ref s, at + 2 * row);
        b2.StoreUnsafe(ref s, at + 2 * row + 4);
        a3.StoreUnsafe(ref s, at + 3 * row);
        b3.StoreUnsafe(ref s, at + 3 * row + 4);
    }
}
