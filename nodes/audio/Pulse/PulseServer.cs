using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streaming.Audio.Native;

/// <summary>Asks PulseAudio, or PipeWire in its place, what it has.</summary>
internal static unsafe class PulseServer
{
    /// <summary>What users call the interface.</summary>
    public const string Api = "PulseAudio";

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    /// <summary>Its sources and sinks; empty where no server answers.</summary>
    public static IReadOnlyList<AudioDevice> Devices()
    {
        if (!AudioLibraries.LoadPulse()) return [];
        var answer = new Answer();
        var user = GCHandle.Alloc(answer);
        var loop = PulseApi.NewLoop();
        var context = PulseApi.NewContext(PulseApi.LoopApi(loop), "streaming");
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (PulseApi.Connect(context, null, PulseApi.NoAutospawn, null) < 0 || !Until(() => PulseApi.State(context) >= PulseApi.Ready) || PulseApi.State(context) != PulseApi.Ready) return [];
            return Ask(PulseApi.GetServer(context, &OnServer, GCHandle.ToIntPtr(user))) && Ask(PulseApi.GetSources(context, &OnSource, GCHandle.ToIntPtr(user))) && Ask(PulseApi.GetSinks(context, &OnSink, GCHandle.ToIntPtr(user)))
                ? answer.Devices : [];
        }
        finally
        {
            PulseApi.Disconnect(context);
            PulseApi.Release(context);
            PulseApi.FreeLoop(loop);
            user.Free();
        }

        bool Ask(nint operation)
        {
            if (operation == 0) return false;
            var isDone = Until(() => PulseApi.OperationState(operation) != PulseApi.Running || PulseApi.State(context) != PulseApi.Ready);
            PulseApi.ReleaseOperation(operation);
            return isDone && PulseApi.State(context) == PulseApi.Ready;
        }

        bool Until(Func<bool> isSo)
        {
            while (!isSo())
            {
                if (Stopwatch.GetElapsedTime(started) > patience) return false;
                if (PulseApi.Iterate(loop, 0, null) == 0) Thread.Yield();
            }
            return true;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnServer(nint context, PulseApi.ServerInfo* info, nint user)
    {
        if (info == null) return;
        var answer = (Answer)GCHandle.FromIntPtr(user).Target!;
        (answer.DefaultSource, answer.DefaultSink) = (Text(info->DefaultSource), Text(info->DefaultSink));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSource(nint context, PulseApi.DeviceInfo* info, int end, nint user) => Add(info, end, user, isSource: true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSink(nint context, PulseApi.DeviceInfo* info, int end, nint user) => Add(info, end, user, isSource: false);

    private static void Add(PulseApi.DeviceInfo* info, int end, nint user, bool isSource)
    {
        if (end != 0 || info == null) return;
        var answer = (Answer)GCHandle.FromIntPtr(user).Target!;
        var (id, channels) = (Text(info->Name), info->Samples.Channels);
        answer.Devices.Add(new(Text(info->Description) is { Length: > 0 } said ? said : id, id, Api, isSource ? channels : 0, isSource ? 0 : channels, info->Samples.Rate, [info->Samples.Rate])
        {
            IsDefaultInput = isSource && id == answer.DefaultSource,
            IsDefaultOutput = !isSource && id == answer.DefaultSink,
            IsLoopback = isSource && info->MonitorOf != PulseApi.Invalid,
            MixesChannels = true,
        });
    }

    private static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";

    private sealed class Answer
    {
        public List<AudioDevice> Devices { get; } = [];

        public string DefaultSource { get; set; } = "";

        public string DefaultSink { get; set; } = "";
    }
}
