using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>A tensor in the memory of a device, with a mirror of it that the processor reads and writes.</summary>
internal sealed class DeviceMemory : TensorMemory
{
    private readonly OrtAllocator allocator;
    private readonly OrtMemoryInfo place;
    private readonly TensorElementType type;
    private readonly OrtValue whole;
    private readonly TensorMemory mirror;
    private readonly nint[] mine;
    private readonly nint[] mirrors;
    private readonly List<OrtValue> views = [];

    public DeviceMemory(OrtAllocator allocator, TensorElementType type, ReadOnlySpan<int> dimensions)
    {
        (this.allocator, place, this.type) = (allocator, allocator.Info, type);
        mirror = Of(type, dimensions);
        whole = OrtValue.CreateAllocatedTensorValue(allocator, type, Array.ConvertAll(dimensions.ToArray(), d => (long)d));
        mine = [OrtApi.Handle(whole)];
        mirrors = [OrtApi.Handle(mirror.As(dimensions))];
    }

    public override Span<byte> Bytes => mirror.Bytes;

    public override OrtValue As(ReadOnlySpan<int> dimensions)
    {
        var bytes = (long)ElementSize.Of(type);
        foreach (var dimension in dimensions) bytes *= dimension;
        unsafe
        {
            fixed (byte* start = whole.GetTensorMutableRawData())
                views.Add(OrtValue.CreateTensorValueWithData(place, type, Array.ConvertAll(dimensions.ToArray(), d => (long)d), (nint)start, bytes));
        }
        return views[^1];
    }

    /// <summary>The whole tensor.</summary>
    public OrtValue Whole => whole;

    /// <summary>Another tensor beside it.</summary>
    public DeviceMemory Alike(TensorElementType type, ReadOnlySpan<int> dimensions) => new(allocator, type, dimensions);

    /// <summary>The mirror, or the beginning of it, as a tensor of these dimensions.</summary>
    public OrtValue MirrorAs(ReadOnlySpan<int> dimensions) => mirror.As(dimensions);

    public override Span<byte> Fetch()
    {
        lock (SharedSession.Device) OrtApi.Copy(mine, mirrors);
        return mirror.Bytes;
    }

    public override void Store()
    {
        lock (SharedSession.Device) OrtApi.Copy(mirrors, mine);
    }

    public override bool IsFinite(int from, int length) => mirror.IsFinite(from, length);

    public override void Fill(ReadOnlySpan<double> values)
    {
        mirror.Fill(values);
        Store();
    }

    public override void Dispose()
    {
        foreach (var view in views) view.Dispose();
        whole.Dispose();
        mirror.Dispose();
    }
}
