using System.Runtime.CompilerServices;
using Streaming.Inference;

namespace Streaming.Tests;

/// <summary>
/// A native library with the WebGPU provider, and a device for it: the ones that STREAMING_ONNXRUNTIME names (on a machine with a GPU), or the software device that
/// .ci/webgpu fetched. Where there is neither, tests skip by name.
/// </summary>
internal static class Device
{
    /// <summary>How models are run in these tests.</summary>
    public static Execution Execution
    {
        get
        {
            Assert.SkipUnless(NativeRuntime.Path is not null, "needs ONNX Runtime with WebGPU: run .ci/webgpu, or name one in STREAMING_ONNXRUNTIME");
            return new Execution { Provider = Provider.Webgpu };
        }
    }

    // Before any test touches ONNX Runtime.
    [ModuleInitializer]
    internal static void Choose()
    {
        if (NativeRuntime.Path is not null) return;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var note = Path.Combine(cache, "streaming", "webgpu", "library");
        if (!File.Exists(note)) return;
        var library = File.ReadAllText(note).Trim();
        if (File.Exists(library)) Environment.SetEnvironmentVariable(NativeRuntime.Variable, library);
    }
}
