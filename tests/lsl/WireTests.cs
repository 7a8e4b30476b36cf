using System.Runtime.InteropServices;
using System.Text;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>The bytes on the wire, against those seen from liblsl 1.13 to 1.17.</summary>
public sealed class WireTests : IDisposable
{
    private readonly ManagedLsl backend = new(TestNetwork.New());

    public void Dispose() => backend.Dispose();

    [Theory]
    [InlineData(LslFormat.Float32, "00008040 0000a0c0", "00000040 000040c0")]
    [InlineData(LslFormat.Double64, "0000005000007041 00000060000070c1", "0000003000007041 00000040000070c1")]
    [InlineData(LslFormat.Int32, "05000100 fafffeff", "03000100 fcfffeff")]
    [InlineData(LslFormat.Int16, "0501 fafe", "0301 fcfe")]
    [InlineData(LslFormat.Int8, "05 fa", "03 fc")]
    [InlineData(LslFormat.Int64, "0500008000000000 faffff7fffffffff", "0300008000000000 fcffff7fffffffff")]
    [InlineData(LslFormat.String, "01023130 01032d3131", "01023130 01032d3131")]
    public void AFeedOpensWithTheTestPatterns(LslFormat format, string first, string second)
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", ChannelCount = 2, Format = format, SourceId = "s" }, new());
        const string stamp = "02c976be9f0c24fe40";
        var expected = (stamp + first + stamp + second).Replace(" ", "", StringComparison.Ordinal);
        var head = $"LSL/110 200 OK\r\nUID: {outlet.Info.Uid}\r\nByte-Order: 1234\r\nSuppress-Subnormals: 0\r\nData-Protocol-Version: 110\r\n\r\n";
        var got = Raw.Ask(outlet.Info.V4DataPort, Request(outlet, format.Size()), head.Length + (expected.Length / 2));
        Assert.Equal(head, Encoding.ASCII.GetString(got, 0, head.Length));
        Assert.Equal(expected, Convert.ToHexStringLower(got.AsSpan(head.Length)));
    }

    [Fact]
    public void SamplesFollowWithStampsOrWithout()
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", ChannelCount = 1, Format = LslFormat.Int16, Rate = 4, SourceId = "s" }, new());
        var head = Head(outlet).Length + (2 * 11);
        byte[] got = [];
        var asked = new Thread(() => got = Raw.Ask(outlet.Info.V4DataPort, Request(outlet, 2), head + 11 + 3 + 11));
        asked.Start();
        Assert.True(outlet.WaitForConsumers(TestNetwork.Long));
        outlet.Push(MemoryMarshal.AsBytes<short>([1, 2]), 10);
        outlet.Push(MemoryMarshal.AsBytes<short>([-1]), 11.5);
        Assert.True(asked.Join(TestNetwork.Long));
        // 10.25 is 10 + 1/4: the reader's sum gives it, so one byte says so.
        Assert.Equal("0200000000000024400100" + "010200" + "020000000000002740ffff", Convert.ToHexStringLower(got.AsSpan(head)));
    }

    [Fact]
    public void AnotherUidIsNotFound()
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", SourceId = "s" }, new());
        Assert.Equal("LSL/110 404 Not found", Text(outlet, "LSL:streamfeed/110 00000000-0000-0000-0000-000000000000\r\nMax-Buffer-Length: 10\r\n\r\n"));
        Assert.Equal("LSL/110 505 Version not supported", Text(outlet, $"LSL:streamfeed/200 {outlet.Info.Uid}\r\nMax-Buffer-Length: 10\r\n\r\n"));
    }

    [Theory]
    [InlineData("LSL:streamfeed\r\n360 0\r\n")]
    [InlineData("LSL:nonsense\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n")]
    public void WhatIsNoQuestionIsClosed(string question)
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", SourceId = "s" }, new());
        Assert.Equal("", Text(outlet, question));
    }

    [Theory]
    [InlineData("Value-Size: 8")]
    [InlineData("Protocol-Version: 100")]
    [InlineData("Has-IEEE754-Floats: 0")]
    public void WhatFallsBackToProtocol100IsDeclined(string header)
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", SourceId = "s" }, new());
        Assert.Equal("LSL/110 505 Version not supported", Text(outlet, $"LSL:streamfeed/110 {outlet.Info.Uid}\r\n{header}\r\nMax-Buffer-Length: 10\r\n\r\n"));
    }

    [Fact]
    public void TextTakesAnyValueSizeAndHeadersAnyCase()
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", Format = LslFormat.String, SourceId = "s" }, new());
        var got = Raw.Ask(outlet.Info.V4DataPort, $"LSL:streamfeed/110 {outlet.Info.Uid}\r\nvalue-SIZE: 32 ; sizeof(std::string)\r\nUnknown: x\r\nMAX-buffer-LENGTH:  5 \r\n\r\n", 20);
        Assert.StartsWith("LSL/110 200 OK", Encoding.ASCII.GetString(got), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutABufferLengthTheFeedEndsAfterThePatterns()
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", Format = LslFormat.Int8, SourceId = "s" }, new());
        var got = Raw.Ask(outlet.Info.V4DataPort, $"LSL:streamfeed/110 {outlet.Info.Uid}\r\nHostname: x\r\n\r\n");
        Assert.Equal(Head(outlet).Length + (2 * 10), got.Length);
    }

    [Fact]
    public void AClientThatCannotDoSubnormalsIsToldToZeroThem()
    {
        var outlet = backend.OpenOutlet(new() { Name = "p", SourceId = "s" }, new());
        var got = Encoding.ASCII.GetString(Raw.Ask(outlet.Info.V4DataPort, $"LSL:streamfeed/110 {outlet.Info.Uid}\r\nSupports-Subnormals: 0\r\n\r\n"));
        Assert.Contains("Suppress-Subnormals: 1\r\n", got, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRequestIsThatOfLiblsl()
    {
        var request = new FeedRequest { Uid = "u", ByteOrder = 1234, EndianPerformance = 0, ValueSize = 4, MaxBuffer = 90_000, MaxChunk = 7 };
        var text = request.Write(new() { Name = "n", SourceId = "id", SessionId = "default" }, "host");
        Assert.Equal(
            "LSL:streamfeed/110 u\r\nNative-Byte-Order: 1234\r\nEndian-Performance: 0\r\nHas-IEEE754-Floats: 1\r\nSupports-Subnormals: 1\r\nValue-Size: 4\r\n"
            + "Data-Protocol-Version: 110\r\nMax-Buffer-Length: 90000\r\nMax-Chunk-Length: 7\r\nHostname: host\r\nSource-Id: id\r\nSession-Id: default\r\n\r\n", text);
        // Text says nothing of its size: servers up to 1.15 would fall back.
        Assert.DoesNotContain("Value-Size", (request with { ValueSize = LslFormat.String.Size() }).Write(new() { Name = "n" }, "host"), StringComparison.Ordinal);
        Assert.Equal(request with { HasIeeeFloats = true }, FeedRequest.Read(text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void SubnormalsAreZeroedWhereTheServerSaysSo()
    {
        var decoder = new NumberDecoder(LslFormat.Float32, 2, 0, big: false, suppressSubnormals: true);
        byte[] sample = [2, .. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(-float.Epsilon), .. BitConverter.GetBytes(1.5f)];
        var values = new byte[8];
        Assert.Equal(1, decoder.Read(sample, values, new double[1], out _));
        Assert.Equal([BitConverter.SingleToInt32Bits(-0f), BitConverter.SingleToInt32Bits(1.5f)], MemoryMarshal.Cast<byte, int>(values).ToArray());
    }

    [Fact]
    public void WhoJoinsInMidChunkWaitsForAStamp()
    {
        var decoder = new NumberDecoder(LslFormat.Int8, 1, 10, big: false, suppressSubnormals: false);
        byte[] samples = [1, 7, 1, 8, 2, .. BitConverter.GetBytes(5.0), 9, 1, 10];
        var (values, stamps) = (new byte[8], new double[8]);
        Assert.Equal(2, decoder.Read(samples, values, stamps, out var used));
        Assert.Equal(samples.Length, used);
        Assert.Equal(2, decoder.Skipped);
        Assert.Equal([9, 10], values[..2]);
        Assert.Equal([5.0, 5.1], stamps[..2]);
    }

    [Fact]
    public void ATextMayHaveALengthOfAnyWidth()
    {
        var decoder = new TextDecoder(4, 0, big: false);
        byte[] sample = [2, .. BitConverter.GetBytes(1.0), 1, 1, (byte)'a', 2, 2, 0, (byte)'b', (byte)'c', 4, 0, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0, (byte)'d'];
        var texts = new string[4];
        for (var cut = 0; cut < sample.Length; cut++) Assert.Equal(0, decoder.Read(sample.AsSpan(0, cut), texts, new double[1], out _));
        Assert.Equal(1, decoder.Read(sample, texts, new double[1], out _));
        Assert.Equal(["a", "bc", "", "d"], texts);
    }

    private static string Head(ILslOutlet outlet) =>
        $"LSL/110 200 OK\r\nUID: {outlet.Info.Uid}\r\nByte-Order: 1234\r\nSuppress-Subnormals: 0\r\nData-Protocol-Version: 110\r\n\r\n";

    private static string Request(ILslOutlet outlet, int size) =>
        $"LSL:streamfeed/110 {outlet.Info.Uid}\r\nNative-Byte-Order: 1234\r\nEndian-Performance: 2.75661e+06\r\nHas-IEEE754-Floats: 1\r\nSupports-Subnormals: 1\r\n"
        + $"Value-Size: {(size == 0 ? 32 : size)}\r\nData-Protocol-Version: 110\r\nMax-Buffer-Length: 1000\r\nMax-Chunk-Length: 0\r\nHostname: h\r\nSource-Id: s\r\nSession-Id: default\r\n\r\n";

    private static string Text(ILslOutlet outlet, string question) => Encoding.ASCII.GetString(Raw.Ask(outlet.Info.V4DataPort, question));
}
