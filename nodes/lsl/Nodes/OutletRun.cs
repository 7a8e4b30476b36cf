using System.Runtime.InteropServices;

namespace Streaming.Lsl;

/// <summary>One run of an outlet node: its outlets, and what carries the graph's times to LSL's clock.</summary>
internal sealed class OutletRun
{
    private const double FarOff = 60;       // s, by which times of the local clock cannot be off when they arrive

    private readonly ILslBackend backend;
    private readonly Inputs inputs;
    private readonly ILslOutlet[] outlets;
    private readonly LslTimes times;
    private readonly Action<string> note;
    private readonly string[] text = new string[1];
    private double[] stamps = new double[256];
    private double shift = double.NaN;

    public OutletRun(ILslBackend backend, Inputs inputs, LslStreamInfo[] infos, Outlet.Settings settings, NodeContext context)
    {
        (this.backend, this.inputs, times, note) = (backend, inputs, settings.Times, context.Note);
        try
        {
            var options = new LslOutletOptions { Buffer = settings.Buffer, Chunk = settings.Chunk, Note = context.Note };
            outlets = [.. infos.Select(i => backend.OpenOutlet(i, options))];
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>Sends what has come.</summary>
    public void Push()
    {
        for (var i = 0; i < outlets.Length; i++)
        {
            var (input, outlet) = (inputs.Streams[i], outlets[i]);
            while (input.TryTakeOffset(out _))
            {
                // An offset says how another clock stands to ours; readers measure ours themselves.
            }
            while (input.Available > 0)
            {
                if (double.IsNaN(shift)) shift = Shift(input.TimeOf(0));
                switch (input.Format.Element)
                {
                    case ElementType.Float32: Numbers<float>(input, outlet); break;
                    case ElementType.Float64: Numbers<double>(input, outlet); break;
                    case ElementType.Int8: Numbers<sbyte>(input, outlet); break;
                    case ElementType.Int16: Numbers<short>(input, outlet); break;
                    case ElementType.Int32: Numbers<int>(input, outlet); break;
                    case ElementType.Int64: Numbers<long>(input, outlet); break;
                    default: Events(input, outlet); break;
                }
                input.Advance(input.Available);
            }
        }
    }

    public void Close()
    {
        foreach (var outlet in outlets) outlet.Dispose();
        backend.Dispose();
    }

    private double Shift(double first)
    {
        var now = backend.Now;
        if (times == LslTimes.Shifted) return now - first;
        if (Math.Abs(now - first) <= FarOff) return 0;
        if (times == LslTimes.Auto)
        {
            note("the times of this graph are not those of LSL's clock; they go out shifted, the first sample as now");
            return now - first;
        }
        throw new FormatMismatchException(
            FormattableString.Invariant($"times of LSL's local clock, which reads {now:0.0} s"), FormattableString.Invariant($"a first sample at {first:0.0} s"),
            "set times: shifted, as for simulations and recordings, or auto");
    }

    private void Numbers<T>(AnyInput input, ILslOutlet outlet) where T : struct
    {
        var values = MemoryMarshal.AsBytes(input.Samples<T>());
        var given = input.Stamps;
        if (given.Length == 0)
        {
            outlet.Push(values, Stamp(input.TimeOf(0)));
            return;
        }
        if (stamps.Length < given.Length) stamps = new double[Math.Max(given.Length, stamps.Length * 2)];
        for (var i = 0; i < given.Length; i++) stamps[i] = Stamp(given[i]);
        outlet.Push(values, stamps.AsSpan(0, given.Length));
    }

    private void Events(AnyInput input, ILslOutlet outlet)
    {
        var events = input.Samples<Event>();
        for (var i = 0; i < events.Length; i++)
        {
            text[0] = events[i].Text ?? "";
            outlet.PushText(text, Stamp(input.TimeOf(i)));
        }
    }

    /// <summary>0 says that there is no sample, so the least stamp beside it stands for it.</summary>
    private double Stamp(double time) => time + shift is var stamp && stamp == 0 ? double.Epsilon : stamp;
}
