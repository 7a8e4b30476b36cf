namespace Streaming.Lsl;

/// <summary>One run of an inlet node: joins the stream, takes its samples, gives them their times, and says where some are missing.</summary>
internal sealed class InletRun
{
    private const double PieceSeconds = 0.1, IrregularPiece = 256;
    private const double FirstOffset = 5;       // s, the longest that samples wait for a clock offset
    private const double WaveLength = 0.7;      // s, after which an offset was surely measured anew
    private const double FarOff = 1;            // s, by which a time cannot be right
    private const double Returning = 1;         // s before now that a stream which comes back may begin at

    private static readonly TimeSpan wait = TimeSpan.FromMilliseconds(20), idle = TimeSpan.FromMilliseconds(10);

    private readonly Inlet node;
    private readonly LslStreamInfo stream;
    private readonly ILslBackend backend;
    private readonly NodeContext context;
    private readonly Joining joining;
    private readonly StampCorrection correction;
    private readonly double interval;
    private readonly bool isText;
    private readonly byte[] values;
    private readonly string[] texts;
    private readonly double[] stamps, times;
    private ILslInlet? inlet;
    private LslChunk held;              // what was pulled
    private int done;                   // samples of it that went out
    private bool begins = true;         // the next sample is the first, or comes after a gap
    private bool waitsForOffset = true;
    private double waitingSince = double.NaN;
    private double last = double.NaN;   // s, the newest sample's stamp in the local clock, before any line
    private double lastStamp = double.NaN;
    private double promised = double.NegativeInfinity, silence = double.NegativeInfinity;
    private double roundTrip = double.NaN;
    private long late, gaps;
    private bool isOut, speaksForSilence, synchronises;

    public InletRun(Inlet node, Inlet.Settings settings, LslStreamInfo stream, ILslBackend backend, StreamSearch search, NodeContext context)
    {
        (this.node, this.stream, this.backend, this.context) = (node, stream, backend, context);
        isText = stream.Format == LslFormat.String;
        synchronises = settings.ClockSync;
        interval = stream.IsRegular ? 1 / stream.Rate : 0;
        correction = new StampCorrection(stream.Rate);
        var piece = (int)Math.Clamp(stream.IsRegular ? Math.Round(stream.Rate * PieceSeconds) : IrregularPiece, 1, Math.Max(1, (1 << 22) / Math.Max(1, stream.SampleBytes)));
        (stamps, times) = (new double[piece], new double[piece]);
        values = new byte[piece * stream.SampleBytes];
        texts = new string[isText ? piece * stream.ChannelCount : 0];
        var options = new LslInletOptions { Buffer = settings.Buffer, Chunk = settings.Chunk, Note = context.Note };
        joining = new Joining(stream, backend, search, options, context.Note);
    }

    public StepResult Step(Inlet.Settings settings)
    {
        if (inlet is null && !joining.TryTake(out inlet)) return Idle(settings);
        if (double.IsNaN(waitingSince)) waitingSince = backend.Now;
        TakeOffsets();
        if (waitsForOffset && NeedsOffset(settings) && !GivesUp()) return Idle(settings);
        if (done == held.Samples)
        {
            Pull();
            if (held.Samples == 0) return Quiet(settings);
            SendRaw();
            // The new outlet's clock is another one, perhaps: its samples wait for its offset.
            if (held.Break == LslBreak.Renewed)
            {
                AwaitOffset();
                if (NeedsOffset(settings)) return StepResult.Again;
            }
        }
        Promise(settings);
        if (isText) SendEvents(settings);
        else if (!node.Signal.IsLinked) done = held.Samples;
        else if (stream.IsRegular) SendRegular(settings);
        else SendIrregular(settings);
        return StepResult.Again;
    }

    public void Close()
    {
        joining.Dispose();
        inlet?.Dispose();
        backend.Dispose();
    }

