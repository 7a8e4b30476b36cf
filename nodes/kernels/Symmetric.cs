namespace Streaming.Kernels;

/// <summary>Small symmetric matrices.</summary>
internal static class Symmetric
{
    /// <summary>The largest eigenvalue of a matrix [size, size], which is overwritten. Cyclic Jacobi (Golub and Van Loan, 4th ed., section 8.5).</summary>
    public static double LargestEigenvalue(Span<double> matrix, int size)
    {
        for (var sweep = 0; sweep < 60; sweep++)
        {
            double off = 0, diagonal = 0;
            for (var p = 0; p < size; p++)
            {
                diagonal += matrix[p * size + p] * matrix[p * size + p];
                for (var q = p + 1; q < size; q++) off += matrix[p * size + q] * matrix[p * size + q];
            }
            if (off <= 1e-32 * diagonal) break;
            for (var p = 0; p < size; p++)
                for (var q = p + 1; q < size; q++)
                    Rotate(matrix, size, p, q);
        }
        var largest = matrix[0];
        for (var p = 1; p < size; p++) largest = Math.Max(largest, matrix[p * size + p]);
        return largest;
    }

    private static void Rotate(Span<double> matrix, int size, int p, int q)
    {
        var off = matrix[p * size + q];
        if (off == 0) return;
        var tau = (matrix[q * size + q] - matrix[p * size + p]) / (2 * off);
        var t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau));
        var c = 1 / Math.Sqrt(1 + t * t);
        var s = t * c;
        for (var i = 0; i < size; i++)
        {
            double a = matrix[i * size + p], b = matrix[i * size + q];
            matrix[i * size + p] = c * a - s * b;
            matrix[i * size + q] = s * a + c * b;
        }
        for (var i = 0; i < size; i++)
        {
            double a = matrix[p * size + i], b = matrix[q * size + i];
            matrix[p * size + i] = c * a - s * b;
            matrix[q * size + i] = s * a + c * b;
        }
    }
}
