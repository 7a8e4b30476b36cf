namespace Streaming.Files;

/// <summary>What a frame says of itself (RFC 9639, section 9.1).</summary>
/// <param name="Samples">In each channel, 1 to 65,536.</param>
/// <param name="Assignment">Channels less one, or 8 for left and side, 9 for side and right, 10 for mid and side.</param>
internal readonly record struct FlacFrameHeader(int Samples, int Assignment)
{
    private const int Longest = 16;

    /// <summary>The second channel is the difference of the two (the first one, where it is side and right), and needs one bit more.</summary>
    public bool IsSide(int channel) => Assignment >= 8 && channel == (Assignment == 9 ? 0 : 1);

    public int Channels => Assignment < 8 ? Assignment + 1 : 2;

    /// <summary>Reads a frame's header; it must be of the stream's channels, rate and bits.</summary>
    public static FlacFrameHeader Read(FlacBits bits, FlacFormat format, FlacFault fault)
    {
        Span<byte> header = stackalloc byte[Longest];
        var length = 0;
        for (; length < 4; length++) header[length] = (byte)bits.Read(8);
        if (header[0] != 0xFF || header[1] is not (0xF8 or 0xF9)) throw fault.At(0, "the beginning of a frame, FFF8 or FFF9", Convert.ToHexString(header[..2]));
        var (size, rate, assignment, depth) = (header[2] >> 4, header[2] & 15, header[3] >> 4, (header[3] >> 1) & 7);

        // The number of the frame or sample, coded as UTF-8 codes characters, in up to seven bytes. The order of frames says as much.
        header[length++] = (byte)bits.Read(8);
        for (var more = header[4]; (more & 0xC0) == 0xC0 && length < 11; more <<= 1) header[length++] = (byte)bits.Read(8);

        var samples = size switch
        {
            0 => throw fault.At(2, "a block size other than 0, which is reserved", "0"),
            1 => 192,
            <= 5 => 144 << size,
            6 => (header[length++] = (byte)bits.Read(8)) + 1,
            7 => ((header[length++] = (byte)bits.Read(8)) << 8 | (header[length++] = (byte)bits.Read(8))) + 1,
            _ => 1 << size,
        };
        var hertz = rate switch
        {
            0 => format.Rate,
            1 => 88200, 2 => 176400, 3 => 192000, 4 => 8000, 5 => 16000, 6 => 22050, 7 => 24000, 8 => 32000, 9 => 44100, 10 => 48000, 11 => 96000,
            12 => (header[length++] = (byte)bits.Read(8)) * 1000,
            13 => (header[length++] = (byte)bits.Read(8)) << 8 | (header[length++] = (byte)bits.Read(8)),
            14 => ((header[length++] = (byte)bits.Read(8)) << 8 | (header[length++] = (byte)bits.Read(8))) * 10,
            _ => throw fault.At(2, "a rate other than 15, which is forbidden", "15"),
        };
        var stated = (byte)bits.Read(8);
        var sum = FlacSums.Of(header[..length]);
        if (stated != sum) throw fault.At(length, $"a header whose sum is {stated:X2}", $"{sum:X2}");

        var deep = depth switch { 0 => format.Bits, 1 => 8, 2 => 12, 4 => 16, 5 => 20, 6 => 24, 7 => 32, _ => throw fault.At(3, "a sample size other than 3, which is reserved", "3") };
        var found = new FlacFrameHeader(samples, assignment);
        if (assignment > 10) throw fault.At(3, "a channel assignment from 0 to 10", $"{assignment}");
        if (found.Channels != format.Channels) throw fault.At(3, $"{format.Channels} channels, as the recording begins", $"{found.Channels}");
        if (hertz != format.Rate) throw fault.At(2, $"{format.Rate} Hz, as the recording begins", $"{hertz} Hz");
        if (deep != format.Bits) throw fault.At(3, $"{format.Bits} bits a sample, as the recording begins", $"{deep}");
        if (samples > format.LargestBlock) throw fault.At(2, $"at most {format.LargestBlock} samples in a block, as the recording begins", $"{samples}");
        return found;
    }
}

/// <summary>Where a frame is, for messages.</summary>
/// <param name="File">What messages call the recording.</param>
/// <param name="Frame">The number of the frame.</param>
/// <param name="Start">Its first byte.</param>
internal readonly record struct FlacFault(string File, long Frame, long Start)
{
    private const string Remedy = "The recording is damaged here; copy it again, or decode it with 'flac -d -F' for what is left.";

    public RecordingException At(long offset, string expected, string found) => new(File, $"byte {Start + offset} (frame {Frame})", expected, found, Remedy);

    public RecordingException Of(FlacBits bits, string expected, string found) => At(bits.Position - Start, expected, found);
}
