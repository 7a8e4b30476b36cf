using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>Complex spectra of frames and their way back: the definition, the identity, time and latency at any cut.</summary>
public class StftTests
{
    private static readonly StreamFormat two = StreamFormat.Signal(2, 1000, "µV", ["C3", "C4"]);

    [Theory]
    [InlineData(64, 16, 0, WindowShape.Hann, FramePadding.None)]
    [InlineData(64, 16, 40, WindowShape.SqrtHann, FramePadding.None)]
    [InlineData(64, 24, 0, WindowShape.Hamming, FramePadding.Zeros)]
    [InlineData(100, 100, 0, WindowShape.Rectangular, FramePadding.Reflect)]
    [InlineData(60, 1, 33, WindowShape.Povey, FramePadding.Reflect)]
    [InlineData(63, 20, 0, WindowShape.Blackman, FramePadding.Reflect)]
    [InlineData(31, 40, 0, WindowShape.Hann, FramePadding.Zeros)]
    [InlineData(600, 150, 0, WindowShape.Hann, FramePadding.Reflect)] // longer than the signal
    public void Spectra_are_the_definition(int size, int hop, int length, WindowShape window, FramePadding padding)
    {
        const int samples = 307;
        var x = Signals.Make(samples, 2);
        var settings = new Stft.Settings { Size = size, Hop = hop, Length = length, Window = window, Padding = padding };
        var node = new Stft(settings);
        var run = new NodeRun(node).Feed(two).Configure().Begin("signal", 3);
        var bins = size / 2 + 1;
        Assert.Equal(new StreamFormat
        {
            Kind = StreamKind.Spectrum, Shape = [bins, 4], Rate = 1000.0 / hop, Unit = "µV", Labels = ["C3 re", "C3 im", "C4 re", "C4 im"],
            Axis = new Axis("frequency", "Hz", 0, 1000.0 / size),
        }, run.OutputFormat());
        var result = run.Push<float>(x).End().Result<float>();

        // As torch.stft counts: with padding one frame more than whole hops in the signal (less one sample where the size is odd).
        var middle = padding == FramePadding.None ? size / 2 : 0;
        length = length == 0 ? size : length;
        var frames = padding == FramePadding.None ? (samples - (size - length) / 2 - length) / hop + 1 : (samples - size % 2) / hop + 1;
        Assert.Equal(frames, result.Times.Length);
        Assert.Equal(Enumerable.Range(0, frames).Select(k => 3 + middle / 1000.0 + k / (1000.0 / hop)), result.Times, (a, b) => Math.Abs(a - b) < 1e-12);
        var weights = WindowFunction.Make(window, length);
        for (var k = 0; k < frames; k += Math.Max(1, frames / 9))
            for (var c = 0; c < 2; c++)
                for (var bin = 0; bin < bins; bin++)
                {
                    double re = 0, im = 0;
                    for (var i = 0; i < length; i++)
                    {
                        var at = i + (size - length) / 2;
                        var (sine, cosine) = Math.SinCos(-2 * Math.PI * ((long)bin * at % size) / size);
                        var value = weights[i] * Padded(k * hop + middle - size / 2 + at, c);
                        (re, im) = (re + value * cosine, im + value * sine);
                    }
                    var place = ((k * bins + bin) * 2 + c) * 2;
                    Assert.Equal(re, result.Values[place], 1e-6 * 1100 * length);
                    Assert.Equal(im, result.Values[place + 1], 1e-6 * 1100 * length);
                }

        double Padded(int at, int c)
        {
            if (padding != FramePadding.Reflect) return at < 0 || at >= samples ? 0 : x[at * 2 + c];
            while (at < 0 || at >= samples) at = at < 0 ? -at : 2 * (samples - 1) - at;
            return x[at * 2 + c];
        }
    }

