using System.Reflection;

namespace Streaming.Tests;

public class SettingsTests
{
    private static readonly Build all = Build.Of(Samples.Block("""
        public enum Shape { Round, VeryLong }

        public record Common
        {
            /// <summary>Says yes.</summary>
            public bool Flag { get; init; } = true;
        }

        public sealed record Settings : Common
        {
            [Range(-3, 3), Live] public int Count { get; init; } = -2;
            public long Big { get; init; } = long.MaxValue;
            [Unit("s")] public float Short { get; init; } = 0.1f;
            [Live, Range(0, 1)] public double Wide { get; init; } = 1e-3;
            public string Word { get; init; } = "so it \"is\"";
            public Shape Shape { get; init; } = Shape.VeryLong;
            [Range(0, 100), Unit("Hz")] public ValueList<double> Numbers { get; init; } = [1, 2.5];
            public ValueList<string> Words { get; init; } = ["a", "b"];
            public ValueList<ValueList<double>> Rows { get; init; } = [[1, 0], [0, 1]];
            public ValueMap Names { get; init; } = ValueMap.Of(("1", "left"));
            [FilePath] public string File { get; init; } = "";
            [FilePath(Written = true)] public ValueList<string> Files { get; init; } = [];
            public string @event { get; init; } = "";
            public static double Constant { get; set; }
            private string Hidden { get; init; } = "";
        }
        """));

    private static readonly Build raw = Build.Of(Samples.Raw), gain = Build.Of(Samples.Gain);

    [Fact]
    public void Every_type_of_setting_is_described()
    {
        Assert.Equal(
            [
                ("flag", SettingType.Boolean, "true"), ("count", SettingType.Integer, "-2"), ("big", SettingType.Integer, "9223372036854775807"), ("short", SettingType.Number, "0.1"),
                ("wide", SettingType.Number, "0.001"), ("word", SettingType.Text, "so it \"is\""), ("shape", SettingType.Choice, "veryLong"), ("numbers", SettingType.Numbers, "[1, 2.5]"),
                ("words", SettingType.Texts, "[a, b]"), ("rows", SettingType.Matrix, "[[1, 0], [0, 1]]"), ("names", SettingType.Map, "{ 1: left }"), ("file", SettingType.Text, ""),
                ("files", SettingType.Texts, "[]"), ("event", SettingType.Text, ""),
            ],
            all.Node.Settings.Select(s => (s.Name, s.Type, s.Default)));
        Assert.Equal("Says yes.", Info("flag").Summary);
    }

    [Fact]
    public void Attributes_of_a_setting_are_described()
    {
        Assert.Equal(("Hz", 0.0, 100.0, false), (Info("numbers").Unit, Info("numbers").Minimum, Info("numbers").Maximum, Info("numbers").Live));
        Assert.Equal(("", double.NegativeInfinity, double.PositiveInfinity), (Info("word").Unit, Info("word").Minimum, Info("word").Maximum));
        Assert.Equal(["round", "veryLong"], Info("shape").Choices);
        Assert.Empty(Info("word").Choices);
        Assert.Equal(["count", "wide"], all.Node.Settings.Where(s => s.Live).Select(s => s.Name));
        Assert.Equal((true, false), (Info("file").IsPath, Info("file").IsWritten));
        Assert.Equal((true, true), (Info("files").IsPath, Info("files").IsWritten));
        Assert.DoesNotContain(all.Node.Settings, s => s.Required);
        Assert.All(raw.Node.Settings, s => Assert.True(s.Required && s.Default.Length == 0));
        Assert.Equal("The gain: 20 times the logarithm of the factor.", gain.Node.Settings[0].Summary);
    }

    [Fact]
    public void Every_type_of_setting_is_read()
    {
        var at = new Place("graph.yaml", 2, 1);
        ScalarValue Word(string text) => new(text, at);
        ListValue List(params SettingValue[] items) => new(items, at);
        var node = all.Node.Create(new SettingReader(all.Node, "n", at, new Dictionary<string, SettingValue>
        {
            ["flag"] = Word("off"), ["count"] = Word("3"), ["big"] = Word("-9223372036854775808"), ["short"] = Word("2.5"), ["wide"] = Word("0.25"), ["word"] = Word("w"),
            ["shape"] = Word("round"), ["numbers"] = List(Word("7"), Word("8")), ["words"] = Word("one"), ["rows"] = List(List(Word("1"), Word("-1"))),
            ["names"] = new MapValue([(Word("a"), Word("b"))], at), ["file"] = Word("x/y"), ["files"] = List(Word("z")), ["event"] = Word("e"),
        }, "/graphs"));
        Assert.Equal(
            $"false|3|-9223372036854775808|2.5|0.25|w|round|[7, 8]|[one]|[[1, -1]]|{{ a: b }}|/graphs/x/y|[{Path.GetFullPath("z")}]|e",
            string.Join("|", all.Node.Settings.Select(s => Written(Setting(node, s.Name)))));
    }

    [Fact]
    public void What_is_not_given_keeps_its_default()
    {
        var node = all.Make(("count", "1"));
        Assert.Equal(1, Setting(node, "count"));
        Assert.All(all.Node.Settings.Where(s => s.Name != "count"), s => Assert.Equal(s.Default, Written(Setting(node, s.Name))));
    }

