using NAudio.CoreAudioApi;

namespace Streaming.Audio;

/// <summary>
/// Windows' devices by way of WASAPI, in the mode that programs share: each has the one rate that is set for it in Windows, and what any of them plays can be captured too.
/// </summary>
internal sealed class WasapiHost : IAudioHost
{
    public const string Api = "WASAPI";

    public IReadOnlyList<AudioDevice> Devices()
    {
        using var system = new MMDeviceEnumerator();
        var captures = Default(system, DataFlow.Capture);
        var plays = Default(system, DataFlow.Render);
        List<AudioDevice> all = [];
        foreach (var device in system.EnumerateAudioEndPoints(DataFlow.Capture, DeviceState.Active))
            if (Describe(device, inputs: true, outputs: false) is { } found) all.Add(found with { IsDefaultInput = found.Id == captures });
        foreach (var device in system.EnumerateAudioEndPoints(DataFlow.Render, DeviceState.Active))
        {
            if (Describe(device, inputs: false, outputs: true) is not { } found) continue;
            all.Add(found with { IsDefaultOutput = found.Id == plays });
            all.Add(found with { Name = $"Loopback of {found.Name}", Inputs = found.Outputs, Outputs = 0, IsLoopback = true, IsSilentWhenIdle = true });
        }
        return all;
    }

    public IAudioStream Capture(AudioDevice device, double latency, CaptureRing ring) => new WasapiStream(device, latency, ring, null);

    public IAudioStream Play(AudioDevice device, double latency, PlaybackRing ring) => new WasapiStream(device, latency, null, ring);

    private static string Default(MMDeviceEnumerator system, DataFlow flow)
    {
        if (!system.HasDefaultAudioEndpoint(flow, Role.Console)) return "";
        using var device = system.GetDefaultAudioEndpoint(flow, Role.Console);
        return device.ID;
    }

    /// <summary>Null for a device that vanishes while it is looked at.</summary>
    private static AudioDevice? Describe(MMDevice device, bool inputs, bool outputs)
    {
        using (device)
        {
            try
            {
                using var client = device.AudioClient;
                var format = client.MixFormat;
                return new(device.FriendlyName, device.ID, Api, inputs ? format.Channels : 0, outputs ? format.Channels : 0, format.SampleRate, [format.SampleRate]) { MixesChannels = true };
            }
            catch (Exception e) when (e is System.Runtime.InteropServices.COMException or InvalidCastException)
            {
                return null;
            }
        }
    }
}
