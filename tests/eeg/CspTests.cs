using System.Text.Json;
using Streaming.Eeg;

namespace Streaming.Tests;

public sealed class CspTests : IDisposable
{
    private readonly DecodeMaterial material = new();

    public void Dispose() => material.Dispose();

    // scipy 1.10.1: eigh(S_class, S_a + S_b) on the covariances of DecodeMaterial's windows without their means; log of numpy.var of the fifth window's projections.
    [Theory]
    [InlineData(0.0, new[] { 0.8496336435558096, 0.5803351153795935, 0.9158155897810619, 0.49797357204938564 }, new[] { -1.7302866266236145, -0.7501752652646011, -0.1487334949103617, -0.5590818651408185 })]
    [InlineData(0.1, new[] { 0.7796135833307914, 0.5208582228903424, 0.9013802101331183, 0.5490558470530307 }, new[] { -1.6642145507735646, -0.9565254979464335, -0.08835717826553448, -0.896010663130903 })]
    public void FiltersAndFeaturesAreThoseOfTheGeneralisedEigenproblem(double regularisation, double[] shares, double[] features)
    {
        var settings = new Csp.Settings { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 2, Regularisation = regularisation };
        Teach(settings);
        using var file = JsonDocument.Parse(File.ReadAllBytes(material.File));
        var found = file.RootElement.GetProperty("learnt").GetProperty("shares").EnumerateArray().Select(v => v.GetDouble()).ToList();
        for (var i = 0; i < 4; i++) Assert.Equal(shares[i], found[i], 1e-10);

        var run = new NodeRun(new Csp(settings)).Feed(DecodeMaterial.WindowFormat).Configure().Push<float>("windows", DecodeMaterial.Windows[5], [7]);
        var result = run.Result<float>();
        Assert.Equal([7], result.Times);
        Assert.Equal(["a 1", "a 2", "b 1", "b 2"], result.Format.Labels);
        for (var i = 0; i < 4; i++) Assert.Equal(features[i], result.Values[i], 1e-6);
    }

    [Fact]
    public void WithoutRegularisationPatternsTimesFiltersAreTheIdentity()
    {
        Teach(new() { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 4, Regularisation = 0 });
        using var file = JsonDocument.Parse(File.ReadAllBytes(material.File));
        double[][] Rows(string name) => [.. file.RootElement.GetProperty("learnt").GetProperty(name).EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        var (filters, patterns) = (Rows("filters"), Rows("patterns"));
        // The four filters of one class are all there are: each pattern is picked out by its own filter alone.
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 4; j++) Assert.Equal(i == j ? 1 : 0, filters[i].Zip(patterns[j], (f, p) => f * p).Sum(), 1e-9);
    }

    [Fact]
    public void TheFiguresTellTheWindowsAndHowWellTheyAreToldApart()
    {
        var fit = Teach(new() { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1 });
        Assert.Equal((6, 6), (DecodeMaterial.Figure(fit, "windows of a"), DecodeMaterial.Figure(fit, "windows of b")));
        Assert.Equal(1, DecodeMaterial.Figure(fit, "accuracy on windows left out"));
        Assert.Equal(1, DecodeMaterial.Figure(fit, "area under the curve on them"));
    }

    [Fact]
    public void NoiseIsNotToldApartHoweverManyFiltersFitIt()
    {
        // 24 channels of independent noise, 10 windows a class: learnt and judged on the same windows this would look perfect.
        var random = new Random(4);
        var format = DecodeMaterial.WindowFormat with { Shape = [50, 24], Labels = [] };
        float[][] noise = [.. Enumerable.Range(0, 40).Select(_ => (float[])[.. Enumerable.Range(0, 50 * 24).Select(_ => (float)random.NextDouble() - 0.5f)])];
        var fit = material.Teach(new Csp(new() { Fit = material.File, Classes = DecodeMaterial.Two, Regularisation = 0 }), format, noise, i => i % 2 == 0 ? "1" : "2");
        Assert.InRange(DecodeMaterial.Figure(fit, "accuracy on windows left out"), 0.25, 0.75);
        Assert.True(DecodeMaterial.Figure(fit, "largest share of variance in a") > 0.55); // of nothing but chance
    }

