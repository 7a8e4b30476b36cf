using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// Which native ONNX Runtime a process uses: the one it was built with, or the one whose path stands in the environment variable STREAMING_ONNXRUNTIME. A process
/// loads one, once.
/// </summary>
public static class NativeRuntime
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "STREAMING_ONNXRUNTIME";

    private static readonly Lazy<nint> library = new(Load);

    /// <summary>The library named by the user; null: the one of the build.</summary>
    public static string? Path => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    internal static string Shown => Path is { } path ? $"'{path}'" : "the library of this build";

    /// <summary>The loaded library. What uses ONNX Runtime asks for it first.</summary>
    /// <exception cref="ModelException">It cannot be loaded.</exception>
    internal static nint Library => library.Value;

    /// <summary>The version of the table of functions that the managed interface asks for: that of its package.</summary>
    private static int TableVersion => typeof(OrtEnv).Assembly.GetName().Version!.Minor;

    /// <summary>The table of functions of a library, by its OrtGetApiBase; 0: the library is of an earlier version.</summary>
    internal static unsafe nint Table(nint start, out string version)
    {
        var library = ((delegate* unmanaged<nint*>)start)();
        version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)library[1])()) ?? "";
        return ((delegate* unmanaged<uint, nint>)library[0])((uint)TableVersion);
    }

    private static nint Load()
    {
        var assembly = typeof(OrtEnv).Assembly;
        if (Path is not { } path)
        {
            if (NativeLibrary.TryLoad("onnxruntime", assembly, null, out var built)) return built;
            throw Wrong("the program", "none in it, as built with -p:OnnxRuntime=none", $"name the library in {Variable}, or build with -p:OnnxRuntime=cpu", null);
        }
        nint named;
        try
        {
            named = NativeLibrary.Load(System.IO.Path.GetFullPath(path));
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Wrong(Variable, File.Exists(path) ? $"'{path}', which cannot be loaded: {e.Message.ReplaceLineEndings(" ")}" : $"'{path}', which is not there", "correct the path, or unset the variable", e);
        }
        if (!NativeLibrary.TryGetExport(named, "OrtGetApiBase", out var start)) throw Wrong(Variable, $"'{path}', which is another library", "name libonnxruntime.so, onnxruntime.dll or libonnxruntime.dylib", null);
        if (Table(start, out var version) == 0) throw Wrong(Variable, $"'{path}', which is version {version}", $"name one of version 1.{TableVersion} or later", null);
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name.StartsWith("onnxruntime", StringComparison.OrdinalIgnoreCase) ? named : 0);
        return named;
    }

    private static ModelException Wrong(string where, string found, string remedy, Exception? inner) => new(where, "a native library of ONNX Runtime", found, remedy, inner);
}
