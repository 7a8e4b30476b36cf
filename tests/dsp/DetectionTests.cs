using Streaming.Dsp;

namespace Streaming.Tests;

public class DetectionTests
{
    [Fact]
    public void WhatIsMissedAndWhatIsFoundInVainIsToldInPartsOfTheTruth()
    {
        // True: 1-3, 5-6, 8-9. Found: 2-4 (half of the first and a second too much), 5.5-5.75, 10-10.5 (in vain).
        Assert.Equal([("detection error rate", 1 + 0.75 + 1 + 1 + 0.5), ("missed", 1 + 0.75 + 1), ("false alarm", 1 + 0.5), ("true segments", 3 * 4.0), ("found of them", 2 * 4.0), ("found in vain", 1 * 4.0)],
            Conclude([(2, 4), (5.5, 5.75), (10, 10.5)], [(1, 3), (5, 6), (8, 9)]).Select(c => (c.Name, 4 * c.Value)));
    }

    [Fact]
    public void ASegmentThatSpansSeveralFindsThemAll() =>
        Assert.Equal([1.5 / 3, 0, 1.5 / 3, 3, 3, 0], Conclude([(0, 4.5)], [(0, 1), (1.5, 2.5), (3, 4)]).Select(c => c.Value));

    [Fact]
    public void EventsThatDoNotCountAreLeftOut()
    {
        var node = new Detection(new() { Events = ["speech"] });
        var run = Run(node);
        run.Push<Event>("truth", [new("cough", 0, 5), new("speech", 0, 1)], [0, 7]).Push<Event>("found", [new("any", 0, 1)], [7]).End();
        Assert.Equal([0, 0, 0, 1, 1, 0], node.Conclude().Select(c => c.Value));
    }

    [Fact]
    public void WhereNothingIsTrueNothingElseIsConcluded()
    {
        var node = new Detection(new());
        Run(node).Push<Event>("found", [new("any", 0, 1)], [7]).End();
        Assert.Equal([new("true segments", 0)], node.Conclude());
    }

    /// <summary>Against tenths of a second that are counted one by one, whatever came first.</summary>
    [Fact]
    public void TimesAreThoseOfCountingThem()
    {
        var segments = Gen.Select(Gen.Int[0, 8], Gen.Int[1, 8]).Array[0, 12];
        Gen.Select(segments, segments, Gen.Bool).Sample((found, truth, early) =>
        {
            var (a, b) = (Place(found), Place(truth));
            var node = new Detection(new());
            var run = Run(node);
            void Push(string port, (int From, int To)[] places)
            {
                foreach (var (from, to) in places) run.Push<Event>(port, [new("x", 0, (to - from) / 10.0)], [from / 10.0]);
            }

            if (early) Push("found", a);
            Push("truth", b);
            if (!early) Push("found", a);
            run.End();
            bool In((int From, int To)[] places, int t) => places.Any(p => t >= p.From && t < p.To);
            double total = Enumerable.Range(0, 400).Count(t => In(b, t)), missed = Enumerable.Range(0, 400).Count(t => In(b, t) && !In(a, t)), vain = Enumerable.Range(0, 400).Count(t => In(a, t) && !In(b, t));
            var conclusions = node.Conclude().ToDictionary(c => c.Name, c => c.Value);
            Assert.Equal(b.Length, conclusions["true segments"]);
            if (b.Length == 0) return;
            Assert.Equal(missed / total, conclusions["missed"], 1e-9);
            Assert.Equal(vain / total, conclusions["false alarm"], 1e-9);
            Assert.Equal(b.Count(p => Enumerable.Range(p.From, p.To - p.From).Any(t => In(a, t))), conclusions["found of them"]);
            Assert.Equal(a.Count(p => !Enumerable.Range(p.From, p.To - p.From).Any(t => In(b, t))), conclusions["found in vain"]);
        });
    }

    private static (int From, int To)[] Place((int Pause, int Length)[] segments)
    {
        var at = 0;
        return [.. segments.Select(s => (at += s.Pause, at += s.Length))];
    }

    private static IReadOnlyList<Conclusion> Conclude((double From, double To)[] found, (double From, double To)[] truth)
    {
        var node = new Detection(new());
        Run(node).Push<Event>("found", [.. found.Select(s => new Event("x", 0, s.To - s.From))], [.. found.Select(s => s.From)])
            .Push<Event>("truth", [.. truth.Select(s => new Event("x", 0, s.To - s.From))], [.. truth.Select(s => s.From)]).End();
        return node.Conclude();
    }

    private static NodeRun Run(Detection node) => new NodeRun(node).Feed("found", StreamFormat.Events()).Feed("truth", StreamFormat.Events()).Configure();
}
