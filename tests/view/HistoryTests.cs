using Streaming.View;

namespace Streaming.Tests;

public class HistoryTests
{
    [Fact]
    public void Keeps_the_last_samples_whatever_the_pieces() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 4], Gen.Select(Gen.Int[0, 70], Gen.Bool).Array[1, 12]).Sample((capacity, channels, pieces) =>
        {
            var history = new SignalHistory("s", [.. Enumerable.Range(0, channels).Select(c => $"{c}")], 10, "", capacity);
            var all = new List<float[]>();
            foreach (var (length, isGap) in pieces)
            {
                var piece = Enumerable.Range(all.Count, length).Select(i => Enumerable.Range(0, channels).Select(c => isGap ? float.NaN : 100 * i + c).ToArray()).ToArray();
                if (isGap) history.AddGap(length);
                else history.Add(piece.SelectMany(v => v).ToArray(), 0);
                all.AddRange(piece);
            }
            Assert.Equal(all.Count, history.Count);
            for (var i = 0; i < all.Count; i++)
                for (var c = 0; c < channels; c++)
                    Assert.Equal(i < all.Count - capacity ? float.NaN : all[i][c], history[i, c]);
            Assert.Equal(float.NaN, history[all.Count, 0]);
            Assert.Equal(float.NaN, history[-1, 0]);
        }, iter: 200);

    [Fact]
    public void A_gap_of_years_costs_no_more_than_a_long_one()
    {
        var history = new SignalHistory("s", ["a"], 250, "", 1000);
        history.Add([1, 2, 3], 0);
        history.AddGap(100_000_000_000);
        Assert.Equal(100_000_000_003, history.Count);
        Assert.Equal(float.NaN, history[history.Count - 1000, 0]);
    }

    [Theory]
    [InlineData(0.9, 2)]
    [InlineData(3.9, 10)]
    [InlineData(12, 50)]
    [InlineData(300, 1000)]
    [InlineData(0.00021, 0.0005)]
    public void The_scale_is_of_the_series_1_2_5(double rms, double expected)
    {
        var scale = new Scale();
        scale.Follow(Alternating(rms));
        Assert.Equal(expected, scale.Value, 1e-9);
    }

    [Fact]
    public void The_scale_stays_while_it_fits()
    {
        var scale = new Scale();
        scale.Follow(Alternating(12));
        scale.Follow(Alternating(19));
        Assert.Equal(50, scale.Value);
        scale.Follow(Alternating(9));
        Assert.Equal(50, scale.Value);
        scale.Follow(Alternating(6));
        Assert.Equal(20, scale.Value);
        scale.Follow(Alternating(0));            // a flat line asks for nothing
        Assert.Equal(20, scale.Value);
    }

    [Fact]
    public void A_decision_is_about_the_longest_thing_that_goes_on()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory());
        truth.Add(10, new("closed", 0, 10));
        truth.Add(12, new("blink", 0, 0.3));
        decisions.Add(5, new("open"));           // before anything is known
        decisions.Add(10, new("closed"));        // at the very start
        decisions.Add(12.1, new("open"));        // in the middle of the blink
        decisions.Add(20, new("closed"));        // when it is over
        decisions.Judge(truth, []);
        Assert.Equal([Outcome.Unknown, Outcome.Wrong, Outcome.Right, Outcome.Unknown], Outcomes(decisions));
        Assert.Equal((1, 2), (decisions.Right, decisions.Judged));
    }

    [Fact]
    public void A_late_truth_judges_once()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory());
        decisions.Add(1, new("1"));
        decisions.Judge(truth, []);
        truth.Add(0.5, new("1", 0, 3));
        decisions.Judge(truth, []);
        decisions.Judge(truth, []);
        Assert.Equal((1, 1), (decisions.Right, decisions.Judged));
    }

    [Fact]
    public void Only_the_classes_that_are_named_count()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory());
        truth.Add(0, new("pop", 0, 5));
        decisions.Add(1, new("open"));
        decisions.Judge(truth, ["open", "closed"]);
        Assert.Equal(Outcome.Unknown, decisions[0].Outcome);
    }

    /// <summary>As markers of a recording come: a decision on an epoch has the time of its marker.</summary>
    [Fact]
    public void An_event_without_duration_is_true_at_its_very_time()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory());
        truth.Add(4, new("left"));
        decisions.Add(4, new("left"));
        decisions.Add(4.5, new("left"));
        decisions.Judge(truth, []);
        Assert.Equal([Outcome.Unknown, Outcome.Right], Outcomes(decisions));
    }

    /// <summary>A display may drop blocks: what it then judges is still what is judged when nothing is dropped, only less of it.</summary>
    [Fact]
    public void Dropped_events_never_make_a_decision_wrong() =>
        Gen.Select(Gen.Bool.Array[1, 40], Gen.Bool.Array[40], Gen.Int[0, 3]).Sample((kept, decided, behind) =>
        {
            var (truth, decisions) = (new EventHistory(), new EventHistory());
            var missing = false;
            for (var trial = 0; trial < kept.Length; trial++)
            {
                if (kept[trial] && missing) truth.Break(4 * trial);
                if (kept[trial]) truth.Add(4 * trial, new($"{trial % 2}", 0, 3));
                missing = !kept[trial];
                var at = trial - behind;
                if (at >= 0 && decided[at]) decisions.Add(4 * at, new($"{at % 2}"));
                decisions.Judge(truth, []);
            }
            Assert.Equal(decisions.Judged, decisions.Right);
        });

    [Fact]
    public void Where_events_are_missing_nothing_is_judged()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory());
        truth.Add(0, new("open", 0, 10));
        truth.Break(30);
        truth.Add(30, new("open", 0, 10));
        decisions.Add(5, new("open"));           // before the last event that was seen
        decisions.Add(32, new("open"));
        decisions.Judge(truth, []);
        Assert.Equal([Outcome.Right, Outcome.Unknown], Outcomes(decisions));
    }

    [Fact]
    public void Keeps_the_last_64_events_and_counts_all()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory());
        truth.Add(0, new("a", 0, 1000));
        for (var i = 0; i < 200; i++)
        {
            decisions.Add(i, new(i % 4 == 0 ? "b" : "a"));
            decisions.Judge(truth, []);
        }
        Assert.Equal(64, decisions.Count);
        Assert.Equal(199, decisions[0].Time);
        Assert.Equal(136, decisions[63].Time);
        Assert.Equal((150, 200), (decisions.Right, decisions.Judged));
    }

    private static Outcome[] Outcomes(EventHistory events) => [.. Enumerable.Range(0, events.Count).Select(i => events[i].Outcome)];

    private static SignalHistory Alternating(double level)
    {
        var history = new SignalHistory("s", ["a"], 100, "", 100);
        history.Add([.. Enumerable.Range(0, 100).Select(i => (float)(i % 2 == 0 ? level : -level) + 100 * (float)level)], 1);
        return history;
    }
}
