using MathNet.Numerics.LinearAlgebra;

namespace Streaming.Tests;

/// <summary>Small matrices against MathNet.Numerics and by what must hold of any.</summary>
public class LinearAlgebraTests
{
    private static readonly Gen<(int Size, int Rank, int Scale, int Seed)> matrices = Gen.Select(Gen.Int[1, 40], Gen.Int[0, 40], Gen.Int[-120, 120], Gen.Int[0, 1 << 20]);

    [Fact]
    public void Any_symmetric_matrix_is_taken_apart_and_put_together() => matrices.Sample(
        m =>
        {
            var a = Scatter(m.Size, m.Rank, m.Seed, Math.Pow(10, m.Scale));
            var eigen = new SymmetricEigen(m.Size);
            Assert.True(eigen.Decompose(a));
            AssertDecomposes(a, eigen);
        },
        iter: 400);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Values_are_MathNets(int size)
    {
        var a = Scatter(size, size / 2, seed: size, shift: -0.3);
        var eigen = new SymmetricEigen(size);
        Assert.True(eigen.Decompose(a));
        AssertDecomposes(a, eigen);
        var expected = Matrix<double>.Build.DenseOfRowMajor(size, size, a).Evd(Symmetricity.Symmetric).EigenValues;
        var norm = Norm(a);
        for (var i = 0; i < size; i++) Assert.Equal(expected[i].Real, eigen.Values[i], 1e-13 * norm);
    }

    [Fact]
    public void Repeated_values_have_orthogonal_vectors()
    {
        // Two values, 5 and -1, ten times each, in a turned frame.
        const int size = 20;
        var turned = new SymmetricEigen(size);
        turned.Decompose(Scatter(size, size, seed: 4));
        var a = new double[size * size];
        for (var k = 0; k < size; k++)
            for (var i = 0; i < size; i++)
                Rows.AddScaled((k % 2 == 0 ? 5 : -1) * turned.Vector(k)[i], turned.Vector(k), a.AsSpan(i * size, size));
        var eigen = new SymmetricEigen(size);
        Assert.True(eigen.Decompose(a));
        AssertDecomposes(a, eigen);
        for (var k = 0; k < size; k++) Assert.Equal(k < 10 ? -1 : 5, eigen.Values[k], 1e-13);
    }

    [Fact]
    public void Zero_the_identity_and_a_single_value_are_exact()
    {
        var eigen = new SymmetricEigen(7);
        Assert.True(eigen.Decompose(new double[49]));
        Assert.Equal(new double[7], eigen.Values);
        var identity = new double[49];
        for (var i = 0; i < 7; i++) identity[i * 8] = 1;
        Assert.True(eigen.Decompose(identity));
        Assert.All(eigen.Values.ToArray(), v => Assert.Equal(1, v));
        var one = new SymmetricEigen(1);
        Assert.True(one.Decompose([-3]));
        Assert.Equal(-3, one.Values[0]);
        Assert.Equal(1, Math.Abs(one.Vectors[0]));
    }

