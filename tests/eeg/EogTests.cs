using MathNet.Numerics.LinearAlgebra;
using Streaming.Eeg;
using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>The regression against a plain loop, against offline least squares, on simulated blinks whose truth is known, and over hours.</summary>
public class EogTests(ITestOutputHelper output)
{
    // The recursion of the paper written out, P in full and nothing put back: that changes microvolts in the third digit after the point.
    [Fact]
    public void It_is_the_textbook_recursion_on_a_recording()
    {
        var recording = HighPassed(Material.Eeglab());
        var run = new NodeRun(new Eog(new() { Channels = ["EOG1", "EOG2"] })).Feed(recording.Format).Configure().Push<float>(recording.Values);
        var cleaned = run.Result<float>().Values;
        var labels = recording.Format.Labels;
        int[] references = [labels.IndexOf("EOG1"), labels.IndexOf("EOG2")];
        double worst = 0;
        foreach (var label in new[] { "FPz", "Cz", "O2" })
        {
            var channel = labels.IndexOf(label);
            var expected = Textbook(recording, references, channel, taps: 3, lambda: 0.9999, sigma: 0.01);
            for (var i = 0; i < expected.Length; i++) worst = Math.Max(worst, Math.Abs(expected[i] - cleaned[i * 32 + channel]));
        }
        output.WriteLine($"greatest difference {worst:E1} µV");
        Assert.InRange(worst, 0, 5e-3);
        foreach (var reference in references)
            for (var i = 0; i < recording.Samples; i++) Assert.Equal(recording.Values[i * 32 + reference], cleaned[i * 32 + reference]);
    }

    // What is put back, in the other form of the recursion: the inverse of P itself, inverted at each sample.
    [Fact]
    public void What_is_put_back_is_a_share_of_the_beginning()
    {
        var recording = HighPassed(Material.Eeglab());
        var labels = recording.Format.Labels;
        int[] references = [labels.IndexOf("EOG1"), labels.IndexOf("EOG2")];
        var channel = labels.IndexOf("FPz");
        const double lambda = 0.999, sigma = 3;
        var cleaned = new NodeRun(new Eog(new() { Channels = ["EOG1", "EOG2"], Lambda = lambda, Sigma = sigma })).Feed(recording.Format).Configure().Push<float>(recording.Values).Result<float>().Values;
        var rows = Regressors(recording, references, 3);
        var inverse = Matrix<double>.Build.DenseIdentity(6) * sigma;
        var h = Vector<double>.Build.Dense(6);
        for (var i = 0; i < 4000; i++)
        {
            var r = Vector<double>.Build.Dense(rows[i]);
            var e = recording.Values[i * 32 + channel] - r * h;
            Assert.Equal(e, cleaned[i * 32 + channel], 2e-4);
            inverse = lambda * inverse + r.OuterProduct(r);
            h += inverse.Inverse() * r * e;
            inverse[i % 6, i % 6] += 6 * (1 - lambda) * sigma;
        }
    }

    // With lambda 1 the weights of the last sample are those of (weighted by sigma: ridge) least squares over all samples.
    [Fact]
    public void Without_forgetting_it_ends_at_offline_least_squares()
    {
        var recording = HighPassed(Material.Eeglab());
        var labels = recording.Format.Labels;
        int[] references = [labels.IndexOf("EOG1"), labels.IndexOf("EOG2")], channels = [labels.IndexOf("FPz"), labels.IndexOf("Cz"), labels.IndexOf("Oz")];
        var regression = new RecursiveRegression(2, 3, 3, lambda: 1, sigma: 0.01);
        var rows = Regressors(recording, references, 3);
        var sample = new double[regression.Stride];
        for (var i = 0; i < recording.Samples; i++)
        {
            for (var c = 0; c < 3; c++) sample[c] = recording.Values[i * 32 + channels[c]];
            regression.Process([recording.Values[i * 32 + references[0]], recording.Values[i * 32 + references[1]]], sample);
        }
        var r = Matrix<double>.Build.DenseOfRows(rows);
        var normal = r.TransposeThisAndMultiply(r) + Matrix<double>.Build.DenseIdentity(6) * 0.01;
        for (var c = 0; c < 3; c++)
        {
            var s = Vector<double>.Build.Dense(recording.Samples, i => recording.Values[i * 32 + channels[c]]);
            var expected = normal.Solve(r.TransposeThisAndMultiply(s));
            for (var k = 0; k < 6; k++) Assert.Equal(expected[k], regression.Weight(c, k / 3, k % 3), 1e-6);
        }
    }

