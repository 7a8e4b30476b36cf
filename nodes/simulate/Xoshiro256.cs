using System.Numerics;

namespace Streaming.Simulate;

/// <summary>
/// The random generator xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). Its whole state is four words,
/// so a simulation can be saved and resumed, and it draws by integer arithmetic alone, so a seed gives the same numbers on every machine.
/// </summary>
public struct Xoshiro256
{
    private ulong a, b, c, d;

    /// <summary>Starts one of many independent streams of the same seed.</summary>
    /// <param name="seed">What the user sets.</param>
    /// <param name="stream">Which consumer draws: each source of a signal has its own, so that silencing one leaves the others as they were.</param>
    public Xoshiro256(ulong seed, ulong stream)
    {
        // SplitMix64 spreads neighbouring seeds over the state space, as the authors advise.
        var x = seed ^ (stream + 1) * 0xD1342543DE82EF95;
        a = SplitMix(ref x);
        b = SplitMix(ref x);
        c = SplitMix(ref x);
        d = SplitMix(ref x);
    }

    /// <summary>Continues from a saved state.</summary>
    /// <exception cref="ArgumentException">All four words are zero, from which the generator never leaves.</exception>
    public Xoshiro256(ulong a, ulong b, ulong c, ulong d)
    {
        if ((a | b | c | d) == 0)
            throw new ArgumentException("The state of xoshiro256** is four zeros: expected at least one bit set, as in any state that was saved.");
        (this.a, this.b, this.c, this.d) = (a, b, c, d);
    }

    /// <summary>The four words to save.</summary>
    public readonly (ulong A, ulong B, ulong C, ulong D) State => (a, b, c, d);

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [low, high).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>
    /// A bell-shaped number of mean 0 and variance 1: the sum of four 16-bit uniforms (Irwin-Hall). Its tails end at 3.5, which no filtered noise shows,
    /// and unlike Box-Muller or the ziggurat it calls no logarithm whose last digit differs between machines.
    /// </summary>
    public double Normal()
    {
        var bits = Next();
        var sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48);
        return (sum - 131070) * (1.7320508075688772 / 65536);
    }

    /// <summary>Fills a span with <see cref="Normal()"/> numbers.</summary>
    public void Normal(Span<double> numbers)
    {
        foreach (ref var number in numbers) number = Normal();
    }

    private static ulong SplitMix(ref ulong x)
    {
        var z = x += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
