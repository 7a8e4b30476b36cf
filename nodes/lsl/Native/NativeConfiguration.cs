using System.Runtime.InteropServices;

namespace Streaming.Lsl.Native;

/// <summary>
/// Gives liblsl its configuration before its first call. From version 1.17.6 on it takes the text itself; earlier ones read a file whose path stands in the
/// environment variable LSLAPICFG, so a file is there for as long as the reading takes.
/// </summary>
internal static unsafe partial class NativeConfiguration
{
    private const string FileVariable = "LSLAPICFG";

    public static void Give(nint library, string configuration)
    {
        if (NativeLibrary.TryGetExport(library, "lsl_set_config_content", out var take))
        {
            var text = Marshal.StringToCoTaskMemUTF8(configuration);
            ((delegate* unmanaged<nint, void>)take)(text);
            Marshal.FreeCoTaskMem(text);
            Read();
            return;
        }
        var file = Path.GetTempFileName();
        var before = Environment.GetEnvironmentVariable(FileVariable);
        try
        {
            File.WriteAllText(file, configuration);
            Set(file);
            Read();
        }
        finally
        {
            Set(before);
            File.Delete(file);
        }
    }

    /// <summary>Making a description is the cheapest call that reads the configuration.</summary>
    private static void Read() => LslApi.CreateInfo("configuration", "", 1, 0, 1, "").Dispose();

    // .NET changes its own copy of the environment; what a C library reads is another.
    private static void Set(string? value)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = PutWindows(FileVariable, value ?? "");
            return;
        }
        _ = value is null ? Unset(FileVariable) : Put(FileVariable, value, 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Put(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unset(string name);

    [LibraryImport("ucrtbase", EntryPoint = "_wputenv_s", StringMarshalling = StringMarshalling.Utf16)]
    private static partial int PutWindows(string name, string value);
}