    [Fact]
    public void ThreeClassesHaveFiltersOfTheirOwn()
    {
        var classes = ValueMap.Of(("1", "a"), ("2", "b"), ("3", "c"));
        var windows = Enumerable.Range(0, 30).Select(t =>
        {
            var window = new float[40 * 4];
            for (var i = 0; i < window.Length; i++) window[i] = (float)DecodeMaterial.Raw(t, i / 4, i % 4) * (i % 4 == t % 3 ? 3 : 1);
            return window;
        }).ToList();
        var settings = new Csp.Settings { Fit = material.File, Classes = classes, Filters = 1 };
        var fit = material.Teach(new Csp(settings), DecodeMaterial.WindowFormat, windows, t => $"{t % 3 + 1}");
        Assert.Equal(1, DecodeMaterial.Figure(fit, "accuracy on windows left out"));
        var run = new NodeRun(new Csp(settings)).Feed(DecodeMaterial.WindowFormat).Configure();
        for (var t = 0; t < 30; t++) run.Push<float>("windows", windows[t], [t]);
        var values = run.Result<float>().Values;
        for (var t = 0; t < 30; t++) Assert.Equal(t % 3, Array.IndexOf(values[(3 * t)..(3 * t + 3)], values[(3 * t)..(3 * t + 3)].Max()));
    }

    [Fact]
    public void WhatWasLearntOnEpochsWorksOnWindowsOfAnotherLength()
    {
        var settings = new Csp.Settings { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1 };
        Teach(settings);
        var shorter = DecodeMaterial.WindowFormat with { Shape = [20, 4] };
        var run = new NodeRun(new Csp(settings)).Feed(shorter).Configure().Push<float>("windows", DecodeMaterial.Windows[1].AsSpan(0, 80), [0]);
        Assert.True(run.Result<float>().Values[1] > run.Result<float>().Values[0]);
    }

    [Fact]
    public void WindowsThatAreNotFiniteAreLeftOutAndGiveNaN()
    {
        var broken = DecodeMaterial.Windows.Append([.. DecodeMaterial.Windows[0].Select((v, i) => i == 17 ? float.NaN : v)]).ToList();
        var settings = new Csp.Settings { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1 };
        var fit = material.Teach(new Csp(settings), DecodeMaterial.WindowFormat, broken, t => t % 2 == 0 ? "1" : "2");
        Assert.Equal(1, DecodeMaterial.Figure(fit, "windows left out, not finite"));
        var run = new NodeRun(new Csp(settings)).Feed(DecodeMaterial.WindowFormat).Configure().Push<float>("windows", broken[12], [0]).Push<float>("windows", broken[0], [1]);
        Assert.Equal([true, true, false, false], run.Result<float>().Values.Select(float.IsNaN));
    }

    [Fact]
    public void OnlyWindowsNearATrueEventAreLearntFrom()
    {
        var learner = new Csp(new() { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1, Within = 0.3 });
        learner.Learn();
        var run = new NodeRun(learner).Feed("windows", DecodeMaterial.WindowFormat).Feed("truth", StreamFormat.Events()).Configure();
        for (var t = 0; t < 12; t++)
        {
            run.Push<Event>("truth", [new Event(t % 2 == 0 ? "1" : "2"), new Event("pause")], [t, t + 0.1]);
            run.Push<float>("windows", DecodeMaterial.Windows[t], [t + 0.2]).Push<float>("windows", DecodeMaterial.Windows[t], [t + 0.4]);
        }
        run.End();
        Assert.Equal(6, DecodeMaterial.Figure(Fit.Of(learner), "windows of a"));
    }

