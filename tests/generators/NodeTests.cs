namespace Streaming.Tests;

public class NodeTests
{
    private static readonly Build gain = Build.Of(Samples.Gain), epoch = Build.Of(Samples.Epoch), count = Build.Of(Samples.Count), raw = Build.Of(Samples.Raw);

    [Fact]
    public void What_is_generated_compiles_without_a_warning_and_is_documented()
    {
        foreach (var build in new[] { gain, epoch, count, raw })
        {
            Assert.Empty(build.Problems);
            Assert.Empty(build.Complaints());
        }
    }

    [Fact]
    public void A_description_says_what_the_attribute_and_the_documentation_say()
    {
        var node = gain.Node;
        Assert.Equal("dsp.gain", node.Name);
        Assert.Equal("Multiplies every sample.", node.Summary);
        Assert.Equal("Multiplies every sample by a factor, see Level. The factor is 10^(level/20). Silence stays default.", node.Remarks);
        Assert.Equal((GapPolicy.Continue, false, false, "level: 6"), (node.Gap, node.Waits, node.Paced, node.Example));
        Assert.Equal((GapPolicy.Reset, true, true, ""), (raw.Node.Gap, raw.Node.Waits, raw.Node.Paced, raw.Node.Example));
        Assert.Equal(("Reads a file without a header.", ""), (raw.Node.Summary, raw.Node.Remarks));
    }

    [Fact]
    public void A_block_node_has_one_input_and_one_output_of_its_type()
    {
        Assert.Equal(("input", ElementType.Float32, false, false, LinkPolicy.Wait), Facts(Assert.Single(gain.Node.Inputs)));
        Assert.Equal(("output", ElementType.Float32, false, false, LinkPolicy.Wait), Facts(Assert.Single(gain.Node.Outputs)));
        var node = gain.Make();
        Assert.Empty(node.InputPorts);
        Assert.Empty(node.OutputPorts);
        Assert.Null(node.Streams);
        Assert.Same(gain.Node, node.Descriptor);
    }

    [Fact]
    public void Ports_are_described_in_the_order_declared()
    {
        var (signal, markers) = (epoch.Node.Inputs[0], epoch.Node.Inputs[1]);
        Assert.Equal(("signal", ElementType.Float32, false, false, LinkPolicy.Wait), Facts(signal));
        Assert.Equal([StreamKind.Signal, StreamKind.Features], signal.Kinds);
        Assert.Equal("The signal to cut.", signal.Summary);
        Assert.Equal(("markers", ElementType.Event, true, false, LinkPolicy.Fail), Facts(markers));
        Assert.Empty(markers.Kinds);
        Assert.Equal(("windows", ElementType.Float32, false, false, LinkPolicy.Wait), Facts(Assert.Single(epoch.Node.Outputs)));
    }

    [Fact]
    public void Ports_know_their_names_and_are_listed_once()
    {
        var node = epoch.Make();
        Assert.Equal(["signal", "markers"], node.InputPorts.Select(p => p.Name));
        Assert.Equal(["windows"], node.OutputPorts.Select(p => p.Name));
        Assert.Same(node.InputPorts, node.InputPorts);
        Assert.Same(node.OutputPorts, node.OutputPorts);
    }

    [Fact]
    public void A_port_for_any_number_of_streams_comes_last_and_has_no_type()
    {
        Assert.Equal(["marks", "all"], count.Node.Inputs.Select(p => p.Name));
        Assert.Equal(("all", null, false, true, LinkPolicy.Wait), Facts(count.Node.Inputs[1]));
        var node = count.Make();
        Assert.Equal(["marks"], node.InputPorts.Select(p => p.Name));
        Assert.Equal("all", node.Streams!.Name);
    }

    [Fact]
    public void A_node_runs()
    {
        var run = new NodeRun(gain.Make(("level", "20"))).Feed(StreamFormat.Signal(1, 100)).Configure().Push<float>([1, 2]);
        Assert.Equal([10f, 20f], run.Result<float>().Values);

        run = new NodeRun(epoch.Make()).Feed(StreamFormat.Signal(1, 1)).Feed(StreamFormat.Events()).Configure();
        run.Push<float>("signal", [1, 2, 3, 4, 5]).Push<Event>("markers", [new("cut")], [3.5]).End();
        Assert.Equal([2f, 3f, 4f], run.Result<float>().Values);

        run = new NodeRun(raw.Make(("path", "x"), ("rate", "2"))).Configure().Step();
        Assert.Equal<short>([0, 1, 2, 3], run.Result<short>().Values);

        var counting = count.Make();
        new NodeRun(counting).Feed("all", StreamFormat.Signal(2, 1)).Feed("all", StreamFormat.Events()).Configure().Push<float>("all0", [1, 2, 3, 4]).Push<Event>("all1", [default], [9]).End();
        Assert.Equal(3L, counting.GetType().GetProperty("Total")!.GetValue(counting));
    }

