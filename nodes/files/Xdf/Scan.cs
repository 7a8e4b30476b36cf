using System.Globalization;

namespace Streaming.Files.Xdf;

/// <summary>The one pass over a file that fills its index.</summary>
internal sealed class Scan(XdfFile file, ByteSource source)
{
    // Each bound is far above any real recording and keeps the index small whatever a file claims.
    private const int MostStreams = 1 << 16, MostOffsets = 1 << 22, MostDamage = 1 << 20;
    private const long MostHeaderText = 1 << 28, SeekPointDistance = 1 << 16;

    private readonly ChunkWalker chunk = new(source);
    private readonly HashSet<uint> unreadable = [];
    private readonly bool packed = source.Length == long.MaxValue;
    private SampleWalker samples = null!;
    private long headerText, offsetCount;

    public void Run()
    {
        samples = new SampleWalker(chunk);
        if (!source.Ensure(4) || !source.Window[..4].SequenceEqual("XDF:"u8))
            throw new RecordingException(file.Path, "byte 0 of the unpacked file", "'XDF:'", "other bytes", "Check that this is an XDF recording.");
        source.Advance(4);
        file.End = long.MaxValue;
        while (source.Ensure(1))
        {
            var step = chunk.NextChunk();
            if (step == Step.Done) step = LengthLies() ? Step.Damaged : Content();
            if (step == Step.Done || (step == Step.Damaged && Resumed())) continue;
            if (step == Step.End && chunk.Tag != ChunkTag.Samples) Damage("the file ends within this chunk");
            break;
        }
        file.End = Math.Min(file.End, source.Length);
        foreach (var stream in file.streams) StrayLastSample.Drop(file, stream);
    }

    private Step Content()
    {
        switch (chunk.Tag)
        {
            case ChunkTag.FileHeader: return FileHeader();
            case ChunkTag.StreamHeader: return StreamHeader();
            case ChunkTag.Samples: return Samples();
            case ChunkTag.ClockOffset: return ClockOffset();
            case ChunkTag.StreamFooter: return StreamFooter();
            default:
                return Skip();
        }
    }

    private Step Skip()
    {
        if (chunk.End > source.Length) return Step.End;
        chunk.SkipChunk();
        return source.Position == chunk.End ? Step.Done : Step.End;
    }

    private Step FileHeader()
    {
        var step = chunk.Text(out var text);
        if (step != Step.Done || file.Header.Length > 0) return step;
        CountHeaderText(text);
        file.Header = text;
        if (HeaderXml.Parse(text, out var fault) is not { } info) Note($"the file header cannot be read: {fault}");
        else if (DateTimeOffset.TryParse((string?)info.Element("datetime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var recorded))
            file.Recorded = recorded;
        return step;
    }

    private Step StreamHeader()
    {
        var step = chunk.StreamId(out var id);
        if (step != Step.Done) return step;
        step = chunk.Text(out var text);
        if (step != Step.Done) return step;
        CountHeaderText(text);
        if (file.byId.ContainsKey(id)) Note($"a second header of stream {id} is ignored");
        else if (file.streams.Count == MostStreams) Refuse($"at most {MostStreams} streams", "more");
        else if (HeaderXml.Stream(id, file.streams.Count, chunk.Start, text, out var fault) is not { } stream)
        {
            if (unreadable.Count < MostStreams) unreadable.Add(id);
            Damage($"the header of stream {id} cannot be read, the stream is left out: {fault}");
        }
        else
        {
            file.streams.Add(stream);
            file.byId.Add(id, stream);
        }
        return step;
    }

    private Step Samples()
    {
        var step = Stream(out var stream);
        if (step != Step.Done) return step;
        if (stream is null) return Skip();
        step = samples.Begin(stream, stream.LastStamp);
        long count = 0;
        double first = 0, last = 0;
        while (step == Step.Done && samples.Left > 0)
        {
            step = stream.Format == XdfFormat.String ? samples.Next(Span<string>.Empty) : samples.Next(Span<byte>.Empty);
            if (step != Step.Done) break;
            if (count++ == 0) first = samples.Stamp;
            last = samples.Stamp;
        }
        if (step == Step.Done && source.Position != chunk.End) step = Step.Damaged;
        if (step == Step.Damaged) return step;
        if (count > 0) Add(stream, count, first, last);
        if (step == Step.End) Damage($"the file ends within this Samples chunk of {stream}; its {count} whole samples are kept");
        return step;
    }

    private void Add(XdfStream stream, long count, double first, double last)
    {
        if (!packed && (stream.seekPoints.Count == 0 || chunk.Start - stream.seekPoints[^1].Position >= SeekPointDistance))
            stream.seekPoints.Add(new(chunk.Start, stream.SampleCount, stream.LastStamp, stream.offsets.Count));
        if (stream.SampleCount == 0) stream.FirstStamp = first;
        stream.SampleCount += count;
        stream.LastStamp = last;
    }

    private Step ClockOffset()
    {
        var step = Stream(out var stream);
        if (step != Step.Done) return step;
        if (stream is null) return Skip();
        step = chunk.ClockOffset(out var offset);
        if (step != Step.Done) return step;
        if (++offsetCount > MostOffsets) Refuse($"at most {MostOffsets} clock offsets", "more");
        stream.offsets.Add(offset);
        return step;
    }

    private Step StreamFooter()
    {
        var step = Stream(out var stream);
        if (step != Step.Done) return step;
        step = chunk.Text(out var text);
        if (step == Step.Done && stream is not null) stream.FooterSampleCount = HeaderXml.SampleCount(text);
        return step;
    }

    private Step Stream(out XdfStream? stream)
    {
        stream = null;
        var step = chunk.StreamId(out var id);
        if (step == Step.Done && !file.byId.TryGetValue(id, out stream) && !unreadable.Contains(id))
            Note($"a chunk belongs to stream {id}, which has no header before it, and is skipped");
        return step;
    }

    // A chunk that claims to reach beyond the file was cut, or its length is damaged: a boundary behind its head tells which.
    private bool LengthLies()
    {
        if (packed || chunk.End <= source.Length) return false;
        var content = source.Position;
        var lies = source.MovePast(ChunkWalker.Boundary);
        source.MoveTo(content);
        return lies;
    }

    private bool Resumed()
    {
        if (source.MovePast(ChunkWalker.Boundary))
        {
            if (file.damage.Count == MostDamage) Refuse($"at most {MostDamage} damaged places", "more");
            file.damage.Add((chunk.Start, source.Position));
            Damage($"{source.Position - chunk.Start} bytes cannot be read; going on behind the next boundary");
            return true;
        }
        Damage("from here on the file cannot be read, and no boundary follows");
        file.End = chunk.Start;
        return false;
    }

    private void Note(string text) => file.notes.Add($"byte {chunk.Start}: {text}");

    private void Damage(string text) => file.notes.Add(
        $"byte {chunk.Start}: {text}", new(file.Path, $"byte {chunk.Start}", "whole chunks to the end", $"that {text}", "All that can be read is played; copy the recording again for the rest."));

    private void CountHeaderText(string text)
    {
        headerText += text.Length;
        if (headerText > MostHeaderText) Refuse($"at most {MostHeaderText} characters of headers", "more");
    }

    private void Refuse(string expected, string found) =>
        throw new RecordingException(file.Path, $"byte {chunk.Start}", expected, found, "The file is damaged or not an XDF recording.");
}
