using System.Buffers.Binary;

namespace Streaming.Files.Xdf;

/// <summary>Reads the samples of one Samples chunk in their order. The scan and the reader share it, so that they count alike.</summary>
internal sealed class SampleWalker(ChunkWalker chunk)
{
    private readonly ByteSource source = chunk.Source;
    private readonly TextCache texts = new();
    private XdfStream? stream;
    private int width;

    /// <summary>Samples of the chunk not yet read.</summary>
    public long Left { get; private set; }

    /// <summary>The stamp of the last sample read, of this stream.</summary>
    public double Stamp { get; set; }

    /// <summary>Reads the count behind the stream id; no count is believed that the chunk has no room for.</summary>
    public Step Begin(XdfStream of, double previousStamp)
    {
        stream = of;
        Stamp = previousStamp;
        width = of.SampleBytes;
        Left = 0;
        var step = chunk.Length(out var count);
        if (step != Step.Done) return step;
        var smallest = 1 + (of.Format == XdfFormat.String ? 2L * of.ChannelCount : width);
        if (count > (chunk.End - source.Position) / smallest) return Step.Damaged;
        Left = count;
        return Step.Done;
    }

    /// <summary>Reads a numeric sample; its packed values go to <paramref name="values"/> unless that is empty.</summary>
    public Step Next(Span<byte> values)
    {
        var step = NextStamp(width);
        if (step != Step.Done) return step;
        if (!values.IsEmpty) source.Window[..width].CopyTo(values);
        source.Advance(width);
        return Finish();
    }

    /// <summary>Reads a text sample; its texts go to <paramref name="values"/> unless that is empty.</summary>
    public Step Next(Span<string> values)
    {
        var step = NextStamp(0);
        for (var channel = 0; step == Step.Done && channel < stream!.ChannelCount; channel++)
        {
            step = chunk.Length(out var length);
            if (step != Step.Done) break;
            if (length > ChunkWalker.LongestText) return Step.Damaged;
            step = chunk.Hold((int)length);
            if (step != Step.Done) break;
            if (!values.IsEmpty) values[channel] = texts.Of(source.Window[..(int)length]);
            source.Advance((int)length);
        }
        return step == Step.Done ? Finish() : step;
    }

    /// <summary>Gives up the rest of the chunk.</summary>
    public void Stop() => Left = 0;

    // Byte 0: previous stamp + one interval; byte 8: a stamp follows.
    private Step NextStamp(int then)
    {
        var step = chunk.Hold(1);
        if (step != Step.Done) return step;
        switch (source.Window[0])
        {
            case 0:
                step = chunk.Hold(1 + then);
                if (step != Step.Done) return step;
                Stamp += stream!.Interval;
                source.Advance(1);
                return Step.Done;
            case 8:
                step = chunk.Hold(9 + then);
                if (step != Step.Done) return step;
                Stamp = BinaryPrimitives.ReadDoubleLittleEndian(source.Window[1..]);
                source.Advance(9);
                return Step.Done;
            default:
                return Step.Damaged;
        }
    }

    private Step Finish()
    {
        Left--;
        return Left == 0 && source.Position != chunk.End ? Step.Damaged : Step.Done;
    }
}