    [Fact]
    public void A_node_is_made_from_settings_or_from_none()
    {
        var type = gain.Make().GetType();
        Assert.Equal([0, 1], type.GetConstructors().Select(c => c.GetParameters().Length).Order());
        var settings = Activator.CreateInstance(type.GetNestedType("Settings")!);
        var node = Activator.CreateInstance(type, settings);
        Assert.Same(settings, type.GetProperty("Current")!.GetValue(node));
        Assert.Equal(settings, type.GetProperty("Current")!.GetValue(Activator.CreateInstance(type)));
    }

    [Fact]
    public void A_node_with_a_required_setting_is_not_made_from_none() =>
        Assert.Equal([1], raw.Make(("path", "x"), ("rate", "1")).GetType().GetConstructors().Select(c => c.GetParameters().Length));

    [Fact]
    public void A_node_without_settings_has_a_constructor_and_names_its_ports()
    {
        var type = count.Make().GetType();
        Assert.Empty(Assert.Single(type.GetConstructors()).GetParameters());
        Assert.Null(type.GetProperty("Current"));
        Assert.Equal("marks", ((INode)Activator.CreateInstance(type)!).InputPorts[0].Name);
    }

    [Fact]
    public void A_family_lists_its_nodes_by_name()
    {
        var build = Build.Of(string.Join("\n", new[] { Samples.Raw, Samples.Gain, Samples.Epoch }.Select(s => s.Replace("namespace Sample;", ""))), "Some.Space");
        Assert.Equal(["dsp.gain", "eeg.epoch", "files.raw"], build.Family("Some.Space.Family").Select(n => n.Name));
    }

    [Fact]
    public void Without_a_root_namespace_a_family_stands_in_that_of_the_assembly() =>
        Assert.Single(Build.Of(Samples.Gain, space: null, name: "my-nodes.2d").Family("my_nodes._2d.Family"));

    [Fact]
    public void An_assembly_without_nodes_gets_nothing()
    {
        var build = Build.Of("namespace Sample; public class Other;");
        Assert.Empty(build.Result.GeneratedTrees);
    }

    [Fact]
    public void A_node_may_stand_in_the_global_namespace() =>
        Assert.Equal("dsp.gain", Assert.Single(Build.Of(Samples.Gain.Replace("namespace Sample;", ""), space: "Sample").Nodes).Name);

    [Theory]
    [InlineData("0000SDxT4OY2")]
    [InlineData("eLTJFFzMROQ2")]
    [InlineData("0000Gognkv92")]
    public void Texts_of_any_letters_arrive_unchanged(string seed)
    {
        var texts = Gen.Char.Array[0, 20].Select(c => new string(c)).Where(s => !s.Any(char.IsSurrogate));
        texts.Array[4].Sample(words =>
        {
            var literal = (string s) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(s, quote: true);
            var source = Samples.Block($$"""public sealed record Settings { [Unit({{literal(words[0])}})] public double A { get; init; } public string B { get; init; } = {{literal(words[1])}}; }""",
                attributes: $", Summary = {literal(words[2])}, Example = {literal(words[3])}");
            var node = Build.Of(source).Node;
            Assert.Equal(words, (string[])[node.Settings[0].Unit, node.Settings[1].Default, node.Summary, node.Example]);
        }, iter: 1, seed: seed, threads: 1);
    }

    [Theory]
    [InlineData("Takes <paramref name=\"x\"/> and <typeparamref name=\"T\"/>.", "Takes x and T.")]
    [InlineData("See <see cref=\"Input{T}.Advance(int)\"/>, <see cref=\"string\"/> or <see cref=\"Input{T}\">this</see>.", "See Advance, String or this.")]
    [InlineData("See <see href=\"https://example.org\"/>.", "See https://example.org.")]
    [InlineData("A<list><item>b</item><item>c</item></list>d", "A b c d")]
    [InlineData("5 &lt; 6 &amp; 7", "5 < 6 & 7")]
    [InlineData("badly <formed", "")]
    [InlineData("", "")]
    public void Documentation_becomes_plain_text(string xml, string text)
    {
        var build = Build.Of(Samples.Block($$"""
            public sealed record Settings
            {
                /// <summary>{{xml}}</summary>
                public double A { get; init; }
            }
            """));
        Assert.Empty(build.Problems);
        Assert.Empty(build.Complaints("CS1591", "CS1570", "CS1734", "CS1735", "CS1574"));
        Assert.Contains($"new global::Streaming.SettingInfo(\"a\", {Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, true)},", build.Result.GeneratedTrees.First(t => t.FilePath.Contains("Tested")).ToString());
    }

    private static (string, ElementType?, bool, bool, LinkPolicy) Facts(PortInfo port) => (port.Name, port.Element, port.Optional, port.Many, port.Policy);
}
