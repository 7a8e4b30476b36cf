using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference;

/// <summary>
/// One way to run a model, prepared once: which memory each of its tensors is read from or written to. Where the model runs on a device, new samples are copied
/// there before the step and its results from there after it, and nothing else is.
/// </summary>
internal sealed class StepBinding : IDisposable
{
    private readonly SharedSession session;
    private readonly OrtIoBinding binding;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions options = new();
    private readonly Crossing up = new();
    private readonly Crossing down = new();
    private readonly Crossing within = new();

    public StepBinding(SharedSession session)
    {
        this.session = session;
        binding = session.Session.CreateIoBinding();
        // A recorded step is replayed for the memory it was recorded with, so each binding has one of its own.
        if (session.NextCapture() is > 0 and var capture) options.AddRunConfigEntry("gpu_graph_id", capture.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Bytes that a step copies to the device and from it; 0 on the processor.</summary>
    public (long Up, long Down) CrossingBytes => (up.Bytes, down.Bytes);

    /// <summary>An input that lies where it is read, or that never changes.</summary>
    public void Keep(string tensor, TensorMemory memory, ReadOnlySpan<int> dimensions) => binding.BindInput(tensor, memory.As(dimensions));

    /// <summary>An output that stays where it is written.</summary>
    public void Leave(string tensor, TensorMemory memory, ReadOnlySpan<int> dimensions) => binding.BindOutput(tensor, memory.As(dimensions));

    /// <summary>An input that is new with every step.</summary>
    public void Read(string tensor, TensorMemory memory, ReadOnlySpan<int> dimensions)
    {
        var value = memory.As(dimensions);
        binding.BindInput(tensor, value);
        if (memory is DeviceMemory device) up.Add(device.MirrorAs(dimensions), value);
    }

    /// <summary>An output that is read after every step.</summary>
    public void Write(string tensor, TensorMemory memory, ReadOnlySpan<int> dimensions)
    {
        var value = memory.As(dimensions);
        binding.BindOutput(tensor, value);
        if (memory is DeviceMemory device) down.Add(value, device.MirrorAs(dimensions));
    }

    /// <summary>After the step a tensor on the device is copied to another one there.</summary>
    public void Then(DeviceMemory from, DeviceMemory to) => within.Add(from.Whole, to.Whole);

    /// <summary>Runs the model once.</summary>
    /// <exception cref="OnnxRuntimeException">It cannot be run on what it was given.</exception>
    public void Run()
    {
        if (session.IsOnHost)
        {
            session.Session.RunWithBinding(options, binding);
            return;
        }
        lock (SharedSession.Device)
        {
            up.Copy();
            session.Session.RunWithBinding(options, binding);
            within.Copy();
            down.Copy();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        options.Dispose();
    }

    /// <summary>Tensors that are copied in one call.</summary>
    private sealed class Crossing
    {
        private nint[] from = [];
        private nint[] to = [];

        public long Bytes { get; private set; }

        public void Add(OrtValue source, OrtValue target)
        {
            from = [.. from, OrtApi.Handle(source)];
            to = [.. to, OrtApi.Handle(target)];
            Bytes += source.GetTensorSizeInBytes();
        }

        public void Copy()
        {
            if (from.Length > 0) OrtApi.Copy(from, to);
        }
    }
}
