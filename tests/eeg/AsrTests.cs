using Streaming.Eeg;

namespace Streaming.Tests;

/// <summary>The node eeg.asr on a made-up subject, of whom what is clean is known.</summary>
public class AsrTests
{
    private const int Channels = 8;
    private const double Rate = 250;
    private static readonly StreamFormat format = StreamFormat.Signal(Channels, Rate, "µV", ["Fp1", "Fp2", "C3", "Cz", "C4", "POz", "O1", "O2"], "EEG");
    private static readonly Asr.Settings settings = new() { Calibration = 10 };
    private static readonly float[] clean = Clean(30);
    private static readonly float[] dirty = WithArtifacts(clean);

    [Fact]
    public void Clean_signal_comes_through_bit_for_bit_and_a_lookahead_later()
    {
        var run = Run(clean, [50]);
        var result = run.Result<float>();
        Assert.Equal(clean, result.Values);
        Assert.Equal(format, run.OutputFormat());
        Assert.Equal(0, result.Times[0], 1e-9);
        Assert.Equal(29.996, result.Times[^1], 1e-9);
        Assert.All(run.Result<float>("removed").Values, share => Assert.Equal(0, share));
        var status = run.Result<Event>("status");
        Assert.Equal("calibrated", Assert.Single(status.Values).Text);
        Assert.InRange(status.Times[0], 10, 10.6);
        Assert.InRange(status.Values[0].Value, 5, 10);
    }

    [Fact]
    public void No_sample_comes_later_than_declared()
    {
        var node = new Asr(settings);
        var run = Configured(node);
        for (var at = 0; at < 1000; at++)
        {
            run.Push<float>(clean.AsSpan(at * Channels, Channels));
            Assert.True(run.Result<float>().Times.Length >= at + 1 - node.LatencySamples);
        }
        Assert.Equal(62 + 31, node.LatencySamples);
    }

    [Fact]
    public void Artifacts_go_and_what_is_clean_stays()
    {
        var node = new Asr(settings);
        var run = Push(Configured(node), dirty, [50]).End();
        var result = run.Result<float>().Values;
        Assert.Equal(dirty.Length, result.Length);
        Assert.True(Error(result, 12, 14) < 0.15 * Error(dirty, 12, 14), $"{Error(result, 12, 14)} of {Error(dirty, 12, 14)}");
        Assert.True(Error(result, 18, 20) < 0.15 * Error(dirty, 18, 20), $"{Error(result, 18, 20)} of {Error(dirty, 18, 20)}");
        Assert.Equal(0, Error(result, 15, 17));
        Assert.Equal(0, Error(result, 21, 30));
        Assert.Contains(run.Result<float>("removed").Values, share => share == 1f / Channels);
        var conclusions = node.Conclude().ToDictionary(c => c.Name, c => c.Value);
        Assert.InRange(conclusions["repaired"], 0.15, 0.35);
        Assert.InRange(conclusions["clean signal learnt from"], 5, 10);
        Assert.InRange(conclusions["calibrated after"], 10, 10.6);
    }

    [Fact]
    public void The_cut_changes_no_bit()
    {
        var whole = Said(Run(dirty, [1_000_000]));
        foreach (var cut in new int[][] { [1], [7], [64], [3, 1, 200, 17], [1000] }) Assert.Equal(whole, Said(Run(dirty, cut)));
    }

