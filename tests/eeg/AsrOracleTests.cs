using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Streaming.Eeg;

namespace Streaming.Tests;

/// <summary>The parts of ASR against what other implementations made of public recordings, and against tables.</summary>
public class AsrOracleTests
{
    private const int Channels = 32;

    // MATLAB's clean_rawdata on EEGLAB's example: calibrated on all of it, cutoff 2.5, blocks of 10, windows of 0.5 s, a search every 32 samples; its output is 32 samples late.
    [Theory]
    [InlineData(true, 0.97)]
    [InlineData(false, 0.94)] // as the node calibrates: on the windows found clean
    public void What_MATLAB_cleans_is_cleaned_alike(bool onAll, double least)
    {
        var (expected, rows, columns) = MatFile.Read(SharedData.Path("eeg/asr/asrpy_matlab_asr_data.mat"));
        var signal = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path("eeg/eeglab/eeglab_data.fdt"))).ToArray();
        Assert.Equal((Channels, signal.Length / Channels), (rows, columns));
        var calibration = new CleanCalibration(Channels, rate: 128, samples: columns, window: 64, block: 10, takesAll: onAll);
        calibration.Add(signal);
        Assert.True(calibration.Work(long.MaxValue));
        var repair = new ArtifactRepair(Channels, 128, window: 64, step: 32, lookahead: 32, mostRemoved: 0.66);
        repair.Prepare(calibration.Model, cutoff: 2.5);
        var cleaned = new List<float>();
        var step = new float[32 * Channels];
        for (var at = 0; at + step.Length <= signal.Length; at += step.Length)
        {
            repair.Take(signal.AsSpan(at, step.Length));
            var ready = repair.Ready;
            repair.Finish(searches: true, step);
            cleaned.AddRange(step.AsSpan(0, ready * Channels));
        }
        var samples = cleaned.Count / Channels - 32;
        double Mean(IReadOnlyList<float> ours) => Enumerable.Range(0, Channels).Average(c =>
            Correlation(Enumerable.Range(0, samples).Select(t => (double)ours[t * Channels + c]), Enumerable.Range(0, samples).Select(t => (double)expected[(t + 32) * Channels + c])));
        Assert.InRange(Mean(signal), 0.6, 0.7); // what was there to do
        Assert.InRange(Mean(cleaned), least, 1);
    }

    // python-meegkit's fit_eeg_distribution on its own recording.
    [Fact]
    public void Clean_amplitudes_are_meegkits()
    {
        var bytes = File.ReadAllBytes(SharedData.Path("eeg/asr/meegkit_eeg_raw.npy"));
        var header = BitConverter.ToUInt16(bytes, 8);
        Assert.Contains("'<f8', 'fortran_order': False, 'shape': (8, 15001)", Encoding.ASCII.GetString(bytes, 10, header), StringComparison.Ordinal);
        var first = MemoryMarshal.Cast<byte, double>(bytes.AsSpan(10 + header))[(5 * 250)..(45 * 250)];
        var windows = new WindowGrid(125);
        var amplitudes = new double[windows.Count(first.Length)];
        for (var w = 0; w < amplitudes.Length; w++)
        {
            double sum = 0;
            foreach (var x in first.Slice(windows.Start(w), 125)) sum += x * x;
            amplitudes[w] = Math.Sqrt(sum / 125);
        }
        var fit = new CleanDistribution(amplitudes.Length).Fit(amplitudes);
        Assert.Equal(8.001450519084575, fit.Mean, 1e-9);
        Assert.Equal(0.5339755761243605, fit.Deviation, 1e-9);
        Assert.Equal(0.8942468424981882, fit.Scale, 1e-9);
        Assert.Equal(3.35, fit.Shape, 1e-12);
    }

    [Fact]
    public void The_shaping_filter_is_that_of_the_table_at_256_Hz()
    {
        double[] b = [1.7587013141770287, -4.3267624394458641, 5.7999880031015953, -6.2396625463547508, 5.3768079046882207, -3.7938218893374835, 2.1649108095226470, -0.8591392569863763, 0.2569361125627988];
        double[] a = [1, -1.7008039639301735, 1.9232830391058724, -2.0826929726929797, 1.5982638742557307, -1.0735854183930011, 0.5679719225652651, -0.1886181499768189, 0.0572954115997261];
        var (numerator, denominator) = ShapingDesign.Coefficients(256);
        for (var i = 0; i <= ShapingDesign.Order; i++)
        {
            Assert.Equal(b[i], numerator[i], 1e-10);
            Assert.Equal(a[i], denominator[i], 1e-10);
        }
        // The cascade is the same filter.
        var cascade = ShapingDesign.Make(256);
        for (var f = 0.0; f <= 128; f += 0.5)
        {
            var z = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / 256);
            var expected = Enumerable.Range(0, 9).Aggregate(Complex.Zero, (s, k) => s + b[k] * Complex.Pow(z, k)) / Enumerable.Range(0, 9).Aggregate(Complex.Zero, (s, k) => s + a[k] * Complex.Pow(z, k));
            Assert.True((expected - Biquad.Response(cascade, f, 256)).Magnitude < 1e-9);
        }
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    [InlineData(1000)]
    [InlineData(2048)]
    [InlineData(20000)]
    public void At_higher_rates_the_bands_are_shaped_as_at_256_Hz(double rate)
    {
        var cascade = ShapingDesign.Make(rate);
        var reference = ShapingDesign.Make(256);
        foreach (var f in new[] { 0, 1, 2, 3, 5, 8, 10, 13, 16, 20, 30, 40, 60, 80, 100, 120 })
            Assert.Equal(Biquad.Response(reference, f, 256).Magnitude, Biquad.Response(cascade, f, rate).Magnitude, 0.15);
    }

    [Fact]
    public void At_every_rate_the_filter_is_stable_and_near_its_gains() => Gen.Int[100, 4000].Sample(
        rate =>
        {
            var cascade = ShapingDesign.Make(rate);
            Assert.All(cascade, s => Assert.True(Math.Abs(s.A2) < 1 && Math.Abs(s.A1) < 1 + s.A2));
            Assert.InRange(Biquad.Response(cascade, 30, rate).Magnitude, 0.9, 1.1);
            Assert.InRange(Biquad.Response(cascade, 10, rate).Magnitude, 0.2, 0.5);
        },
        iter: 60, threads: 1);

    [Fact]
    public void The_generalised_Gaussian_is_the_normal_and_the_Laplace_distribution()
    {
        Assert.Equal(1.959963984540054 / Math.Sqrt(2), GeneralisedGaussian.Quantile(2, 0.975), 1e-12);
        Assert.Equal(-1.959963984540054 / Math.Sqrt(2), GeneralisedGaussian.Quantile(2, 0.025), 1e-12);
        Assert.Equal(0, GeneralisedGaussian.Quantile(2, 0.5), 1e-12);
        Assert.Equal(1 / Math.Sqrt(Math.PI), GeneralisedGaussian.Scale(2), 1e-14);
        Assert.Equal(1 / Math.Sqrt(2), GeneralisedGaussian.Deviation(2), 1e-14);
        Assert.Equal(Math.Log(5), GeneralisedGaussian.Quantile(1, 0.9), 1e-12);
        Assert.Equal(Math.Sqrt(2), GeneralisedGaussian.Deviation(1), 1e-13);
    }

    [Fact]
    public void Clean_amplitudes_are_found_among_artifacts_and_too_few_or_equal_ones_do_no_harm()
    {
        var random = new Random(2);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] amplitudes = [.. Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? 20 + 80 * random.NextDouble() : 10 + Normal())];
        var fit = new CleanDistribution(1000).Fit(amplitudes);
        Assert.Equal(10, fit.Mean, 0.3);
        Assert.Equal(1, fit.Deviation, 0.3);
        var distribution = new CleanDistribution(1000);
        Assert.Equal((7, 0), (distribution.Fit(Enumerable.Repeat(7.0, 100).ToArray()).Mean, distribution.Fit(Enumerable.Repeat(7.0, 100).ToArray()).Deviation));
        Assert.Equal(2, distribution.Fit([3, 1, 2]).Mean);
        Assert.Equal(0, distribution.Fit([]).Mean);
    }

    private static double Correlation(IEnumerable<double> a, IEnumerable<double> b) => MathNet.Numerics.Statistics.Correlation.Pearson(a, b);
}
