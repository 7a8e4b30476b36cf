namespace Streaming.Kernels;

/// <summary>Solves overdetermined systems for the least sum of squares. Householder's QR (Golub and Van Loan, 4th ed., section 5.3.2); for preparing, since it allocates.</summary>
internal static class LeastSquares
{
    /// <summary>The x with the least |A x - b|, of A [rows, columns] with independent columns and rows at least as many.</summary>
    public static double[] Solve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, int columns)
    {
        // Columns of A as rows, so that all that is summed is contiguous.
        var r = new double[columns * rows];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) r[j * rows + i] = a[i * columns + j];
        var y = b[..rows].ToArray();
        var diagonal = new double[columns];
        for (var k = 0; k < columns; k++)
        {
            var v = r.AsSpan(k * rows + k, rows - k);
            diagonal[k] = -Math.CopySign(Math.Sqrt(Rows.Dot(v, v)), v[0]);
            v[0] -= diagonal[k];
            var half = Rows.Dot(v, v) / 2;
            if (half == 0) continue;
            for (var j = k + 1; j < columns; j++)
            {
                var other = r.AsSpan(j * rows + k, rows - k);
                Rows.AddScaled(-Rows.Dot(v, other) / half, v, other);
            }
            Rows.AddScaled(-Rows.Dot(v, y.AsSpan(k)) / half, v, y.AsSpan(k));
        }
        var x = new double[columns];
        for (var k = columns - 1; k >= 0; k--)
        {
            var rest = y[k];
            for (var j = k + 1; j < columns; j++) rest -= r[j * rows + k] * x[j];
            x[k] = rest / diagonal[k];
        }
        return x;
    }
}