    // What the brain gives is the simulation's other output. An electrode at the eye sees the blinks and little else; frontal ones see the brain too, which goes with the blinks.
    [Theory]
    [InlineData("EOG", 0.35)]
    [InlineData("Fp1-O1", 0.9)]
    public void Blinks_go_and_the_brain_stays(string reference, double most)
    {
        var subject = new NodeRun(new Subject(new() { Protocol = Protocol.Free, Seconds = 180, PopRate = 0, MuscleRate = 0, DriftLevel = 0, Mains = Mains.None, Channels = ValueList.From(Material.Cap) })).Configure().Step();
        var (signal, clean) = (subject.Result<float>("signal").Values, subject.Result<float>("clean").Values);
        var samples = signal.Length / 32;
        var random = new Xoshiro256(9, 1);
        var values = new float[samples * 33]; // the 33rd is the electrode at the eye: blinks, and noise of 5 µV
        for (var i = 0; i < samples; i++)
        {
            signal.AsSpan(i * 32, 32).CopyTo(values.AsSpan(i * 33));
            values[i * 33 + 32] = signal[i * 32] - clean[i * 32] + 5 * (float)random.Normal();
        }
        var cleaned = new NodeRun(new Eog(new() { Channels = [reference] })).Feed(StreamFormat.Signal(33, 250, "µV", [.. Material.Cap, "EOG"])).Configure().Push<float>(values).Result<float>().Values;
        foreach (var label in new[] { "Fp1", "F3", "Fz", "C3", "Cz", "O1" })
        {
            var c = Array.IndexOf(Material.Cap, label);
            double[] Last(float[] x, int width) => [.. Enumerable.Range(60 * 250, 120 * 250).Select(i => (double)x[i * width + c])];
            double[] truth = Last(clean, 32), spoilt = Last(signal, 32), found = Last(cleaned, 33);
            var (before, after) = (Error(spoilt, truth), Error(found, truth));
            output.WriteLine($"{reference}, {label}: error to the brain's part {before:F1} µV before, {after:F1} µV after; correlation {Correlation(spoilt, truth):F3} before, {Correlation(found, truth):F3} after");
            if (label is "F3" or "Fz")
            {
                Assert.InRange(after, 0, most * before);
                Assert.True(Correlation(found, truth) > Correlation(spoilt, truth));
            }
        }

        static double Error(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Average());
        static double Correlation(double[] x, double[] y) => MathNet.Numerics.Statistics.Correlation.Pearson(x, y);
    }

