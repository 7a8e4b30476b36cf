using MathNet.Numerics.LinearAlgebra;
using Streaming.Eeg;

namespace Streaming.Tests;

public sealed class LdaTests : IDisposable
{
    private static readonly ValueMap three = ValueMap.Of(("1", "a"), ("2", "b"), ("3", "c"));
    private readonly DecodeMaterial material = new();

    public void Dispose() => material.Dispose();

    // scikit-learn 1.2.1 on DecodeMaterial's rows: ledoit_wolf(rows without the mean of their class, assume_centered=True), and with that covariance (numpy) the log
    // posteriors of row 7 at equal priors.
    [Fact]
    public void TheCovarianceOfLedoitAndWolfAndThePosteriorsAgreeWithTheReference()
    {
        var settings = new Lda.Settings { Fit = material.File, Classes = three };
        Assert.Equal(0.2703449170390765, DecodeMaterial.Figure(Teach(settings), "shrinkage"), 1e-10);
        AssertScores(settings, [-4.712532433764229, -0.00938736626165071, -7.925414341505972]);
    }

    // LinearDiscriminantAnalysis(solver='lsqr'), predict_log_proba of row 7.
    [Fact]
    public void WithoutShrinkageItIsThePlainAnalysis()
    {
        var settings = new Lda.Settings { Fit = material.File, Classes = three, Covariance = Covariance.Plain };
        Assert.Equal(0, DecodeMaterial.Figure(Teach(settings), "shrinkage"));
        AssertScores(settings, [-5.686131570599922, -0.0034678447764295004, -9.579279627450008]);
    }

    // The same without rows 23, 26 and 29, with priors as frequent as the examples.
    [Fact]
    public void ClassesMayBeAsLikelyAsTheyWereFrequent()
    {
        var settings = new Lda.Settings { Fit = material.File, Classes = three, Covariance = Covariance.Plain, Prior = Prior.Learnt };
        Teach(settings, i => i % 3 == 2 && i > 20 ? "none" : $"{i % 3 + 1}");
        AssertScores(settings, [-5.461841406920296, -0.0044699807389000975, -8.448251165355162]);
    }

    [Fact]
    public void TheShrunkCovarianceErrsLessThanTheSampleAndMoreExamplesNeedLess()
    {
        // 20 values with variances 1 to 4, from 25 and from 2500 examples: Ledoit and Wolf's promise, on average over seeds.
        var shrinkages = new List<double>();
        foreach (var count in new[] { 25, 2500 })
        {
            var random = new Random(1);
            var rows = Matrix<double>.Build.Dense(count, 20, (_, j) => (1 + j % 4) * 0.5 * Normal(random));
            float[][] samples = [.. rows.EnumerateRows().Select(r => (float[])[.. r.Select(v => (float)v)])];
            var fit = material.Teach(new Lda(new() { Fit = material.File, Classes = DecodeMaterial.Two }), DecodeMaterial.RowFormat with { Shape = [20], Labels = [] }, samples, i => $"{i % 2 + 1}");
            shrinkages.Add(DecodeMaterial.Figure(fit, "shrinkage"));
            if (count != 25) continue;
            var truth = Matrix<double>.Build.DenseDiagonal(20, 20, j => Math.Pow((1 + j % 4) * 0.5, 2));
            var sample = rows.TransposeThisAndMultiply(rows) / count;
            var shrunk = (1 - shrinkages[0]) * sample + Matrix<double>.Build.DenseIdentity(20) * (shrinkages[0] * sample.Trace() / 20);
            Assert.True((shrunk - truth).FrobeniusNorm() < (sample - truth).FrobeniusNorm());
        }
        Assert.InRange(shrinkages[0], 0.2, 0.9);
        Assert.InRange(shrinkages[1], 0, 0.1);
    }

    [Fact]
    public void ADecisionNamesTheLikeliestClassWithItsProbabilityAndMayNeedACertainOne()
    {
        var settings = new Lda.Settings { Fit = material.File, Classes = three };
        Teach(settings);
        var run = Run(settings).Push<float>("input", DecodeMaterial.Rows[7], [3.5]);
        var decision = Assert.Single(run.Result<Event>("decisions").Values);
        Assert.Equal("b", decision.Text);
        Assert.Equal(Math.Exp(-0.00938736626165071), decision.Value, 1e-6);
        Assert.Equal([3.5], run.Result<Event>("decisions").Times);
        run.Clear().Change("threshold", "0.999").Push<float>("input", DecodeMaterial.Rows[7], [4.5]);
        Assert.Empty(run.Result<Event>("decisions").Values);
        Assert.Equal(3, run.Result<float>("scores").Values.Length);
    }

    [Fact]
    public void WhatIsNotFiniteGetsNoDecision()
    {
        var settings = new Lda.Settings { Fit = material.File, Classes = three };
        Teach(settings);
        var run = Run(settings).Push<float>("input", [1, float.NaN, 1, 1, 1], [0]).Push<float>("input", [1, float.PositiveInfinity, 1, 1, 1], [1]);
        Assert.Empty(run.Result<Event>("decisions").Values);
        Assert.All(run.Result<float>("scores").Values, v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void WhatCannotWorkIsSaid()
    {
        var settings = new Lda.Settings { Fit = material.File, Classes = three };
        var large = DecodeMaterial.WindowFormat with { Shape = [1000, 4] };
        Assert.Equal("expected at most 2048 values to decide on, found windows float32[1000x4] irregular µV; put eeg.erp or another node that makes few features of a window before it",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new Lda(settings)).Feed(large).Configure()).Message);
        var learner = new Lda(settings);
        learner.Learn();
        Assert.Equal("expected true events to learn from, found no link into 'truth'; link the events of a recording to it",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(learner).Feed(DecodeMaterial.RowFormat).Configure()).Message);
        var doubled = DecodeMaterial.Rows.Select(r => (float[])[.. r, r[0]]).ToList();
        Assert.Equal("expected more examples than their 6 values, none of them constant or a sum of others, found 30; set covariance: ledoitWolf, or learn from more recordings",
            Assert.Throws<FitException>(() => material.Teach(new Lda(settings with { Covariance = Covariance.Plain }), DecodeMaterial.RowFormat with { Shape = [6], Labels = [] }, doubled, i => $"{i % 3 + 1}")).Message);
        material.Teach(new Lda(settings), DecodeMaterial.RowFormat with { Shape = [6], Labels = [] }, doubled, i => $"{i % 3 + 1}");
        Assert.StartsWith($"{material.File}, 'stream.channels': expected the stream learnt from, with 6 channels, found 5; ", Assert.Throws<FitException>(() => Run(settings)).Message);
    }

    private Fit Teach(Lda.Settings settings, Func<int, string>? eventOf = null) => material.Teach(new Lda(settings), DecodeMaterial.RowFormat, DecodeMaterial.Rows, eventOf ?? (i => $"{i % 3 + 1}"));

    private static NodeRun Run(Lda.Settings settings) => new NodeRun(new Lda(settings)).Feed(DecodeMaterial.RowFormat).Configure();

    private static void AssertScores(Lda.Settings settings, double[] expected)
    {
        var scores = Run(settings).Push<float>("input", DecodeMaterial.Rows[7], [0]).Result<float>("scores");
        Assert.Equal(["a", "b", "c"], scores.Format.Labels);
        for (var c = 0; c < 3; c++) Assert.Equal(expected[c], scores.Values[c], 1e-6 * Math.Max(1, Math.Abs(expected[c])));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
