using Streaming.Files;

namespace Streaming.Tests;

/// <summary>What a user reads when a recording cannot be opened.</summary>
public class EdfErrorTests
{
    private static string Message(byte[] bytes) => Assert.Throws<RecordingException>(() => new EdfReader(new MemoryStream(bytes), "bad.edf")).Message;

    [Fact]
    public void An_empty_file() => Assert.Equal(
        "bad.edf, byte 0 (version): expected \"0\" and seven blanks (EDF) or 0xFF and \"BIOSEMI\" (BDF), found an empty file. Check that this is an EDF or BDF recording.",
        Message([]));

    [Fact]
    public void Another_kind_of_file() => Assert.Equal(
        "bad.edf, byte 0 (version): expected \"0\" and seven blanks (EDF) or 0xFF and \"BIOSEMI\" (BDF), found \"RIFF....\". Check that this is an EDF or BDF recording.",
        Message("RIFF\0\x1\x2\x3WAVE"u8.ToArray()));

    [Theory]
    [InlineData(255, "bad.edf, byte 255: expected a header of 256 bytes, found the end of the file. The recording is cut within its header; copy it again.")]
    [InlineData(300, "bad.edf, byte 300: expected a header of 512 bytes, found the end of the file. The recording is cut within its header; copy it again.")]
    public void A_cut_header(int length, string message) => Assert.Equal(message, Message(EdfReaderTests.Simple().Build()[..length]));

    [Theory]
    [InlineData(252, 4, "none", "byte 252 (number of signals): expected a whole number from 1 to 9999, found \"none\".")]
    [InlineData(252, 4, "0", "byte 252 (number of signals): expected a whole number from 1 to 9999, found \"0   \".")]
    [InlineData(244, 8, "1 s", "byte 244 (record duration): expected a number, found \"1 s     \".")]
    [InlineData(244, 8, "-1", "byte 244 (record duration): expected 0 or more seconds, found \"-1      \".")]
    [InlineData(244, 8, "0", "byte 244 (record duration): expected a positive number of seconds, as signal 1 (\"C3\") holds samples, found \"0       \".")]
    [InlineData(472, 8, "2.5", "byte 472 (samples per record of signal 1): expected a whole number from 1 to 99999999, found \"2.5     \".")]
    [InlineData(472, 8, "1e99", "byte 472 (samples per record of signal 1): expected a whole number from 1 to 99999999, found \"1e99    \".")]
    public void A_wrong_field(int at, int width, string text, string message) => Assert.Equal(
        $"bad.edf, {message} The header is damaged; correct the field or export the recording again.",
        Message(EdfFile.Patch(EdfReaderTests.Simple().Build(), at, width, text)));

    [Fact]
    public void A_record_that_no_memory_should_hold()
    {
        var file = new EdfFile { Signals = [.. Enumerable.Range(0, 3).Select(i => new EdfFile.Signal($"C{i}", 99_999_999))], Records = [] };
        Assert.Equal(
            "bad.edf, byte 912 (samples per record of signal 2): expected data records of at most 268435456 bytes, found \"99999999\". The header is damaged; correct the field or export the recording again.",
            Message(file.Build()));
    }

    [Fact]
    public void The_fault_can_be_read_part_by_part()
    {
        var fault = Assert.Throws<RecordingException>(() => new EdfReader(new MemoryStream([]), "bad.edf"));
        Assert.Equal(("bad.edf", "byte 0 (version)", "an empty file"), (fault.File, fault.Position, fault.Found));
        Assert.StartsWith("\"0\" and", fault.Expected, StringComparison.Ordinal);
        Assert.Equal("Check that this is an EDF or BDF recording.", fault.Remedy);
    }
}
