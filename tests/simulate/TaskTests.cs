using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>What movements and stimuli do to the simulated brain, and that it is told truly.</summary>
public class TaskTests
{
    private static readonly ValueList<string> motor = ["C3", "Cz", "C4", "Oz"];

    [Theory]
    [InlineData("left", "C4", "C3")]
    [InlineData("right", "C3", "C4")]
    [InlineData("fists", "C3", "Cz")]
    [InlineData("feet", "Cz", "C3")]
    public void A_movement_takes_down_the_mu_rhythm_over_its_own_area(string movement, string over, string beside)
    {
        var recording = new Recording(Motor(("go", movement)), 600);
        Assert.InRange(Change(recording, over), 0.2, 0.7);
        Assert.InRange(Change(recording, beside), 0.75, 1.6);
    }

    [Fact]
    public void Movements_are_trials_with_pauses_and_each_is_drawn_alike()
    {
        var trials = new Recording(new() { Protocol = Protocol.MotorImagery, Channels = motor }, 1200).Find("T1", "T2");
        Assert.All(trials, t => Assert.Equal(750, t.Length));
        Assert.All(trials.Zip(trials.Skip(1), (a, b) => b.Sample - a.Sample - a.Length), pause => Assert.InRange(pause, 250, 500));
        Assert.InRange(trials.Count(t => t.Label == "T1") / (double)trials.Length, 0.4, 0.6);
    }

    [Fact]
    public void What_is_waited_for_is_followed_by_a_wave_over_the_parietal_midline_and_nothing_else_is()
    {
        var settings = new Subject.Settings { Protocol = Protocol.P300, Channels = ["Pz", "Fp1", "Oz"], Background = 0, AlphaOpen = 0, P300Level = 10, Interval = 2 };
        var recording = new Recording(settings, 1000);
        var (common, target) = (Mean(recording, "Pz", "1"), Mean(recording, "Pz", "2"));
        Assert.InRange(target.Max(), 5, 10);                                                 // later or earlier, so that their mean is lower than each
        Assert.InRange(Array.IndexOf(target, target.Max()) / 250.0, 0.3, 0.55);
        Assert.True(common.Max() < 0.2);
        Assert.InRange(Mean(recording, "Fp1", "2").Max(), 0, target.Max() / 3);
        Assert.True(Mean(recording, "Oz", "1").Min() < -2);                                  // both are seen
    }

    [Fact]
    public void Stimuli_come_at_their_interval_and_a_fifth_is_waited_for()
    {
        var stimuli = new Recording(new() { Protocol = Protocol.P300, Channels = ["Pz"] }, 1200).Find("1", "2");
        Assert.InRange(stimuli.Count(s => s.Label == "2") / (double)stimuli.Length, 0.17, 0.23);
        Assert.All(stimuli.Zip(stimuli.Skip(1), (a, b) => b.Sample - a.Sample), gap => Assert.InRange(gap, 120, 180));
    }

    [Fact]
    public void Other_protocols_have_neither() => Assert.Equal(
        new Recording(new() { Protocol = Protocol.Rest }, 10).Signal("Oz"),
        new Recording(new() { Protocol = Protocol.Rest, MuLevel = 50, P300Level = 50 }, 10).Signal("Oz"));

    [Theory]
    [InlineData("hands", "expected one of the movements left, right, fists, feet for 'go', found 'hands'; set movements to events with a movement, such as { T1: fists, T2: feet }")]
    [InlineData("", "expected at least one movement for the protocol motorImagery, found none; set movements to events with a movement, such as { T1: fists, T2: feet }")]
    public void A_movement_that_is_not_known_is_named(string movement, string message) => Assert.Equal(message, Assert.Throws<FormatMismatchException>(() =>
        new NodeRun(new Subject(new() { Protocol = Protocol.MotorImagery, Movements = movement.Length == 0 ? ValueMap.Empty : ValueMap.Of(("go", movement)) })).Configure()).Message);

    private static Subject.Settings Motor(params (string, string)[] movements) =>
        new() { Protocol = Protocol.MotorImagery, Movements = ValueMap.Of(movements), Channels = motor, Background = 0, AlphaOpen = 0, AlphaClosed = 0 };

    /// <summary>The power during movements over that in the second before, on average.</summary>
    private static double Change(Recording recording, string channel)
    {
        var x = recording.Clean(channel);
        double Power(int from, int count) => x.AsSpan(from, count).ToArray().Average(v => v * v);
        var trials = recording.Find("go").Where(t => t.Sample > 250 && t.Sample + 750 < recording.Samples).ToList();
        return trials.Average(t => Power((int)t.Sample + 250, 500)) / trials.Average(t => Power((int)t.Sample - 100, 100));
    }

    private static double[] Mean(Recording recording, string channel, string label)
    {
        var x = recording.Clean(channel);
        var stimuli = recording.Find(label).Where(t => t.Sample + 250 < recording.Samples).ToList();
        return [.. Enumerable.Range(0, 250).Select(i => stimuli.Average(s => x[s.Sample + i]))];
    }
}