    [Theory]
    [InlineData(5)]      // it gathers
    [InlineData(10.15)]  // it learns
    [InlineData(10.27)]
    [InlineData(12.9)]   // in an artifact
    [InlineData(20.02)]
    public void A_saved_session_goes_on_bit_for_bit(double seconds)
    {
        // Many channels, so that learning takes more than a step.
        const int wide = 40;
        float[] x = [.. Enumerable.Range(0, dirty.Length / Channels).SelectMany(t => Enumerable.Range(0, wide).Select(c => dirty[t * Channels + c % Channels] + clean[(t * 7 + c * 31) % clean.Length] / 4))];
        var at = (int)(seconds * Rate) * wide;
        NodeRun Begun() => new NodeRun(new Asr(settings)).Feed(StreamFormat.Signal(wide, Rate)).Configure();
        var first = Begun();
        first.Push<float>(x.AsSpan(0, at));
        var state = first.Clear().Save();
        first.Push<float>(x.AsSpan(at)).End();
        var second = Begun().Load(state).Push<float>(x.AsSpan(at)).End();
        Assert.Equal(Said(first), Said(second));
        Assert.Equal(first.Save(), second.Save());
    }

    [Fact]
    public void After_a_reset_it_is_as_at_first()
    {
        var run = Configured(new Asr(settings));
        Push(run, dirty, [50]);
        var first = Said(run);
        Push(run.Reset(), dirty, [50]);
        Assert.Equal(first, Said(run));
    }

    [Fact]
    public void What_is_missing_stays_missing_and_disturbs_no_other_channel()
    {
        var spoilt = (float[])clean.Clone();
        // A pop of half a millivolt, at whose height the electrode falls off for good.
        for (var t = 4000; t < clean.Length / Channels; t++) spoilt[t * Channels + 3] = t < 4020 ? 500 : t % 3 == 0 ? float.PositiveInfinity : float.NaN;
        var result = Run(spoilt, [50]).Result<float>().Values;
        for (var t = 0; t < clean.Length / Channels; t++)
            for (var c = 0; c < Channels; c++)
                if (t >= 4020 && c == 3) Assert.False(float.IsFinite(result[t * Channels + c]));
                else if (t < 3800 || t > 4300) Assert.Equal(clean[t * Channels + c], result[t * Channels + c]); // beyond the window of the pop
                else Assert.True(float.IsFinite(result[t * Channels + c]));
    }

    [Fact]
    public void It_learns_in_spite_of_missing_samples()
    {
        var spoilt = (float[])dirty.Clone();
        for (var t = 500; t < 900; t++) spoilt[t * Channels + 2] = float.NaN;
        var run = Run(spoilt, [50]);
        Assert.Equal("calibrated", Assert.Single(run.Result<Event>("status").Values).Text);
        Assert.True(Error(run.Result<float>().Values, 12, 14) < 0.2 * Error(dirty, 12, 14));
    }

    [Fact]
    public void A_channel_that_was_flat_while_it_learnt_is_left_as_it_is_and_the_others_are_cleaned()
    {
        var flat = (float[])dirty.Clone();
        for (var t = 0; t < flat.Length / Channels; t++) flat[t * Channels + 5] = t < 15 * Rate ? 0 : 1000 * MathF.Sin(t);
        var result = Run(flat, [50]).Result<float>().Values;
        double before = 0, after = 0;
        for (var t = 0; t < flat.Length / Channels; t++)
        {
            Assert.Equal(flat[t * Channels + 5], result[t * Channels + 5]);
            for (var c = 0; c < Channels; c++)
                if (c != 5 && t / Rate is > 18.3 and < 19.7)
                {
                    before += Math.Pow(flat[t * Channels + c] - clean[t * Channels + c], 2);
                    after += Math.Pow(result[t * Channels + c] - clean[t * Channels + c], 2);
                }
        }
        Assert.True(after < 0.02 * before, $"{after} of {before}");
    }

    [Fact]
    public void A_channel_that_falls_flat_later_changes_nothing()
    {
        var flat = (float[])clean.Clone();
        for (var t = 4000; t < flat.Length / Channels; t++) flat[t * Channels + 1] = 0;
        Assert.Equal(flat, Run(flat, [50]).Result<float>().Values);
    }

    [Fact]
    public void A_monstrous_sample_leaves_no_trace_after_three_seconds()
    {
        var monstrous = (float[])clean.Clone();
        monstrous[4000 * Channels + 4] = 1e30f;
        var result = Run(monstrous, [50]).Result<float>().Values;
        Assert.All(result, x => Assert.True(float.IsFinite(x)));
        Assert.Equal(clean[(4750 * Channels)..], result[(4750 * Channels)..]);
    }

