using MathNet.Numerics.LinearAlgebra;
using Streaming.Eeg;

namespace Streaming.Tests;

/// <summary>What ASR removes and what it puts there, against the formulas written plainly with MathNet.Numerics.</summary>
public class AsrSubspaceTests
{
    [Fact]
    public void What_is_removed_is_what_the_formula_removes() => Gen.Select(Gen.Int[2, 16], Gen.Double[0.3, 3], Gen.Double[0.1, 1], Gen.Int[0, 1 << 20]).Sample(
        (channels, excess, most, seed) =>
        {
            var model = Model(channels, seed);
            var subspace = new ArtifactSubspace(channels, most);
            subspace.Prepare(model, cutoff: 3);
            var covariance = Scatter(channels, seed + 1) * (excess * excess);
            var removed = new ObliqueProjection(channels, subspace.Most);
            Find(subspace, covariance, removed);

            // clean_rawdata's asr_process: keep = D < sum((T*V).^2) | (1:C) < (C-maxdims); R = M*pinv(diag(keep)*V'*M)*V'.
            var m = Of(model.Vectors, channels).Transpose() * Matrix<double>.Build.DiagonalOfDiagonalArray([.. model.Variances.Select(Math.Sqrt)]) * Of(model.Vectors, channels);
            var t = Matrix<double>.Build.DiagonalOfDiagonalArray([.. model.Means.Zip(model.Deviations, (mean, deviation) => mean + 3 * deviation)]) * Of(model.Vectors, channels);
            var eigen = covariance.Evd(Symmetricity.Symmetric);
            var v = eigen.EigenVectors;
            var dims = (int)Math.Round(most * channels, MidpointRounding.AwayFromZero);
            double[] keep = [.. Enumerable.Range(0, channels).Select(k => eigen.EigenValues[k].Real < (t * v.Column(k)).DotProduct(t * v.Column(k)) || k + 1 < channels - dims ? 1.0 : 0)];
            Assert.Equal(keep.Count(k => k == 0), removed.Rank);
            if (removed.Rank == channels) return; // nothing is left to tell the rest by
            var expected = m * (Matrix<double>.Build.DiagonalOfDiagonalArray(keep) * v.Transpose() * m).PseudoInverse() * v.Transpose();
            var x = Numbers(channels, seed + 2);
            var y = (double[])x.Clone();
            removed.Apply(x, 1, y);
            var plain = expected * Vector<double>.Build.DenseOfArray(x);
            for (var c = 0; c < channels; c++) Assert.Equal(plain[c], y[c], 1e-7 * (1 + plain.L2Norm()));
        },
        iter: 300);

    [Fact]
    public void Channels_that_depend_on_each_other_are_no_trouble()
    {
        // Behind a common average reference one direction is empty.
        const int channels = 8;
        var reference = Matrix<double>.Build.DenseIdentity(channels) - 1.0 / channels;
        var model = Model(channels, 3, reference);
        var subspace = new ArtifactSubspace(channels, 0.66);
        subspace.Prepare(model, cutoff: 3);
        var removed = new ObliqueProjection(channels, subspace.Most);
        Find(subspace, reference * Scatter(channels, 4) * reference * 0.5, removed);
        Assert.Equal(0, removed.Rank);
        var artifact = reference * Vector<double>.Build.DenseOfArray(Numbers(channels, 5)) * 100;
        Find(subspace, reference * Scatter(channels, 4) * reference * 0.5 + artifact.OuterProduct(artifact), removed);
        Assert.Equal(1, removed.Rank);
        var y = artifact.ToArray();
        removed.Apply(artifact.ToArray(), 1, y);
        Assert.InRange(Math.Sqrt(Rows.Dot(y, y)), 0, 1e-3 * artifact.L2Norm());
        Assert.Equal(0, y.Sum(), 1e-4);
    }

    [Fact]
    public void A_moving_scatter_is_that_of_its_window_whatever_came_before()
    {
        const int stride = 8, window = 50, step = 16;
        var moving = new MovingScatter(stride, window, step);
        var x = Numbers(stride * step * 40, 6);
        for (var i = 0; i < stride; i++) x[5 * step * stride + i] = 1e9; // an artifact
        for (var s = 0; s < 40; s++)
        {
            moving.Add(x.AsSpan(s * step * stride, step * stride));
            if (s is >= 5 and <= 12) continue; // it lies in the window, or left before the sum was made anew
            var expected = new double[stride * stride];
            var from = Math.Max(0, (s + 1) * step - window);
            Products.AddScatter(x.AsSpan(from * stride, ((s + 1) * step - from) * stride), stride, expected);
            for (var i = 0; i < stride; i++)
                for (var j = 0; j <= i; j++) Assert.Equal(expected[i * stride + j], moving.Sum[i * stride + j], 1e-9);
        }
    }

    [Fact]
    public void The_median_of_covariances_is_hardly_moved_by_a_minority()
    {
        var random = new Random(7);
        var median = new GeometricMedian(3);
        double[] points = [.. Enumerable.Range(0, 300).SelectMany(i => i % 3 == 0 ? [1e6, 1e6 * random.NextDouble(), -1e6] : new[] { 1 + random.NextDouble(), 2 + random.NextDouble(), 3 + random.NextDouble() })];
        do
        {
            for (var i = 0; i < points.Length; i += 3) median.Pull(points.AsSpan(i, 3));
        }
        while (!median.Settle());
        for (var i = 0; i < 3; i++) Assert.InRange(median.Current[i], i + 1, i + 2);
    }

    private static void Find(ArtifactSubspace subspace, Matrix<double> covariance, ObliqueProjection removed)
    {
        var (channels, stride) = (covariance.RowCount, Rows.Stride(covariance.RowCount));
        var scatter = new double[stride * stride];
        for (var i = 0; i < channels; i++)
            for (var j = 0; j < channels; j++) scatter[i * stride + j] = 10 * covariance[i, j];
        subspace.Find(scatter, stride, samples: 10, removed);
    }

    private static CleanModel Model(int channels, int seed, Matrix<double>? reference = null)
    {
        var clean = Scatter(channels, seed);
        if (reference is not null) clean = reference * clean * reference;
        var eigen = new SymmetricEigen(channels);
        eigen.Decompose(clean.ToRowMajorArray());
        var model = new CleanModel(channels) { CleanSeconds = 60 };
        eigen.Vectors.CopyTo(model.Vectors);
        for (var k = 0; k < channels; k++)
        {
            model.Variances[k] = Math.Max(0, eigen.Values[k]);
            model.Means[k] = Math.Sqrt(model.Variances[k]);
            model.Deviations[k] = 0.2 * model.Means[k];
        }
        return model;
    }

    private static Matrix<double> Scatter(int channels, int seed)
    {
        var x = Matrix<double>.Build.DenseOfRowMajor(3 * channels, channels, Numbers(3 * channels * channels, seed));
        return x.TransposeThisAndMultiply(x) / (3 * channels);
    }

    private static Matrix<double> Of(double[] values, int size) => Matrix<double>.Build.DenseOfRowMajor(size, size, values);

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1)];
    }
}
