using System.Runtime.InteropServices;

namespace Streaming.Audio.Native;

/// <summary>The part of PulseAudio's client API that lists devices; PipeWire serves it too. Source: pulse/mainloop.h, context.h, introspect.h.</summary>
internal static unsafe partial class PulseApi
{
    public const string Library = "pulse";
    public const int NoAutospawn = 1;
    public const int Ready = 4, Failed = 5;         // pa_context_state_t
    public const int Running = 0;                   // pa_operation_state_t
    public const uint Invalid = uint.MaxValue;

    [LibraryImport(Library, EntryPoint = "pa_mainloop_new")]
    public static partial nint NewLoop();

    [LibraryImport(Library, EntryPoint = "pa_mainloop_get_api")]
    public static partial nint LoopApi(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_mainloop_iterate")]
    public static partial int Iterate(nint loop, int block, int* result);

    [LibraryImport(Library, EntryPoint = "pa_mainloop_free")]
    public static partial void FreeLoop(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_context_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewContext(nint api, string name);

    [LibraryImport(Library, EntryPoint = "pa_context_connect")]
    public static partial int Connect(nint context, byte* server, int flags, void* spawn);

    [LibraryImport(Library, EntryPoint = "pa_context_get_state")]
    public static partial int State(nint context);

    [LibraryImport(Library, EntryPoint = "pa_context_disconnect")]
    public static partial void Disconnect(nint context);

    [LibraryImport(Library, EntryPoint = "pa_context_unref")]
    public static partial void Release(nint context);

    [LibraryImport(Library, EntryPoint = "pa_context_get_server_info")]
    public static partial nint GetServer(nint context, delegate* unmanaged[Cdecl]<nint, ServerInfo*, nint, void> callback, nint user);

    [LibraryImport(Library, EntryPoint = "pa_context_get_source_info_list")]
    public static partial nint GetSources(nint context, delegate* unmanaged[Cdecl]<nint, DeviceInfo*, int, nint, void> callback, nint user);

    [LibraryImport(Library, EntryPoint = "pa_context_get_sink_info_list")]
    public static partial nint GetSinks(nint context, delegate* unmanaged[Cdecl]<nint, DeviceInfo*, int, nint, void> callback, nint user);

    [LibraryImport(Library, EntryPoint = "pa_operation_get_state")]
    public static partial int OperationState(nint operation);

    [LibraryImport(Library, EntryPoint = "pa_operation_unref")]
    public static partial void ReleaseOperation(nint operation);

    [StructLayout(LayoutKind.Sequential)]
    public struct SampleSpec
    {
        public int Format;
        public uint Rate;
        public byte Channels;
    }

    /// <summary>pa_source_info and pa_sink_info begin alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DeviceInfo
    {
        public byte* Name;
        public uint Index;
        public byte* Description;
        public SampleSpec Samples;
        public ChannelMap Map;
        public uint OwnerModule;
        public Volume Volume;
        public int Mute;

        /// <summary>Of a source: the sink whose sound it is; <see cref="Invalid"/> where it captures.</summary>
        public uint MonitorOf;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ChannelMap
    {
        public byte Channels;
        public fixed int Places[32];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Volume
    {
        public byte Channels;
        public fixed uint Values[32];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ServerInfo
    {
        public byte* User, Host, Version, Name;
        public SampleSpec Samples;
        public byte* DefaultSink, DefaultSource;
    }
}
