using System.Runtime.Intrinsics;

namespace Streaming.Dsp;

/// <summary>Dot products that add in one order on every machine: sixteen (float) or eight (double) partial sums.</summary>
internal static class Dot
{
    /// <summary>Lengths that need no padding are multiples of this.</summary>
    public const int Step = 16;

    /// <summary>The product of two spans whose common length is a multiple of <see cref="Step"/>.</summary>
    public static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector256<float> s = default, t = default;
        for (; a.Length >= 16; a = a[16..], b = b[16..])
        {
            s = Vector256.FusedMultiplyAdd(Vector256.Create(a), Vector256.Create(b), s);
            t = Vector256.FusedMultiplyAdd(Vector256.Create(a[8..]), Vector256.Create(b[8..]), t);
        }
        var sum = s + t;
        var half = sum.GetLower() + sum.GetUpper();
        return half[0] + half[2] + (half[1] + half[3]);
    }

    /// <summary>The product of two spans whose common length is a multiple of <see cref="Step"/>.</summary>
    public static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> s = default, t = default;
        for (; a.Length >= 8; a = a[8..], b = b[8..])
        {
            s = Vector256.FusedMultiplyAdd(Vector256.Create(a), Vector256.Create(b), s);
            t = Vector256.FusedMultiplyAdd(Vector256.Create(a[4..]), Vector256.Create(b[4..]), t);
        }
        var sum = s + t;
        var half = sum.GetLower() + sum.GetUpper();
        return half[0] + half[1];
    }

    /// <summary>A length rounded up to a multiple of <see cref="Step"/>.</summary>
    public static int Padded(int length) => (length + Step - 1) / Step * Step;
}
