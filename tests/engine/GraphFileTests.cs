namespace Streaming.Tests;

public class GraphFileTests
{
    internal static readonly NodeCatalog Catalog = new(Family.Nodes);

    private const string Good = """
        graph: demo
        summary: A ramp, summed.
        parameters:
          step: 3
        nodes:
          ramp: { node: test.ramp, samples: 100, markEvery: 10 }
          add:  { node: test.add, number: "${step}" }
          sum:  { node: test.sum }
          after: { node: test.after, length: 5 }
          keep: { node: test.keep }
        links:
          - ramp > add > sum > after.signal
          - ramp.markers > after.markers
          - sum, after > keep
        """;

    [Fact]
    public async Task AFileRuns()
    {
        var graph = Parse(Good);
        Assert.Equal(("demo", "A ramp, summed."), (graph.Name, graph.Summary));
        var keep = (Keep)graph.Nodes.Single(n => n.Name == "keep").Node;
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(100, keep.Times.Count);
        Assert.Equal(3, keep.Values[0]);
        Assert.Equal(10, keep.Events.Count);
    }

    [Fact]
    public void TheCommandLineReplacesParametersAndSettings()
    {
        var graph = Parse(Good, ("step", "7"), ("ramp.samples", "20"));
        Assert.Equal(7, ((Add)graph.Nodes.Single(n => n.Name == "add").Node).Current.Number);
        Assert.Equal(20, ((Ramp)graph.Nodes.Single(n => n.Name == "ramp").Node).Current.Samples);
    }

