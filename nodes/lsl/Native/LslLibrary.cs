using System.Runtime.InteropServices;

namespace Streaming.Lsl.Native;

/// <summary>
/// The native liblsl of this process: the one a setting names, or the environment variable STREAMING_LIBLSL, or one of the usual names. A process loads one, once,
/// and gives it its configuration once: liblsl reads that at its first call and never again.
/// </summary>
internal static class LslLibrary
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "STREAMING_LIBLSL";

    private const string Without = "or use the managed back end, which needs no library";

    private static readonly Lock gate = new();
    private static Loaded? loaded;

    /// <summary>The path in the environment variable, or null.</summary>
    public static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>A library stands where it is looked for. Asking runs none of its code, so it still takes its configuration afterwards.</summary>
    public static bool IsThere => loaded is not null || (Named is { } named ? File.Exists(named) : UsualNames.Any(n => NativeLibrary.TryLoad(n, typeof(LslLibrary).Assembly, null, out _)));

    private static string[] UsualNames =>
        OperatingSystem.IsWindows() ? ["lsl.dll", Environment.Is64BitProcess ? "liblsl64.dll" : "liblsl32.dll", "liblsl.dll"]
        : OperatingSystem.IsMacOS() ? ["liblsl.dylib", "liblsl64.dylib", "/opt/homebrew/lib/liblsl.dylib", "/usr/local/lib/liblsl.dylib"]
        : ["liblsl.so", "liblsl.so.2", "liblsl64.so"];

    /// <summary>Loads the library and gives it its configuration; later calls must ask for the same.</summary>
    /// <param name="path">The library; empty: as the environment variable says, else the usual names.</param>
    /// <param name="configuration">What stands in the file that liblsl calls lsl_api.cfg.</param>
    /// <exception cref="LslException">There is none, it is another library, or it is in use with another configuration.</exception>
    public static Loaded Load(string path, string configuration)
    {
        lock (gate)
        {
            if (loaded is { } before) return Same(before, path, configuration);
            var (library, name) = Open(path);
            if (!NativeLibrary.TryGetExport(library, "lsl_library_version", out _)) throw Wrong($"'{name}', which is another library", "name liblsl itself");
            if (!NativeLibrary.TryGetExport(library, "lsl_push_sample_buftp", out _)) throw Wrong($"'{name}', a version before 1.13", $"name version 1.13 or later, {Without}");
            NativeLibrary.SetDllImportResolver(typeof(LslLibrary).Assembly, (wanted, _, _) => wanted == LslApi.Library ? library : 0);
            NativeConfiguration.Give(library, configuration);
            return loaded = new Loaded(name, configuration, LslApi.LibraryVersion());
        }
    }

    private static Loaded Same(Loaded before, string path, string configuration)
    {
        if (path.Length > 0 && Path.GetFullPath(path) != before.Path)
            throw new LslException($"one native library in a process, as loaded: '{before.Path}'", $"'{path}'", "name the same everywhere, or leave the setting out");
        if (configuration != before.Configuration)
            throw new LslException("the network settings with which this process began to use liblsl, since it reads them once", "others", $"give every node of the native back end the same, {Without}");
        return before;
    }

    private static (nint Library, string Name) Open(string path)
    {
        if (path.Length == 0 && Named is null)
        {
            foreach (var name in UsualNames)
                if (NativeLibrary.TryLoad(name, typeof(LslLibrary).Assembly, null, out var library)) return (library, name);
            throw Wrong($"none under the names {string.Join(", ", UsualNames)}", $"install liblsl, name its file in the setting 'library' or in the environment variable {Variable}, {Without}");
        }
        var full = Path.GetFullPath(path.Length > 0 ? path : Named!);
        try
        {
            return (NativeLibrary.Load(full), full);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var said = File.Exists(full) ? $"'{full}', which cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()}" : $"'{full}', which is not there";
            throw Wrong(said, path.Length > 0 ? $"correct the setting 'library', {Without}" : $"correct the environment variable {Variable}, {Without}", e);
        }
    }

    private static LslException Wrong(string found, string remedy, Exception? inner = null) => new("the native library liblsl", found, remedy, inner);

    /// <summary>The library in use.</summary>
    /// <param name="Path">Where it is; a bare name where the system found it.</param>
    /// <param name="Configuration">What it was given.</param>
    /// <param name="Version">Such as 117 for 1.17.</param>
    internal sealed record Loaded(string Path, string Configuration, int Version)
    {
        /// <summary>Such as "liblsl 1.17".</summary>
        public override string ToString() => $"liblsl {Version / 100}.{Version % 100}";
    }
}