    [Fact]
    public void There_and_back_is_the_signal_at_any_cut() =>
        Gen.Select(Gen.Int[4, 150], Gen.Int[1, 150], Gen.Int[0, 150], Gen.Enum<WindowShape>(), Gen.Bool, Gen.Enum<FramePadding>(), Gen.Int[1, 60].Array[1, 6])
            .Where(t => t.Item3 <= t.Item1).Sample(t =>
        {
            var (size, hop, length, window, symmetric, padding, sizes) = t;
            var back = new Istft(new() { Size = size, Hop = hop, Length = length, Window = window, Symmetric = symmetric, Padding = padding });
            var there = new Stft(new() { Size = size, Hop = hop, Length = length, Window = window, Symmetric = symmetric, Padding = padding });
            var first = new NodeRun(there).Feed(two).Configure();
            var second = new NodeRun(back).Feed(first.OutputFormat());
            if (Misses(window, symmetric, length == 0 ? size : length, hop))
            {
                Assert.Contains("expected a hop at which overlapping windows carry every sample", Assert.Throws<FormatMismatchException>(() => second.Configure()).Message, StringComparison.Ordinal);
                return;
            }
            Assert.Equal(two, second.Configure().OutputFormat() with { Rate = 1000 });
            Assert.Equal(1000, second.OutputFormat().Rate, 1e-6);

            // Noise of amplitude 1, pushed as cut; each spectrum goes on as soon as it is there.
            const int samples = 500;
            var random = new Random(size * hop);
            var x = new float[samples * 2];
            for (var i = 0; i < x.Length; i++) x[i] = 2 * random.NextSingle() - 1;
            List<double> times = [];
            List<float> y = [];
            for (int at = 0, i = 0; at < samples; i++)
            {
                var count = Math.Min(sizes[i % sizes.Length], samples - at);
                first.Push<float>(x.AsSpan(at * 2, count * 2));
                at += count;
                Pass();
            }
            first.End();
            Pass();
            second.End();
            Drain();

            // All that whole windows carry comes back: with padding from the first sample to the middle of the last frame.
            Assert.Equal(times.Select(t => Math.Round(t * 1000)), Enumerable.Range(0, times.Count).Select(i => Math.Round(times[0] * 1000) + i));
            var edge = padding == FramePadding.None ? size : 0;
            var until = padding == FramePadding.None ? samples - size - hop : (samples - size % 2) / hop * hop;
            if (until > edge) Assert.True(times[0] * 1000 < edge + 0.5 && times[^1] * 1000 > until - 1.5);
            if (padding != FramePadding.None) Assert.Equal(until, times.Count);
            for (var i = 0; i < times.Count; i++)
            {
                var n = (int)Math.Round(times[i] * 1000);
                if (n < edge || n >= Math.Max(until, edge)) continue;
                Assert.Equal(x[n * 2], y[i * 2], 1e-5);
                Assert.Equal(x[n * 2 + 1], y[i * 2 + 1], 1e-5);
            }

            void Pass()
            {
                var spectra = first.Result<float>();
                if (spectra.Times.Length > 0)
                {
                    if (spectra.Indices[0] == 0) second.Begin("spectra", spectra.Times[0]);
                    second.Push<float>(spectra.Values);
                }
                first.Clear();
                Drain();
            }

            void Drain()
            {
                var signal = second.Result<float>();
                times.AddRange(signal.Times);
                y.AddRange(signal.Values);
                second.Clear();
            }
        }, iter: 400);

    // Where squared windows a hop apart sum to less than a thousandth of their most.
    private static bool Misses(WindowShape window, bool symmetric, int length, int hop)
    {
        var w = WindowFunction.Make(window, length, symmetric);
        var sums = Enumerable.Range(0, hop).Select(phase => w.Where((_, i) => i % hop == phase).Sum(v => v * v)).ToArray();
        return sums.Max() == 0 || sums.Min() < sums.Max() / 1000;
    }