    [Theory]
    [InlineData("levle", "1", "graph.yaml:2:5: node 'n', 'levle': expected a setting of dsp.gain, found 'levle'; did you mean 'level'?")]
    [InlineData("colour", "1", "graph.yaml:2:5: node 'n', 'colour': expected a setting of dsp.gain, found 'colour'; one of: level, times")]
    [InlineData("level", "61", "graph.yaml:2:5: node 'n', 'level': expected a number from -60 to 60 dB, found '61'; choose a value in that range")]
    [InlineData("level", "loud", "graph.yaml:2:5: node 'n', 'level': expected a number from -60 to 60 dB, found 'loud'")]
    [InlineData("times", "1.5", "graph.yaml:2:5: node 'n', 'times': expected a whole number, found '1.5'")]
    [InlineData("factor", "2", "graph.yaml:2:5: node 'n', 'factor': expected a setting of dsp.gain, found 'factor'; one of: level, times")]
    public void A_wrong_setting_is_refused_where_it_stands(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<GraphException>(() => gain.Make((name, value))).Message);

    [Fact]
    public void A_wrong_choice_is_told_the_words() => Assert.Equal(
        "graph.yaml:2:5: node 'n', 'shape': expected one of round, veryLong, found 'rond'; did you mean 'round'?",
        Assert.Throws<GraphException>(() => all.Make(("shape", "rond"))).Message);

    [Fact]
    public void Everything_wrong_is_said_at_once() =>
        Assert.Equal(["level", "times"], Assert.Throws<GraphException>(() => gain.Make(("level", "x"), ("times", "y"))).Errors.Select(e => e.Port));

    [Fact]
    public void Missing_settings_are_named_numbers_as_well_as_texts()
    {
        var errors = Assert.Throws<GraphException>(() => raw.Make()).Errors;
        Assert.Equal(["path", "rate"], errors.Select(e => e.Port).Order());
        Assert.Equal("graph.yaml:1:3: node 'n', 'rate': expected a value, since it is required, found none; write 'rate: …' there, or --set n.rate=…", errors.First(e => e.Port == "rate").ToString());
        Assert.Single(Assert.Throws<GraphException>(() => raw.Make(("path", "x"))).Errors);
        Assert.Single(Assert.Throws<GraphException>(() => raw.Make(("path", "x"), ("rate", "fast"))).Errors);
    }

    [Fact]
    public void A_live_setting_changes_and_the_rest_stays()
    {
        var node = all.Make(("count", "1"), ("word", "kept"));
        node.Change(Build.Reader(all.Node, ("wide", "0.5")));
        Assert.Equal((1, 0.5, "kept"), (Setting(node, "count"), Setting(node, "wide"), Setting(node, "word")));
    }

    [Theory]
    [InlineData("times", "2", "graph.yaml:2:5: node 'n', 'times': expected a setting that may change while the graph runs, found 'times', which may not; stop the graph, set it, and run again")]
    [InlineData("level", "99", "graph.yaml:2:5: node 'n', 'level': expected a number from -60 to 60 dB, found '99'; choose a value in that range")]
    [InlineData("levle", "9", "graph.yaml:2:5: node 'n', 'levle': expected a setting of dsp.gain, found 'levle'; did you mean 'level'?")]
    public void A_refused_change_changes_nothing(string name, string value, string message)
    {
        var node = gain.Make(("level", "6"));
        var before = Current(node);
        Assert.Equal(message, Assert.Throws<GraphException>(() => node.Change(Build.Reader(gain.Node, (name, value)))).Message);
        Assert.Same(before, Current(node));
    }

    [Fact]
    public void A_change_need_not_repeat_what_is_required()
    {
        var build = Build.Of(Samples.Block("public sealed record Settings { [Live] public required string Word { get; init; } [Live] public required int Number { get; init; } [Live] public double Free { get; init; } }"));
        var node = build.Make(("word", "a"), ("number", "1"));
        node.Change(Build.Reader(build.Node, ("free", "2")));
        Assert.Equal(("a", 1, 2.0), (Setting(node, "word"), Setting(node, "number"), Setting(node, "free")));
        node.Change(Build.Reader(build.Node, ("word", "b")));
        Assert.Equal(("b", 1, 2.0), (Setting(node, "word"), Setting(node, "number"), Setting(node, "free")));
    }

    [Fact]
    public void A_node_without_settings_refuses_all()
    {
        var build = Build.Of(Samples.Block());
        Assert.Empty(build.Node.Settings);
        Assert.Throws<GraphException>(() => build.Make(("a", "1")));
        Assert.Throws<GraphException>(() => build.Make().Change(Build.Reader(build.Node, ("a", "1"))));
        build.Make().Change(Build.Reader(build.Node));
    }

    [Fact]
    public void Empty_settings_are_settings()
    {
        var build = Build.Of(Samples.Block("public sealed record Settings;"));
        Assert.Empty(build.Node.Settings);
        Assert.NotNull(Current(build.Make()));
    }

    private static SettingInfo Info(string name) => all.Node.Settings.Single(s => s.Name == name);

    private static object Current(INode node) => node.GetType().GetProperty("Current")!.GetValue(node)!;

    private static object? Setting(INode node, string name) =>
        Current(node).GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)!.GetValue(Current(node));

    private static string Written(object? value) => value switch
    {
        bool b => SettingText.Of(b),
        int i => SettingText.Of(i),
        long l => SettingText.Of(l),
        float f => SettingText.Of(f),
        double d => SettingText.Of(d),
        Enum e => char.ToLowerInvariant(e.ToString()[0]) + e.ToString()[1..],
        ValueMap m => SettingText.Of(m),
        _ => value!.ToString()!,
    };
}
