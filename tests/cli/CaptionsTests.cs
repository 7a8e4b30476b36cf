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
        Assert.StartsWith("1\n00:00:01,", File.ReadAllText(folder["talk.srt"]).ReplaceLineEndings("\n"), StringComparison.Ordinal);
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
        Assert.All(Of("text.words"), word => Assert.Contains(Of("speech"), span => Begin(span) - 0.1 <= Begin(word) && Begin(word) <= Begin(span) + span.GetProperty("duration").GetDouble() + 0.4));

        IEnumerable<JsonElement> Of(string stream) => lines.Where(l => l.GetProperty("stream").GetString() == stream);
        static double Begin(JsonElement line) => line.GetProperty("time").GetDouble();
    }

    private static string Words(IEnumerable<string> lines) => string.Join(' ', lines.Where(l => l.Length > 0));

    /// <summary>The recording as 16-bit samples.</summary>
    private static byte[] Samples()
    {
        var run = new NodeRun(new RecordingSource(new() { Path = [Path.Combine(Cli.Graph("captions"), "digits.flac")] })).Configure().Step();
        return [.. run.Result<float>("signal").Values.SelectMany(s => BitConverter.GetBytes((short)Math.Round(s * 32768)))];
    }
}