    [Theory]
    [InlineData(512, 256, 0, FramePadding.None)]
    [InlineData(512, 256, 0, FramePadding.Reflect)]
    [InlineData(512, 160, 400, FramePadding.Zeros)]
    [InlineData(100, 80, 0, FramePadding.Zeros)]
    [InlineData(63, 20, 41, FramePadding.None)]
    public void The_latency_is_that_declared(int size, int hop, int length, FramePadding padding)
    {
        var there = new Stft(new() { Size = size, Hop = hop, Length = length, Window = WindowShape.Hamming, Padding = padding });
        var back = new Istft(new() { Size = size, Hop = hop, Length = length, Window = WindowShape.Hamming, Padding = padding });
        var first = new NodeRun(there).Feed(StreamFormat.Signal(1, 1000)).Configure();
        var second = new NodeRun(back).Feed(first.OutputFormat()).Configure();
        double latest = 0, latestBack = 0;
        var begun = false;
        for (var n = 0; n < 2000; n++)
        {
            var spectra = first.Push<float>([n % 17]).Result<float>();
            foreach (var time in spectra.Times)
            {
                latest = Math.Max(latest, n - time * 1000);
                if (!begun) second.Begin("spectra", time);
                begun = true;
            }
            if (spectra.Times.Length == 0) continue;
            second.Push<float>(spectra.Values);
            foreach (var time in second.Result<float>().Times) latestBack = Math.Max(latestBack, spectra.Times[^1] * 1000 - time * 1000);
            first.Clear();
            second.Clear();
        }
        Assert.Equal(there.LatencySamples, latest, 1e-6);
        Assert.Equal(back.LatencySamples, Math.Ceiling(latestBack / hop - 1e-6));
    }

