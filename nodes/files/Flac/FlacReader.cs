using System.Numerics;
using System.Numerics.Tensors;

namespace Streaming.Files;

/// <summary>Reads a FLAC recording frame by frame as float32, without ever holding more than one block of it.</summary>
/// <remarks>
/// Everything that the format has (RFC 9639) is read, but for Ogg around it. Samples are scaled by their full range to [-1, 1). The sum of each frame is checked as it comes,
/// the sum of all samples (MD5) when the last one was read: where that differs, <see cref="Notes"/> and <see cref="Damage"/> say so. A file that is cut gives what is whole.
/// Reading goes forwards; going back begins anew.
/// </remarks>
public sealed class FlacReader : IAudioReader
{
    private readonly Stream stream;
    private readonly string name;
    private readonly FlacHeader header;
    private readonly FlacBits bits;
    private readonly RecordingNotes notes = new();
    private readonly int[][] channels;
    private readonly long[] wide;           // a side channel of 33 bits
    private readonly FlacDigest digest;
    private long blockStart, frame;
    private int block;
    private bool ended;

    /// <summary>Reads what stands before the samples.</summary>
    /// <param name="stream">A stream that can seek; the reader disposes it.</param>
    /// <param name="name">What messages call the recording.</param>
    /// <exception cref="RecordingException">It is no FLAC recording, or damaged.</exception>
    public FlacReader(Stream stream, string name)
    {
        (this.stream, this.name) = (stream, name);
        header = FlacHeader.Read(stream, name);
        channels = new int[Format.Channels][];
        for (var c = 0; c < channels.Length; c++) channels[c] = new int[Format.LargestBlock];
        wide = new long[Format is { Bits: 32, Channels: 2 } ? Format.LargestBlock : 0];
        digest = new FlacDigest(Format);
        bits = new FlacBits(stream);
        bits.MoveTo(header.FramesStart);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecordingException">It is no FLAC recording, or damaged.</exception>
    public static FlacReader Open(string path)
    {
        var stream = Bytes.Open(path);
        try
        {
            return new FlacReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The format.</summary>
    public FlacFormat Format => header.Format;

    /// <summary>What the reader had to put up with so far.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The part of the recording that is missing or not as it was; null where there is none as far as was read.</summary>
    public RecordingException? Damage => notes.Damage;

    /// <summary>The sample frame that <see cref="Read"/> reads next. Setting it back reads the recording from its beginning.</summary>
    public long Next
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value < blockStart) Restart();
            field = value;
        }
    }

    /// <summary>There is a sample frame to read next.</summary>
    /// <exception cref="RecordingException">The recording is damaged here.</exception>
    public bool HasNext
    {
        get
        {
            while (Next >= blockStart + block)
                if (ended || !Decode()) return false;
            return true;
        }
    }

    /// <summary>Reads frames as [frames, channels]; returns how many, 0 where the recording ends.</summary>
    /// <param name="destination">Whole frames; a remainder is left untouched.</param>
    /// <exception cref="RecordingException">The recording is damaged here.</exception>
    public int Read(Span<float> destination)
    {
        var wanted = destination.Length / channels.Length;
        var done = 0;
        while (done < wanted && HasNext)
        {
            var from = (int)(Next - blockStart);
            var count = Math.Min(wanted - done, block - from);
            Interleave(from, count, destination.Slice(done * channels.Length, count * channels.Length));
            Next += count;
            done += count;
        }
        return done;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        digest.Dispose();
        stream.Dispose();
    }

    int IAudioReader.Channels => Format.Channels;

    int IAudioReader.Rate => Format.Rate;

    bool IAudioReader.MoveTo(long frame)
    {
        Next = frame;
        return HasNext;
    }

    private void Restart()
    {
        bits.MoveTo(header.FramesStart);
        digest.Restart();
        (blockStart, block, frame, ended) = (0, 0, 0, false);
    }