    [Fact]
    public void A_gap_keeps_what_was_learnt_and_nothing_else()
    {
        const int at = 3250; // in the first artifact
        var run = Configured(new Asr(settings));
        run.Push<float>(dirty.AsSpan(0, at * Channels));
        run.Begin("signal", 20).Push<float>(clean.AsSpan(at * Channels)).End();
        var result = run.Result<float>();
        Assert.Equal(dirty.Length, result.Values.Length); // what waited came before the gap
        Assert.Equal([at], result.Gaps);
        Assert.Equal(20, result.Times[at], 1e-9);
        Assert.Equal(clean[(at * Channels)..], result.Values[(at * Channels)..]);
        Assert.Single(run.Result<Event>("status").Values);

        run = Configured(new Asr(settings));
        run.Push<float>(clean.AsSpan(0, at * Channels));
        run.Begin("signal", 20).Push<float>(dirty.AsSpan(12 * 250 * Channels)).End();
        Assert.True(Error([.. clean.AsSpan(0, 12 * 250 * Channels), .. run.Result<float>().Values.AsSpan(at * Channels)], 12.3, 14) < 0.2 * Error(dirty, 12.3, 14));
    }

    [Fact]
    public void It_goes_on_gathering_until_enough_is_clean()
    {
        // The first eleven seconds are mostly bursts of all strengths.
        var late = (float[])clean.Clone();
        var random = new Random(13);
        for (var half = 0; half < 22; half++)
        {
            var strength = half % 9 is 0 or 4 ? 0 : 100 * Math.Exp(4 * random.NextDouble());
            for (var t = half * 125; t < (half + 1) * 125; t++)
                for (var c = 0; c < Channels; c++) late[t * Channels + c] += (float)(strength * Math.Sin(0.9 * t + c));
        }
        var status = Run(late, [50]).Result<Event>("status");
        Assert.Equal("not clean", status.Values[0].Text);
        Assert.InRange(status.Values[0].Value, 0, 5);
        Assert.Equal("calibrated", status.Values[^1].Text);
        Assert.True(status.Times[^1] > 12, $"{status.Times[^1]} {status.Values[^1]}");
        Assert.All(status.Values[..^1], s => Assert.Equal("not clean", s.Text));
    }

    [Fact]
    public void The_cutoff_and_the_bypass_change_live()
    {
        var run = Configured(new Asr(settings));
        run.Push<float>(dirty.AsSpan(0, 11 * 250 * Channels));
        run.Change("bypass", "true").Push<float>(dirty.AsSpan(11 * 250 * Channels, 5 * 250 * Channels));
        var sofar = run.Result<float>().Values;
        Assert.Equal(dirty[..sofar.Length], sofar);
        run.Change("bypass", "false").Push<float>(dirty.AsSpan(16 * 250 * Channels, 6 * 250 * Channels));
        Assert.True(Error(run.Result<float>().Values, 18, 20) < 0.15 * Error(dirty, 18, 20));
        run.Change("cutoff", "0.5").Push<float>(dirty.AsSpan(22 * 250 * Channels)).End();
        Assert.True(Error(run.Result<float>().Values, 24, 29) > 1, "so low a cutoff takes brain signal too");
    }