    [Fact]
    public void ALearnerCanBeSavedAndGoesOnLearningInAnother()
    {
        NodeRun Begin(out Csp learner)
        {
            learner = new Csp(new() { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1 });
            learner.Learn();
            return new NodeRun(learner).Feed("windows", DecodeMaterial.WindowFormat).Feed("truth", StreamFormat.Events()).Configure();
        }

        void Push(NodeRun run, int from, int to)
        {
            for (var t = from; t < to; t++) run.Push<Event>("truth", [new Event(t % 2 == 0 ? "1" : "2")], [t]).Push<float>("windows", DecodeMaterial.Windows[t], [t]);
        }

        var first = Begin(out _);
        Push(first, 0, 7);
        var second = Begin(out var learner).Load(first.Save());
        Push(second, 7, 12);
        second.End();
        Assert.Equal(Teach(new() { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1 }).Content.ToArray(), Fit.Of(learner).Content.ToArray());
    }

    [Fact]
    public void WhatCannotWorkIsSaid()
    {
        string Configure(Csp.Settings settings, StreamFormat format, bool learns = false)
        {
            var node = new Csp(settings);
            if (learns) node.Learn();
            return Assert.ThrowsAny<Exception>(() => new NodeRun(node).Feed(format).Configure()).Message;
        }

        var settings = new Csp.Settings { Fit = material.File, Classes = DecodeMaterial.Two, Filters = 1 };
        Assert.Equal("expected windows of more than one sample, found signal float32[4] 250 Hz µV; put dsp.window or dsp.epochs before it", Configure(settings, StreamFormat.Signal(4, 250, "µV")));
        Assert.Equal("expected at least two classes, found 'a' alone; name what each true event stands for, such as classes: { \"1\": left, \"2\": right }",
            Configure(settings with { Classes = ValueMap.Of(("1", "a")) }, DecodeMaterial.WindowFormat));
        Assert.Equal("expected at least 5 channels, as many as filters for a class, found 4; ask for fewer filters", Configure(settings with { Filters = 5 }, DecodeMaterial.WindowFormat));
        Assert.Equal("expected true events to learn from, found no link into 'truth'; link the events of a recording to it", Configure(settings, DecodeMaterial.WindowFormat, learns: true));
        Assert.StartsWith($"{material.File}: expected what this node learnt, found no such file; ", Configure(settings, DecodeMaterial.WindowFormat));
        Teach(settings);
        Assert.StartsWith($"{material.File}, 'learnt.classes': expected the classes learnt, a, b, found b, a; ", Configure(settings with { Classes = ValueMap.Of(("1", "b"), ("2", "a")) }, DecodeMaterial.WindowFormat));
        Assert.StartsWith($"{material.File}, 'learnt.filters': expected 4 rows of 4 numbers, found 2 rows; ", Configure(settings with { Filters = 2 }, DecodeMaterial.WindowFormat));
        var flat = DecodeMaterial.Windows.Select(w => (float[])[.. w.Select((v, i) => i % 4 == 0 ? v : 0)]).ToList();
        var error = Assert.Throws<FitException>(() => material.Teach(new Csp(settings with { Filters = 2, Regularisation = 0 }), DecodeMaterial.WindowFormat, flat, t => t % 2 == 0 ? "1" : "2"));
        Assert.Equal("expected at least 2 channels that are independent of each other, found fewer; ask for fewer filters, or look for flat channels", error.Message);
        error = Assert.Throws<FitException>(() => material.Teach(new Csp(settings), DecodeMaterial.WindowFormat, DecodeMaterial.Windows, _ => "1"));
        Assert.Equal("expected at least 2 windows of each class, found 12 of a, 0 of b; link the true events to 'truth', name them in 'classes', and give 'streaming fit GRAPH' longer recordings", error.Message);
    }

    private Fit Teach(Csp.Settings settings) => material.Teach(new Csp(settings), DecodeMaterial.WindowFormat, DecodeMaterial.Windows, t => t % 2 == 0 ? "1" : "2");
}
