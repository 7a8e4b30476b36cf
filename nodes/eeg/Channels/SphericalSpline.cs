using System.Numerics;

namespace Streaming.Eeg;

/// <summary>
/// Weights by which the potential at some electrodes gives that at another, by a spherical spline (Perrin, Pernier, Bertrand and Echallier, Electroencephalography and
/// Clinical Neurophysiology 72, 1989, eqs. 1 to 4, with m = 4): v(e) = c0 + sum ci g(cos(e, ei)), where sum ci = 0.
/// </summary>
internal sealed class SphericalSpline
{
    private const int Order = 4;    // m of the paper
    private const int Terms = 50;   // the paper's 7 leave 1e-6

    private readonly int size;
    private readonly double smoothing;
    private readonly double[] g;            // [electrode, electrode]
    private readonly double[] factors;      // the system of the electrodes in use, as L and U in place
    private readonly int[] pivots;
    private readonly double[] solution;
    private readonly int[] from;
    private int count;

    /// <summary>Prepares for electrodes at these places on a sphere of radius 1.</summary>
    /// <param name="positions">Where the electrodes are.</param>
    /// <param name="smoothing">What is added to the diagonal of the system: how much a value may differ from what was measured. 0 goes through every value.</param>
    public SphericalSpline(ReadOnlySpan<Vector3> positions, double smoothing)
    {
        this.smoothing = smoothing;
        size = positions.Length;
        g = new double[size * size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++) g[i * size + j] = G(Cosine(positions[i], positions[j]));
        factors = new double[(size + 1) * (size + 1)];
        pivots = new int[size + 1];
        solution = new double[size + 1];
        from = new int[size];
    }

    /// <summary>g(x) of the paper's eq. 3: (1/4 pi) sum over n of (2n+1) / (n(n+1))^4 P_n(x).</summary>
    public static double G(double x)
    {
        double sum = 0, before = 1, legendre = x;
        for (var n = 1; n <= Terms; n++)
        {
            sum += (2 * n + 1) / Math.Pow(n * (n + 1), Order) * legendre;
            (before, legendre) = (legendre, ((2 * n + 1) * x * legendre - n * before) / (n + 1));
        }
        return sum / (4 * Math.PI);
    }

    /// <summary>Chooses the electrodes whose values are known, at least one. Allocates nothing.</summary>
    public void Use(ReadOnlySpan<int> electrodes)
    {
        count = electrodes.Length;
        electrodes.CopyTo(from);
        var n = count + 1;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++) factors[i * n + j] = g[from[i] * size + from[j]];
            factors[i * n + i] += smoothing;
            factors[i * n + count] = factors[count * n + i] = 1;
        }
        factors[count * n + count] = 0;
        Factor(n);
    }

    /// <summary>The weights of the electrodes in use, in their order, for the value at another. Allocates nothing.</summary>
    public void WeightsFor(int electrode, Span<double> weights)
    {
        var n = count + 1;
        for (var i = 0; i < count; i++) solution[i] = g[electrode * size + from[i]];
        solution[count] = 1;
        Solve(n);
        solution.AsSpan(0, count).CopyTo(weights);
    }

    // Gaussian elimination with row pivots (Golub and Van Loan, 4th ed., section 3.4).
    private void Factor(int n)
    {
        for (var k = 0; k < n; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < n; i++)
                if (Math.Abs(factors[i * n + k]) > Math.Abs(factors[pivot * n + k])) pivot = i;
            pivots[k] = pivot;
            if (pivot != k)
                for (var j = 0; j < n; j++) (factors[k * n + j], factors[pivot * n + j]) = (factors[pivot * n + j], factors[k * n + j]);
            var head = factors[k * n + k];
            if (head == 0) continue; // two electrodes at one place and no smoothing: the later one adds nothing
            for (var i = k + 1; i < n; i++)
            {
                var factor = factors[i * n + k] /= head;
                for (var j = k + 1; j < n; j++) factors[i * n + j] -= factor * factors[k * n + j];
            }
        }
    }

    private void Solve(int n)
    {
        for (var k = 0; k < n; k++) (solution[k], solution[pivots[k]]) = (solution[pivots[k]], solution[k]);
        for (var i = 1; i < n; i++)
            for (var j = 0; j < i; j++) solution[i] -= factors[i * n + j] * solution[j];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < n; j++) solution[i] -= factors[i * n + j] * solution[j];
            var head = factors[i * n + i];
            solution[i] = head == 0 ? 0 : solution[i] / head;
        }
    }

    private static double Cosine(Vector3 a, Vector3 b)
    {
        double dot = (double)a.X * b.X + (double)a.Y * b.Y + (double)a.Z * b.Z;
        double lengths = ((double)a.X * a.X + (double)a.Y * a.Y + (double)a.Z * a.Z) * ((double)b.X * b.X + (double)b.Y * b.Y + (double)b.Z * b.Z);
        return Math.Clamp(dot / Math.Sqrt(lengths), -1, 1);
    }
}
