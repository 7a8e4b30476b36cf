using System.Numerics;
using Streaming.Kernels;
using Streaming.Plot;

namespace Streaming.Tests;

/// <summary>The figures, against what is computed here from all samples at once.</summary>
public class FigureTests
{
    private const double seconds = 20;

    private static Comparison Compare(Material material, Action<Comparison>? between = null)
    {
        var comparison = new Comparison([.. Material.Labels], Material.Rate, 10);
        for (var i = 0; i < material.Samples; i++)
            comparison.Add(i / Material.Rate, material.Before.AsSpan(i * 6, 6), material.After.AsSpan(i * 6, 6), new bool[6]);
        between?.Invoke(comparison);
        return comparison;
    }

    [Fact]
    public void LevelsAndCorrelationsAreThoseOfAllSamples()
    {
        var material = new Material((int)seconds, artifact: (3, 6, 1));
        var figures = new Figures(Compare(material), 50);
        for (var c = 0; c < 6; c++)
        {
            double[] before = Material.Channel(material.Before, c), after = Material.Channel(material.After, c);
            double Mean(IEnumerable<double> values) => values.Average();
            var meanBefore = Mean(before);
            var meanAfter = Mean(after);
            var varianceBefore = Mean(before.Select(v => (v - meanBefore) * (v - meanBefore)));
            var varianceAfter = Mean(after.Select(v => (v - meanAfter) * (v - meanAfter)));
            var removed = before.Zip(after, (b, a) => b - a).ToArray();
            var meanRemoved = removed.Average();
            var found = figures.Channels[c];
            Assert.Equal(Math.Sqrt(varianceBefore), found.Rms.Before, 1e-6);
            Assert.Equal(Math.Sqrt(varianceAfter), found.Rms.After, 1e-6);
            Assert.Equal(before.Max() - before.Min(), found.PeakToPeak.Before, 1e-9);
            Assert.Equal(after.Max() - after.Min(), found.PeakToPeak.After, 1e-9);
            Assert.Equal(removed.Average(d => (d - meanRemoved) * (d - meanRemoved)) / varianceBefore, found.Removed, 1e-9);
            Assert.Equal(before.Zip(after, (b, a) => (b - meanBefore) * (a - meanAfter)).Average() / Math.Sqrt(varianceBefore * varianceAfter), found.Correlation, 1e-9);
        }
    }

    /// <summary>Welch's method as it is written in the books, with a transform of n² operations.</summary>
    [Fact]
    public void DensitiesAreThoseOfWelch()
    {
        var material = new Material(10);
        var comparison = Compare(material);
        var size = comparison.Spectra.Segment * Material.Rate;
        Assert.Equal(512, size);
        foreach (var c in new[] { 0, 4 })
        {
            var (before, after) = comparison.Spectra.Densities(c);
            foreach (var (values, found) in new[] { (Material.Channel(material.Before, c), before), (Material.Channel(material.After, c), after) })
                for (var k = 0; k <= 256; k += 16)
                    Assert.Equal(Welch(values, 512, k), found[k], 1e-9 * Math.Max(1, found[k]));
        }
    }

    [Fact]
    public void ASineHasItsPowerInItsBand()
    {
        // 6 µV peak at 10 Hz: 18 µV², and what the noise of 8 µV rms has from 8 to 13 Hz: 64 / 100 Hz · 5 Hz.
        var figures = new Figures(Compare(new Material(120)), 50);
        Assert.All(figures.Channels, c => Assert.InRange(c.Alpha.After, 0.9 * (18 + 3.2), 1.1 * (18 + 3.2)));
        Assert.All(figures.Channels, c => Assert.InRange(c.Delta.After, 0.7 * 1.92, 1.3 * 1.92));
        Assert.All(figures.Channels, c => Assert.InRange(c.Alpha.Kept, 0.99, 1.01));
    }

    [Fact]
    public void LineNoiseIsMeasuredAgainstWhatLiesBesideIt()
    {
        // 4 µV peak are 8 µV² over the 2 Hz and the bins at both ends, beside 0.64 µV²/Hz.
        var figures = new Figures(Compare(new Material(120)), 50);
        var expected = 10 * Math.Log10((8 / (5 * 200.0 / 512) + 0.64) / 0.64);
        Assert.All(figures.Channels, c => Assert.Equal(expected, c.Line.Before, 0.7));
        Assert.All(figures.Channels, c => Assert.Equal(0, c.Line.After, 0.7));
        Assert.Equal(10 * Math.Log10(11 / 1.0), Figures.LineNoise([.. Enumerable.Range(0, 101).Select(k => k is >= 49 and <= 51 ? 11.0 : 1)], 1, 50), 1e-9);
    }

