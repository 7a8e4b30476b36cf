using System.Diagnostics;
using NAudio.CoreAudioApi;

namespace Streaming.Audio;

/// <summary>
/// A device of WASAPI with the thread that reads or fills its buffer whenever the system says that there is something to do; in the shared mode samples are float32. Of
/// a loopback Windows before version 1703 never says so, and nothing says that a device is gone, so it looks by itself where it has heard nothing for a while.
/// </summary>
internal sealed unsafe class WasapiStream : IAudioStream
{
    private const long Second = 10_000_000;         // of 100 ns
    private const double LeastBuffer = 0.02, LongestSilence = 0.2;   // s
    private readonly MMDevice device;
    private readonly AudioClient client;
    private readonly AudioCaptureClient? source;
    private readonly AudioRenderClient? sink;
    private readonly CaptureRing? capture;
    private readonly PlaybackRing? playback;
    private readonly int channels;
    private readonly TimeSpan patience;             // without a word of the system
    private readonly float[] silence = [];
    private readonly AutoResetEvent wakes = new(false);
    private readonly Thread thread;
    private volatile bool stops, isAlive = true;

    /// <exception cref="AudioException">The device cannot be opened.</exception>
    public WasapiStream(AudioDevice chosen, double latency, CaptureRing? capture, PlaybackRing? playback)
    {
        (this.capture, this.playback) = (capture, playback);
        try
        {
            using var system = new MMDeviceEnumerator();
            device = system.GetDevice(chosen.Id);
            client = device.AudioClient;
            var format = client.MixFormat;
            channels = format.Channels;
            if (format.BitsPerSample != 32) throw new AudioException($"samples of 32 bits from '{chosen.Name}'", $"{format.BitsPerSample} bits", "choose another device");
            latency = Math.Max(LeastBuffer, latency);
            patience = TimeSpan.FromSeconds(chosen.IsLoopback ? Math.Min(latency / 4, 0.01) : LongestSilence);
            var flags = AudioClientStreamFlags.EventCallback | (chosen.IsLoopback ? AudioClientStreamFlags.Loopback : AudioClientStreamFlags.None);
            client.Initialize(AudioClientShareMode.Shared, flags, (long)(2 * latency * Second), 0, format, Guid.Empty);
            client.SetEventHandle(wakes.SafeWaitHandle.DangerousGetHandle());
            if (capture is not null) source = client.AudioCaptureClient;
            else sink = client.AudioRenderClient;
            if (capture is not null) silence = new float[client.BufferSize * channels];
            client.Start();
        }
        catch (Exception e) when (e is not AudioException)
        {
            client?.Dispose();
            device?.Dispose();
            wakes.Dispose();
            throw new AudioException($"'{chosen.Name}' to open", e.Message.TrimEnd('.'), "check that it is there and that Windows' privacy settings let programs use it", e);
        }
        thread = new Thread(Run) { IsBackground = true, Name = "WASAPI", Priority = ThreadPriority.Highest };
        thread.Start();
    }

    public bool IsAlive => isAlive;

    public bool KnowsDelay => true;

    public void Dispose()
    {
        stops = true;
        wakes.Set();
        thread.Join();
        client.Stop();
        client.Dispose();
        device.Dispose();
        wakes.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!stops)
            {
                if (capture is not null) while (source!.GetNextPacketSize() > 0) Take();
                else Give();
                wakes.WaitOne(patience);
            }
        }
        catch (Exception)
        {
            // The device is gone, or the sound service is.
            isAlive = false;
        }
    }

    private void Take()
    {
        var buffer = source!.GetBuffer(out var frames, out var flags, out _, out var captured);
        // The performance counter is the clock that Stopwatch reads.
        var age = (Stopwatch.GetTimestamp() * (double)Second / Stopwatch.Frequency - captured) / Second;
        if ((flags & AudioClientBufferFlags.TimestampError) != 0) age = double.NaN;
        var values = (flags & AudioClientBufferFlags.Silent) != 0 ? silence.AsSpan(0, frames * channels) : new ReadOnlySpan<float>((void*)buffer, frames * channels);
        capture!.Write(values, channels, age, (flags & AudioClientBufferFlags.DataDiscontinuity) != 0);
        source.ReleaseBuffer(frames);
    }

    private void Give()
    {
        var frames = client.BufferSize - client.CurrentPadding;
        if (frames == 0) return;
        playback!.Read(new Span<float>((void*)sink!.GetBuffer(frames), frames * channels));
        sink.ReleaseBuffer(frames, AudioClientBufferFlags.None);
    }
}
