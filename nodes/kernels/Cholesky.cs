namespace Streaming.Kernels;

/// <summary>Cholesky's factor L of a symmetric positive definite matrix A = L L' [size, size], row-major in place (Golub and Van Loan, 4th ed., section 4.2).</summary>
internal static class Cholesky
{
    /// <summary>Replaces the lower triangle, the only part read or written, by the factor.</summary>
    /// <returns>False where the matrix is not positive definite or not finite; what the matrix holds is then of no use.</returns>
    public static bool TryFactor(Span<double> matrix, int size)
    {
        for (var i = 0; i < size; i++)
        {
            var row = matrix.Slice(i * size, i + 1);
            for (var j = 0; j < i; j++)
            {
                var other = matrix.Slice(j * size, j + 1);
                row[j] = (row[j] - Rows.Dot(row[..j], other[..j])) / other[j];
            }
            var pivot = row[i] - Rows.Dot(row[..i], row[..i]);
            if (!(pivot > 0) || !double.IsFinite(pivot)) return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>Solves A x = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        SolveLower(factor, size, b);
        for (var i = size - 1; i >= 0; i--)
        {
            b[i] /= factor[i * size + i];
            Rows.AddScaled(-b[i], factor.Slice(i * size, i), b[..i]);
        }
    }

    /// <summary>Solves L x = b in place: whitens b, where A is its covariance.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        for (var i = 0; i < size; i++) b[i] = (b[i] - Rows.Dot(factor.Slice(i * size, i), b[..i])) / factor[i * size + i];
    }

    /// <summary>Solves A X = B in place, of B [size, width].</summary>
    public static void SolveRows(ReadOnlySpan<double> factor, int size, Span<double> b, int width)
    {
        for (var i = 0; i < size; i++)
        {
            var row = b.Slice(i * width, width);
            for (var j = 0; j < i; j++) Rows.AddScaled(-factor[i * size + j], b.Slice(j * width, width), row);
            Rows.Scale(1 / factor[i * size + i], row);
        }
        for (var i = size - 1; i >= 0; i--)
        {
            var row = b.Slice(i * width, width);
            for (var j = i + 1; j < size; j++) Rows.AddScaled(-factor[j * size + i], b.Slice(j * width, width), row);
            Rows.Scale(1 / factor[i * size + i], row);
        }
    }

    /// <summary>The logarithm of the determinant of A.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> factor, int size)
    {
        double sum = 0;
        for (var i = 0; i < size; i++) sum += Math.Log(factor[i * size + i]);
        return 2 * sum;
    }
}
