using System.Runtime.InteropServices;
using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>Mel features: Kaldi's own output, librosa's documented scale, and the definitions of each convention in double precision.</summary>
public class MelTests
{
    private static readonly StreamFormat speech = StreamFormat.Signal(1, 16000);

    [Fact]
    public void Kaldis_features_are_Kaldis()
    {
        var run = new NodeRun(new Mel(new() { Convention = MelConvention.Kaldi })).Feed(speech).Configure();
        var result = run.Push<float>(KaldiReference.Samples()).End().Result<float>();
        Assert.Equal(KaldiReference.Default.Length, result.Values.Length);
        for (var i = 0; i < result.Values.Length; i++) Assert.Equal(KaldiReference.Default[i], result.Values[i], 1e-3); // printed with 7 digits, computed in float32
        Assert.Equal([0.0125, 0.0225, 0.0325], result.Times, (a, b) => Math.Abs(a - b) < 1e-12);

        var forty = new NodeRun(new Mel(new() { Convention = MelConvention.Kaldi, Mels = 40 })).Feed(speech).Configure().Push<float>(KaldiReference.Samples()).Result<float>().Values;
        for (var i = 0; i < forty.Length; i++) Assert.Equal(KaldiReference.Forty[i], forty[i], 1e-3);
    }

    [Fact]
    public void Slaneys_scale_is_librosas()
    {
        // librosa.mel_frequencies(n_mels=40), as its documentation prints it.
        double[] frequencies =
        [
            0, 85.317, 170.635, 255.952, 341.269, 426.586, 511.904, 597.221, 682.538, 767.855, 853.173, 938.49, 1024.856, 1119.114, 1222.042, 1334.436, 1457.167,
            1591.187, 1737.532, 1897.337, 2071.84, 2262.393, 2470.47, 2697.686, 2945.799, 3216.731, 3512.582, 3835.643, 4188.417, 4573.636, 4994.285, 5453.621,
            5955.205, 6502.92, 7101.009, 7754.107, 8467.272, 9246.028, 10096.408, 11025,
        ];
        var most = MelFilters.ToMel(11025, MelScale.Slaney);
        for (var i = 0; i < 40; i++) Assert.Equal(frequencies[i], MelFilters.ToHertz(most * i / 39, MelScale.Slaney), 6e-4);
        foreach (var scale in new[] { MelScale.Slaney, MelScale.Htk })
            foreach (var f in frequencies) Assert.Equal(f, MelFilters.ToHertz(MelFilters.ToMel(f, scale), scale), 1e-8);
        Assert.Equal(2595 * Math.Log10(1 + 4000 / 700.0), MelFilters.ToMel(4000, MelScale.Htk), 0.05); // 1127 is 2595 / ln 10, rounded
    }

    [Theory]
    [InlineData(MelConvention.Nemo)]
    [InlineData(MelConvention.Librosa)]
    [InlineData(MelConvention.Kaldi)]
    public void Features_are_the_definition_of_their_convention(MelConvention convention)
    {
        var x = Speech(5000);
        var mels = convention == MelConvention.Kaldi ? 23 : 80;
        var run = new NodeRun(new Mel(new() { Convention = convention, Mels = mels, Log = MelLog.Natural })).Feed(speech).Configure();
        var result = run.Push<float>(x).End().Result<float>();
        var expected = convention switch { MelConvention.Nemo => Nemo(x), MelConvention.Librosa => Librosa(x), _ => Kaldi(x) };
        Assert.Equal(expected.Count, result.Times.Length);
        for (var k = 0; k < expected.Count; k += 3)
            for (var m = 0; m < mels; m++) Assert.Equal(expected[k][m], result.Values[k * mels + m], 1e-4);
        Assert.Equal(convention == MelConvention.Kaldi ? 0.0125 : 0, result.Times[0], 1e-12);
        Assert.Equal(["mel1", "mel2"], result.Format.Labels.Take(2));
    }

    public static TheoryData<string> Heard => ["noise", "a tone in silence", "full-scale noise, cut off", "audio/vad_60s.wav", "audio/fsdd/7_jackson_12.wav"];

