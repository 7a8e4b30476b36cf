using System.Runtime.InteropServices;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>Streams on the loopback, on ports and in a session of their own, and the lsl_api.cfg by which a command finds them.</summary>
internal sealed class Lab : IDisposable
{
    private const int Range = 16;
    private readonly Folder folder = new();
    private readonly ManagedLsl backend;

    public Lab()
    {
        var port = FreePorts.Find(Range + 1);
        Config = folder.Write("lab.cfg", $"[ports]\nMulticastPort = {port}\nBasePort = {port + 1}\nPortRange = {Range}\n[lab]\nSessionID = {Session}\n");
        backend = new ManagedLsl(LslConfig.Load(Config));
    }

    public string Session { get; } = $"lab-{Guid.NewGuid():N}"[..12];

    public string Config { get; }

    public string this[string name] => folder[name];

    public double Now => backend.Now;

    public ILslOutlet Offer(string name, string type = "EEG", int channels = 2, double rate = 250, LslFormat format = LslFormat.Float32, string? sourceId = null) =>
        backend.OpenOutlet(new() { Name = name, Type = type, ChannelCount = channels, Rate = rate, Format = format, SourceId = sourceId ?? $"{name}-id" }, new());

    /// <summary>Runs a command on these streams.</summary>
    public Task<Said> Run(params string[] args) => Cli.Run(["lsl", .. args, "--config", Config]);

    /// <summary>A device: pushes a counter at the stream's rate in pieces of a tenth of a second, until it is told to stop; gives how many samples went.</summary>
    public async Task<int> Push(ILslOutlet outlet, CancellationToken stop)
    {
        var (channels, piece) = (outlet.Info.ChannelCount, (int)(outlet.Info.Rate / 10));
        var (values, sent, start) = (new float[piece * channels], 0, Now);
        while (!stop.IsCancellationRequested)
        {
            for (var i = 0; i < values.Length; i++) values[i] = sent + i / channels;
            outlet.Push(MemoryMarshal.AsBytes(values.AsSpan()), start + sent / outlet.Info.Rate);
            sent += piece;
            await Task.Delay(100, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return sent;
    }

    /// <summary>Waits until a file of the lab has come to hold so many bytes.</summary>
    public async Task Grows(string name, long bytes)
    {
        var grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(this[name])!, name) { NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite };
        watcher.Changed += (_, _) => Look();
        watcher.EnableRaisingEvents = true;
        Look();
        try
        {
            await grown.Task.WaitAsync(Cli.Patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{name} was to grow to {bytes} bytes, but has {new FileInfo(this[name]).Length}");
        }

        void Look()
        {
            if (new FileInfo(this[name]) is { Exists: true } file && file.Length >= bytes) grown.TrySetResult();
        }
    }

    public void Dispose()
    {
        backend.Dispose();
        folder.Dispose();
    }
}
