using System.Text;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>A server that sends what cannot be is told, left, and tried again; it never ends or holds up anything.</summary>
[Collection(nameof(Alone))] // the memory of the process is measured
public sealed class HostileTests : IDisposable
{
    private const string Uid = "6f0e4f0e-0000-4000-8000-000000000001";
    private readonly ManagedLsl backend = new(TestNetwork.New());

    public void Dispose() => backend.Dispose();

    [Theory]
    [InlineData("garbage\r\n\r\n", "an answer that is none of this protocol: 'garbage'")]
    [InlineData("", "the feed was closed without an answer")]
    [InlineData("LSL/110 404 Not found", "s: LSL/110 404 Not found")]
    [InlineData("LSL/110 505 Version not supported", "the feed was refused: 'LSL/110 505 Version not supported'")]
    [InlineData("LSL/200 200 OK\r\n\r\n", "an answer that is none of this protocol: 'LSL/200 200 OK'")]
    [InlineData("LSL/110 200 OK\r\nByte-Order: 1234\r\n\r\n", "data of protocol 1.00, which is declined; 1.10 is expected")]
    [InlineData("LSL/110 200 OK\r\nByte-Order: 77\r\nData-Protocol-Version: 110\r\n\r\n", "byte order 77 where 1234 or 4321 is expected")]
    [InlineData("LSL/110 200 OK\r\nByte-Order: 1234\r\nData-Protocol-Version: 110\r\n\r\n", "the feed ended within its test patterns")]
    [InlineData("LSL/110 200 OK\r\nByte-Order: 1234\r\nData-Protocol-Version: 110\r\n\r\n\u0002\0\0\0\0\0\0\0\0\u0001\u0002\u0003\u0004", "test patterns that are not those of the stream's format")]
    [InlineData("LSL/110 200 OK\r\nByte-Order: 1234\r\nData-Protocol-Version: 110\r\n\r\n\u0003", "a sample that begins with 3 where 1 or 2 is expected")]
    [InlineData("LSL/110 200 OK\r\nUID: other\r\nByte-Order: 1234\r\nData-Protocol-Version: 110\r\n\r\n", "s: another stream stands at its port")]
    [InlineData("LSL/110 200 OK\r\n<endless>", "a line longer than 8192 bytes in a handshake")]
    [InlineData("LSL/110 200 OK\r\n<lines>", "a handshake without an end")]
    public void AnAnswerThatCannotBeIsTold(string answer, string told)
    {
        answer = answer.Replace("<endless>", new string('x', 20_000), StringComparison.Ordinal).Replace("<lines>", string.Concat(Enumerable.Repeat("a: b\r\n", 200)), StringComparison.Ordinal);
        var e = Assert.Throws<LslException>(() => Open(LslFormat.Float32, Encoding.Latin1.GetBytes(answer)));
        Assert.Equal($"expected the stream 's' float32[1] irregular, source 'id' to answer, found {told}; look whether its program still runs, and whether a firewall lets TCP through", e.Message);
    }

    [Theory]
    [InlineData("<html>no</html>", "an info that cannot be read: an element 'html' where 'info' is expected")]
    [InlineData("", "an info that cannot be read: Root element is missing.")]
    public void AnInfoThatCannotBeIsTold(string info, string told)
    {
        var (port, server) = Raw.Serve(_ => Encoding.UTF8.GetBytes(info));
        using (server) Assert.Contains(told, Assert.Throws<LslException>(() => backend.OpenInlet(Stream(LslFormat.Float32, port), new())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LslFormat.Float32, "0207", "a sample that begins with 7 where 1 or 2 is expected")]
    [InlineData(LslFormat.String, "02000000000000f03f03", "a text whose length takes 3 bytes where 1, 2, 4 or 8 is expected")]
    [InlineData(LslFormat.String, "02000000000000f03f04ffffffff", "a sample of text longer than 33554432 bytes")]
    [InlineData(LslFormat.String, "02000000000000f03f08ffffffffffffffff", "a sample of text longer than 33554432 bytes")]
    public void DamageInAFeedEndsTheConnectionAndIsTold(LslFormat format, string damage, string told)
    {
        var good = format == LslFormat.String ? "02000000000000f03f010161" : "02000000000000f03f00000000";
        List<string> notes = [];
        var bytes = Convert.FromHexString(good + (damage[..2] == "02" && format != LslFormat.String ? damage[2..] : damage));
        var encoder = format == LslFormat.String ? new TextEncoder(0, false).Patterns(format, 1) : new NumberEncoder(format, 0, false).Patterns(format, 1);
        var before = GC.GetTotalAllocatedBytes();
        using var inlet = Open(format, [.. Head(), .. encoder, .. bytes], note: notes.Add);
        TestNetwork.Until(() => inlet.Outages > 0, "the damage to be seen");
        TestNetwork.Until(() => notes.Count > 0, "it to be told");
        Assert.Equal($"s vanished: {told}; looking for it", notes[0]);
        // What came before it is whole.
        Assert.Equal(1, format == LslFormat.String ? inlet.PullText(new string[4], new double[4], TestNetwork.Long).Samples : inlet.Pull(new byte[16], new double[4], TestNetwork.Long).Samples);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 << 20, "a length that lies costs memory");
    }

    [Fact]
    public void OldProtocolsAreDeclinedBeforeAnythingIsAsked()
    {
        var info = Stream(LslFormat.Float32, 1) with { Version = 100 };
        var e = Assert.Throws<WireException>(() => Feed.Open(info, new(), TestNetwork.Long));
        Assert.Equal("s is served by protocol 1.00, which is declined; 1.10 is expected", e.Message);
    }

    private static byte[] Head() => Encoding.ASCII.GetBytes($"LSL/110 200 OK\r\nUID: {Uid}\r\nByte-Order: 1234\r\nSuppress-Subnormals: 0\r\nData-Protocol-Version: 110\r\n\r\n");

    private static LslStreamInfo Stream(LslFormat format, int port) => new()
    {
        Name = "s", SourceId = "id", Format = format, Uid = Uid, CreatedAt = 1, V4Address = "127.0.0.1", V4DataPort = port, V4ServicePort = 1,
    };

    private ILslInlet Open(LslFormat format, byte[] answer, Action<string>? note = null)
    {
        var info = new[] { "" };
        var (port, server) = Raw.Serve(asked => asked.StartsWith("LSL:fullinfo", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(info[0]) : answer);
        info[0] = InfoXml.Write(Stream(format, port), full: true);
        try
        {
            return backend.OpenInlet(Stream(format, port), new() { Note = note });
        }
        finally
        {
            server.Dispose();
        }
    }
}
