using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streaming.Audio.Native;

/// <summary>Finds the native libraries, which come from the user's system, and keeps them from writing on the terminal what they try in vain.</summary>
internal static unsafe partial class AudioLibraries
{
    /// <summary>The environment variable that names PortAudio's file where the system does not find it.</summary>
    public const string Variable = "STREAMING_PORTAUDIO";

    private static readonly Lock gate = new();
    private static nint portAudio, pulse;
    private static bool resolves, silent;

    private static string[] PortAudioNames =>
        OperatingSystem.IsWindows() ? ["portaudio_x64.dll", "portaudio.dll", "libportaudio-2.dll"]
        : OperatingSystem.IsMacOS() ? ["libportaudio.2.dylib", "libportaudio.dylib", "/opt/homebrew/lib/libportaudio.2.dylib", "/usr/local/lib/libportaudio.2.dylib"]
        : ["libportaudio.so.2", "libportaudio.so"];

    /// <summary>Loads PortAudio.</summary>
    /// <exception cref="AudioException">There is none.</exception>
    public static void LoadPortAudio()
    {
        lock (gate)
        {
            if (portAudio == 0) portAudio = Load(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? [named] : PortAudioNames);
            Resolve();
            Silence();
        }
    }

    /// <summary>PulseAudio's client library, which PipeWire serves too; false where there is none.</summary>
    public static bool LoadPulse()
    {
        lock (gate)
        {
            if (pulse == 0 && (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libpulse.so.0", out pulse))) return false;
            Resolve();
            return true;
        }
    }

    /// <summary>The first library that is there.</summary>
    /// <exception cref="AudioException">None is.</exception>
    internal static nint Load(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, typeof(AudioLibraries).Assembly, null, out var library)) return library;
        throw new AudioException(
            "the library PortAudio, which reaches microphones and loudspeakers", $"none under the names {string.Join(", ", names)}",
            "install it ('apt install libportaudio2 libasound2-plugins', 'dnf install portaudio', 'brew install portaudio'), or name its file in the environment variable " + Variable);
    }

    private static void Resolve()
    {
        if (resolves) return;
        resolves = true;
        NativeLibrary.SetDllImportResolver(typeof(AudioLibraries).Assembly, (name, _, _) => name switch { PortAudioApi.Library => portAudio, PulseApi.Library => pulse, _ => 0 });
    }

    /// <summary>ALSA and JACK write a line for each device that PortAudio tries and that is not there.</summary>
    private static void Silence()
    {
        if (silent || !OperatingSystem.IsLinux()) return;
        silent = true;
        if (NativeLibrary.TryLoad("libasound.so.2", out var alsa) && NativeLibrary.TryGetExport(alsa, "snd_lib_error_set_handler", out var set))
            ((delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<byte*, int, byte*, int, byte*, void>, int>)set)(&AlsaSays);
        if (!NativeLibrary.TryLoad("libjack.so.0", out var jack)) return;
        foreach (var name in (string[])["jack_set_error_function", "jack_set_info_function"])
            if (NativeLibrary.TryGetExport(jack, name, out set)) ((delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<byte*, void>, void>)set)(&JackSays);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AlsaSays(byte* file, int line, byte* function, int error, byte* format)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void JackSays(byte* text)
    {
    }
}
