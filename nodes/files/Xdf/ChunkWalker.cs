using System.Buffers.Binary;

namespace Streaming.Files.Xdf;

internal enum ChunkTag : ushort
{
    FileHeader = 1, StreamHeader = 2, Samples = 3, ClockOffset = 4, Boundary = 5, StreamFooter = 6,
}

internal enum Step
{
    /// <summary>What was asked for stands in the walker.</summary>
    Done,

    /// <summary>The bytes end first.</summary>
    End,

    /// <summary>The bytes cannot be what they should.</summary>
    Damaged,
}

/// <summary>Reads chunk heads and what they are made of (XDF 1.0).</summary>
internal sealed class ChunkWalker(ByteSource source)
{
    /// <summary>No string and no header is longer; a longer one is damage.</summary>
    public const int LongestText = 1 << 26;

    public ByteSource Source => source;

    /// <summary>Byte of the head of this chunk.</summary>
    public long Start { get; private set; }

    /// <summary>Byte behind this chunk.</summary>
    public long End { get; private set; }

    public ChunkTag Tag { get; private set; }

    public static ReadOnlySpan<byte> Boundary =>
        [0x43, 0xA5, 0x46, 0xDC, 0xCB, 0xF5, 0x41, 0x0F, 0xB3, 0x0E, 0xD5, 0x46, 0x73, 0x83, 0xCB, 0xE4];

    public Step NextChunk()
    {
        Start = source.Position;
        End = long.MaxValue;
        Tag = 0;
        var step = Length(out var length);
        if (step != Step.Done) return step;
        if (length < 2) return Step.Damaged;
        End = source.Position > long.MaxValue - length ? long.MaxValue : source.Position + length;
        if (!source.Ensure(2)) return Step.End;
        Tag = (ChunkTag)BinaryPrimitives.ReadUInt16LittleEndian(source.Window);
        source.Advance(2);
        return Step.Done;
    }

    public void SkipChunk() => source.Skip(End - source.Position);

    /// <summary>A width byte (1, 4 or 8) and an unsigned number of that width.</summary>
    public Step Length(out long value)
    {
        value = 0;
        if (!Fits(1)) return Step.Damaged;
        if (!source.Ensure(1)) return Step.End;
        var width = source.Window[0];
        if (width is not (1 or 4 or 8) || !Fits(1 + width)) return Step.Damaged;
        if (!source.Ensure(1 + width)) return Step.End;
        var bytes = source.Window[1..];
        value = width switch
        {
            1 => bytes[0],
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
        source.Advance(1 + width);
        return value < 0 ? Step.Damaged : Step.Done;
    }

    /// <summary>Holds the next bytes of this chunk in the window.</summary>
    public Step Hold(int count) => !Fits(count) ? Step.Damaged : source.Ensure(count) ? Step.Done : Step.End;

    public Step StreamId(out uint id)
    {
        id = 0;
        var step = Hold(4);
        if (step != Step.Done) return step;
        id = BinaryPrimitives.ReadUInt32LittleEndian(source.Window);
        source.Advance(4);
        return Step.Done;
    }

    /// <summary>Collection time and offset.</summary>
    public Step ClockOffset(out ClockOffset offset)
    {
        offset = default;
        var step = Hold(16);
        if (step != Step.Done) return step;
        offset = new(BinaryPrimitives.ReadDoubleLittleEndian(source.Window), BinaryPrimitives.ReadDoubleLittleEndian(source.Window[8..]));
        source.Advance(16);
        return source.Position == End ? Step.Done : Step.Damaged;
    }

    /// <summary>The rest of this chunk as text.</summary>
    public Step Text(out string text)
    {
        text = "";
        var length = End - source.Position;
        if (length > LongestText) return Step.Damaged;
        var step = Hold((int)length);
        if (step != Step.Done) return step;
        text = System.Text.Encoding.UTF8.GetString(source.Window[..(int)length]);
        source.Advance((int)length);
        return Step.Done;
    }

    private bool Fits(int count) => count <= End - source.Position;
}
