using System.Text;

namespace Streaming.Tests;

public sealed class LearnTests : IDisposable
{
    private const string Demo = """
        graph: demo
        nodes:
          ramp:   { node: test.ramp, samples: 101 }
          first:  { node: test.centre, fit: first.json }
          second: { node: test.centre, fit: learnt/second.json }
          keep:   { node: test.keep }
        links:
          - ramp > first > second > keep
          - ramp > keep
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("learn").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public async Task LearnersLearnInTurnEachWithWhatThoseBeforeItLearnt()
    {
        Assert.Equal(["first", "second"], Parse().Learners.Select(n => n.Name));
        foreach (var learner in Parse().Learners) await Parse().Learn(learner.Name).RunAsync();
        var means = new[] { "first.json", "learnt/second.json" }.Select(f => File.ReadAllText(Path.Combine(folder, f))).ToList();
        Assert.Contains("\"means\": [50, 50]", means[0]);
        Assert.Contains("\"means\": [0, 0]", means[1]);     // for what it learns from is centred already
        Assert.Empty(Directory.GetFiles(folder, "*.partial", SearchOption.AllDirectories));

        var graph = Parse();
        var keep = (Keep)graph.Nodes.Single(n => n.Name == "keep").Node;
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await session.Completion;
        Assert.Equal(202, keep.Times.Count);
        Assert.Contains(-50f, keep.Values);
    }

    [Fact]
    public void OnlyWhatLeadsToTheLearnerRuns()
    {
        var lesson = Parse().Learn("first");
        Assert.Equal(("first", Path.Combine(folder, "first.json")), (lesson.Node, lesson.File));
        Assert.Equal(["ramp", "first"], lesson.Plan.Nodes.Select(n => n.Name));
        Assert.Equal(["ramp.signal > first.input"], lesson.Plan.Links.Select(l => l.Name));
    }

    [Fact]
    public async Task AFileCanBeReadByAPerson()
    {
        var fit = await Parse().Learn("first").RunAsync();
        Assert.Equal(
            """
            {
              "node": "test.centre",
              "stream": {
                "kind": "signal",
                "channels": 2,
                "labels": [],
                "rate": 250,
                "step": 0,
                "unit": "µV"
              },
              "figures": {
                "samples": 101,
                "mean of channel 0 (µV)": 50
              },
              "learnt": {
                "means": [50, 50]
              }
            }