    [Fact]
    public void Nothing_is_allocated_while_it_gathers_learns_and_repairs()
    {
        // A second run of the same node, whose pools are filled.
        var run = Configured(new Asr(settings)).CountOnly();
        Push(run, dirty, [25]);
        run.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var x = dirty.AsSpan();
        for (var at = 0; at < x.Length; at += 25 * Channels) run.Push<float>("signal", x.Slice(at, 25 * Channels));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_it_learnt_from_a_recording_serves_from_the_first_sample()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "asr.json");
        Learn(clean, settings).Save(file);
        var node = new Asr(settings with { Fit = file });
        var run = Configured(node);
        var late = dirty.AsSpan(12 * 250 * Channels);
        run.Push<float>(late).End();
        float[] result = [.. clean.AsSpan(0, 12 * 250 * Channels), .. run.Result<float>().Values];
        Assert.True(Error(result, 18, 20) < 0.15 * Error(dirty, 18, 20));
        Assert.Empty(run.Result<Event>("status").Values);
        Assert.InRange(node.Conclude()[1].Value, 5, 10);
        // It is what it would have learnt by itself, and a reset goes back to it.
        var self = new Asr(settings);
        Push(Configured(self), clean, [50]);
        Assert.Equal(self.Conclude()[1], node.Conclude()[1]);
        run.Reset().Push<float>(late).End();
        Assert.Equal(result[(12 * 250 * Channels)..], run.Result<float>().Values);
    }

    [Fact]
    public void A_short_recording_teaches_where_half_is_there_and_less_is_told()
    {
        var fit = Learn(clean[..(9 * 250 * Channels)], settings);
        Assert.Equal("clean signal learnt from", Assert.Single(fit.Figures).Name);
        Assert.InRange(fit.Figures[0].Value, 5, 9);
        var told = Assert.Throws<FitException>(() => Learn(clean[..(3 * 250 * Channels)], settings));
        Assert.Equal("expected at least 5 s of clean signal, found 0 s; give it a longer or calmer recording, or shorten 'calibration'", told.Message);
    }

    [Fact]
    public void A_fit_of_another_window_or_damaged_is_refused()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "asr.json");
        Learn(clean, settings).Save(file);
        Assert.Contains("'learnt.window': expected what was learnt with a window of 250 samples, found 125; let it learn", Assert.Throws<FitException>(() => Configured(new Asr(settings with { Fit = file, Window = 1 }))).Message, StringComparison.Ordinal);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"clean\": ", "\"clean\": -", StringComparison.Ordinal));
        Assert.Contains("'learnt.clean': expected more than 0 s, found -", Assert.Throws<FitException>(() => Configured(new Asr(settings with { Fit = file }))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file; let it learn", Assert.Throws<FitException>(() => Configured(new Asr(settings with { Fit = file + "x" }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 99, 0.5, 32, 60, "expected a signal of at least 100 Hz, found 99 Hz; resample it at its source")]
    [InlineData(8, 0, 0.5, 32, 60, "expected a signal of at least 100 Hz, found an irregular one; resample it at its source")]
    [InlineData(513, 250, 0.5, 32, 60, "expected at most 512 channels, found 513; select fewer")]
    [InlineData(8, 250, 0.1, 32, 60, "expected a step of at most 25 samples, the window, found 32; shorten the step or lengthen the window")]
    [InlineData(8, 250, 0.5, 32, 1, "expected a calibration of more than two windows, 1 s, found 1 s; lengthen it")]
    [InlineData(512, 2000, 0.5, 32, 3600, "expected a calibration of at most 262 s of so many channels, found 3600 s; shorten it")]
    public void What_it_cannot_do_is_told(int channels, double rate, double window, int step, double calibration, string message)
    {
        var node = new Asr(new() { Window = window, Step = step, Calibration = calibration });
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(node).Feed(StreamFormat.Signal(channels, rate)).Configure()).Message);
    }

    [Fact]
    public void A_state_of_another_shape_is_refused()
    {
        var state = Push(Configured(new Asr(settings)), clean[..(8 * 250 * Channels)], [50]).Save();
        Assert.Contains("samples to learn from where 1250 are expected", Assert.Throws<StateException>(() => Configured(new Asr(settings with { Calibration = 5 })).Load(state)).Message, StringComparison.Ordinal);
        state = Push(Configured(new Asr(settings)), dirty[..(13 * 250 * Channels)], [50]).Save();
        Assert.Throws<StateException>(() => new NodeRun(new Asr(settings)).Feed(StreamFormat.Signal(4, Rate)).Configure().Load(state));
    }

    private static NodeRun Configured(Asr node) => new NodeRun(node).Feed(format).Configure();

    private static NodeRun Run(float[] x, int[] sizes) => Push(Configured(new Asr(settings)), x, sizes).End();

    private static NodeRun Push(NodeRun run, float[] x, int[] sizes)
    {
        for (int at = 0, i = 0; at < x.Length; i++)
        {
            var length = Math.Min(sizes[i % sizes.Length] * Channels, x.Length - at);
            run.Push<float>(x.AsSpan(at, length));
            at += length;
        }
        return run;
    }

    private static Fit Learn(float[] x, Asr.Settings settings)
    {
        var node = new Asr(settings with { Fit = "to-be-learnt.json" });
        ((ILearner)node).Learn();
        Push(Configured(node), x, [50]).End();
        return Fit.Of(node);
    }

    private static string[] Said(NodeRun run)
    {
        var (signal, removed, status) = (run.Result<float>(), run.Result<float>("removed"), run.Result<Event>("status"));
        return
        [
            string.Join(' ', signal.Values.Select(BitConverter.SingleToInt32Bits)), string.Join(' ', signal.Times), string.Join(' ', removed.Values), string.Join(' ', removed.Times),
            string.Join(' ', status.Values), string.Join(' ', status.Times),
        ];
    }

    // Root mean square of what is not as in the clean signal.
    private static double Error(float[] x, double from, double to)
    {
        double sum = 0;
        for (var i = (int)(from * Rate) * Channels; i < (int)(to * Rate) * Channels; i++) sum += Math.Pow(x[i] - clean[i], 2);
        return Math.Sqrt(sum / ((to - from) * Rate * Channels));
    }

    // Five sources of pink noise, the first also of 10 Hz, that swell and fade at random, mixed, and an independent part in each channel.
    private static float[] Clean(double seconds)
    {
        var random = new Random(11);
        double Noise() => random.NextDouble() + random.NextDouble() - random.NextDouble() - random.NextDouble();
        double[] mixing = [.. Enumerable.Range(0, 5 * Channels).Select(_ => Noise())], slow = new double[5], swell = new double[5];
        var x = new float[(int)(seconds * Rate) * Channels];
        for (var t = 0; t < x.Length / Channels; t++)
        {
            for (var s = 0; s < 5; s++)
            {
                slow[s] = 0.9 * slow[s] + Noise();
                swell[s] = 0.987 * swell[s] + 0.05 * Noise();
            }
            for (var c = 0; c < Channels; c++)
            {
                var sum = 2 * Math.Exp(swell[4]) * Noise() + 8 * Math.Exp(swell[0]) * mixing[c] * Math.Sin(2 * Math.PI * 10 * t / Rate);
                for (var s = 0; s < 5; s++) sum += 3 * Math.Exp(swell[s]) * mixing[s * Channels + c] * slow[s];
                x[t * Channels + c] = (float)sum;
            }
        }
        return x;
    }

    // Bursts of muscle from one direction (12.5 to 13.5 s) and jumps from another (18.5 to 19.5 s).
    private static float[] WithArtifacts(float[] signal)
    {
        var random = new Random(12);
        var x = (float[])signal.Clone();
        for (var t = 0; t < x.Length / Channels; t++)
        {
            var seconds = t / Rate;
            var muscle = seconds is > 12.5 and < 13.5 ? 1000 * (random.NextDouble() - 0.5) : 0;
            var jump = seconds is > 18.5 and < 19.5 ? 600 * Math.Sin(2 * Math.PI * 1.5 * seconds) : 0;
            for (var c = 0; c < Channels; c++) x[t * Channels + c] += (float)(muscle * Math.Cos(c) + jump * Math.Sin(2.1 * c + 1));
        }
        return x;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("asr").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
