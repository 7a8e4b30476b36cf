namespace Streaming.Inference;

/// <summary>What runs a model.</summary>
public enum Provider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A GPU on Windows, by DirectML; in builds with <c>-p:OnnxRuntime=directml</c>.</summary>
    Directml,

    /// <summary>A GPU of NVIDIA, by CUDA; in builds with <c>-p:OnnxRuntime=cuda</c>.</summary>
    Cuda,

    /// <summary>Any GPU, by Vulkan, Direct3D 12 or Metal; with a native library that has it.</summary>
    Webgpu,

    /// <summary>The accelerators of Apple's devices, by Core ML.</summary>
    Coreml,
}