    [Fact]
    public void Frames_begin_anew_after_a_gap_and_those_before_it_are_sent()
    {
        var settings = new Stft.Settings { Size = 32, Hop = 8, Padding = FramePadding.Reflect };
        var x = Signals.Make(100);
        var alone = new NodeRun(new Stft(settings)).Feed(StreamFormat.Signal(1, 1000)).Configure().Begin("signal", 1).Push<float>(x).End().Result<float>();
        var run = new NodeRun(new Stft(settings)).Feed(StreamFormat.Signal(1, 1000)).Configure();
        var twice = run.Begin("signal", 1).Push<float>(x).Begin("signal", 9).Push<float>(x).End().Result<float>();
        Assert.Equal([.. alone.Values, .. alone.Values], twice.Values);
        Assert.Equal([.. alone.Times, .. alone.Times.Select(t => t + 8)], twice.Times, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([alone.Times.Length], twice.Gaps);

        var back = new NodeRun(new Istft(new() { Hop = 8, Padding = FramePadding.Reflect })).Feed(run.OutputFormat()).Configure();
        var y = back.Begin("spectra", 1).Push<float>(alone.Values).Begin("spectra", 9).Push<float>(alone.Values).End().Result<float>();
        Assert.Equal([96], y.Gaps); // twelve whole hops
        Assert.Equal([.. x[..96], .. x[..96]], y.Values, (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(9, y.Times[96], 1e-12);
    }

    [Fact]
    public void Changed_spectra_give_the_signal_nearest_to_them()
    {
        // Griffin and Lim's least squares: no other signal has spectra nearer to these.
        var random = new Random(5);
        var format = new StreamFormat { Kind = StreamKind.Spectrum, Shape = [9, 2], Rate = 1000 / 4.0, Axis = new Axis("frequency", "Hz", 0, 1000 / 16.0) };
        var spectra = Enumerable.Range(0, 10 * 18).Select(_ => random.NextSingle() - 0.5f).ToArray();
        for (var k = 0; k < 10; k++) spectra[k * 18 + 1] = spectra[k * 18 + 17] = 0;
        var y = new NodeRun(new Istft(new() { Hop = 4 })).Feed(format).Configure().Push<float>(spectra).End().Result<float>().Values;
        var distance = Distance(y);
        for (var n = 2; n < y.Length - 2; n++) // the outermost samples fade
            foreach (var step in new[] { -0.01f, 0.01f })
            {
                var other = y.ToArray();
                other[n] += step;
                Assert.True(Distance(other) >= distance - 1e-7, $"sample {n}");
            }

        double Distance(float[] signal)
        {
            var own = new NodeRun(new Stft(new() { Size = 16, Hop = 4 })).Feed(StreamFormat.Signal(1, 1000)).Configure().Push<float>(signal).Result<float>().Values;
            double sum = 0;
            for (var i = 0; i < own.Length; i++) sum += Math.Pow(own[i] - spectra[i], 2) * (i % 18 < 2 || i % 18 >= 16 ? 1 : 2); // bins in between stand for two
            return sum;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(97)]
    [InlineData(400)]
    public void The_inverse_transform_undoes_the_transform(int length)
    {
        var lanes = 2 * RealFft.LaneStep;
        var inverse = new InverseRealFft(length, lanes);
        var x = Signals.Make(length, lanes).Select(v => (double)v).ToArray();
        double[] re = new double[inverse.Bins * lanes], im = new double[inverse.Bins * lanes], y = new double[x.Length];
        new RealFft(length, lanes).Forward(x, re, im);
        inverse.Inverse(re, im, y);
        for (var i = 0; i < x.Length; i++) Assert.Equal(x[i], y[i], 1e-9);
        Assert.Equal(0, Signals.Allocated(() => inverse.Inverse(re, im, y)));
    }

    [Fact]
    public void Windows_are_their_definitions()
    {
        // numpy.hanning(5), numpy.hamming(5), numpy.blackman(5); Povey's is hanning to the power 0.85.
        Assert.Equal([0, 0.5, 1, 0.5, 0], WindowFunction.Make(WindowShape.Hann, 5, symmetric: true), Near);
        Assert.Equal([0.08, 0.54, 1, 0.54, 0.08], WindowFunction.Make(WindowShape.Hamming, 5, symmetric: true), Near);
        Assert.Equal([0, 0.34, 1, 0.34, 0], WindowFunction.Make(WindowShape.Blackman, 5, symmetric: true), Near);
        Assert.Equal([0, 0.5547847360, 1, 0.5547847360, 0], WindowFunction.Make(WindowShape.Povey, 5, symmetric: true), Near);
        Assert.Equal([0, Math.Sqrt(0.5), 1, Math.Sqrt(0.5)], WindowFunction.Make(WindowShape.SqrtHann, 4), Near);
        Assert.Equal([1, 1], WindowFunction.Make(WindowShape.Rectangular, 2), Near);
        Assert.Equal([1], WindowFunction.Make(WindowShape.Hann, 1, symmetric: true), Near);

        static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;
    }

    public static TheoryData<INode, StreamFormat, string> Misfits
    {
        get
        {
            var signal = StreamFormat.Signal(1, 16000);
            var spectra = new StreamFormat { Kind = StreamKind.Spectrum, Shape = [257, 2], Rate = 62.5, Axis = new Axis("frequency", "Hz", 0, 31.25) };
            return new()
            {
                { new Stft(new() { Size = 512, Hop = 256, Length = 600 }), signal, "expected a window of at most 512 samples, the size of the transform, found 600; shorten the length or raise the size" },
                { new Stft(new() { Size = 512, Hop = 256 }), signal with { Rate = 0 }, "expected a stream of steady rate, found an irregular one; resample it at its source" },
                { new Istft(new() { Hop = 512 }), spectra with { Rate = 31.25 }, "expected a hop at which overlapping windows carry every sample, found a hop of 512 samples, at which some have less than a thousandth of the weight of others; shorten the hop to 256 samples, or choose another window" },
                { new Istft(new() { Hop = 128 }), spectra, "expected spectra every 128 samples of a signal of 16000 Hz, found 62.5 of them a second; set size and hop to those of dsp.stft" },
                { new Istft(new() { Size = 400, Hop = 256 }), spectra, "expected spectra of 201 bins, of a transform of 400 samples, found 257 bins; set size to that of dsp.stft" },
                { new Istft(new() { Hop = 256 }), spectra with { Shape = [257, 3] }, "expected spectra with a real and an imaginary part for each channel, found spectrum float32[257x3] 62.5 Hz; put dsp.stft before it" },
                { new Istft(new() { Hop = 256 }), spectra with { Rate = 0, Axis = null }, "expected spectra at a steady rate or with a frequency axis, found spectrum float32[257x2] irregular; put dsp.stft before it" },
            };
        }
    }

    [Theory, MemberData(nameof(Misfits))]
    public void What_does_not_suit_is_said(INode node, StreamFormat format, string message) =>
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(node).Feed(format).Configure()).Message);
}