    /// <summary>Decodes the next frame; false at the end, or where the file is cut.</summary>
    private bool Decode()
    {
        blockStart += block;
        block = 0;
        if ((Format.Frames > 0 && blockStart >= Format.Frames) || bits.AtEnd) return End();
        var fault = new FlacFault(name, frame, bits.Position);
        int count;
        try
        {
            count = DecodeFrame(fault);
        }
        catch (EndOfStreamException)
        {
            if (Format.Frames == 0) notes.Add($"the last frame (at byte {fault.Start}) is cut, left out", Bytes.Short(name, stream.Length, "a whole frame", $"the end of the file in frame {frame}"));
            return End();
        }
        block = Format.Frames > 0 ? (int)Math.Min(count, Format.Frames - blockStart) : count;
        digest.Add(channels, block);
        frame++;
        return true;
    }

    private bool End()
    {
        ended = true;
        if (Format.Frames > blockStart)
            notes.Add($"the header states {Format.Frames} frames; the file holds {blockStart}", Bytes.Short(name, stream.Length, $"{Format.Frames} frames, as the header states", $"{blockStart}"));
        else if (header.Md5.AsSpan().ContainsAnyExcept((byte)0) && !digest.Matches(header.Md5))
            notes.Add("the samples are not those that were encoded: their MD5 sum differs from the one in the header",
                new RecordingException(name, $"byte {FlacHeader.Md5Start} (MD5)", "the sum of the samples", Convert.ToHexString(header.Md5), "All was played; copy the recording again to be sure of it."));
        return false;
    }

    private int DecodeFrame(FlacFault fault)
    {
        bits.BeginSum();
        var head = FlacFrameHeader.Read(bits, Format, fault);
        var count = head.Samples;
        for (var c = 0; c < channels.Length; c++)
        {
            if (!head.IsSide(c)) FlacSubframe.Read(bits, Format.Bits, channels[c].AsSpan(0, count), fault);
            else if (Format.Bits < 32) FlacSubframe.Read(bits, Format.Bits + 1, channels[c].AsSpan(0, count), fault);
            else FlacSubframe.Read(bits, Format.Bits + 1, wide.AsSpan(0, count), fault);
        }
        bits.Align();
        var sum = bits.EndSum();
        var stated = bits.Read(16);
        if (sum != stated) throw fault.Of(bits, $"a frame whose sum is {stated:X4}", $"{sum:X4}");
        if (head.Assignment < 8) return count;
        if (Format.Bits == 32) Join<long>(head.Assignment, wide.AsSpan(0, count));
        else Join<int>(head.Assignment, channels[head.Assignment == 9 ? 0 : 1].AsSpan(0, count));
        return count;
    }

    /// <summary>Makes left and right of the difference of the two and one of them, or their mean.</summary>
    private void Join<T>(int assignment, ReadOnlySpan<T> side) where T : struct, IBinaryInteger<T>
    {
        var left = channels[0].AsSpan(0, side.Length);
        var right = channels[1].AsSpan(0, side.Length);
        for (var i = 0; i < side.Length; i++)
        {
            var difference = long.CreateTruncating(side[i]);
            if (assignment == 8) right[i] = (int)(left[i] - difference);
            else if (assignment == 9) left[i] = (int)(right[i] + difference);
            else
            {
                var twice = ((long)left[i] << 1) | (difference & 1);
                (left[i], right[i]) = ((int)((twice + difference) >> 1), (int)((twice - difference) >> 1));
            }
        }
    }

    private void Interleave(int from, int count, Span<float> to)
    {
        for (var c = 0; c < channels.Length; c++)
        {
            var samples = channels[c].AsSpan(from, count);
            for (var i = 0; i < samples.Length; i++) to[i * channels.Length + c] = samples[i];
        }
        TensorPrimitives.Multiply(to, 1f / (1L << (Format.Bits - 1)), to);
        // float32 would round the highest values up to 1.
        if (Format.Bits > 24) TensorPrimitives.Min(to, MathF.BitDecrement(1), to);
    }
}
