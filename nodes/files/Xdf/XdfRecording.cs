using System.Runtime.InteropServices;

namespace Streaming.Files.Xdf;

/// <summary>Plays one stream of numbers of an XDF recording; events are the samples of its text streams.</summary>
internal sealed class XdfRecording : Recording
{
    private const double OddRate = 0.1;

    private readonly XdfFile file;
    private readonly XdfStream stream;
    private readonly int[] picked;
    private readonly float[] row;
    private readonly bool raw;
    private readonly MarkerMerge markers;
    private readonly List<string> notes;
    private IReadOnlyList<XdfTimeline>? timelines;
    private StreamCursor? cursor;
    private long sample;
    private int offsetsSent;
    private double end;

    /// <summary>Plays a recording that was scanned.</summary>
    /// <exception cref="RecordingException">It does not hold what the options name.</exception>
    public XdfRecording(XdfFile file, RecordingOptions options) : this(file, StreamChoice.Signal(file, options.Stream), options)
    {
    }

    private XdfRecording(XdfFile file, XdfStream stream, RecordingOptions options) : this(file, stream, StreamChoice.Channels(file, stream, options.Channels), options)
    {
    }

    private XdfRecording(XdfFile file, XdfStream stream, int[] picked, RecordingOptions options) : base(StreamChoice.Format(stream, picked, options.NativeElement ? stream.Format.Element() : ElementType.Float32))
    {
        (this.file, this.stream, this.picked, raw) = (file, stream, picked, options.RawStamps);
        var texts = StreamChoice.Markers(file, options.Markers);
        Events = StreamFormat.Events(texts.Length == 1 ? texts[0].Name : Path.GetFileNameWithoutExtension(file.Path));
        markers = new(file, texts, raw);
        row = new float[stream.ChannelCount];
        notes = [.. file.Notes];
    }

    public override StreamFormat Events { get; }

    public override IReadOnlyList<string> Notes => notes;

    public override RecordingException? Damage => file.Damage;

    public override bool IsStamped => true;

    public override double Next => Peek() ? Time(raw) : end;

    public override double End => end;

    private IReadOnlyList<XdfTimeline> Timelines => timelines ??= file.Timelines();

    private XdfTimeline Timeline => Timelines[stream.Index];

    private StreamCursor Cursor => cursor ??= new(file, stream, sample);

    public static XdfRecording Open(string path, RecordingOptions options) => new(XdfFile.Open(path), options);

    /// <summary>Finds the times of all samples; reads the recording once more.</summary>
    public override void Prepare()
    {
        var (rate, nominal) = (Timeline.EffectiveRate, stream.NominalRate);
        if (rate > 0 && Math.Abs(rate - nominal) > OddRate * nominal)
            notes.Add(FormattableString.Invariant($"{stream} came at {rate:0.###} Hz, though its header says {nominal:0.###} Hz"));
    }

    public override bool TryTakeOffset(out ClockOffset offset)
    {
        offset = default;
        if (Peek() || !Cursor.HasOffset) return false;
        (offset, offsetsSent) = (Cursor.Offset, Cursor.OffsetIndex + 1);
        Cursor.PassOffset();
        return true;
    }

    public override bool Breaks(out double time)
    {
        time = 0;
        if (!Peek() || !Timeline.Breaks(sample)) return false;
        time = Time(raw);
        return true;
    }

    public override int Read(Span<byte> values, Span<double> times)
    {
        var (count, size) = (0, picked.Length * Signal.Element.Size());
        while (count < times.Length && Peek() && !(count > 0 && Timeline.Breaks(sample)))
        {
            times[count] = Time(raw);
            end = times[count] + stream.Interval;
            Copy(Cursor.Values, values.Slice(count * size, size));
            Cursor.Advance();
            sample++;
            count++;
        }
        return count;
    }

    public override bool TryTake(double before, out Event found, out double time)
    {
        // Markers are in order by the recorder's clock, whichever times are sent.
        var until = Peek() ? Time(asRecorded: false) : before;
        if (!markers.TryTake(Timelines, until, out found, out time)) return false;
        end = Math.Max(end, time);
        return true;
    }

    public override bool TryTakeEventOffset(out ClockOffset offset) => markers.TryTakeOffset(out offset);

    public override void Save(ref StateWriter writer)
    {
        writer.Write("sample", sample);
        writer.Write("offsetsSent", offsetsSent);
        writer.Write("end", end);
        markers.Save(ref writer);
    }

    public override void Load(ref StateReader reader)
    {
        Dispose();
        sample = reader.ReadInt64("sample");
        offsetsSent = reader.ReadInt32("offsetsSent");
        end = reader.ReadDouble("end");
        markers.Load(ref reader);
        if (sample < 0) throw new StateException($"The saved place in {file.Path} is damaged.");
    }

    public override void Reset()
    {
        Dispose();
        (sample, offsetsSent, end) = (0, 0, 0);
        markers.Reset();
    }

    /// <summary>Closes the recording; reading on opens it again at its place.</summary>
    public override void Dispose()
    {
        cursor?.Dispose();
        cursor = null;
        markers.Dispose();
    }

    private double Time(bool asRecorded) => Timeline.FiniteTimeOf(sample, Cursor.Stamp, asRecorded);

    /// <summary>Looks at the next sample; false at the end, and where a clock offset is to be sent before it.</summary>
    private bool Peek()
    {
        while (Cursor.Peek())
        {
            if (!Cursor.HasOffset) return true;
            // Those before a place that was sought to have been sent already.
            if (raw && Cursor.OffsetIndex >= offsetsSent) return false;
            Cursor.PassOffset();
        }
        return false;
    }

    private void Copy(ReadOnlySpan<byte> values, Span<byte> to)
    {
        if (Signal.Element == stream.Format.Element())
        {
            var size = Signal.Element.Size();
            for (var i = 0; i < picked.Length; i++) values.Slice(picked[i] * size, size).CopyTo(to[(i * size)..]);
            return;
        }
        XdfReader.Convert(stream.Format, values, row);
        var floats = MemoryMarshal.Cast<byte, float>(to);
        for (var i = 0; i < picked.Length; i++) floats[i] = row[picked[i]];
    }
}
