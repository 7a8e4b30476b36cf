using Streaming.Dsp;

namespace Streaming.Tests;

public class SpectrumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(64)]
    [InlineData(97)]
    [InlineData(100)]
    [InlineData(128)]
    [InlineData(202)]
    [InlineData(400)]
    public void The_transform_is_the_definition(int length)
    {
        var lanes = 2 * RealFft.LaneStep;
        var fft = new RealFft(length, lanes);
        var x = Signals.Make(length, lanes).Select(v => (double)v).ToArray();
        double[] re = new double[fft.Bins * lanes], im = new double[fft.Bins * lanes];
        fft.Forward(x, re, im);
        for (var k = 0; k < fft.Bins; k++)
            for (var lane = 0; lane < lanes; lane++)
            {
                double sumRe = 0, sumIm = 0;
                for (var t = 0; t < length; t++)
                {
                    var (sine, cosine) = Math.SinCos(-2 * Math.PI * (k * t % length) / length);
                    sumRe += x[t * lanes + lane] * cosine;
                    sumIm += x[t * lanes + lane] * sine;
                }
                Assert.Equal(sumRe, re[k * lanes + lane], 1e-8 * length);
                Assert.Equal(sumIm, im[k * lanes + lane], 1e-8 * length);
            }
    }

    /// <summary>A single signal goes another way through the transform; so does one of many lanes.</summary>
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(512)]
    [InlineData(1120)]
    public void A_single_signal_is_transformed_as_one_of_many(int length)
    {
        Assert.True(LoneFft.Fits(length));
        var (lone, many, lanes) = (new LoneFft(length), new RealFft(length, RealFft.LaneStep), RealFft.LaneStep);
        Assert.Equal(many.Bins, lone.Bins);
        Gen.Double[-1000, 1000].Array[length].Sample(x =>
        {
            double[] re = new double[lone.Bins], im = new double[lone.Bins], manyRe = new double[lone.Bins * lanes], manyIm = new double[lone.Bins * lanes], wide = new double[length * lanes];
            for (var t = 0; t < length; t++) wide[t * lanes] = x[t];
            lone.Forward(x, re, im);
            many.Forward(wide, manyRe, manyIm);
            for (var k = 0; k < lone.Bins; k++)
            {
                Assert.Equal(manyRe[k * lanes], re[k], 1e-10 * length);
                Assert.Equal(manyIm[k * lanes], im[k], 1e-10 * length);
            }
        }, iter: 20, threads: 1);
    }

    /// <summary>A length that does not divide so goes the way of many.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(510)]
    public void Not_every_length_can_be_put_together(int length) => Assert.False(LoneFft.Fits(length));

    // numpy.fft.rfft: bins 0, 1 and n/2, real and imaginary part.
    [Theory]
    [InlineData(8, 282.866213083, 0.0, -13.598999585, 4.52440726423, 27.055822134, 0.0)]
    [InlineData(97, 2985.07785106, 0.0, 25.6206997259, -20.4629573045, 34.7276482076, 87.1714572843)]
    [InlineData(400, 12149.4796114, 0.0, 150.389195702, 0.483951711576, 86.9656144306, 0.0)]
    public void The_transform_is_numpys(int length, params double[] expected)
    {
        var lanes = RealFft.LaneStep;
        var fft = new RealFft(length, lanes);
        var x = new double[length * lanes];
        var signal = Signals.Make(length);
        for (var t = 0; t < length; t++) x[t * lanes] = signal[t];
        double[] re = new double[fft.Bins * lanes], im = new double[fft.Bins * lanes];
        fft.Forward(x, re, im);
        int[] bins = [0, 1, length / 2];
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(expected[2 * i], re[bins[i] * lanes], 1e-7);
            Assert.Equal(expected[2 * i + 1], im[bins[i] * lanes], 1e-7);
        }
    }

    // scipy.signal.welch(x, 256, nperseg, noverlap): bins 0, 1, 5, 10, half, last but one, last of 1000 samples.
    [Theory]
    [InlineData(256, 0.5, 0.033256937, 0.0299401847, 0.407269512, 144.309522, 3.23005389, 1.3325022, 0.144043205)]
    [InlineData(250, 0.5, 0.121902666, 0.0507761949, 0.404012258, 129.351661, 0.97359963, 1.32736539, 0.160870213)]
    [InlineData(125, 0.75, 0.167381916, 0.296899821, 68.9933064, 0.324591936, 2.73182247, 0.396956259, 0.83141284)]
    [InlineData(1000, 0.0, 0.0129671788, 0.00653619977, 1.25792485e-06, 1.82632977, 0.0135024506, 4.32536322e-06, 9.38259593e-07)]
    [InlineData(251, 0.0, 0.108723356, 0.0847508534, 0.377046174, 137.045558, 1.85579762, 1.31305954, 0.657247602)]
    public void Welch_is_scipys(int segment, double overlap, params double[] expected)
    {
        var welch = new Welch(256, 1000, 1, segment, overlap);
        var density = new float[welch.Bins];
        welch.Compute(Signals.Make(1000), density);
        int[] bins = [0, 1, 5, 10, welch.Bins / 2, welch.Bins - 2, welch.Bins - 1];
        for (var i = 0; i < bins.Length; i++) Assert.Equal(expected[i], density[bins[i]], 1e-6 * expected[i] + 1e-10);
        Assert.Equal(256.0 / segment, welch.Resolution);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Channels_do_not_touch_each_other(int channels)
    {
        var x = Signals.Make(300, channels);
        var welch = new Welch(256, 300, channels, 100);
        var density = new float[channels * welch.Bins];
        welch.Compute(x, density);
        for (var c = 0; c < channels; c++)
        {
            var alone = new float[welch.Bins];
            new Welch(256, 300, 1, 100).Compute(Signals.Channel(x, channels, c), alone);
            Assert.Equal(alone, Signals.Channel(density, channels, c));
        }
        Assert.Equal(0, Signals.Allocated(() => welch.Compute(x, density)));
    }

    [Fact]
    public void A_sine_has_its_power_and_peak()
    {
        var x = new float[1024];
        for (var t = 0; t < x.Length; t++) x[t] = 50 + 8 * (float)Math.Sin(2 * Math.PI * 10.3 * t / 256);
        var welch = new Welch(256, 1024, 1, 512);
        var density = new float[welch.Bins];
        welch.Compute(x, density);
        var band = Spectrum.Bins(new Band("alpha", 8, 13), welch.Resolution, welch.Bins);
        Assert.Equal(16..26, band);
        Assert.Equal(32, Spectrum.Power(density.AsSpan()[band], welch.Resolution), 0.05);
        Assert.Equal(32 / 5.0, Spectrum.Mean(density.AsSpan()[band]), 0.01);
        Assert.Equal(10.3, Spectrum.Peak(density, band, welch.Resolution), 0.03);
    }

    [Fact]
    public void A_peak_at_an_edge_or_beside_silence_is_its_bin()
    {
        Assert.Equal(0, Spectrum.Peak([9, 1, 2, 1], 0..4, 0.5));
        Assert.Equal(1.5, Spectrum.Peak([1, 1, 2, 3], 0..4, 0.5));
        Assert.Equal(1, Spectrum.Peak([1, 0, 2, 1], 1..4, 0.5));
        Assert.Equal(0.5, Spectrum.Peak([1, 1, 1, 1], 1..3, 0.5));
    }

    [Fact]
    public void Bad_settings_say_why()
    {
        Assert.Equal("expected a stream of steady rate, found an irregular one; resample it at its source", Message(() => new Welch(0, 100, 1, 50)));
        Assert.Equal("expected a segment of 2 to 100 samples, the window's length, found 101; shorten the segment or lengthen the window", Message(() => new Welch(256, 100, 1, 101)));
        Assert.Equal("expected overlap from 0 to 0.95, found 1; choose a value in that range", Message(() => new Welch(256, 100, 1, 50, 1)));
        Assert.Equal("expected a spectrum with a bin in the band 'alpha' from 8 to 13 Hz, found bins from 0 to 100 Hz in steps of 50 Hz; move or widen the band, or lengthen the window",
            Message(() => Spectrum.Bins(new Band("alpha", 8, 13), 50, 3)));
        Assert.Equal("the window must have 100 samples of 2 channels, but has 100 values.", Assert.Throws<ArgumentException>(() => new Welch(256, 100, 2, 50).Compute(new float[100], new float[52])).Message);
        Assert.Equal($"lanes must be a multiple of {RealFft.LaneStep}, but is 1.", Assert.Throws<ArgumentException>(() => new RealFft(8, 1)).Message);
    }

    private static string Message(Action action) => Assert.Throws<FormatMismatchException>(action).Message;
}
