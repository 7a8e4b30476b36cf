using System.Runtime.InteropServices;

namespace Streaming.Audio.Native;

/// <summary>
/// The part of PortAudio's C API that is used here; the same in every version of 19. <see cref="AudioLibraries"/> finds the library. Source: portaudio.h, pa_linux_alsa.h.
/// </summary>
internal static unsafe partial class PortAudioApi
{
    public const string Library = "portaudio";
    public const int NoDevice = -1, DeviceByString = -2;
    public const int Alsa = 8;                      // PaHostApiTypeId
    public const nuint Float32 = 1;
    public const nuint InputOverflow = 2;
    public const int Continue = 0;

    [LibraryImport(Library, EntryPoint = "Pa_Initialize")]
    public static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "Pa_Terminate")]
    public static partial int Terminate();

    [LibraryImport(Library, EntryPoint = "Pa_GetErrorText")]
    public static partial byte* ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "Pa_GetLastHostErrorInfo")]
    public static partial HostErrorInfo* LastHostError();

    [LibraryImport(Library, EntryPoint = "Pa_GetDeviceCount")]
    public static partial int DeviceCount();

    [LibraryImport(Library, EntryPoint = "Pa_GetDeviceInfo")]
    public static partial DeviceInfo* Device(int device);

    [LibraryImport(Library, EntryPoint = "Pa_GetHostApiInfo")]
    public static partial HostApiInfo* HostApi(int api);

    [LibraryImport(Library, EntryPoint = "Pa_GetDefaultInputDevice")]
    public static partial int DefaultInput();

    [LibraryImport(Library, EntryPoint = "Pa_GetDefaultOutputDevice")]
    public static partial int DefaultOutput();

    [LibraryImport(Library, EntryPoint = "Pa_IsFormatSupported")]
    public static partial int IsFormatSupported(StreamParameters* input, StreamParameters* output, double rate);

    [LibraryImport(Library, EntryPoint = "Pa_OpenStream")]
    public static partial int OpenStream(
        out nint stream, StreamParameters* input, StreamParameters* output, double rate, CULong framesPerBuffer, CULong flags,
        delegate* unmanaged[Cdecl]<float*, float*, CULong, TimeInfo*, CULong, nint, int> callback, nint user);

    [LibraryImport(Library, EntryPoint = "Pa_StartStream")]
    public static partial int StartStream(nint stream);

    [LibraryImport(Library, EntryPoint = "Pa_AbortStream")]
    public static partial int AbortStream(nint stream);

    [LibraryImport(Library, EntryPoint = "Pa_CloseStream")]
    public static partial int CloseStream(nint stream);

    [LibraryImport(Library, EntryPoint = "Pa_IsStreamActive")]
    public static partial int IsStreamActive(nint stream);

    /// <summary>What went wrong, in PortAudio's words and the system's.</summary>
    public static string Describe(int error)
    {
        const int unanticipated = -9999;
        var text = Marshal.PtrToStringUTF8((nint)ErrorText(error)) ?? "an unknown error";
        var host = error == unanticipated ? LastHostError() : null;
        return host == null ? $"\"{text}\"" : $"\"{text}: {Marshal.PtrToStringUTF8((nint)host->Text)}\"";
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct HostApiInfo
    {
        public int Version, Type;
        public byte* Name;
        public int Devices, DefaultInput, DefaultOutput;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DeviceInfo
    {
        public int Version;
        public byte* Name;
        public int HostApi, Inputs, Outputs;
        public double LowInputLatency, LowOutputLatency, HighInputLatency, HighOutputLatency, Rate;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct StreamParameters
    {
        public int Device, Channels;
        public CULong Format;
        public double Latency;
        public void* HostInfo;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct AlsaStreamInfo
    {
        public CULong Size;
        public int HostApiType;
        public CULong Version;
        public byte* Device;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeInfo
    {
        public double Captured, Now, Played;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct HostErrorInfo
    {
        public int Api;
        public CLong Code;
        public byte* Text;
    }
}
