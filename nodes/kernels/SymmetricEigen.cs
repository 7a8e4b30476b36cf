namespace Streaming.Kernels;

/// <summary>
/// Eigenvalues, ascending, and eigenvectors of a real symmetric matrix. Householder's reduction to tridiagonal form, then QL steps with implicit shifts (Golub and
/// Van Loan, 4th ed., sections 8.3.1 and 8.3.3; Wilkinson and Reinsch 1971, contribution II/4). Allocates nothing after construction; the same bits on every machine.
/// </summary>
internal sealed class SymmetricEigen
{
    /// <summary>The largest size.</summary>
    public const int Largest = 4096;

    private const int Patience = 60;                      // steps for one eigenvalue; two are usual
    private const double Precision = 1.1102230246251565E-16;

    private readonly double[] work;    // the matrix; its rows become Householder's vectors
    private readonly double[] vectors;
    private readonly double[] values;
    private readonly double[] beside;  // the second diagonal
    private readonly double[] factors; // of Householder's vectors
    private readonly double[] product;

    /// <summary>Prepares for matrices [size, size].</summary>
    public SymmetricEigen(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Largest);
        Size = size;
        work = new double[size * size];
        vectors = new double[size * size];
        values = new double[size];
        beside = new double[size];
        factors = new double[size];
        product = new double[size];
    }

    /// <summary>Rows and columns of the matrix.</summary>
    public int Size { get; }

    /// <summary>The eigenvalues, ascending.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The eigenvectors as rows [size, size], of norm 1 and orthogonal, in the order of the values.</summary>
    public ReadOnlySpan<double> Vectors => vectors;

    /// <summary>The eigenvector of the k-th smallest value.</summary>
    public ReadOnlySpan<double> Vector(int k) => vectors.AsSpan(k * Size, Size);

    /// <summary>Decomposes a symmetric matrix [size, size], of which the lower triangle is read.</summary>
    /// <returns>False where a value is not finite: then all values and vectors are NaN.</returns>
    public bool Decompose(ReadOnlySpan<double> matrix)
    {
        if (matrix.Length != work.Length) throw new ArgumentException($"the matrix must have {Size} x {Size} values, but has {matrix.Length}.");
        double largest = 0, sum = 0;
        for (var i = 0; i < Size; i++)
            for (var j = 0; j <= i; j++)
            {
                var x = matrix[i * Size + j];
                work[i * Size + j] = work[j * Size + i] = x;
                largest = Math.Max(largest, Math.Abs(x));
                sum += x - x; // NaN where x is not finite
            }
        // A power of two, so that no square overflows and nothing is rounded.
        var power = largest > 0 && double.IsFinite(largest) ? Math.Clamp(Math.ILogB(largest), -1000, 1000) : 0;
        if (sum == 0)
        {
            Rows.Scale(Math.ScaleB(1, -power), work);
            Reduce();
            Accumulate();
            if (Diagonalise())
            {
                for (var i = 0; i < Size; i++) values[i] = Math.ScaleB(values[i], power);
                Sort();
                return true;
            }
        }
        Array.Fill(values, double.NaN);
        Array.Fill(vectors, double.NaN);
        return false;
    }

    private Span<double> Row(int i, int from) => work.AsSpan(i * Size + from, Size - from);

    // To a diagonal in values and a second one in beside; row k keeps the vector that cleared what lies below them in column k.
    private void Reduce()
    {
        for (var k = 0; k < Size; k++)
        {
            values[k] = work[k * Size + k];
            factors[k] = 0;
            beside[k] = 0;
            if (k + 1 == Size) break;
            var v = Row(k, k + 1);
            var rest = v[1..];
            var below = Rows.Dot(rest, rest);
            beside[k] = v[0];
            if (below == 0) continue;
            var norm = Math.Sqrt(v[0] * v[0] + below);
            var pivot = v[0] >= 0 ? v[0] + norm : v[0] - norm;
            beside[k] = v[0] >= 0 ? -norm : norm;
            var factor = factors[k] = 2 * pivot * pivot / (pivot * pivot + below);
            v[0] = 1;
            Rows.Scale(1 / pivot, rest);
            var p = product.AsSpan(k + 1, Size - k - 1);
            for (var i = k + 1; i < Size; i++) p[i - k - 1] = factor * Rows.Dot(Row(i, k + 1), v);
            Rows.AddScaled(-factor / 2 * Rows.Dot(p, v), v, p);
            for (var i = k + 1; i < Size; i++) Rows.AddScaled(-v[i - k - 1], p, -p[i - k - 1], v, Row(i, k + 1));
        }
    }

    // The product of the reflections, transposed: its rows become the eigenvectors.
    private void Accumulate()
    {
        Array.Clear(vectors);
        for (var i = 0; i < Size; i++) vectors[i * Size + i] = 1;
        for (var k = Size - 2; k >= 0; k--)
        {
            if (factors[k] == 0) continue;
            var v = Row(k, k + 1);
            for (var i = k + 1; i < Size; i++)
            {
                var row = vectors.AsSpan(i * Size + k + 1, Size - k - 1);
                Rows.AddScaled(-factors[k] * Rows.Dot(row, v), v, row);
            }
        }
    }

    private bool Diagonalise()
    {
        for (var first = 0; first < Size; first++)
            for (var step = 0; ; step++)
            {
                var last = first;
                while (last < Size - 1 && Math.Abs(beside[last]) > Precision * (Math.Abs(values[last]) + Math.Abs(values[last + 1]))) last++;
                if (last == first) break;
                if (step == Patience) return false;
                Chase(first, last);
            }
        return true;
    }

    // One QL step on the block from first to last, with Wilkinson's shift.
    private void Chase(int first, int last)
    {
        var g = (values[first + 1] - values[first]) / (2 * beside[first]);
        var r = double.Hypot(g, 1);
        g = values[last] - values[first] + beside[first] / (g + Math.CopySign(r, g));
        double sine = 1, cosine = 1, shift = 0;
        for (var i = last - 1; i >= first; i--)
        {
            var (f, b) = (sine * beside[i], cosine * beside[i]);
            r = Math.Sqrt(f * f + g * g);
            beside[i + 1] = r;
            if (r == 0)
            {
                values[i + 1] -= shift;
                beside[last] = 0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = values[i + 1] - shift;
            r = (values[i] - g) * sine + 2 * cosine * b;
            shift = sine * r;
            values[i + 1] = g + shift;
            g = cosine * r - b;
            Rows.Rotate(cosine, sine, vectors.AsSpan(i * Size, Size), vectors.AsSpan((i + 1) * Size, Size));
        }
        values[first] -= shift;
        beside[first] = g;
        beside[last] = 0;
    }

    private void Sort()
    {
        for (var k = 0; k < Size - 1; k++)
        {
            var least = k;
            for (var i = k + 1; i < Size; i++)
                if (values[i] < values[least]) least = i;
            if (least == k) continue;
            (values[k], values[least]) = (values[least], values[k]);
            Span<double> one = vectors.AsSpan(k * Size, Size), other = vectors.AsSpan(least * Size, Size);
            for (var i = 0; i < Size; i++) (one[i], other[i]) = (other[i], one[i]);
        }
    }
}