    /// <summary>What a NeMo encoder is fed: its definition in double precision, whatever is heard and however it was cut.</summary>
    [Theory, MemberData(nameof(Heard))]
    public void NeMos_features_are_their_definition_at_any_block_size(string heard)
    {
        var random = new Random(3);
        var x = heard switch
        {
            "noise" => [.. Enumerable.Range(0, 16000).Select(_ => 0.2f * (random.NextSingle() - 0.5f))],
            "a tone in silence" => [.. Enumerable.Range(0, 16000).Select(n => n is > 3000 and < 9000 ? MathF.Sin(0.2f * n) : 0)],
            "full-scale noise, cut off" => [.. Enumerable.Range(0, 16000).Select(n => n < 8123 ? 2 * random.NextSingle() - 1 : 0)],
            _ => Recorded(SharedData.Path(heard)),
        };
        var expected = Nemo(x);
        var whole = Cut(x.Length);
        Assert.Equal(expected.Count * 80, whole.Length);
        var worst = 0.0;
        for (var k = 0; k < expected.Count; k++)
            for (var m = 0; m < 80; m++) worst = Math.Max(worst, Math.Abs(expected[k][m] - whole[k * 80 + m]));
        // A full-scale tone leaves bands 140 dB below it, where the rounding of the emphasised samples to single precision is heard.
        Assert.InRange(worst, 0, heard == "a tone in silence" ? 5e-4 : 1e-4);
        foreach (var block in (int[])[1, 7, 160, 1000]) Assert.Equal(whole, Cut(block));

        float[] Cut(int block)
        {
            var run = new NodeRun(new Mel(new() { Convention = MelConvention.Nemo })).Feed(speech).Configure();
            foreach (var part in x.Chunk(block)) run.Push<float>(part);
            return run.End().Result<float>().Values;
        }
    }

    [Fact]
    public void Silence_has_the_floor_of_its_convention()
    {
        Assert.All(Silence(new() { Convention = MelConvention.Nemo }), v => Assert.Equal(-16.6355, v, 1e-4));
        Assert.All(Silence(new() { Convention = MelConvention.Kaldi }), v => Assert.Equal(-15.9424, v, 1e-4));
        Assert.All(Silence(new() { Convention = MelConvention.Librosa }), v => Assert.Equal(0, v));
        Assert.All(Silence(new() { Convention = MelConvention.Librosa, Log = MelLog.Decibel }), v => Assert.Equal(-100, v, 1e-4));
        Assert.All(Silence(new() { Convention = MelConvention.Librosa, Log = MelLog.Natural, Floor = 0, Offset = 1e-6 }), v => Assert.Equal(-13.8155, v, 1e-4));

        static float[] Silence(Mel.Settings settings) => new NodeRun(new Mel(settings)).Feed(speech).Configure().Push<float>(new float[3000]).End().Result<float>().Values;
    }

    [Fact]
    public void Spectra_give_what_the_signal_gives()
    {
        var stereo = StreamFormat.Signal(2, 16000, "V", ["left", "right"]);
        var x = Speech(4000);
        var both = x.SelectMany(v => new[] { v, -2 * v }).ToArray();
        var settings = new Mel.Settings { Convention = MelConvention.Librosa, Mels = 30 };
        var direct = new NodeRun(new Mel(settings)).Feed(stereo).Configure();
        var stft = new NodeRun(new Stft(new() { Size = 2048, Hop = 512, Padding = FramePadding.Zeros })).Feed(stereo).Configure();
        var spectra = stft.Push<float>(both).End().Result<float>();
        var indirect = new NodeRun(new Mel(settings)).Feed(stft.OutputFormat()).Configure();
        Assert.Equal(direct.OutputFormat(), indirect.OutputFormat());
        Assert.Equal("V²", direct.OutputFormat().Unit);
        Assert.Equal(["mel1 left", "mel1 right", "mel2 left"], direct.OutputFormat().Labels.Take(3));
        var wanted = direct.Push<float>(both).End().Result<float>();
        var found = indirect.Begin("signal", spectra.Times[0]).Push<float>(spectra.Values).End().Result<float>();
        Assert.Equal(wanted.Values, found.Values);
        Assert.Equal(wanted.Times, found.Times);
        for (var i = 0; i < wanted.Values.Length; i += 2) Assert.Equal(4 * wanted.Values[i], wanted.Values[i + 1], 1e-5 * wanted.Values[i + 1]);
    }

    [Fact]
    public void Settings_replace_what_the_convention_says()
    {
        // A magnitude spectrum under filters with a peak of 1 on HTK's scale, from 100 to 4000 Hz.
        var x = Speech(1024);
        var settings = new Mel.Settings { Convention = MelConvention.Librosa, Size = 512, Hop = 128, Mels = 5, Low = 100, High = 4000, Scale = MelScale.Htk, Norm = MelNorm.Peak, Magnitudes = true, Emphasis = 0.5 };
        var found = new NodeRun(new Mel(settings)).Feed(speech).Configure().Push<float>(x).End().Result<float>().Values;
        var y = x.Select((v, n) => n == 0 ? v : v - 0.5 * x[n - 1]).ToArray();
        var filters = Filters(5, 257, 31.25, 100, 4000, htk: true, overMel: false, area: false);
        var power = Power(y, 4 * 128 - 256, WindowFunction.Make(WindowShape.Hann, 512), 512);
        for (var m = 0; m < 5; m++) Assert.Equal(power.Select((p, k) => Math.Sqrt(p) * filters[m][k]).Sum(), found[4 * 5 + m], 1e-3);
    }

