using Streaming.Dsp;

namespace Streaming.Tests;

public class AucTests
{
    // ((7919 i + 314187 + 93 i) mod 1009) / 504 - 1, plus 0.8 for every third: roc_auc_score of scikit-learn 1.2.1 gives 0.8325 for the scores rounded to tenths.
    [Fact]
    public void Ties_count_half_as_in_the_reference()
    {
        var trial = Run(new() { Positive = "target" });
        for (var i = 0; i < 30; i++)
        {
            var score = (float)Math.Round((i * 7919 + 3 * 104729 + i * 3 * 31) % 1009 / 504.0 - 1 + (i % 3 == 1 ? 0.8 : 0), 1);
            trial.Run.Push<Event>("truth", [new Event(i % 3 == 1 ? "target" : "other")], [i]).Push<float>("scores", [score], [i]);
        }
        Assert.Equal([0.8325, 10, 20, 0, 0], Concluded(trial).Select(c => Math.Round(c.Value, 12)));
    }

    [Fact]
    public void It_is_how_often_a_positive_is_above_a_negative() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 30], Gen.Int[0, 5].Array[1, 30]).Sample((positives, negatives) =>
        {
            var trial = Run(new() { Positive = "1" });
            double time = 0;
            foreach (var (value, label) in positives.Select(v => (v, "1")).Concat(negatives.Select(v => (v, "2"))))
                trial.Run.Push<Event>("truth", [new Event(label)], [++time]).Push<float>("scores", [value], [time]);
            var pairs = positives.Average(p => negatives.Average(n => p > n ? 1 : p == n ? 0.5 : 0.0));
            Assert.Equal(pairs, Concluded(trial)[0].Value, 1e-9);
        }, iter: 200);

    [Fact]
    public void Scores_belong_to_the_latest_event_within_a_while_and_others_are_counted()
    {
        var trial = Run(new() { Positive = "target", Classes = ValueMap.Of(("1", "other"), ("2", "target")), Within = 0.5 });
        trial.Run.Push<float>("scores", [9], [0]);                                      // before any event
        trial.Run.Push<Event>("truth", [new Event("1"), new Event("blink")], [1, 1.1]).Push<float>("scores", [1], [1.4]);
        trial.Run.Push<Event>("truth", [new Event("2")], [2]).Push<float>("scores", [2, float.NaN, 0], [2.5, 2.5, 2.6]); // the last too late
        Assert.Equal([1, 1, 1, 2, 1], Concluded(trial).Select(c => c.Value));
        Assert.Equal(["area under the curve", "scores of target", "scores of others", "scores without event", "scores not a number"], Concluded(trial).Select(c => c.Name));
    }

    [Fact]
    public void Of_a_long_run_the_last_scores_count()
    {
        var trial = Run(new() { Positive = "1", Last = 4 });
        for (var i = 0; i < 10; i++) trial.Run.Push<Event>("truth", [new Event(i % 2 == 0 ? "1" : "2")], [i]).Push<float>("scores", [i < 6 == (i % 2 == 0) ? 0 : 1], [i]);
        Assert.Equal([1, 2, 2, 0, 0], Concluded(trial).Select(c => c.Value));       // the first six were the other way round
    }

    [Fact]
    public void Without_one_of_both_kinds_it_is_not_known() => Assert.True(double.IsNaN(Concluded(Run(new() { Positive = "1" }))[0].Value));

    [Fact]
    public void What_cannot_work_is_said()
    {
        var labelled = new StreamFormat { Kind = StreamKind.Features, Shape = [2], Labels = ["left", "right"] };
        string Error(Auc.Settings settings) =>
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new Auc(settings)).Feed("scores", labelled).Feed("truth", StreamFormat.Events()).Configure()).Message;
        Assert.Equal("expected a score named 'target', found left, right; name one of those in 'score'", Error(new() { Positive = "target" }));
        Assert.Equal("expected one of the classes left, right as positive, found 'up'; name one of them", Error(new() { Positive = "up", Classes = ValueMap.Of(("1", "left"), ("2", "right")) }));
    }

    private static (Auc Node, NodeRun Run) Run(Auc.Settings settings)
    {
        var node = new Auc(settings);
        return (node, new NodeRun(node).Feed("scores", new StreamFormat { Kind = StreamKind.Features, Shape = [1] }).Feed("truth", StreamFormat.Events()).Configure());
    }

    private static IReadOnlyList<Conclusion> Concluded((Auc Node, NodeRun Run) trial)
    {
        trial.Run.End();
        return trial.Node.Conclude();
    }
}
