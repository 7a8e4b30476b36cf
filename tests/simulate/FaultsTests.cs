using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>Faults are what the truth says, where it says, and nothing else.</summary>
public class FaultsTests
{
    private const double Rate = 250;
    private static readonly StreamFormat four = StreamFormat.Signal(4, Rate, "µV", ["Fp1", "C3", "C4", "O2"]);
    private static readonly Faults.Settings none = new() { FlatRate = 0, NoiseRate = 0, LineRate = 0, PopRate = 0, MissingRate = 0, Length = 2 };
    private static readonly float[] clean = [.. Enumerable.Range(0, 4 * 60 * (int)Rate).Select(i => (float)(20 * Math.Sin(0.1 * i)))];

    [Fact]
    public void Without_faults_the_signal_is_as_it_was() => Assert.Equal(clean, Run(none).Signal);

    [Fact]
    public void A_flat_channel_keeps_its_value_for_its_duration() => Check(none with { FlatRate = 10 }, "flat", (now, before, first, _) => Assert.Equal(first, now));

    [Fact]
    public void A_missing_moment_has_no_numbers() => Check(none with { MissingRate = 10, MissingLength = 0.1 }, "missing", (now, _, _, _) => Assert.Equal(float.NaN, now));

    [Fact]
    public void Mains_are_added_to_the_channel() =>
        Check(none with { LineRate = 10, LineLevel = 30 }, "line", (now, before, _, i) => Assert.Equal(before + 30 * Math.Sin(2 * Math.PI * 50 * i / Rate), now, 1e-3));

    [Fact]
    public void A_noisy_channel_gives_nothing_else()
    {
        var noise = new List<double>();
        Check(none with { NoiseRate = 10, NoiseLevel = 40 }, "noise", (now, _, _, _) => noise.Add(now));
        Assert.Equal(40, Math.Sqrt(noise.Average(v => v * v)), 2.0);
        Assert.InRange(noise.Zip(noise.Skip(1), (a, b) => a * b).Average(), -100, 100); // white
    }

    [Fact]
    public void A_pop_jumps_and_returns()
    {
        var (signal, truth) = Run(none with { PopRate = 10, PopLevel = 300 });
        Assert.InRange(truth.Count, 4, 20);
        foreach (var (e, sample) in truth)
        {
            Assert.Equal($"pop {four.Labels[(int)e.Value]}", e.Text);
            Assert.InRange(Math.Abs(signal[sample * 4 + (int)e.Value] - clean[sample * 4 + (int)e.Value]), 100, 900);
        }
    }

    [Fact]
    public void Nothing_goes_wrong_at_first_nor_on_other_channels()
    {
        var (signal, truth) = Run(new Faults.Settings { FlatRate = 30, NoiseRate = 30, LineRate = 30, PopRate = 60, MissingRate = 30, Length = 2, After = 20, Channels = ["C3", "O2"] });
        Assert.True(truth.Count > 30);
        Assert.All(truth, t => Assert.True(t.Sample >= 20 * Rate && (int)t.Event.Value is 1 or 3));
        for (var i = 0; i < clean.Length; i++)
            if (i % 4 is 0 or 2 || i / 4 < 20 * Rate) Assert.Equal(clean[i], signal[i]);
    }

    [Fact]
    public void Seeds_differ_and_a_seed_repeats()
    {
        Faults.Settings settings = new() { FlatRate = 20, NoiseRate = 20, Length = 2 };
        Assert.Equal(Run(settings).Signal, Run(settings).Signal);
        Assert.NotEqual(Run(settings).Signal, Run(settings with { Seed = 2 }).Signal);
    }

    // One kind of fault may be left out without moving the others.
    [Fact]
    public void Each_kind_draws_for_itself()
    {
        Faults.Settings settings = none with { FlatRate = 20, MissingRate = 20 };
        Assert.Equal(Run(settings).Truth.Where(t => t.Event.Text.StartsWith("flat", StringComparison.Ordinal)), Run(settings with { MissingRate = 0 }).Truth);
    }

    [Fact]
    public void What_does_not_suit_is_said()
    {
        Assert.Equal("expected a signal of steady rate, found an irregular one; spoil it before it is cut", Message(none, four with { Rate = 0 }));
        Assert.Equal("expected a signal with channel 'Cz', found channels Fp1, C3, C4, O2; name one of those, or alternatives as 'POz|Pz'", Message(none with { Channels = ["Cz"] }, four));

        static string Message(Faults.Settings settings, StreamFormat format) => Assert.Throws<FormatMismatchException>(() => new NodeRun(new Faults(settings)).Feed(format).Configure()).Message;
    }

    private static void Check(Faults.Settings settings, string kind, Action<float, float, float, int> inside)
    {
        var (signal, truth) = Run(settings);
        Assert.InRange(truth.Count, 4, 20);
        var expected = (float[])clean.Clone();
        foreach (var (e, sample) in truth)
        {
            var channel = (int)e.Value;
            Assert.Equal($"{kind} {four.Labels[channel]}", e.Text);
            for (var i = sample; i < Math.Min(sample + (int)Math.Round(e.Duration * Rate), clean.Length / 4); i++)
            {
                inside(signal[i * 4 + channel], clean[i * 4 + channel], clean[sample * 4 + channel], i);
                expected[i * 4 + channel] = signal[i * 4 + channel];
            }
        }
        Assert.Equal(expected, signal);
    }

    private static (float[] Signal, List<(Event Event, int Sample)> Truth) Run(Faults.Settings settings)
    {
        var run = new NodeRun(new Faults(settings)).Feed(four).Configure().Push<float>(clean).End();
        var truth = run.Result<Event>("truth");
        return (run.Result<float>("output").Values, [.. truth.Values.Zip(truth.Times, (e, t) => (e, (int)Math.Round(t * Rate)))]);
    }
}
