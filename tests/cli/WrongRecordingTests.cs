using System.Text;

namespace Streaming.Tests;

/// <summary>
/// A recording that cannot be read is told in one line, with its place, before anything runs: exit code 2. One of which a part is missing is played as far as it is
/// whole, and then told: exit code 1.
/// </summary>
public sealed class WrongRecordingTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "empty.edf", [], "expected a recording of a known kind (EDF, BDF, BrainVision, WAV, FLAC, XDF, CSV, TSV), found an empty file at FILE, byte 0; convert it to one of these; delimited text is told by its extension" },
        { "cut.edf", SampleRecordings.Edf()[..100], "expected a header of 256 bytes, found the end of the file at FILE, byte 100; the recording is cut within its header; copy it again" },
        { "cut2.edf", SampleRecordings.Edf()[..1000], "expected a header of 2816 bytes, found the end of the file at FILE, byte 1000; the recording is cut within its header; copy it again" },
        { "hostile.edf", EdfFile.Patch(SampleRecordings.Edf(), 252, 4, "9999"), "expected a header of 2560000 bytes, found the end of the file at FILE, byte" },
        { "corrupt.edf", EdfFile.Patch(SampleRecordings.Edf(), 252, 4, "many"), "expected" },
        { "cut.wav", SampleRecordings.Wav()[..20], "expected at least 16 bytes of format, found 0 at FILE, byte 20 (format); convert the recording to PCM or float WAV" },
        { "hostile.wav", new WavFile { Channels = 0, FrameBytes = 0, StatedData = int.MaxValue, Data = [0, 0] }.Build(), "expected at least one channel, found 0 at FILE, byte 22 (format); convert the recording to PCM or float WAV" },
        { "other.csv", "time,a\n0,1\n0,2\n"u8.ToArray(), "expected a column of times that increase, found times that do not at FILE, header row; name the column with the setting 'time', or give the setting 'rate'" },
        { "other.yaml", "graph: x\n"u8.ToArray(), "expected a recording of a known kind" },
    };

    public static TheoryData<string, byte[], string> UnreadableXdf => new()
    {
        { "empty.xdf", [], "expected 'XDF:' (or a gzip or zlib file that holds it), found " },
        { "cut.xdf", "XDF"u8.ToArray(), "expected 'XDF:' (or a gzip or zlib file that holds it), found bytes 584446 at FILE, byte 0; check that this is an XDF recording" },
        { "hostile.xdf", [.. "XDF:"u8, 8, .. BitConverter.GetBytes(long.MaxValue), 2, 0], "expected one stream of numbers, or one of type EEG, found none at FILE, stream headers; play a recording that holds a signal" },
        { "corrupt.xdf", [.. "XDF:"u8, .. Enumerable.Range(0, 999).Select(i => (byte)(i * 37))], "expected" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public Task IsToldBeforeAnythingRuns(string name, byte[] bytes, string message) => Told("files.recording", name, bytes, message);

    [Theory]
    [MemberData(nameof(UnreadableXdf))]
    public Task AnXdfIsToldBeforeAnythingRuns(string name, byte[] bytes, string message) => Told("files.xdf", name, bytes, message);

    private async Task Told(string node, string name, byte[] bytes, string message)
    {
        var file = folder.Write(name, bytes);
        var graph = folder.Write("graph.yaml", Playing(node));
        var said = await Cli.Run("run", graph, "--speed", "max", "--set", $"source.path={file}");
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.StartsWith($"{graph}:2:3: node 'source': {message.Replace("FILE", file, StringComparison.Ordinal)}", Assert.Single(said.Errors), StringComparison.Ordinal);

        var inspected = await Cli.Run("inspect", file);
        Assert.Equal((2, ""), (inspected.Code, inspected.Out));
        Assert.StartsWith(file, Assert.Single(inspected.Errors), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, byte[], string, int> Short
    {
        get
        {
            var (edf, wav) = (SampleRecordings.Edf(), SampleRecordings.Wav());
            using var xdf = new XdfBytes();
            xdf.Header(1, "float32", 1, 10).Samples(1, 1, [.. Enumerable.Range(0, 20).Select(i => ((double?)(i / 10.0), BitConverter.GetBytes(1f * i)))]);
            var at = xdf.Length;
            xdf.Samples(1, 1, [.. Enumerable.Range(20, 20).Select(i => ((double?)(i / 10.0), BitConverter.GetBytes(1f * i)))]);
            var cut = xdf.ToArray()[..^40];
            return new()
            {
                { "files.recording", "short.edf", edf[..^2000], $"byte {edf.Length - 2000}: expected 10 records, as the header states, found 7 whole ones. All that is whole is played; copy the recording again for the rest.", 350 },
                { "files.recording", "short.wav", wav[..^4000], $"byte {wav.Length - 4000}: expected 8000 bytes of samples, as the header states, found 4000. All that is whole is played; copy the recording again for the rest.", 1000 },
                { "files.xdf", "short.xdf", cut, $"byte {at}: expected whole chunks to the end, found that the file ends within this Samples chunk of stream 1 (s); its ", 36 },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Short))]
    public async Task IsPlayedAsFarAsItIsWhole(string node, string name, byte[] bytes, string message, int samples)
    {
        var file = folder.Write(name, bytes);
        var said = await Cli.Run("run", folder.Write("graph.yaml", Playing(node)), "--speed", "max", "--set", $"source.path={file}", "--set", $"out.path={folder["out.csv"]}");
        Assert.Equal(1, said.Code);
        Assert.StartsWith($"{file}, {message}", said.Errors[^1], StringComparison.Ordinal);
        Assert.Equal(1 + samples, File.ReadAllLines(folder["out.csv"]).Length);

        var inspected = await Cli.Run("inspect", file);
        Assert.Equal(1, inspected.Code);
        Assert.StartsWith($"{file}, {message}", inspected.Errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACellThatIsNoNumberFailsTheRunAtItsPlace()
    {
        var text = Encoding.UTF8.GetString(SampleRecordings.Csv()).Split('\n');
        text[400] = text[400].Replace(",", ",x", StringComparison.Ordinal);
        var file = folder.Write("bad.csv", string.Join('\n', text));
        var said = await Cli.Run("run", folder.Write("graph.yaml", Playing("files.recording")), "--speed", "max", "--set", $"source.path={file}", "--set", $"out.path={folder["out.csv"]}");
        Assert.Equal(1, said.Code);
        Assert.StartsWith($"node 'source' (files.recording) failed: {file}, line 401, column 2 (\"Fp1\"): expected a number, found \"x", said.Errors[^1], StringComparison.Ordinal);
        // What came before is recorded, to the block.
        Assert.InRange(File.ReadAllLines(folder["out.csv"]).Length, 1 + 399 - 10, 1 + 399);
    }

    private static string Playing(string node) => $$"""
        nodes:
          source: { node: {{node}}, path: x }
          out:    { node: record.csv, path: out.csv }
        links: [ source > out ]
        """;
}