    [Theory]
    [InlineData("node: test.sum", "node: test.summ", "graph.yaml:8:17: node 'sum': expected a node of this program, found 'test.summ'; did you mean 'test.sum'?")]
    [InlineData("length: 5", "lenght: 5", "graph.yaml:9:30: node 'after', 'lenght': expected a setting of test.after, found 'lenght'; did you mean 'length'?")]
    [InlineData("length: 5", "length: 5000", "graph.yaml:9:38: node 'after', 'length': expected a number from 1 to 1000, found '5000'; choose a value in that range")]
    [InlineData("length: 5", "length: many", "graph.yaml:9:38: node 'after', 'length': expected a whole number from 1 to 1000, found 'many'")]
    [InlineData("ramp.markers >", "ramp.marker >", "graph.yaml:13:5: node 'ramp', 'marker': expected an output of test.ramp, found 'marker'; did you mean 'markers'?")]
    [InlineData("> after.markers", "> after.mark", "graph.yaml:13:20: node 'after', 'mark': expected an input of test.after, found 'mark'; did you mean 'markers'?")]
    [InlineData("ramp > add > sum", "ramp > add.inptu > sum", "graph.yaml:12:12: node 'add', 'inptu': expected an input or output of test.add, found 'inptu'; did you mean 'input'?")]
    [InlineData("sum, after > keep", "sum, aftr > keep", "graph.yaml:14:10: node 'aftr': expected a node of this graph, found 'aftr'; did you mean 'after'?")]
    [InlineData("ramp > add > sum", "ramp > sum > add > sum", "graph.yaml:12:24: node 'sum', 'input': expected one link into an input, found a second one, besides 'ramp.signal'; link one of them elsewhere, or merge them before")]
    [InlineData("  - ramp.markers > after.markers", "  - ramp > after.markers", "graph.yaml:13:12: node 'after', 'markers': expected events, found signal float32[2] 250 Hz µV from 'ramp.signal'; link 'ramp.markers' instead")]
    [InlineData("  - ramp.markers > after.markers", "", "graph.yaml:9:3: node 'after', 'markers': expected a link into this input, found none; add a link such as 'source > after.markers'")]
    [InlineData("\"${step}\"", "\"${stp}\"", "graph.yaml:7:35: expected a parameter of this graph, found '${stp}'; did you mean 'step'?")]
    [InlineData("- sum, after > keep", "- { link: \"sum > keep\", policy: drop }", "graph.yaml:14:35: 'policy'", null)]
    [InlineData("nodes:", "node:", "graph.yaml:5:1: expected a part of a graph, found 'node'; did you mean 'nodes'?")]
    [InlineData("add:  {", "a.d:  {", "graph.yaml:7:3: node 'a.d': expected a name of letters, digits, '-' and '_', found 'a.d'; rename the node")]
    [InlineData("sum:  { node: test.sum }", "sum:  { type: test.sum }", "graph.yaml:8:9: node 'sum': expected the node's type, such as 'node: dsp.gain'", null)]
    [InlineData("links:", "links: [", "graph.yaml:12:", null)]
    [InlineData("- sum, after > keep", "- sum after > keep", "graph.yaml:14:5: expected the name of a node in a link, found 'sum after > keep'; write it as 'source > node.port > sink'")]
    public void AnErrorNamesPlaceExpectedFoundAndRemedy(string right, string wrong, string message, string? exact = "")
    {
        var yaml = Good.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Good, yaml);
        var error = Assert.Throws<GraphException>(() => Parse(yaml).Compile());
        if (exact is null) Assert.Contains(error.Errors, e => e.ToString().StartsWith(message.Replace("'policy'", "", StringComparison.Ordinal).TrimEnd(), StringComparison.Ordinal));
        else Assert.Contains(message, error.Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void ACycleIsShown()
    {
        const string yaml = """
            nodes:
              a: { node: test.add }
              b: { node: test.add }
            links:
              - a > b
              - b > a
            """;
        var error = Assert.Throws<GraphException>(() => Parse(yaml).Compile());
        Assert.Equal("graph.yaml:6:9: node 'a': expected links that lead onwards, found the cycle a > b > a; remove one of these links", error.Message);
    }

    [Fact]
    public void AMismatchSaysWhatWouldFit()
    {
        const string yaml = """
            nodes:
              ramp: { node: test.ramp }
              sum: { node: test.sum }
            links:
              - ramp.markers > sum
            """;
        var error = Assert.Throws<GraphException>(() => Parse(yaml).Compile());
        Assert.Equal("graph.yaml:5:20: node 'sum', 'input': expected a stream of float32, found events from 'ramp.markers'; link 'ramp.signal' instead", error.Message);
    }

    [Fact]
    public void AllErrorsAreFoundAtOnce()
    {
        var yaml = Good.Replace("test.sum", "test.summ", StringComparison.Ordinal).Replace("length: 5", "length: 0", StringComparison.Ordinal);
        Assert.Equal(2, Assert.Throws<GraphException>(() => Parse(yaml)).Errors.Count);
    }

    [Fact]
    public void AnOverrideThatNamesNothingIsAnError()
    {
        Assert.Equal("--set rmp.samples: expected a node of this graph, found 'rmp'; did you mean 'ramp'?", Error(("rmp.samples", "5")));
        Assert.Equal("--set stp: expected a parameter of this graph, found 'stp'; did you mean 'step'?", Error(("stp", "5")));
        Assert.Equal("--set ramp.sample: node 'ramp', 'sample': expected a setting of test.ramp, found 'sample'; did you mean 'samples'?", Error(("ramp.sample", "5")));
        Assert.Equal("--set ramp: expected a setting of that node, found 'ramp'; write --set ramp.SETTING=VALUE", Error(("ramp", "5")));
        Assert.StartsWith("--set ramp.samples: expected a value as in a graph file, found '[1'", Error(("ramp.samples", "[1")), StringComparison.Ordinal);

        static string Error((string, string) set) => Assert.Throws<GraphException>(() => Parse(Good, set)).Message.Split('\n')[0].TrimEnd();
    }

    [Fact]
    public void TheFirstAlternativeWhoseRequiredSettingsAreGivenIsUsed()
    {
        const string yaml = """
            nodes:
              source:
                - { node: test.file }
                - { node: test.ramp, samples: 5 }
            """;
        Assert.IsType<Ramp>(Parse(yaml).Nodes[0].Node);
        var file = Assert.IsType<FileSource>(Parse(yaml, ("source.path", "x.csv")).Nodes[0].Node);
        Assert.Equal(Path.GetFullPath("x.csv"), file.Current.Path);
        var missing = Assert.Throws<GraphException>(() => Parse("nodes: { source: { node: test.file } }")).Message;
        Assert.Equal("graph.yaml:1:10: node 'source', 'path': expected a value, since it is required, found none; write 'path: …' there, or --set source.path=…", missing);
    }

    [Fact]
    public void ANodeWhoseLastAlternativeIsNoneMayBeLeftOutWithItsLinks()
    {
        const string yaml = """
            nodes:
              ramp: { node: test.ramp, samples: 5 }
              more: [ { node: test.file }, none ]
              keep: { node: test.keep }
            links:
              - ramp > keep
              - more > keep
            """;
        Assert.Equal(["ramp", "keep"], Parse(yaml).Nodes.Select(n => n.Name));
        Assert.Equal(["ramp.signal > keep.streams"], Links(yaml));
        Assert.Equal(["ramp.signal > keep.streams", "more.signal > keep.streams"], Links(yaml, ("more.path", "x.csv")));

        // What is set for it must not vanish with it.
        Assert.Equal(
            "graph.yaml:3:9: node 'more': expected an alternative whose required settings are all given, found none; set one of them with --set more.…",
            Assert.Throws<GraphException>(() => Parse(yaml, ("more.rate", "5"))).Message.Split('\n')[0].TrimEnd());
        Assert.StartsWith(
            "graph.yaml:3:9: node 'more': expected a type such as { node: dsp.gain }, found ['none', ",
            Assert.Throws<GraphException>(() => Parse(yaml.Replace("[ { node: test.file }, none ]", "[ none, { node: test.file } ]", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LinksFromAnOutputThatOnlyAnotherAlternativeHasAreLeftOutWithIt()
    {
        const string yaml = """
            nodes:
              source:
                - { node: test.file }
                - { node: test.ramp, samples: 5 }
              keep: { node: test.keep }
            links:
              - source > keep
              - source.markers > keep
            """;
        Assert.Equal(["source.signal > keep.streams", "source.markers > keep.streams"], Links(yaml));
        Assert.Equal(["source.signal > keep.streams"], Links(yaml, ("source.path", "x.csv")));

        // What no alternative has is a mistake whichever is chosen.
        var wrong = yaml.Replace("source.markers", "source.marker", StringComparison.Ordinal);
        Assert.Equal("graph.yaml:8:5: node 'source', 'marker': expected an output of test.ramp, found 'marker'; did you mean 'markers'?", Assert.Throws<GraphException>(() => Parse(wrong).Compile()).Message);
        Assert.StartsWith("graph.yaml:8:5: node 'source', 'marker': expected an output of test.file, found 'marker'", Assert.Throws<GraphException>(() => Parse(wrong, ("source.path", "x.csv")).Compile()).Message, StringComparison.Ordinal);

        // And an input that has lost its only link says so.
        var needed = yaml.Replace("keep: { node: test.keep }", "after: { node: test.after, length: 5 }", StringComparison.Ordinal).Replace("source > keep", "source > after.signal", StringComparison.Ordinal)
            .Replace("source.markers > keep", "source.markers > after.markers", StringComparison.Ordinal);
        Parse(needed).Compile();
        Assert.Contains("node 'after', 'markers': expected a link into this input, found none", Assert.Throws<GraphException>(() => Parse(needed, ("source.path", "x.csv")).Compile()).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Links(string yaml, params (string, string)[] set) => Parse(yaml, set).Compile().Links.Select(l => $"{l.From}.{l.FromPort} > {l.To}.{l.ToPort}");

    [Fact]
    public void PathsCountFromTheGraphsFolder()
    {
        var graph = GraphFile.Parse("nodes: { source: { node: test.file, path: data/x.csv } }", "graph.yaml", "/graphs/one", Catalog);
        Assert.Equal(Path.GetFullPath("/graphs/one/data/x.csv"), ((FileSource)graph.Nodes[0].Node).Current.Path);
    }

    /// <summary>A dash is standard input wherever a file is read: in a graph, on the command line, as a change while it runs; what is written has no such name.</summary>
    [Fact]
    public void ADashIsStandardInput()
    {
        const string yaml = "nodes: { source: { node: test.file, path: '-' }, a: { node: test.writer, path: '-' } }";
        Assert.Equal("-", ((FileSource)Parse(yaml).Nodes[0].Node).Current.Path);
        Assert.Equal(Path.GetFullPath("-"), ((FileSink)Parse(yaml).Nodes[1].Node).Current.Path);
        Assert.Equal("-", ((FileSource)Parse(yaml.Replace("'-'", "x.csv", StringComparison.Ordinal), ("source.path", "-"), ("a.path", "y.csv")).Nodes[0].Node).Current.Path);
        Assert.Equal(new ScalarValue("-", new Place("here")), SettingText.Parse("-", new Place("here")));
    }

    [Fact]
    public void TwoNodesMayNotWriteOneFile()
    {
        const string yaml = """
            nodes:
              ramp: { node: test.ramp }
              a: { node: test.writer, path: out.txt }
              b: { node: test.writer, path: ./out.txt }
            links: [ "ramp > a, b" ]
            """;
        Assert.Equal("graph.yaml:4:33: node 'b': expected a file of its own for each node that writes, found './out.txt', which 'a' writes too; give one of them another path", Assert.Throws<GraphException>(() => Parse(yaml)).Message);
    }

    [Fact]
    public void AFileThatIsWrittenCountsFromTheWorkingFolder()
    {
        var graph = Parse("nodes: { a: { node: test.writer, path: out.txt } }");
        Assert.Equal(Path.GetFullPath("out.txt"), ((FileSink)graph.Nodes[0].Node).Current.Path);
    }

    [Fact]
    public void APortInTheMiddleOfAPathIsThatOfOneSide()
    {
        var plan = Parse("""
            nodes: { ramp: { node: test.ramp }, add: { node: test.add }, sum: { node: test.sum }, keep: { node: test.keep } }
            links: [ ramp > add.input > sum.output > keep ]
            """).Compile();
        Assert.Equal(["ramp.signal > add.input", "add.output > sum.input", "sum.output > keep.streams"], plan.Links.Select(l => l.Name));
    }

    [Fact]
    public void AnEndlessNestingIsAnErrorAtItsPlace() =>
        Assert.StartsWith("graph.yaml:1:63: expected YAML, found brackets more than 64 deep", Assert.Throws<GraphException>(() => Parse(new string('[', 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void ANameMetByTwoLinksIsOneError()
    {
        var error = Assert.Throws<GraphException>(() => Parse("""
            nodes: { ramp: { node: test.ramp }, add: { node: test.add }, keep: { node: test.keep } }
            links: [ ramp > ad > keep ]
            """).Compile());
        Assert.Equal("graph.yaml:2:17: node 'ad': expected a node of this graph, found 'ad'; did you mean 'add'?", error.Message);
    }

    [Fact]
    public async Task ASubGraphIsPutInPlace()
    {
        var folder = Directory.CreateTempSubdirectory("streaming").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "sub.yaml"), """
                parameters: { by: 1 }
                nodes:
                  one: { node: test.add, number: "${by}" }
                  two: { node: test.add, number: 100 }
                links: [ one > two ]
                inputs: { signal: one.input }
                outputs: { shifted: two }
                """);
            await File.WriteAllTextAsync(Path.Combine(folder, "graph.yaml"), """
                nodes:
                  ramp: { node: test.ramp, samples: 3, channels: 1 }
                  shift: { include: sub.yaml, with: { by: 20 } }
                  keep: { node: test.keep }
                links: [ ramp > shift.signal, shift > keep ]
                """);
            var graph = GraphFile.Load(folder, Catalog, [new("shift/two.number", "300")]);
            Assert.Equal(["ramp", "shift/one", "shift/two", "keep"], graph.Nodes.Select(n => n.Name));
            await using var session = graph.Start(new RunOptions { Speed = 0 });
            await session.Completion.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal([320f, 321f, 322f], ((Keep)graph.Nodes[^1].Node).Values);

            await File.WriteAllTextAsync(Path.Combine(folder, "graph.yaml"), "nodes: { self: { include: graph.yaml } }");
            Assert.Contains("does a graph include itself?", Assert.Throws<GraphException>(() => GraphFile.Load(folder, Catalog)).Message);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void AMissingFileOrAnEmptyOneIsAnError()
    {
        Assert.Equal("nowhere: expected a graph file, or a folder with a graph.yaml, found nothing there; check the path", Assert.Throws<GraphException>(() => GraphFile.Load("nowhere", Catalog)).Message);
        Assert.StartsWith("graph.yaml:1:1: expected a graph, found an empty file", Assert.Throws<GraphException>(() => Parse("")).Message, StringComparison.Ordinal);
        Assert.StartsWith("graph.yaml:1:1: expected a graph: 'nodes:' and 'links:', found something else", Assert.Throws<GraphException>(() => Parse("- a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePlanShowsFormatsThreadsAndLatency()
    {
        const string yaml = """
            nodes:
              ramp: { node: test.ramp, rate: 100 }
              hold: { node: test.hold, count: 25 }
              add: { node: test.add }
              keep: { node: test.keep }
            links: [ ramp > hold > add > keep ]
            """;
        var plan = Parse(yaml).Compile();
        Assert.Equal([0, 1, 1, 2], plan.Nodes.Select(n => n.Segment));
        Assert.Equal(0.25, plan.Latency);
        Assert.Equal([true, false, true], plan.Links.Select(l => l.CrossesThread));
        Assert.Equal("signal float32[2] 100 Hz µV", plan.Links[0].Format.ToString());
    }

    [Fact]
    public void TheSchemaIsJsonAndNamesEverySetting()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(GraphSchema.Write(Catalog));
        var definitions = schema.RootElement.GetProperty("$defs");
        foreach (var node in Catalog.Nodes)
            foreach (var setting in node.Settings)
                Assert.True(definitions.GetProperty(node.Name).GetProperty("properties").TryGetProperty(setting.Name, out _));
    }

    private static Graph Parse(string yaml, params (string Key, string Value)[] set) =>
        GraphFile.Parse(yaml, "graph.yaml", Environment.CurrentDirectory, Catalog, [.. set.Select(s => KeyValuePair.Create(s.Key, s.Value))]);
}
