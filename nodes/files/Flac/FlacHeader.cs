using System.Buffers.Binary;

namespace Streaming.Files;

/// <summary>What stands before the first frame of a FLAC file (RFC 9639, section 8): the format and the sum of the samples; all other metadata is passed over.</summary>
/// <param name="Format">The format.</param>
/// <param name="Md5">Of all samples as they were before encoding, 16 bytes; zeros where the encoder left it open.</param>
/// <param name="FramesStart">The first byte of the first frame.</param>
internal sealed record FlacHeader(FlacFormat Format, byte[] Md5, long FramesStart)
{
    /// <summary>Place of the sum in the file, in bytes.</summary>
    public const int Md5Start = 26;

    private const int StreamInfo = 34;
    private const int MostBlocks = 4096;

    public static bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith("fLaC"u8);

    public static FlacHeader Read(Stream stream, string file)
    {
        Span<byte> head = stackalloc byte[8 + StreamInfo];
        var held = stream.ReadAt(0, head);
        if (!Recognises(head[..held]))
            throw new RecordingException(file, "byte 0", "\"fLaC\"", held == 0 ? "an empty file" : Bytes.Quote(head[..Math.Min(held, 4)]), "Check that this is a FLAC recording; Ogg FLAC is not read.");
        if (held < head.Length)
            throw new RecordingException(file, "byte 4 (STREAMINFO)", $"{head.Length - 4} bytes", $"{held - 4}", "The recording is cut before its samples; copy it again.");
        if ((head[4] & 127) != 0) throw Fault(4, "the metadata block 0 (STREAMINFO) first", $"block {head[4] & 127}");
        if (Size(head[4..]) != StreamInfo) throw Fault(5, $"{StreamInfo} bytes of STREAMINFO", $"{Size(head[4..])}");

        var info = head[8..];
        var largest = BinaryPrimitives.ReadUInt16BigEndian(info[2..]);
        var packed = BinaryPrimitives.ReadUInt64BigEndian(info[10..]);
        var format = new FlacFormat((int)(packed >> 41 & 7) + 1, (int)(packed >> 44), (int)(packed >> 36 & 31) + 1, (long)(packed & 0xF_FFFF_FFFF), largest);
        if (largest < 16) throw Fault(10, "blocks of at least 16 samples", $"{largest}");
        if (format.Rate == 0) throw Fault(18, "a rate above 0 Hz", "0");
        if (format.Bits < 4) throw Fault(20, "4 to 32 bits a sample", $"{format.Bits}");

        long at = head.Length;
        var isLast = head[4] >= 128;
        for (var block = 1; !isLast; block++)
        {
            if (block == MostBlocks || stream.ReadAt(at, head[..4]) < 4)
                throw new RecordingException(file, $"byte {at}", $"the last of at most {MostBlocks} metadata blocks", block == MostBlocks ? "another one" : "the end of the file", "The recording is cut before its samples; copy it again.");
            isLast = head[0] >= 128;
            at += 4 + Size(head);
        }
        return new(format, info[18..].ToArray(), at);

        RecordingException Fault(int offset, string expected, string found) => new(file, $"byte {offset} (STREAMINFO)", expected, found, "The recording is damaged; export it again.");
    }

    private static int Size(ReadOnlySpan<byte> block) => block[1] << 16 | block[2] << 8 | block[3];
}
