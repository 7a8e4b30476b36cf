using System.Runtime.InteropServices;

namespace Streaming.Lsl.Native;

/// <summary>An object of liblsl, destroyed with its handle.</summary>
internal abstract class LslHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;
}

/// <summary>A description of a stream.</summary>
internal sealed class StreamInfoHandle : LslHandle
{
    public StreamInfoHandle()
    {
    }

    public StreamInfoHandle(nint info) => SetHandle(info);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LslApi.DestroyInfo(handle);
        return true;
    }
}

/// <summary>An outlet.</summary>
internal sealed class OutletHandle : LslHandle
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LslApi.DestroyOutlet(handle);
        return true;
    }
}

/// <summary>An inlet.</summary>
internal sealed class InletHandle : LslHandle
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LslApi.DestroyInlet(handle);
        return true;
    }
}

/// <summary>A search that goes on.</summary>
internal sealed class ResolverHandle : LslHandle
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LslApi.DestroyResolver(handle);
        return true;
    }
}
