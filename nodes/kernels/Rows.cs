using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Streaming.Kernels;

/// <summary>Sums and products of rows of doubles, of any length. The same bits on every machine: each value on its own, and sums in one order.</summary>
internal static class Rows
{
    /// <summary>So many values rounded up to whole vectors on every machine, so that a state fits every machine.</summary>
    public static int Stride(int count) => (count + 7) / 8 * 8;

    /// <summary>The product of two rows of one length, in eight partial sums and a rest.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b[..a.Length]);
        Vector256<double> s = default, t = default;
        nuint at = 0, whole = (nuint)a.Length & ~(nuint)7;
        for (; at < whole; at += 8)
        {
            s = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, at), Vector256.LoadUnsafe(ref y, at), s);
            t = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, at + 4), Vector256.LoadUnsafe(ref y, at + 4), t);
        }
        var sum = s + t;
        var half = sum.GetLower() + sum.GetUpper();
        var rest = half[0] + half[1];
        for (var i = (int)whole; i < a.Length; i++) rest = Math.FusedMultiplyAdd(a[i], b[i], rest);
        return rest;
    }

    /// <summary>The Euclidean distance of two rows of one length.</summary>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b[..a.Length]);
        Vector256<double> s = default, t = default;
        nuint at = 0, whole = (nuint)a.Length & ~(nuint)7;
        for (; at < whole; at += 8)
        {
            Vector256<double> u = Vector256.LoadUnsafe(ref x, at) - Vector256.LoadUnsafe(ref y, at), v = Vector256.LoadUnsafe(ref x, at + 4) - Vector256.LoadUnsafe(ref y, at + 4);
            s = Vector256.FusedMultiplyAdd(u, u, s);
            t = Vector256.FusedMultiplyAdd(v, v, t);
        }
        var sum = s + t;
        var half = sum.GetLower() + sum.GetUpper();
        var rest = half[0] + half[1];
        for (var i = (int)whole; i < a.Length; i++) rest = Math.FusedMultiplyAdd(a[i] - b[i], a[i] - b[i], rest);
        return Math.Sqrt(rest);
    }

    /// <summary>Adds a row times a factor: y += factor x.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y[..x.Length]);
        var f = new Vector<double>(factor);
        int at = 0, width = Vector<double>.Count;
        for (; at <= x.Length - width; at += width) Vector.FusedMultiplyAdd(f, Vector.LoadUnsafe(ref from, (nuint)at), Vector.LoadUnsafe(ref to, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
        for (; at < x.Length; at++) y[at] = Math.FusedMultiplyAdd(factor, x[at], y[at]);
    }

    /// <summary>Adds two rows times a factor each: y += f u + g v.</summary>
    public static void AddScaled(double f, ReadOnlySpan<double> u, double g, ReadOnlySpan<double> v, Span<double> y)
    {
        ref var one = ref MemoryMarshal.GetReference(u);
        ref var two = ref MemoryMarshal.GetReference(v[..u.Length]);
        ref var to = ref MemoryMarshal.GetReference(y[..u.Length]);
        Vector<double> a = new(f), b = new(g);
        int at = 0, width = Vector<double>.Count;
        for (; at <= u.Length - width; at += width)
        {
            var sum = Vector.FusedMultiplyAdd(a, Vector.LoadUnsafe(ref one, (nuint)at), Vector.LoadUnsafe(ref to, (nuint)at));
            Vector.FusedMultiplyAdd(b, Vector.LoadUnsafe(ref two, (nuint)at), sum).StoreUnsafe(ref to, (nuint)at);
        }
        for (; at < u.Length; at++) y[at] = Math.FusedMultiplyAdd(g, v[at], Math.FusedMultiplyAdd(f, u[at], y[at]));
    }

    /// <summary>Multiplies a row by a factor.</summary>
    public static void Scale(double factor, Span<double> x)
    {
        for (var i = 0; i < x.Length; i++) x[i] *= factor;
    }

    /// <summary>Turns two rows in their plane: (x, y) becomes (cosine x - sine y, sine x + cosine y).</summary>
    public static void Rotate(double cosine, double sine, Span<double> x, Span<double> y)
    {
        ref var one = ref MemoryMarshal.GetReference(x);
        ref var two = ref MemoryMarshal.GetReference(y[..x.Length]);
        Vector<double> c = new(cosine), s = new(sine);
        int at = 0, width = Vector<double>.Count;
        for (; at <= x.Length - width; at += width)
        {
            Vector<double> a = Vector.LoadUnsafe(ref one, (nuint)at), b = Vector.LoadUnsafe(ref two, (nuint)at);
            Vector.FusedMultiplyAdd(c, a, -(s * b)).StoreUnsafe(ref one, (nuint)at);
            Vector.FusedMultiplyAdd(s, a, c * b).StoreUnsafe(ref two, (nuint)at);
        }
        for (; at < x.Length; at++)
        {
            var (a, b) = (x[at], y[at]);
            x[at] = Math.FusedMultiplyAdd(cosine, a, -(sine * b));
            y[at] = Math.FusedMultiplyAdd(sine, a, cosine * b);
        }
    }
}
