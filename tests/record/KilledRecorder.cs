using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>A process that records a generated stream until it is killed, and tells through shared memory how many samples it has handed over.</summary>
internal sealed class KilledRecorder
{
    public const string Verb = "record-until-killed";
    public const int Channels = 8, Rate = 250, Block = 10, MarkEvery = 1000;

    public static float Value(long sample, int channel) => (sample * Channels + channel) % (1 << 20);

    /// <summary>The recorder's side; never returns.</summary>
    public static void Run(string path, string progress)
    {
        using var shared = Share(progress);
        using var handed = shared.CreateViewAccessor();
        var signal = StreamFormat.Signal(Channels, Rate, "µV", name: "signal");
        INode sink = Path.GetExtension(path) switch
        {
            ".wav" => new WavSink(new() { Path = path }),
            ".csv" => new CsvSink(new() { Path = path }),
            ".jsonl" => new JsonLinesSink(new() { Path = path }),
            _ => new XdfSink(new() { Path = path }),
        };
        var run = new NodeRun(sink).Feed(signal);
        var marked = sink is XdfSink;
        if (marked) run.Feed(StreamFormat.Events("marks"));
        run.Configure();
        var port = sink is WavSink ? "signal" : "streams0";
        var block = new float[Block * Channels];
        for (long sample = 0; ; sample += Block)
        {
            for (var i = 0; i < block.Length; i++) block[i] = Value(sample + i / Channels, i % Channels);
            run.Push<float>(port, block);
            if (marked && sample % MarkEvery == 0) run.Push<Event>("streams1", [new($"m{sample}")], [sample / (double)Rate]);
            handed.Write(0, sample + Block);
        }
    }

    private static MemoryMappedFile Share(string path) => MemoryMappedFile.CreateFromFile(
        new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite), null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);

    /// <summary>The killer's side: kills when the file is so long; returns the samples that were handed over.</summary>
    public static long KillAt(string path, long length)
    {
        var progress = path + ".progress";
        File.WriteAllBytes(progress, new byte[8]);
        using var shared = Share(progress);
        using var handed = shared.CreateViewAccessor();
        var program = Path.ChangeExtension(typeof(KilledRecorder).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        using var process = Process.Start(new ProcessStartInfo(program, [Verb, path, progress]) { UseShellExecute = false })!;
        try
        {
            var file = new FileInfo(path);
            while (!file.Exists || file.Length < length)
            {
                Assert.False(process.HasExited, "the recorder ended by itself");
                Thread.Yield();
                file.Refresh();
            }
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
        return handed.ReadInt64(0);
    }
}