    public IReadOnlyList<Conclusion> Conclude() =>
    [
        new("outages", inlet?.Outages ?? 0), new("gaps", gaps), new("dropped", inlet?.Dropped ?? 0, "samples"), new("late", late, "samples"),
        new("clock offset", correction.Offset * 1e3, "ms"), new("round trip", roundTrip * 1e3, "ms"),
    ];

    private void Pull()
    {
        done = 0;
        held = isText ? inlet!.PullText(texts, stamps, wait) : inlet!.Pull(values, stamps, wait);
        if (held.Samples == 0) return;
        if (held.Break != LslBreak.None) Break(held.Break);
        isOut = false;
        if (!speaksForSilence) return;
        // From here on the samples themselves say how far time has come.
        (speaksForSilence, silence) = (false, promised);
        node.Signal.Settle(double.NaN);
    }

    private void Break(LslBreak found)
    {
        if (node.Signal.HasBegun || node.Events.HasBegun || node.Raw.HasBegun || node.RawEvents.HasBegun) gaps++;
        begins = true;
        last = double.NaN;
        correction.Break(found == LslBreak.Renewed);
    }

    /// <summary>Nothing came: the stream is silent, or out, or lost.</summary>
    private StepResult Quiet(Inlet.Settings settings)
    {
        if (inlet!.Connection == LslConnection.Lost && inlet.Available == 0) throw new SourceLostException($"the stream {inlet.Info} is gone");
        isOut = inlet.Connection != LslConnection.Connected;
        Promise(settings);
        return StepResult.Again;
    }

    private StepResult Idle(Inlet.Settings settings)
    {
        isOut = inlet is null;
        Promise(settings);
        context.Stopping.WaitHandle.WaitOne(idle);
        return StepResult.Again;
    }

    private void TakeOffsets()
    {
        while (inlet!.TryTakeOffset(out var offset))
        {
            correction.Offset = offset.Value;
            roundTrip = offset.RoundTrip;
            var measured = new ClockOffset(offset.Time, offset.Value);
            if (isText ? node.RawEvents.IsLinked : node.Raw.IsLinked)
            {
                if (isText) node.RawEvents.Send(measured);
                else node.Raw.Send(measured);
            }
            var now = backend.Now;
            if (now - waitingSince > WaveLength || done == held.Samples || Math.Abs(stamps[done] + offset.Value - now) < FarOff) waitsForOffset = false;
        }
    }

    private bool NeedsOffset(Inlet.Settings settings) => settings.ClockSync && (isText ? node.Events.IsLinked : node.Signal.IsLinked);

    private void AwaitOffset() => (waitsForOffset, waitingSince) = (true, backend.Now);

    /// <summary>No offset will come, or none came in time: the one before is the best that is known.</summary>
    private bool GivesUp()
    {
        var waited = backend.Now - waitingSince;
        if (waited < FirstOffset && (inlet!.MeasuresClock || double.IsNaN(correction.Offset))) return false;
        waitsForOffset = false;
        var instead = double.IsNaN(correction.Offset) ? "as they are" : "by the offset before";
        if (waited >= FirstOffset)
            context.Note($"{stream.Name}: its clock does not answer (does a firewall pass TCP but not UDP?); stamps are taken {instead} until it does");
        return true;
    }

    private void SendRaw()
    {
        var count = held.Samples;
        if (isText)
        {
            if (!node.RawEvents.IsLinked) return;
            if (held.Break != LslBreak.None || !node.RawEvents.HasBegun) node.RawEvents.Begin(stamps[0]);
            var room = node.RawEvents.Reserve(count);
            for (var i = 0; i < count; i++) room[i] = new Event(Text(i));
            node.RawEvents.Commit(stamps.AsSpan(0, count));
            return;
        }
        if (!node.Raw.IsLinked) return;
        if (held.Break != LslBreak.None || !node.Raw.HasBegun) node.Raw.Begin(stamps[0]);
        values.AsSpan(0, count * stream.SampleBytes).CopyTo(node.Raw.Reserve(count));
        node.Raw.Commit(stamps.AsSpan(0, count));
    }

