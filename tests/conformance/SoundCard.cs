using Streaming.Audio;

namespace Streaming.Tests;

/// <summary>A microphone that brings 10 ms of sound when it is asked to, and a loudspeaker that plays all it gets at once, for nodes that need devices.</summary>
internal sealed class SoundCard : IDisposable
{
    private const int Piece = 160;
    private readonly VirtualHost host = new(VirtualHost.Microphone(channels: 2), VirtualHost.Speaker(channels: Material.Labels.Count, rate: Material.Rate));
    private readonly float[] tone = [.. Enumerable.Range(0, 2 * Piece).Select(i => 0.3f * MathF.Sin(i * 0.2f))];
    private volatile bool isOver;

    public SoundCard() => host.OnOpen = stream =>
    {
        if (stream.Device.Outputs > 0) new Thread(() => Play(stream)) { IsBackground = true }.Start();
    };

    public INode PlugInto(INode node)
    {
        if (node is Microphone microphone) microphone.Host = host;
        if (node is Speaker speaker) speaker.Host = host;
        return node;
    }

    /// <summary>The next 10 ms.</summary>
    public void Push()
    {
        foreach (var stream in host.Opened)
            if (stream is { Device.Inputs: > 0, IsClosed: false }) stream.Push(tone);
    }

    public void Dispose() => isOver = true;

    private void Play(VirtualStream stream)
    {
        var values = new float[64 * Material.Labels.Count];
        while (!isOver && !stream.IsClosed)
        {
            stream.Pull(values);
            Thread.Yield();
        }
    }
}
