using System.Buffers.Binary;

namespace Streaming.Files;

/// <summary>Finds format and data among the chunks of a RIFF, RF64 or BW64 file.</summary>
/// <param name="Format">How samples are stored.</param>
/// <param name="DataStart">Place of the first sample, in bytes.</param>
/// <param name="DataBytes">Length of the data as stated; none where the statement is a placeholder and the file's own length counts.</param>
internal readonly record struct WavHeader(WavFormat Format, long DataStart, long? DataBytes)
{
    private const int MostChunks = 4096;
    private const uint Placeholder = uint.MaxValue;

    /// <summary>Bytes 2 to 15 of a WAVE_FORMAT_EXTENSIBLE sub-format that wraps a plain format tag.</summary>
    private static ReadOnlySpan<byte> WrappedTag => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= 12 && (start.StartsWith("RIFF"u8) || start.StartsWith("RF64"u8) || start.StartsWith("BW64"u8)) && start[8..12].SequenceEqual("WAVE"u8);

    public static WavHeader Parse(Stream stream, string file)
    {
        Span<byte> head = stackalloc byte[12];
        var held = stream.ReadAt(0, head);
        if (!Recognises(head[..held]))
            throw new RecordingException(file, "byte 0", "\"RIFF\", four bytes of size and \"WAVE\"", held == 0 ? "an empty file" : Bytes.Quote(head[..held]),
                "Check that this is a WAV recording.");

        var length = stream.Length;
        var riffBytes = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        long? longData = null;
        WavFormat? format = null;
        Span<byte> body = stackalloc byte[40];
        long at = 12;
        for (var chunk = 0; chunk < MostChunks; chunk++)
        {
            held = stream.ReadAt(at, head[..8]);
            if (held < 8)
                throw new RecordingException(file, $"byte {at}", format is null ? "a \"fmt \" chunk" : "a \"data\" chunk", "the end of the file",
                    "The recording is cut before its samples; copy it again.");
            var size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var content = at + 8;
            if (head.StartsWith("data"u8))
            {
                if (format is null)
                    throw new RecordingException(file, $"byte {at}", "a \"fmt \" chunk before the data", "the \"data\" chunk",
                        "The recording lacks its format; export it again.");
                // A zero is a placeholder too, unless the outer size shows that the file was closed.
                var open = size == Placeholder || (size == 0 && riffBytes + 8L != length);
                return new(format, content, size == Placeholder && longData is { } told ? told : open ? null : size);
            }
            held = stream.ReadAt(content, body[..(int)Math.Min(size, body.Length)]);
            if (head.StartsWith("fmt "u8)) format = ParseFormat(file, content, body[..held]);
            if (head.StartsWith("ds64"u8) && held >= 16 && BinaryPrimitives.ReadInt64LittleEndian(body[8..]) is > 0 and var bytes) longData = bytes;
            at = content + size + (size & 1);
        }
        throw new RecordingException(file, $"byte {at}", $"a \"data\" chunk among the first {MostChunks} chunks", "other chunks",
            "The recording is damaged; export it again.");
    }

    private static WavFormat ParseFormat(string file, long at, ReadOnlySpan<byte> body)
    {
        if (body.Length < 16) throw Fault(0, "at least 16 bytes of format", $"{body.Length}");
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        var frame = BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        var mask = 0u;
        var valid = bits;
        if (tag == 0xFFFE)
        {
            if (body.Length < 40) throw Fault(0, "40 bytes of extensible format", $"{body.Length}");
            if (!body[26..40].SequenceEqual(WrappedTag)) throw Fault(24, "a sub-format of PCM or float", Convert.ToHexString(body[24..40]));
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
            mask = BinaryPrimitives.ReadUInt32LittleEndian(body[20..]);
            var stated = BinaryPrimitives.ReadUInt16LittleEndian(body[18..]);
            if (stated > 0 && stated < bits) valid = stated;
        }

        if (channels == 0) throw Fault(2, "at least one channel", "0");
        if (rate is 0 or > int.MaxValue) throw Fault(4, $"a rate from 1 to {int.MaxValue} Hz", $"{rate}");
        if (tag is not (1 or 3)) throw Fault(0, "format 1 (PCM) or 3 (float)", Name(tag));
        var sampleBytes = (bits + 7) / 8;
        if (tag == 1 && sampleBytes is < 1 or > 4) throw Fault(14, "8, 16, 24 or 32 bits per sample", $"{bits}");
        if (tag == 3 && bits is not (32 or 64)) throw Fault(14, "32 or 64 bits per float sample", $"{bits}");
        if (frame != channels * sampleBytes)
            throw Fault(12, $"{channels * sampleBytes} bytes per frame ({channels} channels of {sampleBytes} bytes)", $"{frame}");
        return new(tag == 1 ? WavEncoding.Pcm : WavEncoding.Float, channels, (int)rate, sampleBytes, valid, mask);

        RecordingException Fault(int offset, string expected, string found) =>
            new(file, $"byte {at + offset} (format)", expected, found, "Convert the recording to PCM or float WAV.");
    }

    private static string Name(int tag) => tag switch
    {
        2 or 17 => $"{tag} (ADPCM)",
        6 => "6 (A-law)",
        7 => "7 (mu-law)",
        80 or 85 => $"{tag} (MPEG)",
        _ => $"{tag}",
    };
}
