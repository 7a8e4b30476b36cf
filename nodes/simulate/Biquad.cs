using System.Numerics;

namespace Streaming.Simulate;

/// <summary>What a <see cref="Biquad"/> remembers.</summary>
internal record struct BiquadState(double S1, double S2);

/// <summary>A Butterworth filter of order 2 (bilinear transform), in the transposed direct form II.</summary>
internal readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
{
    public static Biquad LowPass(double corner, double rate)
    {
        if (corner >= 0.45 * rate) return new(1, 0, 0, 0, 0);       // too near half the rate to be a filter: pass all
        var (w, norm, a1, a2) = Poles(corner, rate);
        return new(w * w * norm, 2 * w * w * norm, w * w * norm, a1, a2);
    }

    public static Biquad HighPass(double corner, double rate)
    {
        var (_, norm, a1, a2) = Poles(corner, rate);
        return new(norm, -2 * norm, norm, a1, a2);
    }

    public double Step(double x, ref BiquadState state)
    {
        var y = B0 * x + state.S1;
        state = new(B1 * x - A1 * y + state.S2, B2 * x - A2 * y);
        return y;
    }

    /// <summary>The power that white noise of variance 1 keeps after two filters: the mean of the squared response over all frequencies.</summary>
    public static double NoisePower(Biquad first, Biquad second)
    {
        const int points = 1024;
        var power = 0.0;
        for (var i = 0; i < points; i++)
        {
            var response = first.Response((i + 0.5) / (2 * points)) * second.Response((i + 0.5) / (2 * points));
            power += response.Magnitude * response.Magnitude;
        }
        return (float)(power / points);
    }

    private Complex Response(double frequency)
    {
        var z = new Complex(Turn.Cos(frequency), -Turn.Sin(frequency));
        return (B0 + z * (B1 + z * B2)) / (1 + z * (A1 + z * A2));
    }

    private static (double W, double Norm, double A1, double A2) Poles(double corner, double rate)
    {
        var w = Turn.Sin(corner / rate / 2) / Turn.Cos(corner / rate / 2);
        var norm = 1 / (1 + w * Math.Sqrt(2) + w * w);
        return (w, norm, 2 * (w * w - 1) * norm, (1 - w * Math.Sqrt(2) + w * w) * norm);
    }
}
