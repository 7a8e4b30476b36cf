using System.Runtime.InteropServices;
using Streaming.Audio.Native;

namespace Streaming.Audio;

/// <summary>
/// Devices by way of PortAudio. On Linux its ALSA interface knows hardware alone, and PulseAudio or PipeWire as one device; so their sources and sinks are listed by their own
/// client library, and opened as ALSA's "pulse" device with their name.
/// </summary>
internal sealed unsafe class PortAudioHost : IAudioHost
{
    private static readonly double[] usualRates = [8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 192000];

    public IReadOnlyList<AudioDevice> Devices()
    {
        lock (PortAudioSession.Gate)
        {
            PortAudioSession.Begin();
            try
            {
                var pulse = PulseServer.Devices();
                List<AudioDevice> all = [.. pulse];
                for (var i = 0; i < PortAudioApi.DeviceCount(); i++)
                    if (Describe(i, pulse.Count > 0) is { } device) all.Add(device);
                return all;
            }
            finally
            {
                PortAudioSession.End();
            }
        }
    }

    public IAudioStream Capture(AudioDevice device, double latency, CaptureRing ring) => PortAudioStream.Open(device, latency, ring, null);

    public IAudioStream Play(AudioDevice device, double latency, PlaybackRing ring) => PortAudioStream.Open(device, latency, null, ring);

    /// <summary>PortAudio's index of a device; <see cref="PortAudioApi.NoDevice"/> where it is not there.</summary>
    internal static int Find(AudioDevice device)
    {
        for (var i = 0; i < PortAudioApi.DeviceCount(); i++)
        {
            var info = PortAudioApi.Device(i);
            if (Text(info->Name) == device.Id && Text(PortAudioApi.HostApi(info->HostApi)->Name) == device.Api) return i;
        }
        return PortAudioApi.NoDevice;
    }

    private static AudioDevice? Describe(int index, bool hasPulse)
    {
        var info = PortAudioApi.Device(index);
        var api = PortAudioApi.HostApi(info->HostApi);
        var (name, isAlsa) = (Text(info->Name), api->Type == PortAudioApi.Alsa);
        var isHardware = !isAlsa || name.Contains("(hw:", StringComparison.Ordinal);
        // With a sound server ALSA's other devices lead to it, where rates and channels are converted unseen.
        if (hasPulse && (!isHardware || Text(api->Name) == PulseServer.Api)) return null;
        ValueList<double> rates = isAlsa && isHardware ? Rates(index, info) : [info->Rate];
        return new AudioDevice(name, name, Text(api->Name), info->Inputs, info->Outputs, info->Rate, rates)
        {
            IsDefaultInput = !hasPulse && index == PortAudioApi.DefaultInput(),
            IsDefaultOutput = !hasPulse && index == PortAudioApi.DefaultOutput(),
        };
    }

    /// <summary>ALSA's hardware runs at these without conversion.</summary>
    private static ValueList<double> Rates(int index, PortAudioApi.DeviceInfo* info)
    {
        var captures = info->Inputs > 0;
        var parameters = new PortAudioApi.StreamParameters { Device = index, Channels = captures ? info->Inputs : info->Outputs, Format = new(PortAudioApi.Float32) };
        List<double> rates = [];
        foreach (var rate in usualRates)
            if (rate == info->Rate || PortAudioApi.IsFormatSupported(captures ? &parameters : null, captures ? null : &parameters, rate) == 0) rates.Add(rate);
        return rates.Count > 0 ? ValueList.From(rates) : [info->Rate];
    }

    private static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";
}