    private void SendRegular(Inlet.Settings settings)
    {
        var from = done;
        for (; done < held.Samples; done++)
        {
            var stamp = double.IsFinite(stamps[done]) ? stamps[done] : double.IsNaN(lastStamp) ? backend.Now : lastStamp + interval;
            var time = correction.Synchronised(stamp, settings.ClockSync);
            if (!begins && Math.Abs(time - last - interval) > settings.Gap)
            {
                Commit(from, done);
                from = done;
                // A jump that leads away from now is one of the sender's clock: its offset is not known yet.
                var isClock = settings.ClockSync && Math.Abs(time - backend.Now) > FarOff && Math.Abs(last - backend.Now) < FarOff;
                Break(LslBreak.Reconnected);
                if (isClock)
                {
                    AwaitOffset();
                    return;
                }
            }
            var next = Math.Max(correction.Next(time, settings.Dejitter, settings.Monotonize), silence);
            if (begins)
            {
                node.Signal.Begin(next);
                begins = false;
            }
            (times[done], last, lastStamp) = (next, time, stamp);
        }
        Commit(from, done);
    }

    private void Commit(int from, int to)
    {
        if (from == to) return;
        var size = stream.SampleBytes;
        Conversion.ToFloat(stream.Format, values.AsSpan(from * size, (to - from) * size), node.Signal.Reserve(to - from));
        node.Signal.Commit(times.AsSpan(from, to - from));
    }

    private void SendIrregular(Inlet.Settings settings)
    {
        Place(settings);
        if (begins) node.Signal.Begin(times[0]);
        begins = false;
        Conversion.ToFloat(stream.Format, values.AsSpan(0, held.Samples * stream.SampleBytes), node.Signal.Reserve(held.Samples));
        node.Signal.Commit(times.AsSpan(0, held.Samples));
        done = held.Samples;
    }

    private void SendEvents(Inlet.Settings settings)
    {
        if (node.Events.IsLinked)
        {
            Place(settings);
            if (begins) node.Events.Begin(times[0]);
            begins = false;
            var room = node.Events.Reserve(held.Samples);
            for (var i = 0; i < held.Samples; i++) room[i] = new Event(Text(i));
            node.Events.Commit(times.AsSpan(0, held.Samples));
        }
        done = held.Samples;
    }

    /// <summary>Times of irregular samples. What comes later than was promised is put where the promise ends, and counted.</summary>
    private void Place(Inlet.Settings settings)
    {
        for (var i = 0; i < held.Samples; i++)
        {
            var stamp = double.IsFinite(stamps[i]) ? stamps[i] : backend.Now - (double.IsNaN(correction.Offset) ? 0 : correction.Offset);
            times[i] = correction.Next(correction.Synchronised(stamp, settings.ClockSync), dejitter: false, settings.Monotonize);
            last = times[i];
            if (times[i] >= promised) continue;
            late++;
            times[i] = promised;
        }
    }

    /// <summary>
    /// Nothing will come that is earlier than now less what is allowed to be late, so nodes that join this stream with others go on: always where it is irregular, and
    /// while a regular one is out.
    /// </summary>
    private void Promise(Inlet.Settings settings)
    {
        // Times of another clock are another matter: what was promised holds for them no longer.
        if (synchronises != settings.ClockSync) (synchronises, promised, silence) = (settings.ClockSync, double.NegativeInfinity, double.NegativeInfinity);
        var known = settings.ClockSync ? 0 : correction.Offset;
        if (double.IsNaN(known)) return;
        var irregular = isText || !stream.IsRegular;
        var until = backend.Now - known - (irregular ? settings.Lateness : Math.Max(settings.Lateness, Returning));
        if (until <= promised) return;
        if (irregular || isOut) promised = until;
        if (node.Events.IsLinked) node.Events.Settle(until);
        if (!node.Signal.IsLinked || !(irregular || isOut)) return;
        node.Signal.Settle(until);
        speaksForSilence = !irregular;
    }

    private string Text(int sample)
    {
        var channels = stream.ChannelCount;
        return channels == 1 ? texts[sample] : string.Join(",", texts, sample * channels, channels);
    }
}
