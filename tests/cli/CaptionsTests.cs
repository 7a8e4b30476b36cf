using System.Globalization;
using System.Text.Json;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>The graphs of captions over the recording that comes with them, of which every word is known.</summary>
public class CaptionsTests
{
    private static readonly string[] spoken = ["one two three", "four five six seven", "eight nine zero", "seven three one zero", "two two nine six five", "zero eight four"];

    [Fact]
    public async Task ARecordingBecomesSubtitles()
    {
        using var folder = new Folder();
        var said = await Cli.Run("run", Cli.Graph("captions-file"), "--speed", "max", "--set", $"file={folder["talk"]}");
        Assert.True(said.Code == 0, said.Error);
        Assert.Equal(string.Join(' ', spoken), Words(File.ReadLines(folder["talk.txt"])));
        Assert.Equal(string.Join(' ', spoken), Words(File.ReadLines(folder["talk.vtt"]).Skip(1).Where(l => !l.Contains("-->", StringComparison.Ordinal))));
        // The first cue is shown when the first sound is heard: not when its word is known.
        var first = TimeSpan.Parse(File.ReadLines(folder["talk.srt"]).ElementAt(1).Split(' ')[0].Replace(',', '.'), CultureInfo.InvariantCulture);
        Assert.InRange(first.TotalSeconds - FirstSound(), -0.2, 0.2);
    }

    /// <summary>What the recording gives at once goes on at once: a thread that is woken for every frame has no time for them.</summary>
    [Fact]
    public async Task AllFramesOfABlockGoOnInOneBlock()
    {
        using var folder = new Folder();
        var graph = await ShippedGraphTests.Learnt("captions-file", folder, [("file", folder["talk"])]);
        await using var session = graph.Start(new RunOptions { Speed = 0 });
        await session.Completion.WaitAsync(Cli.Patience, TestContext.Current.CancellationToken);
        var features = session.Report().Nodes.Single(n => n.Name == "features");
        Assert.True(features.SamplesOut > 2 * features.BlocksIn, $"{features.SamplesOut} frames of {features.BlocksIn} blocks are too few to tell");
        Assert.InRange(features.BlocksOut, 1, features.BlocksIn + 2); // at the end, one each for the frames that reach beyond it
    }

    [Fact]
    public async Task RawSamplesOnStandardInputBecomeTheSame()
    {
        using var folder = new Folder();
        var start = new System.Diagnostics.ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "streaming.exe" : "streaming"),
            ["run", Cli.Graph("captions-file"), "--set", "recording.path=-", "--set", "recording.rate=16000", "--set", $"file={folder["talk"]}"])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = System.Diagnostics.Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.StandardInput.BaseStream.WriteAsync(Samples(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Cli.Patience, TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error + await output);
        Assert.Equal(string.Join(' ', spoken), Words(File.ReadLines(folder["talk.txt"])));
    }

    [Fact]
    public async Task ALogHoldsSpeechAndWordsWithTheirTimes()
    {
        using var folder = new Folder();
        var said = await Cli.Run("run", Cli.Graph("voice-log"), "--speed", "max", "--set", $"file={folder["log.jsonl"]}");
        Assert.True(said.Code == 0, said.Error);
        var lines = File.ReadLines(folder["log.jsonl"]).Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.TryGetProperty("time", out _)).ToList();
        Assert.Equal(string.Join(' ', spoken), string.Join(' ', Of("text.words").Select(l => l.GetProperty("text").GetString())));
        Assert.All(Of("text.words"), word => Assert.Contains(Of("speech"), span => Begin(span) - 0.2 <= Begin(word) && Begin(word) <= Begin(span) + span.GetProperty("duration").GetDouble() + 0.4));

        IEnumerable<JsonElement> Of(string stream) => lines.Where(l => l.GetProperty("stream").GetString() == stream);
        static double Begin(JsonElement line) => line.GetProperty("time").GetDouble();
    }

    private static string Words(IEnumerable<string> lines) => string.Join(' ', lines.Where(l => l.Length > 0));

    /// <summary>Seconds, when it is first as loud as a fiftieth of its loudest.</summary>
    private static double FirstSound()
    {
        var sound = Sound();
        var loudest = sound.Max(Math.Abs);
        return Array.FindIndex(sound, s => Math.Abs(s) > loudest / 50) / 16000.0;
    }

    /// <summary>The recording as 16-bit samples.</summary>
    private static byte[] Samples() => [.. Sound().SelectMany(s => BitConverter.GetBytes((short)Math.Round(s * 32768)))];

    private static float[] Sound() => new NodeRun(new RecordingSource(new() { Path = [Path.Combine(Cli.Graph("captions"), "digits.flac")] })).Configure().Step().Result<float>("signal").Values;
}
