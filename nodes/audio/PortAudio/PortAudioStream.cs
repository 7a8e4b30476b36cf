using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Streaming.Audio.Native;

namespace Streaming.Audio;

/// <summary>
/// A stream of PortAudio. Its thread calls into managed code, which only copies between PortAudio's buffer and a ring; a collection of the garbage collector may hold it up for
/// some milliseconds, which the system's own buffer bridges.
/// </summary>
internal sealed unsafe class PortAudioStream : IAudioStream
{
    private readonly CaptureRing? capture;
    private readonly PlaybackRing? playback;
    private readonly int channels;
    private readonly double rate;
    private GCHandle self;
    private nint stream;

    private PortAudioStream(CaptureRing? capture, PlaybackRing? playback, int channels, double rate, bool knowsDelay) =>
        (this.capture, this.playback, this.channels, this.rate, KnowsDelay) = (capture, playback, channels, rate, knowsDelay);

    public bool IsAlive
    {
        get
        {
            lock (PortAudioSession.Gate) return stream != 0 && PortAudioApi.IsStreamActive(stream) == 1;
        }
    }

    public bool KnowsDelay { get; }

    /// <exception cref="AudioException">The device cannot be opened so.</exception>
    public static PortAudioStream Open(AudioDevice device, double latency, CaptureRing? capture, PlaybackRing? playback)
    {
        lock (PortAudioSession.Gate)
        {
            PortAudioSession.Begin();
            // What ALSA's plug-in for PulseAudio says was measured to be off by up to 0.6 s in the first seconds, and by the length of the server's pieces ever after.
            var made = new PortAudioStream(capture, playback, Channels(device, capture, playback), capture?.Rate ?? playback!.Rate, knowsDelay: device.Api != PulseServer.Api);
            try
            {
                made.Start(device, latency);
                return made;
            }
            catch
            {
                made.Dispose();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (PortAudioSession.Gate)
        {
            if (stream != 0)
            {
                PortAudioApi.AbortStream(stream);
                PortAudioApi.CloseStream(stream);
            }
            stream = 0;
            if (!self.IsAllocated) return;
            self.Free();
            PortAudioSession.End();
        }
    }

    private static int Channels(AudioDevice device, CaptureRing? capture, PlaybackRing? playback) =>
        playback?.Channels ?? (device.MixesChannels ? device.Inputs : capture!.Channels);

    private void Start(AudioDevice device, double latency)
    {
        self = GCHandle.Alloc(this);
        var byName = device.Api == PulseServer.Api;
        var index = byName ? PortAudioApi.DeviceByString : PortAudioHost.Find(device);
        if (index == PortAudioApi.NoDevice) throw new AudioException($"the device '{device.Name}'", "that it is not there", "plug it in; PortAudio sees new devices only while no other is in use");
        var name = Marshal.StringToCoTaskMemUTF8($"pulse:DEVICE=\"{device.Id}\"");
        try
        {
            var alsa = new PortAudioApi.AlsaStreamInfo { Size = new((nuint)sizeof(PortAudioApi.AlsaStreamInfo)), HostApiType = PortAudioApi.Alsa, Version = new(1), Device = (byte*)name };
            var parameters = new PortAudioApi.StreamParameters { Device = index, Channels = channels, Format = new(PortAudioApi.Float32), Latency = latency, HostInfo = byName ? &alsa : null };
            if (latency == 0 && !byName) parameters.Latency = capture is not null ? PortAudioApi.Device(index)->LowInputLatency : PortAudioApi.Device(index)->LowOutputLatency;
            Check(
                PortAudioApi.OpenStream(out stream, capture is null ? null : &parameters, capture is null ? &parameters : null, rate, new(0), new(0), capture is null ? &Play : &Capture, GCHandle.ToIntPtr(self)),
                device, byName);
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
        Check(PortAudioApi.StartStream(stream), device, byName);
    }

    private void Check(int error, AudioDevice device, bool byName)
    {
        if (error >= 0) return;
        throw new AudioException(
            FormattableString.Invariant($"'{device.Name}' to open with {channels} channels at {rate} Hz"), PortAudioApi.Describe(error),
            "check that no other program holds it and that you may use it" + (byName ? ", and that ALSA has its plug-in for PulseAudio ('apt install libasound2-plugins')" : ""));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Capture(float* input, float* output, CULong frames, PortAudioApi.TimeInfo* time, CULong flags, nint user)
    {
        var stream = Unsafe.As<PortAudioStream>(GCHandle.FromIntPtr(user).Target!);
        var count = (int)frames.Value;
        if (input == null) return PortAudioApi.Continue;
        var age = time->Captured > 0 ? time->Now - time->Captured : double.NaN;
        stream.capture!.Write(new ReadOnlySpan<float>(input, count * stream.channels), stream.channels, age, (flags.Value & PortAudioApi.InputOverflow) != 0);
        return PortAudioApi.Continue;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Play(float* input, float* output, CULong frames, PortAudioApi.TimeInfo* time, CULong flags, nint user)
    {
        var stream = Unsafe.As<PortAudioStream>(GCHandle.FromIntPtr(user).Target!);
        stream.playback!.Read(new Span<float>(output, (int)frames.Value * stream.channels));
        return PortAudioApi.Continue;
    }
}