    [Fact]
    public void SamplesThatAreNoNumbersAreLeftOutOfTheirChannelAlone()
    {
        var (material, spoilt) = (new Material(10), new Material(10));
        spoilt.Before[100 * 6 + 2] = float.NaN;
        spoilt.After[101 * 6 + 2] = float.PositiveInfinity;
        var (whole, found) = (new Figures(Compare(material), 50).Channels, new Figures(Compare(spoilt), 50).Channels);
        for (var c = 0; c < 6; c++)
        {
            if (c != 2) Assert.Equal(whole[c], found[c]);
        }
        Assert.Equal(2 / Material.Rate, found[2].LeftOutSeconds, 1e-12);
        Assert.Equal(whole[2].Rms.Before, found[2].Rms.Before, 0.05);
        Assert.True(double.IsFinite(found[2].Alpha.Before) && double.IsFinite(found[2].Correlation));
    }

    [Fact]
    public void WhatIsNotKnownIsNoNumber()
    {
        var figures = new Figures(new Comparison(["a"], 200, 10), 50);
        Assert.All(figures.Conclude("µV").Skip(1), c => Assert.True(double.IsNaN(c.Value), c.Name));
        Assert.Equal(0, figures.Conclude("µV")[0].Value);
    }

    [Fact]
    public void TheTransformIsThatOfFourier() =>
        Gen.Select(Gen.Int[1, 7], Gen.Double[-10, 10].Array[256]).Sample((bits, numbers) =>
        {
            var size = 1 << bits;
            var transform = new ComplexFft(size);
            Complex[] values = [.. Enumerable.Range(0, size).Select(i => new Complex(numbers[i], numbers[255 - i]))], placed = new Complex[size];
            for (var i = 0; i < size; i++) placed[transform.PlaceOf(i)] = values[i];
            transform.Forward(placed);
            for (var k = 0; k < size; k++)
            {
                var sum = Complex.Zero;
                for (var i = 0; i < size; i++) sum += values[i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * i * k / size);
                Assert.True((sum - placed[k]).Magnitude < 1e-9, $"{placed[k]} where {sum} is expected");
            }
        }, iter: 50);

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(0.25, 2)]
    [InlineData(0.1, 1.4)]
    [InlineData(1, 5)]
    public void QuantilesAreInterpolated(double part, double expected) => Assert.Equal(expected, Order.Quantile([5, double.NaN, 1, 4, 2, 3], part), 1e-12);

    [Theory]
    [InlineData(double.NaN, "–")]
    [InlineData(0, "0.00")]
    [InlineData(0.01234, "0.012")]
    [InlineData(1.234, "1.23")]
    [InlineData(-12.34, "-12.3")]
    [InlineData(123.4, "123")]
    [InlineData(12345, "12300")]
    public void FiguresHaveThreeDigits(double value, string expected) => Assert.Equal(expected, Number.Short(value));

    [Theory]
    [InlineData(1.25, "1.25 s")]
    [InlineData(59.96, "60.0 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7320, "2 h 2 min")]
    public void DurationsAreReadable(double value, string expected) => Assert.Equal(expected, Number.Duration(value));

    private static double Welch(double[] values, int size, int k)
    {
        double sum = 0, power = 0;
        var segments = 0;
        double Hann(int i) => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / size);
        for (var i = 0; i < size; i++) power += Hann(i) * Hann(i);
        for (var start = 0; start + size <= values.Length; start += size / 2, segments++)
        {
            var mean = values.Skip(start).Take(size).Average();
            var value = Complex.Zero;
            for (var i = 0; i < size; i++) value += Hann(i) * (values[start + i] - mean) * Complex.FromPolarCoordinates(1, -2 * Math.PI * i * k / size);
            sum += value.Magnitude * value.Magnitude;
        }
        return (k == 0 || k == size / 2 ? 1 : 2) * sum / segments / (Material.Rate * power);
    }
}
