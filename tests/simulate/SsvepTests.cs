using Streaming.Simulate;

namespace Streaming.Tests;

public class SsvepTests
{
    [Fact]
    public void One_second_at_POz_tells_the_class_at_the_default_level() => Assert.InRange(Accuracy(new Subject.Settings().SsvepLevel, "POz"), 0.95, 1);

    [Fact]
    public void A_weaker_response_is_harder_to_tell()
    {
        var (strong, weak, none) = (Accuracy(5, "POz"), Accuracy(1.5, "POz"), Accuracy(0, "POz"));
        Assert.InRange(weak, 0.5, strong - 0.2);
        Assert.InRange(none, 0.38, 0.62);
    }

    [Fact]
    public void The_forehead_sees_almost_nothing_of_it() => Assert.InRange(Accuracy(5, "Fp1"), 0.35, 0.7);

    [Fact]
    public void Two_harmonics_are_there_while_a_target_is_attended_and_not_between_trials()
    {
        var recording = new Recording(new() { Protocol = Protocol.Ssvep, Background = 0, AlphaOpen = 0, AlphaClosed = 0 }, 60);
        var oz = recording.Clean("Oz");
        foreach (var trial in recording.Find("1", "2").Where(t => t.Sample + 1000 < recording.Samples))
        {
            var frequency = trial.Label == "1" ? 30 : 20;
            Assert.InRange(Spectrum.Explained(oz.AsSpan((int)trial.Sample + 400, 250), frequency, 250), 0.99, 1.0001);
            Assert.True(oz.AsSpan((int)trial.Sample + 950, 40).ToArray().All(v => Math.Abs(v) < 0.1));
        }
    }

    [Fact]
    public void Trials_have_their_length_and_pauses_between_one_and_two_seconds()
    {
        var trials = new Recording(new() { Protocol = Protocol.Ssvep }, 400).Find("1", "2");
        Assert.All(trials, t => Assert.Equal(750, t.Length));
        Assert.All(trials.Zip(trials.Skip(1), (a, b) => b.Sample - a.Sample - a.Length), pause => Assert.InRange(pause, 250, 500));
        Assert.InRange(trials.Count(t => t.Label == "1") / (double)trials.Length, 0.35, 0.65);
        Assert.Equal(["1", "2"], trials.Select(t => t.Label).Distinct().Order());
    }

    [Fact]
    public void A_second_harmonic_above_half_the_rate_is_left_out()
    {
        var settings = new Subject.Settings { Protocol = Protocol.Free, Classes = ValueMap.Of(("fast", "70")), Attend = "fast", Background = 0, AlphaOpen = 0 };
        var density = Spectrum.Density(new Recording(settings, 20).Clean("Oz"), 250, 1);
        Assert.True(density[70] > 1e4 * density[110]);       // 140 Hz would fold to 110
    }

    private static double Accuracy(double level, string channel)
    {
        var recording = new Recording(new() { Protocol = Protocol.Ssvep, SsvepLevel = level }, 600);
        var x = BandPass(recording.Signal(channel));
        var trials = recording.Find("1", "2").Where(t => t.Sample + t.Length <= recording.Samples).ToArray();
        return trials.Average(t =>
        {
            var second = x.AsSpan((int)t.Sample + 75, 250);
            var told = Spectrum.Explained(second, 30, 250) > Spectrum.Explained(second, 20, 250) ? "1" : "2";
            return told == t.Label ? 1.0 : 0.0;
        });
    }

    private static double[] BandPass(double[] x)
    {
        var (low, high) = (Biquad.HighPass(5, 250), Biquad.LowPass(50, 250));
        BiquadState a = default, b = default;
        return [.. x.Select(v => high.Step(low.Step(v, ref a), ref b))];
    }
}
