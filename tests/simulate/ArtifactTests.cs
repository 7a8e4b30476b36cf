using Streaming.Simulate;

namespace Streaming.Tests;

public class ArtifactTests
{
    private static readonly Subject.Settings none = new() { BlinkRate = 0, MuscleRate = 0, Mains = Mains.None, PopRate = 0, DriftLevel = 0 };

    [Fact]
    public void Without_artifacts_the_signal_is_the_clean_one()
    {
        var recording = new Recording(none, 20);
        Assert.Equal(recording.Clean("Fp1"), recording.Signal("Fp1"));
        Assert.Equal(recording.Find("open", "closed"), recording.Truths);
    }

    [Fact]
    public void Artifacts_leave_the_clean_signal_as_it_is() =>
        Assert.Equal(new Recording(none, 60).Clean("Oz"), new Recording(new(), 60).Clean("Oz"));

    [Fact]
    public void Blinks_are_bumps_over_the_forehead_where_the_truth_says()
    {
        var recording = new Recording(none with { BlinkRate = 20, Protocol = Protocol.Free }, 300);
        var (forehead, occiput) = (recording.Artifacts("Fp1"), recording.Artifacts("Oz"));
        var blinks = recording.Find("blink");
        Assert.InRange(blinks.Length, 70, 130);
        Assert.All(blinks, t => Assert.InRange(t.Length, 50, 100));
        var elsewhere = forehead.ToArray();
        foreach (var t in blinks.Where(t => t.Sample + t.Length <= recording.Samples))
        {
            var bump = forehead.AsSpan((int)t.Sample, (int)t.Length);
            Assert.InRange(bump.ToArray().Max(), 99, 301);
            Assert.True(occiput.AsSpan((int)t.Sample, (int)t.Length).ToArray().Max() < 12);
            elsewhere.AsSpan((int)t.Sample, (int)t.Length).Clear();
        }
        Assert.All(elsewhere[..^100], v => Assert.Equal(0, v));
        Assert.All(blinks.Zip(blinks.Skip(1)), pair => Assert.True(pair.First.Sample + pair.First.Length < pair.Second.Sample));
    }

    [Fact]
    public void Closed_eyes_do_not_blink()
    {
        var recording = new Recording(new() { BlinkRate = 30 }, 300);
        var closed = recording.Find("closed");
        Assert.Equal(15, closed.Length);
        Assert.DoesNotContain(recording.Find("blink"), b => closed.Any(c => b.Sample >= c.Sample && b.Sample < c.Sample + c.Length));
    }

    [Fact]
    public void Muscle_bursts_are_fast_and_temporal()
    {
        var recording = new Recording(none with { MuscleRate = 30, MuscleLevel = 40 }, 200);
        var bursts = recording.Find("muscle").Where(t => t.Sample + t.Length <= recording.Samples).ToArray();
        Assert.InRange(bursts.Length, 40, 120);
        Assert.All(bursts, t => Assert.InRange(t.Length, 75, 375));
        var temporal = recording.Artifacts("T7").Zip(recording.Artifacts("T8"), (l, r) => l + r).ToArray();
        foreach (var t in bursts)
        {
            var middle = temporal.AsSpan((int)(t.Sample + t.Length / 4), (int)t.Length / 2).ToArray();
            Assert.InRange(Math.Sqrt(middle.Average(v => v * v)), 5, 150);
        }
        var density = Spectrum.Density(temporal, 250, 1);
        Assert.True(Spectrum.Mean(density, 1, 30, 90) > 20 * Spectrum.Mean(density, 1, 1, 8));
        Assert.True(recording.Artifacts("T7").Average(v => v * v) > 100 * recording.Artifacts("Oz").Average(v => v * v));
    }

    [Fact]
    public void A_pop_jumps_in_the_channel_the_truth_names_and_returns()
    {
        var recording = new Recording(none with { PopRate = 2 }, 600);
        var pops = recording.Find("pop");
        Assert.InRange(pops.Length, 8, 40);
        foreach (var pop in pops.Where(t => t.Sample > 0 && t.Sample + t.Length < recording.Samples))
        {
            var channel = recording.Artifacts(none.Channels[pop.Channel]);
            Assert.InRange(Math.Abs(channel[pop.Sample] - channel[pop.Sample - 1]), 74, 226);
        }
        var alone = pops.First(p => pops.All(q => q == p || q.Sample > p.Sample + p.Length || q.Sample + q.Length < p.Sample));
        var returning = recording.Artifacts(none.Channels[alone.Channel]);
        Assert.InRange(returning[alone.Sample + alone.Length] / returning[alone.Sample], 0.03, 0.07);
    }
}