    [Theory]
    [InlineData(1e-310)]
    [InlineData(1e-160)]
    [InlineData(1e160)]
    [InlineData(1e300)]
    public void The_scale_does_not_matter(double scale)
    {
        var a = Scatter(12, 12, seed: 5);
        var scaled = a.Select(x => x * scale).ToArray();
        SymmetricEigen eigen = new(12), plain = new(12);
        Assert.True(eigen.Decompose(scaled));
        plain.Decompose(a);
        for (var k = 0; k < 12; k++) Assert.Equal(1, eigen.Values[k] / scale / plain.Values[k], 1e-9);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_is_refused_at_once(double bad)
    {
        var a = Scatter(30, 30, seed: 6);
        a[20 * 30 + 3] = bad;
        var eigen = new SymmetricEigen(30);
        Assert.False(eigen.Decompose(a));
        Assert.All(eigen.Values.ToArray(), v => Assert.True(double.IsNaN(v)));
        Assert.All(eigen.Vectors.ToArray(), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Only_the_lower_triangle_is_read_and_the_same_gives_the_same_bits()
    {
        var a = Scatter(33, 33, seed: 7);
        var lower = (double[])a.Clone();
        for (var i = 0; i < 33; i++)
            for (var j = i + 1; j < 33; j++) lower[i * 33 + j] = double.NaN;
        SymmetricEigen one = new(33), other = new(33);
        one.Decompose(a);
        Assert.True(other.Decompose(new double[33 * 33]) && other.Decompose(lower));
        Assert.Equal(one.Values, other.Values);
        Assert.Equal(one.Vectors, other.Vectors);
    }

    [Fact]
    public void A_wrong_size_is_told()
    {
        Assert.Contains("3 x 3 values, but has 8", Assert.Throws<ArgumentException>(() => new SymmetricEigen(3).Decompose(new double[8])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SymmetricEigen(0));
        Assert.Contains("multiple of 8, but is 4", Assert.Throws<ArgumentException>(() => Products.AddScatter(new double[4], 4, new double[16])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cholesky_solves_what_is_definite() => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 1 << 20]).Sample(
        (size, seed) =>
        {
            var a = Scatter(size, size, seed, shift: 0.01);
            var factor = (double[])a.Clone();
            Assert.True(Cholesky.TryFactor(factor, size));
            var matrix = Matrix<double>.Build.DenseOfRowMajor(size, size, a);
            var b = Numbers(size, seed + 1);
            var x = (double[])b.Clone();
            Cholesky.Solve(factor, size, x);
            var expected = matrix.Solve(Vector<double>.Build.DenseOfArray(b));
            for (var i = 0; i < size; i++) Assert.Equal(expected[i], x[i], 1e-9 * (1 + expected.L2Norm()));
            Assert.Equal(Math.Log(matrix.Determinant()), Cholesky.LogDeterminant(factor, size), 1e-6);
            var white = (double[])b.Clone();
            Cholesky.SolveLower(factor, size, white);
            Assert.Equal(expected.DotProduct(Vector<double>.Build.DenseOfArray(b)), Rows.Dot(white, white), 1e-9 * (1 + expected.L2Norm()));
        },
        iter: 200);

    [Fact]
    public void Cholesky_refuses_what_is_not()
    {
        Assert.False(Cholesky.TryFactor(new double[9], 3));
        Assert.False(Cholesky.TryFactor([1, 0, 2, 1], 2));   // values 3 and -1
        Assert.False(Cholesky.TryFactor([double.NaN], 1));
        Assert.False(Cholesky.TryFactor([double.PositiveInfinity], 1));
    }

    [Fact]
    public void Products_are_MathNets() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 20]).Sample(
        (rows, inner, columns) =>
        {
            double[] a = Numbers(rows * inner, 1), b = Numbers(inner * columns, 2), c = new double[rows * columns];
            Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(rows, inner, a), y = Matrix<double>.Build.DenseOfRowMajor(inner, columns, b);
            Products.Multiply(a, b, c, rows, inner, columns);
            AssertClose((x * y).ToRowMajorArray(), c);
            Products.MultiplyTransposed(a, y.Transpose().ToRowMajorArray(), c, rows, inner, columns);
            AssertClose((x * y).ToRowMajorArray(), c);
        },
        iter: 100);

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(64)]
    public void Scatter_is_added_sample_by_sample_and_taken_away(int stride)
    {
        var x = Numbers(50 * stride, 3);
        var expected = new double[stride * stride];
        for (var t = 0; t < 50; t++)
            for (var i = 0; i < stride; i++)
                Rows.AddScaled(x[t * stride + i], x.AsSpan(t * stride, stride), expected.AsSpan(i * stride, stride));
        double[] whole = new double[stride * stride], cut = new double[stride * stride];
        Products.AddScatter(x, stride, whole);
        foreach (var (from, to) in new[] { (0, 1), (1, 8), (8, 50) }) Products.AddScatter(x.AsSpan(from * stride, (to - from) * stride), stride, cut);
        Products.AddScatter(x, stride, expected, -1);
        for (var i = 0; i < stride; i++)
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(whole[i * stride + j], cut[i * stride + j]);
                Assert.Equal(0, expected[i * stride + j], 1e-12);
            }
    }

    [Fact]
    public void Least_squares_are_MathNets() => Gen.Select(Gen.Int[1, 10], Gen.Int[0, 20], Gen.Int[0, 1 << 20]).Sample(
        (columns, more, seed) =>
        {
            var rows = columns + more;
            double[] a = Numbers(rows * columns, seed), b = Numbers(rows, seed + 1);
            for (var i = 0; i < columns; i++) a[i * columns + i] += 3; // independent
            var expected = Matrix<double>.Build.DenseOfRowMajor(rows, columns, a).QR().Solve(Vector<double>.Build.DenseOfArray(b));
            var x = LeastSquares.Solve(a, b, rows, columns);
            for (var i = 0; i < columns; i++) Assert.Equal(expected[i], x[i], 1e-10);
        },
        iter: 200);

    [Fact]
    public void Roots_give_back_their_polynomial() => Gen.Double[-2, 2].Array[2, 9].Sample(
        rest =>
        {
            double[] polynomial = [1.5, .. rest];
            System.Numerics.Complex[] product = [1.5];
            foreach (var root in PolynomialRoots.Of(polynomial)) product = [.. product.Append(0).Zip(product.Prepend(0), (p, q) => p - root * q)];
            for (var i = 0; i < polynomial.Length; i++)
            {
                Assert.Equal(polynomial[i], product[i].Real, 1e-6);
                Assert.Equal(0, product[i].Imaginary, 1e-6);
            }
        },
        iter: 200);

    [Fact]
    public void Many_right_sides_are_solved_as_each_is()
    {
        var factor = Scatter(9, 9, seed: 9, shift: 0.1);
        Assert.True(Cholesky.TryFactor(factor, 9));
        var b = Numbers(9 * 5, 10);
        var x = (double[])b.Clone();
        Cholesky.SolveRows(factor, 9, x, 5);
        for (var c = 0; c < 5; c++)
        {
            double[] one = [.. Enumerable.Range(0, 9).Select(i => b[i * 5 + c])];
            Cholesky.Solve(factor, 9, one);
            for (var i = 0; i < 9; i++) Assert.Equal(one[i], x[i * 5 + c], 1e-9);
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var a = Scatter(64, 64, seed: 8, shift: 0.1);
        var eigen = new SymmetricEigen(64);
        var factor = (double[])a.Clone();
        var before = GC.GetAllocatedBytesForCurrentThread();
        eigen.Decompose(a);
        Cholesky.TryFactor(factor, 64);
        Cholesky.Solve(factor, 64, a.AsSpan(0, 64));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void AssertDecomposes(double[] a, SymmetricEigen eigen)
    {
        var size = eigen.Size;
        var norm = Norm(a);
        for (var k = 0; k < size; k++)
        {
            if (k > 0) Assert.True(eigen.Values[k - 1] <= eigen.Values[k]);
            for (var i = 0; i < size; i++) Assert.Equal(eigen.Values[k] * eigen.Vector(k)[i], Rows.Dot(a.AsSpan(i * size, size), eigen.Vector(k)), 1e-13 * norm);
            for (var j = 0; j <= k; j++) Assert.Equal(j == k ? 1 : 0, Rows.Dot(eigen.Vector(j), eigen.Vector(k)), 1e-12);
        }
    }

    private static void AssertClose(double[] expected, double[] found)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-12);
    }

    private static double Norm(double[] a) => Math.Max(1e-200, Math.Sqrt(a.Sum(x => x * x)));

    // Symmetric, of a rank (or less) where the shift is 0.
    private static double[] Scatter(int size, int rank, int seed, double scale = 1, double shift = 0)
    {
        var x = Numbers(rank * size, seed);
        var a = new double[size * size];
        for (var r = 0; r < rank; r++)
            for (var i = 0; i < size; i++)
                Rows.AddScaled(x[r * size + i] * scale, x.AsSpan(r * size, size), a.AsSpan(i * size, size));
        for (var i = 0; i < size; i++) a[i * size + i] += shift;
        for (var i = 0; i < size; i++)
            for (var j = 0; j < i; j++) a[j * size + i] = a[i * size + j];
        return a;
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1)];
    }
}