    // Nothing said for an hour, and one value for an hour: P must not grow beyond its beginning, and what comes next is still regressed.
    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(80f, -3f)]
    [InlineData(80f, 0f)]
    public void An_hour_of_one_value_does_no_harm(float first, float second)
    {
        var regression = new RecursiveRegression(2, 3, 4, 0.9999, 0.01);
        var beginning = regression.Trace;
        var sample = new double[regression.Stride];
        double most = 0;
        for (var i = 0; i < 3600 * 250; i++)
        {
            sample.AsSpan(0, 4).Fill(5);
            regression.Process([first, second], sample);
            most = Math.Max(most, regression.Trace);
        }
        output.WriteLine($"trace of P {beginning} at first, {most:F1} at most, {regression.Trace:F1} after an hour");
        Assert.InRange(most, 0, 1.01 * beginning);

        var random = new Xoshiro256(1, 1);
        double error = 0;
        for (var i = 0; i < 250 * 300; i++) // the value must be forgotten first: memory is 40 s
        {
            double a = 50 * random.Normal(), b = 50 * random.Normal(), brain = random.Normal();
            sample.AsSpan(0, 4).Fill(brain + 0.5 * a - 0.2 * b);
            regression.Process([a, b], sample);
            if (i >= 250 * 270) error += Math.Pow(sample[2] - brain, 2) / (250 * 30);
        }
        Assert.InRange(Math.Sqrt(error), 0, 0.25);
    }

    // Hours of a signal: P stays symmetric and positive, so the weights stay where they belong.
    [Fact]
    public void Four_hours_end_as_the_first_minutes()
    {
        var regression = new RecursiveRegression(2, 3, 2, 0.9999, 0.01);
        var random = new Xoshiro256(3, 1);
        var sample = new double[regression.Stride];
        double slow = 0, early = 0, late = 0;
        const int hours = 4, all = hours * 3600 * 100;
        for (var i = 0; i < all; i++)
        {
            slow = 0.99 * slow + 10 * random.Normal();
            double a = slow, b = 0.999 * slow + 0.5 * random.Normal(), brain = 5 * random.Normal(); // references nearly alike
            (sample[0], sample[1]) = (brain + 0.3 * a, brain - 0.7 * b);
            regression.Process([a, b], sample);
            if (i is >= 50_000 and < 100_000) early += Math.Pow(sample[0] - brain, 2);
            if (i >= all - 50_000) late += Math.Pow(sample[0] - brain, 2);
        }
        output.WriteLine($"error {Math.Sqrt(early / 50_000):F3} µV early, {Math.Sqrt(late / 50_000):F3} µV after {hours} hours");
        Assert.InRange(late, 0.5 * early, 2 * early);
    }

    [Fact]
    public void What_is_not_a_number_is_not_learnt()
    {
        var random = new Xoshiro256(5, 1);
        var format = StreamFormat.Signal(3, 100, "µV", ["EOG1", "C3", "C4"]);
        var values = new float[3 * 3000];
        for (var i = 0; i < 3000; i++)
        {
            var eye = 50 * (float)random.Normal();
            (values[3 * i], values[3 * i + 1], values[3 * i + 2]) = (eye, 0.5f * eye + (float)random.Normal(), 0.2f * eye);
        }
        values[3 * 1500] = float.NaN;                       // the reference
        values[3 * 1600 + 1] = float.PositiveInfinity;      // a channel
        var result = new NodeRun(new Eog(new() { Channels = ["EOG1"] })).Feed(format).Configure().Push<float>(values).Result<float>().Values;
        Assert.Equal(float.NaN, result[3 * 1500]);
        Assert.Equal(float.PositiveInfinity, result[3 * 1600 + 1]);
        for (var i = 1000; i < 3000; i++)
        {
            if (i is < 1500 or > 1502 && i != 1600) Assert.InRange(result[3 * i + 1], -4, 4);
            if (i is < 1500 or > 1502) Assert.InRange(result[3 * i + 2], -1, 1);
        }
    }

    [Fact]
    public void References_are_dropped_when_set()
    {
        var format = StreamFormat.Signal(4, 100, "µV", ["EOG1", "C3", "EOG2", "C4"]);
        var run = new NodeRun(new Eog(new() { Channels = ["EOG2", "EOG1"], Keep = false })).Feed(format).Configure();
        Assert.Equal(["C3", "C4"], run.OutputFormat().Labels);
        Assert.Equal([2, 4], run.Push<float>([1, 2, 3, 4]).Result<float>().Values);

        run = new NodeRun(new Eog(new() { Channels = ["EOG1-C4"], Keep = false })).Feed(format).Configure(); // both of a difference
        Assert.Equal(["C3", "EOG2"], run.OutputFormat().Labels);
    }

    public static TheoryData<Eog.Settings, StreamFormat, string> Misfits => new()
    {
        { new() { Channels = [] }, StreamFormat.Signal(2, 100, "", ["a", "b"]), "expected at least one reference, found none; name EOG channels such as EOG1, or a difference such as Fp1-O1" },
        { new() { Channels = ["a", "b"] }, StreamFormat.Signal(2, 100, "", ["a", "b"]), "expected a channel to clean besides the references, found none; name fewer references" },
        { new() { Channels = ["EOG1"] }, StreamFormat.Signal(2, 100, "", ["a", "b"]), "expected a signal with channel 'EOG1', found channels a, b; name one of those, or alternatives as 'POz|Pz'" },
        { new() { Channels = ["a"] }, StreamFormat.Signal(2, 100, "", ["a", "b"]) with { Kind = StreamKind.Features }, "expected a signal, found features float32[2] 100 Hz; put this node before the one that makes windows or spectra" },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void What_does_not_suit_is_said(Eog.Settings settings, StreamFormat format, string message) =>
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(new Eog(settings)).Feed(format).Configure()).Message);

    private static double[] Textbook(Material recording, int[] references, int channel, int taps, double lambda, double sigma)
    {
        var size = references.Length * taps;
        var rows = Regressors(recording, references, taps);
        var p = Matrix<double>.Build.DenseIdentity(size) / sigma;
        var h = Vector<double>.Build.Dense(size);
        var e = new double[recording.Samples];
        for (var i = 0; i < e.Length; i++)
        {
            var r = Vector<double>.Build.Dense(rows[i]);
            var pr = p * r;
            var k = pr / (lambda + r * pr);
            e[i] = recording.Values[i * recording.Channels + channel] - r * h;
            h += k * e[i];
            p = (p - k.OuterProduct(pr)) / lambda;
        }
        return e;
    }

    private static double[][] Regressors(Material recording, int[] references, int taps) =>
        [.. Enumerable.Range(0, recording.Samples).Select(i => references.SelectMany(c => Enumerable.Range(0, taps).Select(t => i >= t ? (double)recording.Values[(i - t) * recording.Channels + c] : 0)).ToArray())];

    private static Material HighPassed(Material recording)
    {
        var run = new NodeRun(new Dsp.Butterworth(new() { Low = 0.5, Order = 2 })).Feed(recording.Format).Configure().Push<float>(recording.Values);
        return recording with { Values = run.Result<float>().Values };
    }
}