            """,
            Encoding.UTF8.GetString(fit.Content.Span));
        Assert.Equal([new("samples", 101), new("mean of channel 0", 50, "µV")], fit.Figures);
        Assert.Equal(fit.Content.ToArray(), File.ReadAllBytes(Path.Combine(folder, "first.json")));
    }

    [Fact]
    public async Task WhatIsMissingDamagedOrOfAnotherStreamIsRefusedWithThePlaceAndTheCommand()
    {
        var file = Path.Combine(folder, "first.json");
        Assert.Equal(
            [
                $"graph.yaml:4:3: node 'first': expected what this node learnt, found no such file at {file}; let it learn with 'streaming fit graph.yaml'",
            ],
            Errors());
        await Parse().Learn("first").RunAsync();
        var good = File.ReadAllText(file);
        Expect(good, $"expected what this node learnt, found no such file at {Path.Combine(folder, "learnt/second.json")}; let it learn with 'streaming fit graph.yaml'");
        Expect(good[..40], $"expected what this node learnt, as JSON, found something else at {file}:3:14; let it learn anew with 'streaming fit graph.yaml'");
        Expect("[]", $"expected an object, found [] at {file}; let it learn anew with 'streaming fit graph.yaml'");
        Expect("{}", $"expected what this node learnt, found nothing at {file}, 'node'; let it learn anew with 'streaming fit graph.yaml'");
        Expect(good.Replace("test.centre", "eeg.csp"), Other("node", "what a node test.centre learnt", "what a node eeg.csp learnt"));
        Expect(good.Replace("\"kind\": \"signal\"", "\"kind\": 3"), $"expected a text, found 3 at {file}, 'stream.kind'; let it learn anew with 'streaming fit graph.yaml'");
        Expect(good.Replace("\"kind\": \"signal\"", "\"kind\": \"windows\""), Other("stream.kind", "the stream learnt from, with windows", "signal"));
        Expect(good.Replace("\"channels\": 2", "\"channels\": 3"), Other("stream.channels", "the stream learnt from, with 3 channels", "2"));
        Expect(good.Replace("\"rate\": 250", "\"rate\": 256"), Other("stream.rate", "the stream learnt from, with 256 Hz", "250 Hz"));
        Expect(good.Replace("\"step\": 0", "\"step\": 0.5"), Other("stream.step", "the stream learnt from, with a step of 0.5", "0"));
        Expect(good.Replace("\"unit\": \"µV\"", "\"unit\": \"V\""), Other("stream.unit", "the stream learnt from, with the unit 'V'", "'µV'"));
        Expect(good.Replace("[50, 50]", "[50]"), Other("learnt.means", "2 numbers", "1"));
        Expect(good.Replace("[50, 50]", "[50, \"x\"]"), $"expected a number, found \"x\" at {file}, 'learnt.means'; let it learn anew with 'streaming fit graph.yaml'");
        Expect(good.Replace("[50, 50]", "50"), $"expected a row of numbers, found 50 at {file}, 'learnt.means'; let it learn anew with 'streaming fit graph.yaml'");

        string Other(string at, string expected, string found) =>
            $"expected {expected}, found {found} at {file}, '{at}'; let it learn from recordings of this stream with 'streaming fit graph.yaml', or name another file in 'fit'";

        void Expect(string content, string error)
        {
            File.WriteAllText(file, content);
            Assert.EndsWith(error, Assert.Single(Errors()));
        }
    }

    [Fact]
    public void ChannelsOfOtherNamesAreRefused()
    {
        var file = Path.Combine(folder, "centre.json");
        StreamFormat Labelled(params string[] labels) => StreamFormat.Signal(2, 250, "µV", [.. labels]);
        var student = new Centre(new() { Fit = file });
        student.Learn();
        new NodeRun(student).Feed(Labelled("C3", "C4")).Configure().Push<float>([1, 2]).End();
        Fit.Of(student).Save(file);
        NodeRun Run(StreamFormat format) => new NodeRun(new Centre(new() { Fit = file })).Feed(format).Configure();

        Assert.Equal([4f, 3f], Run(Labelled("C3", "C4")).Push<float>([5, 5]).Result<float>().Values);
        Run(Labelled());
        Assert.StartsWith($"{file}, 'stream.labels': expected the stream learnt from, with channel 1 'C4', found 'Cz'; ", Assert.Throws<FitException>(() => Run(Labelled("C3", "Cz"))).Message);
    }

    [Theory]
    [InlineData("first", "first.least", "1000", "graph.yaml:4:3: node 'first': expected at least 1000 samples, found 101; give 'streaming fit graph.yaml' a longer recording")]
    [InlineData("second", "ramp.samples", "101", "graph.yaml:4:3: node 'first': expected what this node learnt, found no such file at *; let it learn with 'streaming fit graph.yaml'")]
    [InlineData("frist", "ramp.samples", "101", "demo: node 'frist': expected a node of this graph, found 'frist'; did you mean 'first'?")]
    [InlineData("ramp", "ramp.samples", "101", "graph.yaml:3:3: node 'ramp': expected a node that learns, found test.ramp; one of: first, second")]
    [InlineData("first", "first.fit", "", "graph.yaml:4:3: node 'first', 'fit': expected a file for what it learns, found none; write 'fit: first.json' there, or --set first.fit=first.json")]
    public async Task WhatCannotBeLearntIsSaid(string node, string setting, string value, string message)
    {
        var error = (await Assert.ThrowsAsync<GraphException>(() => Parse((setting, value)).Learn(node).RunAsync())).Message;
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*") + "$", error);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void WithoutAFileTheNodeSaysThatOneIsNeeded() => Assert.Equal(
        "graph.yaml:4:3: node 'first': expected the file of what this test.centre learnt, in its setting 'fit', found none; "
        + "set it, such as 'fit: learnt.json', and let it learn with 'streaming fit graph.yaml'",
        Errors(("first.fit", ""))[0]);

    private Graph Parse(params (string Key, string Value)[] set) =>
        GraphFile.Parse(Demo, "graph.yaml", folder, GraphFileTests.Catalog, [.. set.Select(s => KeyValuePair.Create(s.Key, s.Value))]);

    private List<string> Errors(params (string Key, string Value)[] set) => [.. Assert.Throws<GraphException>(() => Parse(set).Compile()).Errors.Select(e => e.ToString())];
}
