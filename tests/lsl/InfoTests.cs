using System.Text.RegularExpressions;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>The XML in which a stream says what it is.</summary>
public class InfoTests
{
    private const string Desc = "<desc><channels><channel><label>C3</label><unit>microvolts</unit><location><X>-0.5</X></location></channel><channel><label>C4</label><unit>uV</unit></channel></channels><acquisition><model>A&amp;B</model></acquisition></desc>";

    private static readonly LslStreamInfo info = new()
    {
        Name = "Bio <&>", Type = "EEG", ChannelCount = 2, Rate = 100, CreatedAt = 12.5, Uid = "8a3c", Hostname = "lab", V4DataPort = 16572, V4ServicePort = 16573, Description = Desc,
    };

    [Fact]
    public void ItIsWrittenAsLiblslWritesIt()
    {
        const string expected = "<?xml version=\"1.0\"?>\n<info>\n\t<name>Bio &lt;&amp;&gt;</name>\n\t<type>EEG</type>\n\t<channel_count>2</channel_count>\n"
            + "\t<channel_format>float32</channel_format>\n\t<source_id></source_id>\n\t<nominal_srate>100.0000000000000</nominal_srate>\n\t<version>1.100000000000000</version>\n"
            + "\t<created_at>12.50000000000000</created_at>\n\t<uid>8a3c</uid>\n\t<session_id>default</session_id>\n\t<hostname>lab</hostname>\n\t<v4address></v4address>\n"
            + "\t<v4data_port>16572</v4data_port>\n\t<v4service_port>16573</v4service_port>\n\t<v6address></v6address>\n\t<v6data_port>0</v6data_port>\n"
            + "\t<v6service_port>0</v6service_port>\n\t<desc />\n</info>\n";
        Assert.Equal(expected, InfoXml.Write(info, full: false));
        Assert.Contains("\n\t<desc>\n\t\t<channels>\n\t\t\t<channel>\n\t\t\t\t<label>C3</label>", InfoXml.Write(info, full: true), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        Assert.Equal(info, InfoXml.Read(InfoXml.Write(info, full: true), out _));
        Assert.Equal(info with { Description = "" }, InfoXml.Read(InfoXml.Write(info, full: false), out _));
    }

    [Fact]
    public void AnyStreamIsReadAsWritten() => Gen.Select(Gen.String[1, 30], Gen.String[0, 30], Gen.Int[0, 4000], Gen.Int[1, 7], Gen.Double[0, 1e5]).Sample((name, source, channels, format, rate) =>
    {
        var clean = new LslStreamInfo { Name = "n" + Clean(name), SourceId = Clean(source), ChannelCount = channels, Format = (LslFormat)format, Rate = rate, Uid = "u", CreatedAt = 1 };
        var read = InfoXml.Read(InfoXml.Write(clean, full: true), out var fault);
        Assert.True(read is not null, fault);
        // 16 digits are what the format has.
        Assert.Equal(rate, read.Rate, Math.Max(1e-12, rate * 1e-15));
        Assert.Equal(clean, read with { Rate = rate });
    }, iter: 500);

    [Theory]
    [InlineData("<channel_count>2</channel_count>", "<channel_count>two</channel_count>", "channel_count must be a whole number from 0 to 1048576, found 'two'")]
    [InlineData("<channel_count>2</channel_count>", "", "channel_count must be a whole number from 0 to 1048576, found 'nothing'")]
    [InlineData("<channel_count>2</channel_count>", "<channel_count>99999999</channel_count>", "found '99999999'")]
    [InlineData("<nominal_srate>100.0000000000000</nominal_srate>", "<nominal_srate>100,5</nominal_srate>", "nominal_srate must be a number of at least 0 with a decimal point, found '100,5'")]
    [InlineData("float32", "float16", "channel_format must be float32, double64, string, int32, int16, int8 or int64, found 'float16'")]
    [InlineData("<name>Bio &lt;&amp;&gt;</name>", "<name></name>", "a stream without a name")]
    [InlineData("<uid>8a3c</uid>", "<uid />", "a stream without a uid")]
    [InlineData("<v6data_port>0</v6data_port>", "<v6data_port>70000</v6data_port>", "v6data_port must be a whole number from 0 to 65535, found '70000'")]
    [InlineData("<info>", "<infos>", "an element 'infos' where 'info' is expected")]
    [InlineData("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]>", "DTD is prohibited")]
    [InlineData("</info>", "", "end of file")]
    public void WhatIsWrongIsSaid(string part, string instead, string fault)
    {
        var text = InfoXml.Write(info, full: true).Replace(part, instead, StringComparison.Ordinal);
        Assert.Null(InfoXml.Read(text, out var said));
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DepthIsBounded(bool within)
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000));
        var text = InfoXml.Write(info, full: false).Replace("<desc />", within ? $"<desc>{deep}</desc>" : $"<x>{deep}</x>", StringComparison.Ordinal);
        Assert.Null(InfoXml.Read(text, out var said));
        Assert.Equal("elements deeper than 64", said);
    }

    [Theory]
    [InlineData(100, "100.0000000000000")]
    [InlineData(0, "0.000000000000000")]
    [InlineData(0.1, "0.1000000000000000")]
    [InlineData(1.1, "1.100000000000000")]
    [InlineData(1e-5, "1.000000000000000e-05")]
    [InlineData(123456.789, "123456.7890000000")]
    [InlineData(1e16, "1.000000000000000e+16")]
    [InlineData(9999999999999998, "9999999999999998.")]
    [InlineData(-2.5, "-2.500000000000000")]
    [InlineData(0.0001, "0.0001000000000000000")]
    public void NumbersAreWrittenAsCWritesThem(double value, string text) => Assert.Equal(text, LslNumbers.Text(value));

    [Fact]
    public void LabelsUnitsAndPositionsGoInAndOutAgain()
    {
        var format = InfoFormats.Signal(info with { Name = "Bio" }, ElementType.Float32);
        Assert.Equal(["C3", "C4"], format.Labels);
        Assert.Equal("µV", format.Unit);
        Assert.Equal("EEG", format.Content);
        var picked = InfoFormats.Of(format with { Labels = ["C4", "C3", "new"], Shape = [3] }, "out", "", "s");
        Assert.Equal("EEG", picked.Type);
        Assert.Matches(new Regex("<label>C4</label>.*<label>C3</label>.*<X>-0.5</X>.*<label>new</label><unit>microvolts</unit><type>EEG</type>"), picked.Description);
        Assert.Contains("<model>A&amp;B</model>", picked.Description, StringComparison.Ordinal);
        Assert.True(InfoXml.IsDescription(picked.Description, out _));
    }

    [Fact]
    public void ChannelsWithoutLabelsAreNumbered() => Assert.Equal(["ch1", "ch2"], InfoFormats.Signal(info with { Description = "" }, ElementType.Float32).Labels);

    [Fact]
    public void AConfigurationIsReadAsLiblslReadsIt()
    {
        var network = LslConfig.Read("; a comment\n[ports]\nMulticastPort = 17000\nbaseport=17001\nPortRange = 4\n[lab]\nKnownPeers = {lab1, 10.0.0.2}\nSessionID = s1\n[multicast]\nResolveScope = global\n[other]\nx = y\n");
        Assert.Equal((17000, 17001, 4, "s1", LslScope.Machine), (network.MulticastPort, network.BasePort, network.PortRange, network.Session, network.Scope));
        Assert.Equal(["lab1", "10.0.0.2"], network.Peers);
    }

    [Theory]
    [InlineData("[ports]\nBasePort 1", "expected key = value, found 'BasePort 1' (lsl_api.cfg, line 2); mend the line: LSL's programs refuse the whole file for it")]
    [InlineData("[ports]\nBasePort =", "expected key = value, found 'BasePort =' (lsl_api.cfg, line 2)")]
    [InlineData("[ports]\nBasePort = 1\nBasePort = 2", "expected 'BasePort' once, found it twice (lsl_api.cfg, line 3)")]
    [InlineData("[ports]\nBasePort = x", "expected baseport to be a whole number from 1 to 65535, found 'x' (lsl_api.cfg, line 2)")]
    [InlineData("[tuning]\nTimeProbeInterval = -1", "expected timeprobeinterval to be a number above 0, found '-1' (lsl_api.cfg, line 2)")]
    public void AWrongConfigurationIsRefused(string text, string message) => Assert.StartsWith(message, Assert.Throws<LslException>(() => LslConfig.Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("it's", "\"it's\"")]
    [InlineData("plain", "'plain'")]
    [InlineData("a'b\"c", "concat('a', \"'\", 'b\"c')")]
    public void QuotesInQueriesAreSafe(string value, string literal) => Assert.Equal(literal, LslQuery.Literal(value));

    [Fact]
    public void AQueryMatchesOnTheFullInfo()
    {
        var matcher = new QueryMatcher(InfoXml.Write(info with { SessionId = "default" }, full: true));
        foreach (var yes in new[] { "", "session_id='default' and type='EEG'", "count(desc/channels/channel)=2", "/info/type='EEG'", "starts-with(name,'Bio')", "nominal_srate=100", "nominal_srate>99", "not(type='x')", "name", "2" })
            Assert.True(matcher.Matches(yes), yes);
        foreach (var no in new[] { "info/type='EEG'", "type='eeg'", "type='", "0", "unknown()", "$x", "desc/nothing", "\0", "type=" })
            Assert.False(matcher.Matches(no), no);
    }

    [Fact]
    public void AHostileQueryEndsAndMatchesNothing()
    {
        var channels = string.Concat(Enumerable.Repeat("<channel><label>x</label></channel>", 2000));
        var matcher = new QueryMatcher(InfoXml.Write(info with { Description = $"<desc><channels>{channels}</channels></desc>" }, full: true));
        foreach (var hostile in new[]
        {
            "//*[count(//*[count(//*[count(//*)>0])>0])>0]", "count(//*|//*/..|//*//*)>" + new string('1', 1000), new string('(', 2000), string.Concat(Enumerable.Repeat("-", 2000)) + "0",
            string.Join('/', Enumerable.Repeat("..", 600)), "count(" + string.Join("|", Enumerable.Repeat("//*", 400)) + ")=0", "a" + string.Concat(Enumerable.Repeat("[1]", 600)), new string('a', 3000),
            "string-length(" + string.Concat(Enumerable.Repeat("concat(/,/,", 100)) + "/" + new string(')', 101) + ">0 and false()",
        })
            Assert.False(matcher.Matches(hostile), hostile[..Math.Min(40, hostile.Length)]);
    }

    private static string Clean(string text) => string.Concat(text.Where(c => c is >= ' ' and < '\ud800'));
}
