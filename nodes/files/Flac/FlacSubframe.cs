using System.Numerics;

namespace Streaming.Files;

/// <summary>Decodes one channel of one frame: constant, verbatim, fixed or linear prediction with Rice-coded residual (RFC 9639, section 9.2).</summary>
internal static class FlacSubframe
{
    private const int MostOrder = 32;

    /// <typeparam name="T">int, or long for a side channel of 33 bits.</typeparam>
    public static void Read<T>(FlacBits bits, int depth, Span<T> samples, FlacFault fault) where T : struct, IBinaryInteger<T>
    {
        if (bits.Read(1) != 0) throw fault.Of(bits, "a zero before a channel", "a one");
        var kind = (int)bits.Read(6);
        var wasted = bits.Read(1) == 0 ? 0 : (int)Math.Min(bits.ReadUnary(), 64) + 1;
        if (wasted >= depth) throw fault.Of(bits, $"fewer than {depth} wasted bits", $"{wasted}");
        depth -= wasted;
        switch (kind)
        {
            case 0:
                samples.Fill(T.CreateTruncating(bits.ReadSigned(depth)));
                break;
            case 1:
                Literal(bits, depth, samples);
                break;
            case >= 8 and <= 12:
                Warm(bits, depth, samples, kind - 8, fault);
                Residual(bits, samples, kind - 8, fault);
                RestoreFixed(samples, kind - 8);
                break;
            case >= 32:
                ReadLinear(bits, depth, samples, kind - 31, fault);
                break;
            default:
                throw fault.Of(bits, "a channel coded as constant (0), verbatim (1), fixed (8 to 12) or linear prediction (32 to 63)", $"{kind}");
        }
        if (wasted == 0) return;
        foreach (ref var sample in samples) sample <<= wasted;
    }

    private static void Literal<T>(FlacBits bits, int depth, Span<T> samples) where T : struct, IBinaryInteger<T>
    {
        foreach (ref var sample in samples) sample = T.CreateTruncating(bits.ReadSigned(depth));
    }

    private static void Warm<T>(FlacBits bits, int depth, Span<T> samples, int order, FlacFault fault) where T : struct, IBinaryInteger<T>
    {
        if (order > samples.Length) throw fault.Of(bits, $"a block of at least {order} samples for a prediction of that order", $"{samples.Length}");
        Literal(bits, depth, samples[..order]);
    }

    private static void ReadLinear<T>(FlacBits bits, int depth, Span<T> samples, int order, FlacFault fault) where T : struct, IBinaryInteger<T>
    {
        Warm(bits, depth, samples, order, fault);
        var precision = (int)bits.Read(4) + 1;
        if (precision == 16) throw fault.Of(bits, "coefficients of 1 to 15 bits", "16, which is forbidden");
        var shift = (int)bits.ReadSigned(5);
        if (shift < 0) throw fault.Of(bits, "a shift to the right of 0 to 15", $"{shift}");
        Span<long> coefficients = stackalloc long[MostOrder];
        coefficients = coefficients[..order];
        // Written oldest sample first, so that the products run forwards.
        for (var i = order - 1; i >= 0; i--) coefficients[i] = bits.ReadSigned(precision);
        Residual(bits, samples, order, fault);
        for (var n = order; n < samples.Length; n++)
        {
            long predicted = 0;
            var past = samples.Slice(n - order, order);
            for (var i = 0; i < past.Length; i++) predicted += coefficients[i] * long.CreateTruncating(past[i]);
            samples[n] += T.CreateTruncating(predicted >> shift);
        }
    }

    /// <summary>Polynomials through the last samples.</summary>
    private static void RestoreFixed<T>(Span<T> samples, int order) where T : struct, IBinaryInteger<T>
    {
        var (three, four, six) = (T.CreateTruncating(3), T.CreateTruncating(4), T.CreateTruncating(6));
        for (var n = order; n < samples.Length; n++)
        {
            samples[n] += order switch
            {
                0 => T.Zero,
                1 => samples[n - 1],
                2 => samples[n - 1] + samples[n - 1] - samples[n - 2],
                3 => three * (samples[n - 1] - samples[n - 2]) + samples[n - 3],
                _ => four * (samples[n - 1] + samples[n - 3]) - six * samples[n - 2] - samples[n - 4],
            };
        }
    }

    private static void Residual<T>(FlacBits bits, Span<T> samples, int order, FlacFault fault) where T : struct, IBinaryInteger<T>
    {
        var method = bits.Read(2);
        if (method > 1) throw fault.Of(bits, "a residual coded by method 0 or 1", $"{method}");
        var (width, escape) = method == 0 ? (4, 15u) : (5, 31u);
        var partitions = 1 << (int)bits.Read(4);
        var length = samples.Length / partitions;
        if (length * partitions != samples.Length || length < order)
            throw fault.Of(bits, $"partitions that divide {samples.Length} samples and are at least {order} long", $"{partitions} partitions");
        for (var p = 0; p < partitions; p++)
        {
            var part = samples[(p == 0 ? order : p * length)..((p + 1) * length)];
            var parameter = bits.Read(width);
            if (parameter == escape) Literal(bits, (int)bits.Read(5), part);
            else Rice(bits, (int)parameter, part, fault);
        }
    }

    private static void Rice<T>(FlacBits bits, int parameter, Span<T> residual, FlacFault fault) where T : struct, IBinaryInteger<T>
    {
        foreach (ref var value in residual)
        {
            var folded = ((ulong)bits.ReadUnary() << parameter) | bits.Read(parameter);
            if (folded > uint.MaxValue) throw fault.Of(bits, "a residual of at most 32 bits", $"{folded}");
            value = T.CreateTruncating((long)(folded >> 1) ^ -(long)(folded & 1));
        }
    }
}
