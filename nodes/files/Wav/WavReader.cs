namespace Streaming.Files;

/// <summary>Reads a WAV recording frame by frame as float32; any frame can be the next.</summary>
/// <remarks>
/// Whole-number samples are scaled by their full range to [-1, 1); floating-point samples are as they were stored. A length of 0,
/// 0xFFFFFFFF or beyond the end of the file gives way to the file's own length, asked anew at each read, so a file can be read
/// while it is written. Unknown chunks are skipped.
/// </remarks>
public sealed class WavReader : IAudioReader
{
    private readonly Stream stream;
    private readonly WavHeader header;
    private readonly RecordingNotes notes = new();
    private readonly byte[] buffer;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">A stream that can seek; the reader disposes it.</param>
    /// <param name="name">What messages call the recording.</param>
    /// <exception cref="RecordingException">The header cannot be read, or the samples are compressed.</exception>
    public WavReader(Stream stream, string name)
    {
        this.stream = stream;
        header = WavHeader.Parse(stream, name);
        buffer = new byte[Math.Max(1, 65536 / Format.FrameBytes) * Format.FrameBytes];

        var held = stream.Length - header.DataStart;
        if (header.DataBytes is not { } stated) notes.Add($"the recording was not closed; the file holds {Frames} frames");
        else if (stated > held)
            notes.Add($"the header states {stated} bytes of samples; the file holds {held}", Bytes.Short(name, stream.Length, $"{stated} bytes of samples, as the header states", $"{held}"));
        if (Available % Format.FrameBytes is not 0 and var partial) notes.Add($"the last frame is cut: {partial} of {Format.FrameBytes} bytes, left out");
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecordingException">The header cannot be read, or the samples are compressed.</exception>
    public static WavReader Open(string path)
    {
        var stream = Bytes.Open(path);
        try
        {
            return new WavReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>How samples are stored.</summary>
    public WavFormat Format => header.Format;

    /// <summary>What the reader had to put up with.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The part of the recording that is missing; null where there is none.</summary>
    public RecordingException? Damage => notes.Damage;

    /// <summary>Whole frames that the file holds now; grows while an unclosed file is written.</summary>
    public long Frames => Available / Format.FrameBytes;

    /// <summary>The frame that <see cref="Read"/> reads next.</summary>
    public long Next
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Frames);
            field = value;
        }
    }

    /// <summary>Reads frames as [frames, channels]; returns how many, 0 where the recording ends.</summary>
    /// <param name="destination">Whole frames; a remainder is left untouched.</param>
    public int Read(Span<float> destination)
    {
        var wanted = (int)Math.Min(destination.Length / Format.Channels, Frames - Next);
        var done = 0;
        while (done < wanted)
        {
            var frames = Math.Min(wanted - done, buffer.Length / Format.FrameBytes);
            var held = stream.ReadAt(header.DataStart + Next * Format.FrameBytes, buffer.AsSpan(0, frames * Format.FrameBytes)) / Format.FrameBytes;
            if (held == 0) break;
            PcmSamples.Decode(Format.Encoding, Format.SampleBytes, buffer.AsSpan(0, held * Format.FrameBytes), destination.Slice(done * Format.Channels, held * Format.Channels));
            Next += held;
            done += held;
        }
        return done;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    int IAudioReader.Channels => Format.Channels;

    int IAudioReader.Rate => Format.Rate;

    bool IAudioReader.MoveTo(long frame)
    {
        if (frame >= Frames) return false;
        Next = frame;
        return true;
    }

    private long Available
    {
        get
        {
            var held = Math.Max(0, stream.Length - header.DataStart);
            return header.DataBytes is { } stated ? Math.Min(stated, held) : held;
        }
    }
}
