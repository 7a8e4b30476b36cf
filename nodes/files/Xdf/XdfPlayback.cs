namespace Streaming.Files.Xdf;

/// <summary>Sends one stream of numbers and the events of text streams in order of time. It remembers its place.</summary>
/// <param name="file">The recording.</param>
/// <param name="stream">The stream of numbers.</param>
/// <param name="picked">Its channels to send.</param>
/// <param name="events">The text streams.</param>
/// <param name="raw">Send stamps as recorded, and the clock offsets.</param>
/// <param name="block">Samples in a block.</param>
internal sealed class XdfPlayback(XdfFile file, XdfStream stream, int[] picked, XdfStream[] events, bool raw, int block) : IState, IDisposable
{
    private readonly double[] stamps = new double[block];
    private readonly float[] row = new float[stream.ChannelCount];
    private readonly long[] taken = new long[events.Length];
    private readonly MarkerCursor[] markers = new MarkerCursor[events.Length];
    private IReadOnlyList<XdfTimeline>? timelines;
    private StreamCursor? cursor;
    private long sample;
    private int offsetsSent;

    /// <summary>How the samples of the stream are timed; reads the recording once more.</summary>
    public XdfTimeline Timeline => (timelines ??= file.Timelines())[stream.Index];

    /// <summary>Sends one block, every event before the sample that follows on it, and in raw stamps the clock offsets before that one.</summary>
    public StepResult Step(Output<float> signal, Output<Event> found)
    {
        var timeline = Timeline;
        var from = cursor ?? Seek();
        var room = signal.Reserve(block);
        var count = 0;
        while (count < block && from.Peek())
        {
            if (from.HasOffset)
            {
                if (count > 0 && raw) break;
                Pass(from, signal);
                continue;
            }
            var time = timeline.FiniteTimeOf(sample, from.Stamp, raw);
            if (timeline.Breaks(sample))
            {
                if (count > 0) break;
                signal.Begin(time);
            }
            stamps[count] = time;
            Copy(from.Values, room.Slice(count * picked.Length, picked.Length));
            from.Advance();
            sample++;
            count++;
        }
        if (count > 0) signal.Commit(stamps.AsSpan(0, count));

        while (from.Peek() && from.HasOffset) Pass(from, signal);
        var more = from.Peek();
        Send(found, more ? timeline.FiniteTimeOf(sample, from.Stamp, raw: false) : double.PositiveInfinity);
        found.Settle(more ? timeline.FiniteTimeOf(sample, from.Stamp, raw) : double.PositiveInfinity);
        return count > 0 ? StepResult.Again : StepResult.Done;
    }

    public void Save(ref StateWriter writer)
    {
        writer.Write("sample", sample);
        writer.Write("offsetsSent", offsetsSent);
        writer.Write<long>("taken", taken);
    }

    public void Load(ref StateReader reader)
    {
        Dispose();
        sample = reader.ReadInt64("sample");
        offsetsSent = reader.ReadInt32("offsetsSent");
        reader.Read<long>("taken", taken);
        if (sample < 0 || taken.AsSpan().ContainsAnyInRange(long.MinValue, -1)) throw new StateException($"The saved place in {file.Path} is damaged.");
    }

    public void Reset()
    {
        Dispose();
        sample = offsetsSent = 0;
        taken.AsSpan().Clear();
    }

    /// <summary>Closes the recording; the next step opens it again at its place.</summary>
    public void Dispose()
    {
        cursor?.Dispose();
        cursor = null;
        foreach (var marker in markers) marker?.Dispose();
    }

    private StreamCursor Seek()
    {
        for (var i = 0; i < events.Length; i++) markers[i] = new(file, timelines![events[i].Index], raw, taken[i]);
        return cursor = new(file, stream, sample);
    }

    private void Pass(StreamCursor at, Output<float> signal)
    {
        // Those before a place that was sought to have been sent already.
        if (raw && at.OffsetIndex >= offsetsSent)
        {
            signal.Send(at.Offset);
            offsetsSent = at.OffsetIndex + 1;
        }
        at.PassOffset();
    }

    private void Copy(ReadOnlySpan<byte> values, Span<float> to)
    {
        XdfReader.Convert(stream.Format, values, row);
        for (var i = 0; i < to.Length; i++) to[i] = row[picked[i]];
    }

    private void Send(Output<Event> found, double until)
    {
        while (true)
        {
            var (first, earliest) = (-1, until);
            for (var i = 0; i < markers.Length; i++)
            {
                var time = markers[i].NextTime();
                if (time < earliest) (first, earliest) = (i, time);
            }
            if (first < 0) return;
            found.Write(markers[first].Take(out var stamp), stamp);
            taken[first] = markers[first].Sample;
        }
    }
}
