using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    /// Adds the scatter of samples, or takes it away where the sign is -1: S += sign X'X, of X [samples, stride] and the lower triangle of S [stride, stride]; above
    /// it some values change too. The stride is a multiple of 8; channels beyond the true ones are 0. The samples are added one after the other, so it
    /// does not matter into how many calls they are cut.
    /// </summary>
    public static void AddScatter(ReadOnlySpan<double> x, int stride, Span<double> s, double sign = 1)
    {
        if (stride % 8 != 0) throw new ArgumentException($"the stride must be a multiple of 8, but is {stride}.");
        var samples = x.Length / stride;
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(s[..(stride * stride)]);
        var width = Vector<double>.Count;
        for (var i = 0; i < stride; i += 4)
            for (var j = 0; j <= i + 3; j += width)
                Tile(ref from, ref to, samples, stride, i, j, sign);
    }

    // Four rows of S by a vector of columns, in registers over all samples.
    private static void Tile(ref double x, ref double s, int samples, int stride, int i, int j, double sign)
    {
        nuint row = (nuint)stride, at = (nuint)(i * stride + j);
        var s0 = Vector.LoadUnsafe(ref s, at);
        var s1 = Vector.LoadUnsafe(ref s, at + row);
        var s2 = Vector.LoadUnsafe(ref s, at + 2 * row);
        var s3 = Vector.LoadUnsafe(ref s, at + 3 * row);
        nuint own = (nuint)i, other = (nuint)j;
        for (var t = 0; t < samples; t++, own += row, other += row)
        {
            var y = Vector.LoadUnsafe(ref x, other) * sign;
            s0 = Vector.FusedMultiplyAdd(new Vector<double>(Unsafe.Add(ref x, own)), y, s0);
            s1 = Vector.FusedMultiplyAdd(new Vector<double>(Unsafe.Add(ref x, own + 1)), y, s1);
            s2 = Vector.FusedMultiplyAdd(new Vector<double>(Unsafe.Add(ref x, own + 2)), y, s2);
            s3 = Vector.FusedMultiplyAdd(new Vector<double>(Unsafe.Add(ref x, own + 3)), y, s3);
        }
        s0.StoreUnsafe(ref s, at);
        s1.StoreUnsafe(ref s, at + row);
        s2.StoreUnsafe(ref s, at + 2 * row);
        s3.StoreUnsafe(ref s, at + 3 * row);
    }
}
