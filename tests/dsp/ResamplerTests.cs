using Streaming.Dsp;

namespace Streaming.Tests;

public class ResamplerTests
{
    // numpy: the same Kaiser design by np.sinc and np.i0; scipy.signal.upfirdn over the signal with its ends held. (index, value) of 500 samples resampled.
    public static TheoryData<int, int, int, double[]> References => new()
    {
        { 25, 16, 26, [0, -24.6042049, 1, -0.136973373, 260, 40.3780488, 391, 35.4728123, 780, 41.0287557, 781, 48.2793884] },
        { 1, 4, 101, [0, 2.59289894, 1, 43.6108311, 41, 51.8943535, 62, 8.9547472, 123, 53.4838592, 124, 47.0757713] },
        { 3, 1, 26, [0, -24.6042049, 1, -17.8124525, 500, 50.2622806, 750, 9.50603287, 1498, 45.951469, 1499, 50.3024801] },
        { 160, 441, 70, [0, 2.4452051, 1, 40.2020495, 60, 50.7304377, 91, 7.98191106, 180, 49.9529554, 181, 30.2544076] },
        { 125, 128, 26, [0, -26.0575025, 1, 34.4868671, 163, 50.2785655, 244, -7.05647975, 487, 12.9100122, 488, 50.7216386] },
    };

    [Theory, MemberData(nameof(References))]
    public void Output_is_scipys(int up, int down, int latency, double[] expected)
    {
        var resampler = new Resampler(new Ratio(up, down), 1);
        Assert.Equal(latency, resampler.Latency);
        var y = Run(resampler, Signals.Make(500), 1, 500);
        Assert.Equal((500 * up + down - 1) / down, y.Length);
        for (var i = 0; i < expected.Length; i += 2) Assert.Equal(expected[i + 1], y[(int)expected[i]], 1e-4);
    }

    [Theory]
    [InlineData(25, 16, 3)]
    [InlineData(1, 4, 1)]
    [InlineData(160, 441, 2)]
    [InlineData(1, 1, 5)]
    [InlineData(1, 500, 1)]
    public void Neither_the_cut_nor_the_other_channels_change_a_bit(int up, int down, int channels)
    {
        var x = Signals.Make(3000, channels);
        var whole = Run(new Resampler(new Ratio(up, down), channels), x, channels, 3000);
        foreach (var cut in Signals.Cuts) Assert.Equal(whole, Run(new Resampler(new Ratio(up, down), channels), x, channels, cut));
        Assert.Equal(Signals.Channel(whole, channels, channels - 1), Run(new Resampler(new Ratio(up, down), 1), Signals.Channel(x, channels, channels - 1), 1, 3000));
    }

