namespace Streaming.Lsl;

/// <summary>Who speaks Lab Streaming Layer.</summary>
public enum LslBackend
{
    /// <summary>This engine itself: nothing needs installing.</summary>
    Managed,

    /// <summary>The native library liblsl, which the user has installed.</summary>
    Native,
}

/// <summary>The one place that knows both back ends.</summary>
public static class LslBackends
{
    /// <summary>Opens a back end.</summary>
    /// <param name="backend">Which.</param>
    /// <param name="network">How it uses the network.</param>
    /// <param name="library">Path of the native library; empty for where the system finds it.</param>
    /// <exception cref="LslException">It cannot be had.</exception>
    public static ILslBackend Open(LslBackend backend, LslNetwork network, string library = "") => backend switch
    {
        LslBackend.Managed => new ManagedLsl(network),
        _ => throw new LslException("a native back end", $"none in this build for library '{library}'", "Set backend: managed."),
    };
}