    [Fact]
    public void Frames_begin_anew_after_a_gap()
    {
        var x = Speech(1000);
        var settings = new Mel.Settings { Convention = MelConvention.Nemo };
        var alone = new NodeRun(new Mel(settings)).Feed(speech).Configure().Push<float>(x).End().Result<float>();
        var twice = new NodeRun(new Mel(settings)).Feed(speech).Configure().Push<float>(x).Begin("signal", 5).Push<float>(x).End().Result<float>();
        Assert.Equal([.. alone.Values, .. alone.Values], twice.Values);
        Assert.Equal([alone.Times.Length], twice.Gaps);
        Assert.Equal(5, twice.Times[alone.Times.Length]);
    }

    [Theory]
    [InlineData(MelConvention.Nemo, 199)] // 12.5 ms after the middle of a frame all of it is there
    [InlineData(MelConvention.Kaldi, 199)]
    [InlineData(MelConvention.Librosa, 1023)]
    public void The_latency_is_that_declared(MelConvention convention, int latency)
    {
        var node = new Mel(new() { Convention = convention });
        var run = new NodeRun(node).Feed(speech).Configure();
        double latest = 0;
        for (var n = 0; n < 4000; n++)
        {
            foreach (var time in run.Push<float>([n % 7]).Result<float>().Times) latest = Math.Max(latest, n - time * 16000);
            run.Clear();
        }
        Assert.Equal(latency, latest, 1e-6);
        Assert.Equal(latency, node.LatencySamples);
    }