    [Fact]
    public void The_number_of_outputs_depends_on_the_number_of_inputs_alone() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 40].Array[1, 30]).Sample((up, down, blocks) =>
        {
            var resampler = new Resampler(new Ratio(up, down), 1, 40, 0.5);
            int seen = 0, written = 0;
            foreach (var samples in blocks)
            {
                var n = resampler.Process(new float[samples], new float[resampler.MostOutputs(samples)]);
                seen += samples;
                written += n;
                Assert.Equal(Math.Max(0, ((seen - resampler.Latency) * up + down - 1) / down), written);
            }
            written += resampler.Flush(new float[resampler.MostOutputs(resampler.Latency)]);
            Assert.Equal((seen * up + down - 1) / down, written);
        }, iter: 200);

    [Fact]
    public void A_tone_in_the_pass_band_keeps_its_time_and_amplitude_and_one_above_is_gone()
    {
        foreach (var (from, to) in new[] { (48000.0, 16000.0), (160.0, 256.0), (44100.0, 16000.0) })
        {
            var ratio = Ratio.Of(from, to);
            double narrow = Math.Min(from, to) / 2, tone = 0.7 * narrow;
            var y = Run(new Resampler(ratio, 1), Tone(tone, from, 4000), 1, 100);
            for (var n = y.Length / 4; n < y.Length / 2; n++) Assert.Equal(Math.Sin(2 * Math.PI * tone * n / to), y[n], 2e-4);
            if (to > from) continue;
            var alias = Run(new Resampler(ratio, 1), Tone(1.05 * narrow, from, 4000), 1, 100);
            for (var n = alias.Length / 4; n < alias.Length / 2; n++) Assert.Equal(0, alias[n], 2e-4);
        }
    }

    [Fact]
    public void An_offset_carries_no_ripple()
    {
        var x = new float[2000];
        Array.Fill(x, 100000f);
        Assert.All(Run(new Resampler(new Ratio(25, 16), 1), x, 1, 64), y => Assert.Equal(100000, y, 0.05));
    }

    [Fact]
    public void A_ratio_of_one_copies()
    {
        var x = Signals.Make(100, 2);
        var resampler = new Resampler(Ratio.Of(256, 256), 2);
        Assert.Equal(0, resampler.Latency);
        Assert.Equal(x, Run(resampler, x, 2, 7));
    }

    [Fact]
    public void Allocates_nothing()
    {
        var resampler = new Resampler(new Ratio(25, 16), 4);
        var x = Signals.Make(1000, 4);
        var y = new float[resampler.MostOutputs(1000) * 4];
        Assert.Equal(0, Signals.Allocated(() => resampler.Process(x, y)));
        Assert.Equal(0, Signals.Allocated(() => resampler.Flush(y)));
    }

    [Theory]
    [InlineData(160, 256, 8, 5)]
    [InlineData(44100, 16000, 160, 441)]
    [InlineData(92.934, 250, 125000, 46467)]
    [InlineData(1000, 0.5, 1, 2000)]
    public void A_ratio_is_in_lowest_terms(double from, double to, int up, int down) => Assert.Equal(new Ratio(up, down), Ratio.Of(from, to));

    [Fact]
    public void Bad_settings_say_why()
    {
        Assert.Equal("expected a stream of steady rate, found an irregular one; resample it at its source", Message(() => Ratio.Of(0, 10)));
        Assert.Equal("expected a new rate above 0 Hz, found -1 Hz; raise it", Message(() => Ratio.Of(10, -1)));
        Assert.Equal("expected rates whose ratio is one of whole numbers up to 1048576, found 1 Hz to 3.141592653589793 Hz; choose a rounder rate", Message(() => Ratio.Of(1, Math.PI)));
        Assert.Equal("expected attenuation from 21 to 160, found 5; choose a value in that range", Message(() => new Resampler(new Ratio(1, 2), 1, 5)));
        Assert.Equal("expected transition from 0.01 to 1, found 0; choose a value in that range", Message(() => new Resampler(new Ratio(1, 2), 1, 80, 0)));
        Assert.Equal("expected a ratio that needs at most 16777216 filter taps, found 1000003/1000000, which needs 64000192; choose a rounder rate", Message(() => new Resampler(new Ratio(1000003, 1000000), 1)));
    }

    private static string Message(Action action) => Assert.Throws<FormatMismatchException>(action).Message;

    private static float[] Tone(double frequency, double rate, int samples)
    {
        var x = new float[samples];
        for (var t = 0; t < samples; t++) x[t] = (float)Math.Sin(2 * Math.PI * frequency * t / rate);
        return x;
    }

    private static float[] Run(Resampler resampler, float[] x, int channels, params int[] sizes)
    {
        var output = new List<float>();
        for (int at = 0, i = 0; at < x.Length; i++)
        {
            var samples = Math.Min(sizes[i % sizes.Length], (x.Length - at) / channels);
            var room = new float[resampler.MostOutputs(samples) * channels];
            output.AddRange(room[..(resampler.Process(x.AsSpan(at, samples * channels), room) * channels)]);
            at += samples * channels;
        }
        var tail = new float[resampler.MostOutputs(resampler.Latency) * channels];
        output.AddRange(tail[..(resampler.Flush(tail) * channels)]);
        return [.. output];
    }
}
