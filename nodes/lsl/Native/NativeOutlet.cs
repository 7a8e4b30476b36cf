using System.Buffers;
using System.Text;

namespace Streaming.Lsl.Native;

/// <summary>An outlet of liblsl. It tells no more of its consumers than whether there are any, and drops without telling.</summary>
internal sealed unsafe class NativeOutlet : ILslOutlet
{
    private readonly OutletHandle outlet;
    private readonly int sampleBytes;
    private readonly nint[] starts;
    private readonly uint[] lengths;

    /// <exception cref="LslException">The network cannot be used, or the description is no XML.</exception>
    public NativeOutlet(NativeLsl backend, LslStreamInfo stream, LslOutletOptions options)
    {
        // What is empty in the XML the library cannot fill in.
        using (var wanted = NativeInfo.Write(stream with { Uid = "none", Hostname = "none", SessionId = "none", Version = 110 }))
            outlet = LslApi.CreateOutlet(wanted, options.Chunk, (int)Math.Clamp(Math.Ceiling(options.Buffer), 1, int.MaxValue));
        if (outlet.IsInvalid)
            throw new LslException("a free port for an outlet", $"none that {backend.Name} could open", $"close other outlets, or give another range of ports than {backend.Network.BasePort} and {backend.Network.PortRange} more");
        using var made = LslApi.GetInfo(outlet);
        Info = NativeInfo.TryRead(made) ?? throw new LslException("a description of the outlet", "none", $"use another version than {backend.Name}");
        sampleBytes = stream.SampleBytes;
        starts = new nint[stream.Format == LslFormat.String ? stream.ChannelCount : 0];
        lengths = new uint[starts.Length];
        // A library that took no configuration would announce the stream to the whole site.
        if (Info.SessionId == backend.Network.Session && (Info.V6DataPort == 0 || backend.Network is { Scope: not LslScope.Machine, IPv6: true }))
        {
            if (backend.Network.Scope == LslScope.Machine)
                options.Note?.Invoke($"{backend.Name} announces '{Info.Name}' on this machine alone, but opens its ports {Info.V4DataPort} (TCP) and {Info.V4ServicePort} (UDP) to all networks; the managed back end does not");
            return;
        }
        outlet.Dispose();
        throw new LslException($"{backend.Name} to take its network settings", "an outlet of others", "use the managed back end");
    }

    /// <inheritdoc/>
    public LslStreamInfo Info { get; }

    /// <summary>1 where there are consumers: the library does not count them.</summary>
    public int Consumers => LslApi.HaveConsumers(outlet);

    /// <summary>0: the library does not count them.</summary>
    public long Dropped => 0;

    /// <inheritdoc/>
    public bool WaitForConsumers(TimeSpan timeout) => LslApi.WaitForConsumers(outlet, timeout.TotalSeconds) != 0;

    /// <inheritdoc/>
    public void Push(ReadOnlySpan<byte> values, double stamp)
    {
        var samples = Samples(values);
        fixed (byte* first = values)
            for (var i = 0; i < samples; i++) Send(first + i * sampleBytes, i == 0 ? stamp : LslApi.Deduced, isLast: i == samples - 1);
    }

    /// <inheritdoc/>
    public void Push(ReadOnlySpan<byte> values, ReadOnlySpan<double> stamps)
    {
        var samples = Samples(values);
        if (stamps.Length != samples) throw new ArgumentException($"{stamps.Length} stamps for {samples} samples.", nameof(stamps));
        fixed (byte* first = values)
            for (var i = 0; i < samples; i++) Send(first + i * sampleBytes, stamps[i], isLast: i == samples - 1);
    }

    /// <inheritdoc/>
    public void PushText(ReadOnlySpan<string> texts, double stamp)
    {
        if (Info.Format != LslFormat.String) throw new InvalidOperationException($"Stream '{Info.Name}' is one of numbers: use Push.");
        if (texts.Length != Info.ChannelCount) throw new ArgumentException($"{texts.Length} texts for {Info.ChannelCount} channels.", nameof(texts));
        var size = 1;
        foreach (var text in texts) size += Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        fixed (byte* first = bytes)
        fixed (nint* at = starts)
        fixed (uint* sizes = lengths)
        {
            var used = 0;
            for (var i = 0; i < texts.Length; i++)
            {
                at[i] = (nint)(first + used);
                sizes[i] = (uint)Encoding.UTF8.GetBytes(texts[i], bytes.AsSpan(used));
                used += (int)sizes[i];
            }
            Check(LslApi.PushText(outlet, (byte**)at, sizes, stamp, 1));
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    public void Dispose() => outlet.Dispose();

    private int Samples(ReadOnlySpan<byte> values)
    {
        if (Info.Format == LslFormat.String) throw new InvalidOperationException($"Stream '{Info.Name}' is one of text: use PushText.");
        if (sampleBytes == 0) return 0;
        if (values.Length % sampleBytes != 0) throw new ArgumentException($"{values.Length} bytes are not whole samples of {sampleBytes}.", nameof(values));
        return values.Length / sampleBytes;
    }

    /// <summary>What was pushed goes out with the last sample of it.</summary>
    private void Send(byte* values, double stamp, bool isLast) => Check(LslApi.PushSample(outlet, values, stamp, isLast ? 1 : 0));

    private void Check(int error)
    {
        if (error != 0) throw new LslException("samples that the outlet can send", $"error {error} of liblsl", $"see whether stream '{Info.Name}' fits its description");
    }
}
