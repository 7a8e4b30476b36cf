using MathNet.Numerics.LinearAlgebra;
using Streaming.Eeg;
using Complex = System.Numerics.Complex;
using Vector3 = System.Numerics.Vector3;

namespace Streaming.Tests;

/// <summary>The spline against the published formula, solved by another library, and against what it must do with plain fields.</summary>
public class SphericalSplineTests
{
    private static readonly Vector3[] places = [.. Material.Cap.Select(Electrodes.Position)];

    [Theory]
    [InlineData(0)]
    [InlineData(1e-5)]
    public void Weights_are_those_of_the_published_system(double smoothing)
    {
        int[] good = [.. Enumerable.Range(0, places.Length).Where(i => i % 5 != 0)];
        var spline = new SphericalSpline(places, smoothing);
        spline.Use(good);
        var n = good.Length;
        var system = Matrix<double>.Build.Dense(n + 1, n + 1, (i, j) => i == n && j == n ? 0 : i == n || j == n ? 1 : Published(places[good[i]], places[good[j]]) + (i == j ? smoothing : 0));
        var weights = new double[n];
        for (var bad = 0; bad < places.Length; bad += 5)
        {
            var expected = system.Solve(Vector<double>.Build.Dense(n + 1, i => i == n ? 1 : Published(places[bad], places[good[i]])));
            spline.WeightsFor(bad, weights);
            for (var i = 0; i < n; i++) Assert.Equal(expected[i], weights[i], 1e-6);
        }
    }

    // Perrin et al. 1989, eq. 3, with Legendre's polynomials by Laplace's integral, P_n(x) = mean over t of (x + i sqrt(1 - x²) cos t)^n, which 64 points give exactly to n = 63.
    private static double Published(Vector3 a, Vector3 b)
    {
        static double Dot(Vector3 p, Vector3 q) => (double)p.X * q.X + (double)p.Y * q.Y + (double)p.Z * q.Z;
        double x = Math.Clamp(Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b)), -1, 1), sum = 0;
        for (var n = 1; n <= 50; n++)
        {
            var legendre = Enumerable.Range(0, 64).Average(k => Complex.Pow(new Complex(x, Math.Sqrt(1 - x * x) * Math.Cos(2 * Math.PI * k / 64)), n).Real);
            sum += (2 * n + 1) / Math.Pow(n * (n + 1.0), 4) * legendre;
        }
        return sum / (4 * Math.PI);
    }

    [Fact]
    public void A_constant_is_kept_and_a_smooth_field_followed_whatever_is_bad() =>
        Gen.Select(Gen.Bool.Array[places.Length], Gen.Double[-1, 1].Array[3], Gen.Double[-100, 100]).Sample((bad, slope, level) =>
        {
            int[] good = [.. Enumerable.Range(0, places.Length).Where(i => !bad[i])];
            if (good.Length == 0) return;
            var spline = new SphericalSpline(places, 1e-5);
            spline.Use(good);
            var weights = new double[good.Length];
            for (var i = 0; i < places.Length; i++)
            {
                if (!bad[i]) continue;
                spline.WeightsFor(i, weights);
                Assert.Equal(1, weights.Sum(), 1e-9);
                if (good.Length < 20) continue;
                // A field that is linear in space, of up to 100 µV over the head.
                double Field(int at) => level + 50 * (slope[0] * places[at].X + slope[1] * places[at].Y + slope[2] * places[at].Z);
                Assert.InRange(weights.Select((w, k) => w * Field(good[k])).Sum() - Field(i), -6, 6);
            }
        }, iter: 100);

    [Fact]
    public void New_weights_allocate_nothing()
    {
        var spline = new SphericalSpline(places, 1e-5);
        var weights = new double[places.Length];
        int[] good = [.. Enumerable.Range(1, places.Length - 1)];
        void Go()
        {
            spline.Use(good);
            spline.WeightsFor(0, weights.AsSpan(1));
        }

        Go();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Two_names_of_one_place_do_no_harm()
    {
        Vector3[] twice = [.. places, places[3]];
        var spline = new SphericalSpline(twice, 0);
        int[] good = [.. Enumerable.Range(0, twice.Length).Where(i => i != 5)];
        spline.Use(good);
        var weights = new double[good.Length];
        spline.WeightsFor(5, weights);
        Assert.All(weights, w => Assert.True(double.IsFinite(w)));
    }
}
