using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>Brings a provider into the options of a session, or says how to get it.</summary>
internal static class ProviderSetup
{
    // ONNX Runtime ignores names that it does not know, in silence.
    private static readonly string[] webgpuOptions =
    [
        "preferredLayout", "powerPreference", "dawnBackendType", "validationMode", "enableInt64", "forceCpuNodeNames", "preserveDevice",
        "storageBufferCacheMode", "uniformBufferCacheMode", "queryResolveBufferCacheMode", "defaultBufferCacheMode", "maxStorageBufferBindingSize",
    ];

    private static readonly string[] coremlOptions = ["ModelFormat", "MLComputeUnits", "RequireStaticInputShapes", "EnableOnSubgraphs", "SpecializationStrategy", "ProfileComputePlan", "AllowLowPrecisionAccumulationOnGPU", "ModelCacheDirectory"];

    /// <summary>The word for a provider in a graph file.</summary>
    public static string Name(Provider provider) => SettingText.Of(provider);

    /// <summary>Adds what the provider needs.</summary>
    /// <param name="path">The model, for messages.</param>
    /// <param name="options">The session's options.</param>
    /// <param name="execution">How the model is run.</param>
    /// <exception cref="ModelException">The provider is missing, or an option is none of its.</exception>
    public static void Add(string path, SessionOptions options, Execution execution)
    {
        // WebGPU's is left out: it replayed wrong numbers, and was no faster (ONNX Runtime 1.30, GTCRN).
        if (execution.Capture && execution.Provider is not (Provider.Cuda or Provider.Directml))
            throw new ModelException(path, "a provider that records a step, for 'capture: true' (cuda, directml)", $"'{Name(execution.Provider)}'", "leave 'capture' out");
        var given = execution.Options.Entries.ToDictionary(e => e.Key, e => e.Value);
        try
        {
            switch (execution.Provider)
            {
                case Provider.Cpu:
                    Check(path, execution, []);
                    break;
                case Provider.Directml:
                    Check(path, execution, ["deviceId"]);
                    // What DirectML asks for (onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html).
                    options.EnableMemoryPattern = false;
                    if (execution.Capture) options.AddSessionConfigEntry("ep.dml.enable_graph_capture", "1");
                    options.AppendExecutionProvider_DML(DeviceId(path, given));
                    break;
                case Provider.Cuda:
                    if (execution.Capture) given["enable_cuda_graph"] = "1";
                    using (var cuda = new OrtCUDAProviderOptions())
                    {
                        cuda.UpdateOptions(given);
                        options.AppendExecutionProvider_CUDA(cuda);
                    }
                    break;
                case Provider.Webgpu:
                    Check(path, execution, webgpuOptions);
                    // Its other layout, NHWC, gives wrong numbers for some convolutions (ONNX Runtime 1.30: a dense one of nine channels, so GTCRN and UL-UNAS).
                    given.TryAdd("preferredLayout", "NCHW");
                    options.AppendExecutionProvider("WebGPU", given);
                    break;
                default:
                    Check(path, execution, coremlOptions);
                    options.AppendExecutionProvider("CoreML", given);
                    break;
            }
        }
        catch (EntryPointNotFoundException e)
        {
            throw Missing(path, execution.Provider, e);
        }
        catch (OnnxRuntimeException e) when (IsMissing(e.Message))
        {
            throw Missing(path, execution.Provider, new DllNotFoundException(RuntimeMessage.OneLine(e), e));
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(path, $"options that '{Name(execution.Provider)}' takes", RuntimeMessage.OneLine(e), "correct 'options'", e);
        }
    }

    private static void Check(string path, Execution execution, string[] known)
    {
        foreach (var (name, _) in execution.Options.Entries)
            if (!known.Contains(name)) throw new ModelException(path, $"an option of the provider '{Name(execution.Provider)}'", $"'{name}'", known.Length == 0 ? "it has none; leave 'options' out" : Nearest.Remedy(name, known));
    }

    private static int DeviceId(string path, Dictionary<string, string> given)
    {
        if (!given.TryGetValue("deviceId", out var text)) return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var device)) return device;
        throw new ModelException(path, "a whole number of at least 0 as 'deviceId'", $"'{text}'", "0 is the first device");
    }

    private static bool IsMissing(string message) => message.Contains("not supported in this build", StringComparison.Ordinal)
        || message.Contains("not enabled in this build", StringComparison.Ordinal) || message.Contains("Failed to load library", StringComparison.Ordinal);

    private static ModelException Missing(string path, Provider provider, Exception inner) => new(
        path,
        $"a native library with the provider '{Name(provider)}'",
        ModelDescription.Providers.Contains(Name(provider)) ? $"{NativeRuntime.Shown}, which cannot load it: {inner.Message.ReplaceLineEndings(" ")}" : $"{NativeRuntime.Shown}, which has {string.Join(", ", ModelDescription.Providers)}",
        provider switch
        {
            Provider.Directml => "build with -p:OnnxRuntime=directml on Windows, or name another library in STREAMING_ONNXRUNTIME",
            Provider.Cuda => "build with -p:OnnxRuntime=cuda and install CUDA and cuDNN, or name another library in STREAMING_ONNXRUNTIME",
            Provider.Webgpu => "name a library that has it in STREAMING_ONNXRUNTIME, such as that of the npm package onnxruntime-node",
            _ => "run it on a Mac or iPhone, or name another library in STREAMING_ONNXRUNTIME",
        },
        inner);
}