    public static TheoryData<Mel.Settings, StreamFormat, string> Misfits => new()
    {
        { new() { Convention = MelConvention.Kaldi, High = 9000 }, speech, "expected edges that ascend from 0 to at most 8015.625 Hz, found 20 and 9000 Hz; set low and high" },
        { new() { Convention = MelConvention.Kaldi, Low = 500, High = 400 }, speech, "expected edges that ascend from 0 to at most 8015.625 Hz, found 500 and 400 Hz; set low and high" },
        { new() { Convention = MelConvention.Nemo, Length = 600, Size = 512 }, speech, "expected a window of at most 512 samples, the size of the transform, found 600; shorten the length or raise the size" },
        { new() { Convention = MelConvention.Nemo }, speech with { Rate = 8000 }, "expected a signal at 16000 Hz, which the frames of 'nemo' are of, found 8000 Hz; put { node: dsp.resample, rate: 16000 } before it, or set size, length and hop" },
        { new() { Convention = MelConvention.Nemo }, speech with { Rate = 30 }, "expected 25 ms of 1 to 16777216 samples, found 0 s at 30 Hz; choose another duration" },
        {
            new() { Convention = MelConvention.Nemo, Hop = 100 }, new() { Kind = StreamKind.Spectrum, Shape = [257, 2], Rate = 100, Axis = new Axis("frequency", "Hz", 0, 31.25) },
            "expected a signal where size, length, hop or emphasis are set, found spectrum float32[257x2] 100 Hz; set them at dsp.stft, or link the signal itself"
        },
        {
            new() { Convention = MelConvention.Nemo }, new() { Kind = StreamKind.Spectrum, Shape = [257, 1], Rate = 100, Axis = new Axis("frequency", "Hz", 0, 31.25) },
            "expected spectra with a real and an imaginary part for each channel, found spectrum float32[257x1] 100 Hz; put dsp.stft before it"
        },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void What_does_not_suit_is_said(Mel.Settings settings, StreamFormat format, string message) =>
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(new Mel(settings)).Feed(format).Configure()).Message);

    // A tone that rises through noise, quieter and quieter.
    private static float[] Speech(int samples)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, samples).Select(n => (float)((0.3 * Math.Sin(2e-5 * n * n) + 0.05 * (random.NextDouble() - 0.5)) * Math.Exp(-n / 1500.0)))];
    }

    // A second of 16-bit WAV behind its plain header, whatever rate it says.
    private static float[] Recorded(string path)
    {
        var samples = MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(path).AsSpan(44));
        return [.. samples[..Math.Min(samples.Length, 16000)].ToArray().Select(s => s / 32768f)];
    }

    // pre-emphasis of the whole, 256 zeros on each side, a symmetric Hann window of 400 in the middle of 512, a frame for each whole hop
    private static List<double[]> Nemo(float[] x)
    {
        var y = x.Select((v, n) => n == 0 ? v : v - 0.97 * x[n - 1]).ToArray();
        var window = Enumerable.Range(0, 400).Select(n => 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / 399)).ToArray();
        var filters = Filters(80, 257, 31.25, 0, 8000, htk: false, overMel: false, area: true);
        return [.. Enumerable.Range(0, x.Length / 160).Select(k => Sum(filters, Power(y, k * 160 - 200, window, 512)).Select(e => Math.Log(e + Math.Pow(2, -24))).ToArray())];
    }

    private static List<double[]> Librosa(float[] x)
    {
        var window = Enumerable.Range(0, 2048).Select(n => 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / 2048)).ToArray();
        var filters = Filters(80, 1025, 7.8125, 0, 8000, htk: false, overMel: false, area: true);
        var y = x.Select(v => (double)v).ToArray();
        return [.. Enumerable.Range(0, x.Length / 512 + 1).Select(k => Sum(filters, Power(y, k * 512 - 1024, window, 2048)).Select(e => Math.Log(Math.Max(1e-10, e))).ToArray())];
    }

    // frames within the signal, each without its mean and emphasised by itself, Povey window of 400 in 512
    private static List<double[]> Kaldi(float[] x)
    {
        var window = Enumerable.Range(0, 400).Select(n => Math.Pow(0.5 - 0.5 * Math.Cos(2 * Math.PI * n / 399), 0.85)).ToArray();
        var filters = Filters(23, 257, 31.25, 20, 8000, htk: true, overMel: true, area: false);
        return [.. Enumerable.Range(0, (x.Length - 400) / 160 + 1).Select(k =>
        {
            var frame = x.AsSpan(k * 160, 400).ToArray().Select(v => (double)v).ToArray();
            var mean = frame.Average();
            for (var n = 0; n < 400; n++) frame[n] -= mean;
            var y = frame.Select((v, n) => v - 0.97 * frame[Math.Max(0, n - 1)]).ToArray();
            return Sum(filters, Power(y, 0, window, 512)).Select(e => Math.Log(Math.Max(1.1920929e-7, e))).ToArray();
        })];
    }

    private static double[] Power(double[] signal, int start, double[] window, int size)
    {
        var power = new double[size / 2 + 1];
        for (var k = 0; k < power.Length; k++)
        {
            double re = 0, im = 0;
            for (var n = 0; n < window.Length; n++)
            {
                if (start + n < 0 || start + n >= signal.Length) continue;
                var (sine, cosine) = Math.SinCos(-2 * Math.PI * (k * n % size) / size);
                re += window[n] * signal[start + n] * cosine;
                im += window[n] * signal[start + n] * sine;
            }
            power[k] = re * re + im * im;
        }
        return power;
    }

    private static IEnumerable<double> Sum(double[][] filters, double[] power) => filters.Select(f => f.Zip(power, (a, b) => a * b).Sum());

    // The dense matrix: of each bin the lower of two lines, where it is above zero.
    private static double[][] Filters(int count, int bins, double step, double low, double high, bool htk, bool overMel, bool area)
    {
        double Mel(double f) => htk ? 1127 * Math.Log(1 + f / 700) : f < 1000 ? f / (200 / 3.0) : 15 + Math.Log(f / 1000) / (Math.Log(6.4) / 27);
        double Hertz(double m) => htk ? 700 * (Math.Exp(m / 1127) - 1) : m < 15 ? m * (200 / 3.0) : 1000 * Math.Exp((m - 15) * (Math.Log(6.4) / 27));
        var points = Enumerable.Range(0, count + 2).Select(i => Mel(low) + (Mel(high) - Mel(low)) * i / (count + 1)).ToArray();
        return [.. Enumerable.Range(0, count).Select(m => Enumerable.Range(0, bins).Select(k =>
        {
            var (a, b, c, f) = overMel ? (points[m], points[m + 1], points[m + 2], Mel(k * step)) : (Hertz(points[m]), Hertz(points[m + 1]), Hertz(points[m + 2]), k * step);
            return Math.Max(0, Math.Min((f - a) / (b - a), (c - f) / (c - b))) * (area ? 2 / (Hertz(points[m + 2]) - Hertz(points[m])) : 1);
        }).ToArray())];
    }
}
