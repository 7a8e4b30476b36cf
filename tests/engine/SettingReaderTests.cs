namespace Streaming.Tests;

public class SettingReaderTests
{
    private enum Colour
    {
        Red,
        DarkBlue,
    }

    private static readonly Place place = new("g.yaml", 3, 5);

    [Fact]
    public void EveryKindOfRequiredSettingSaysThatItIsMissing()
    {
        var reader = Reader("", required: true);
        reader.Boolean("boolean", false);
        reader.Integer("integer", 0);
        reader.Number("number", 0f);
        reader.Text("text", "");
        reader.Choice("choice", Colour.Red);
        reader.Numbers("numbers", []);
        reader.Texts("texts", []);
        reader.Matrix("matrix", []);
        reader.Map("map", ValueMap.Empty);
        string[] names = ["boolean", "integer", "number", "text", "choice", "numbers", "texts", "matrix", "map"];
        Assert.Equal(
            names.Select(n => $"g.yaml:3:5: node 'n', '{n}': expected a value, since it is required, found none; write '{n}: …' there, or --set n.{n}=…"),
            Assert.Throws<GraphException>(reader.Complete).Errors.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("boolean", "maybe", "expected true or false, found 'maybe'")]
    [InlineData("boolean", "[1]", "expected a single value, found ['1']")]
    [InlineData("integer", "1.5", "expected a whole number from -10 to 10 µV, found '1.5'")]
    [InlineData("integer", "3000000000", "expected a whole number from -10 to 10 µV, found '3000000000'")]
    [InlineData("integer", "11", "expected a number from -10 to 10 µV, found '11'; choose a value in that range")]
    [InlineData("number", "fast", "expected a number from -10 to 10 µV, found 'fast'")]
    [InlineData("number", "NaN", "expected a number from -10 to 10 µV, found 'NaN'")]
    [InlineData("number", "-10.5", "expected a number from -10 to 10 µV, found '-10.5'; choose a value in that range")]
    [InlineData("choice", "darkblu", "expected one of red, darkBlue, found 'darkblu'; did you mean 'darkBlue'?")]
    [InlineData("choice", "\"red, darkBlue\"", "expected one of red, darkBlue, found 'red, darkBlue'; one of: red, darkBlue")]
    [InlineData("choice", "1", "expected one of red, darkBlue, found '1'; one of: red, darkBlue")]
    [InlineData("numbers", "[1, two]", "expected a number from -10 to 10 µV, found 'two'")]
    [InlineData("numbers", "[1, [2]]", "expected a number from -10 to 10 µV, found ['2']")]
    [InlineData("numbers", "{ a: 1 }", "expected a list such as [a, b], found {a: '1'}")]
    [InlineData("texts", "[[a]]", "expected a text, found ['a']")]
    [InlineData("matrix", "[[1], 2]", "expected a row of numbers such as [1, -1], found '2'")]
    [InlineData("map", "[a]", "expected names with values such as { a: 1 }, found ['a']")]
    [InlineData("map", "{ a: [1] }", "expected a text, found ['1']")]
    public void AWrongValueIsNamed(string name, string value, string message)
    {
        var reader = Reader($"{name}={value}");
        object read = name switch
        {
            "boolean" => reader.Boolean(name, false),
            "integer" => reader.Integer(name, 0),
            "number" => reader.Number(name, 0.0),
            "choice" => reader.Choice(name, Colour.Red),
            "numbers" => reader.Numbers(name, []),
            "texts" => reader.Texts(name, []),
            "matrix" => reader.Matrix(name, []),
            _ => reader.Map(name, ValueMap.Empty),
        };
        Assert.NotNull(read);
        Assert.Equal($"--set: node 'n', '{name}': {message}", Assert.Throws<GraphException>(reader.Complete).Message);
    }

    [Fact]
    public void RightValuesAreRead()
    {
        Assert.True(Reader("boolean=yes").Boolean("boolean", false));
        Assert.False(Reader("boolean=off").Boolean("boolean", true));
        Assert.Equal(-7, Reader("integer=-7").Integer("integer", 0));
        Assert.Equal(2.5e-3, Reader("number=2.5e-3").Number("number", 0.0));
        Assert.Equal(Colour.DarkBlue, Reader("choice=darkBlue").Choice("choice", Colour.Red));
        Assert.Equal([1, -2.5], Reader("numbers=[1, -2.5]").Numbers("numbers", []));
        Assert.Equal(["Fp1"], Reader("texts=Fp1").Texts("texts", []));
        Assert.Equal([[1, -1], [0, 1]], Reader("matrix=[[1, -1], [0, 1]]").Matrix("matrix", []));
    }

    private static SettingReader Reader(string given, bool required = false)
    {
        var kinds = Enum.GetValues<SettingType>();
        SettingInfo Info(SettingType kind) => new(
            kind.ToString().ToLowerInvariant(), "", kind, "", "µV", -10, 10, kind == SettingType.Choice ? SettingText.Choices<Colour>() : [], required, false, false, false);
        var descriptor = new NodeDescriptor("test.settings", "", "", GapPolicy.Continue, false, false, "", [], [], [.. kinds.Select(Info)], _ => throw new NotSupportedException());
        var values = new Dictionary<string, SettingValue>();
        if (given.Split('=', 2) is [var name, var text]) values[name] = SettingText.Parse(text, new Place("--set"));
        return new SettingReader(descriptor, "n", place, values);
    }
}
