using System.Buffers.Binary;
using System.Text;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>WAV recordings of every encoding, and of programs that leave the lengths open.</summary>
public class WavReaderTests
{
    private static readonly Gen<(WavFile File, float[] Expected)> recording =
        from kind in Gen.OneOf((1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64))
        from channels in Gen.Int[1, 9]
        from frames in Gen.Int[0, 300]
        from extensible in Gen.Bool
        from seed in Gen.Int
        select Write(kind.Item1, kind.Item2, channels, frames, extensible, new Random(seed));

    private static WavReader Read(byte[] bytes) => new(new MemoryStream(bytes), "test.wav");

    private static float[] All(WavReader reader)
    {
        var all = new float[reader.Frames * reader.Format.Channels];
        Assert.Equal(reader.Frames, reader.Read(all));
        Assert.Equal(0, reader.Read(new float[reader.Format.Channels]));
        return all;
    }

    [Fact]
    public void What_was_written_is_read() => recording.Sample((file, expected) =>
    {
        using var reader = Read(file.Build());
        Assert.Equal(new WavFormat(file.Tag == 3 ? WavEncoding.Float : WavEncoding.Pcm, file.Channels, 16000, file.Bits / 8, file.Bits, file.Extensible ? 3u : 0), reader.Format);
        Assert.Empty(reader.Notes);
        Assert.Equal(expected, All(reader));
    });

    [Fact]
    public void Any_cut_into_reads_gives_the_same() => Gen.Select(recording, Gen.Int[1, 70].Array[1, 20]).Sample((made, cuts) =>
    {
        using var reader = Read(made.File.Build());
        var channels = reader.Format.Channels;
        var all = new float[made.Expected.Length];
        for (int at = 0, c = 0; at < all.Length; c++)
        {
            var frames = Math.Min(cuts[c % cuts.Length], all.Length / channels - at / channels);
            Assert.Equal(frames, reader.Read(all.AsSpan(at, frames * channels)));
            at += frames * channels;
            Assert.Equal(at / channels, reader.Next);
        }
        Assert.Equal(made.Expected, all);
        reader.Next = reader.Frames / 2;
        Assert.Equal(reader.Frames - reader.Frames / 2, reader.Read(all));
        Assert.Equal(made.Expected.AsSpan((int)(reader.Frames / 2) * channels).ToArray(), all[..((int)(reader.Frames - reader.Frames / 2) * channels)]);
    });

    [Theory]
    [InlineData(8, "00 80 FF", -1f, 0f, 127 / 128f)]
    [InlineData(16, "0080 0000 FF7F", -1f, 0f, 32767 / 32768f)]
    [InlineData(24, "000080 000000 FFFF7F", -1f, 0f, 8388607 / 8388608f)]
    [InlineData(32, "00000080 00000000 FFFFFF7F", -1f, 0f, 0.99999994f)]
    public void Whole_numbers_fill_minus_one_to_just_below_one(int bits, string data, float low, float middle, float high)
    {
        using var reader = Read(new WavFile { Bits = bits, Data = Convert.FromHexString(data.Replace(" ", "")) }.Build());
        Assert.Equal([low, middle, high], All(reader));
    }

    [Fact]
    public void Twenty_bits_stand_at_the_top_of_twenty_four()
    {
        using var reader = Read(new WavFile { Bits = 24, ValidBits = 20, Extensible = true, Data = [0xF0, 0xFF, 0x7F] }.Build());
        Assert.Equal(20, reader.Format.ValidBits);
        Assert.Equal([0x7FFFF0 / 8388608f], All(reader));
    }

    [Fact]
    public void Unknown_chunks_are_skipped()
    {
        using var reader = Read(new WavFile { Before = [("LIST", new byte[7]), ("junk", [])], After = [("id3 ", [1, 2, 3])], Data = [0, 64, 0, 192] }.Build());
        Assert.Equal([0.5f, -0.5f], All(reader));
        Assert.Empty(reader.Notes);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(uint.MaxValue, 0u)]
    public void A_length_left_open_is_that_of_the_file(uint riff, uint data)
    {
        using var reader = Read(new WavFile { StatedRiff = riff, StatedData = data, Data = [0, 64, 0, 192, 0, 0, 9] }.Build());
        Assert.Equal([0.5f, -0.5f, 0f, 9 / 32768f], All(reader));       // the writer pads to an even length
        Assert.Equal(["the recording was not closed; the file holds 4 frames"], reader.Notes);
    }

    [Fact]
    public void A_length_beyond_the_file_is_that_of_the_file()
    {
        using var reader = Read(new WavFile { Channels = 2, StatedData = 1000, Data = [0, 64, 0, 192, 0, 0] }.Build());
        Assert.Equal([0.5f, -0.5f], All(reader));
        Assert.Equal(["the header states 1000 bytes of samples; the file holds 6", "the last frame is cut: 2 of 4 bytes, left out"], reader.Notes);
    }

    [Fact]
    public void A_closed_recording_without_samples_is_empty()
    {
        using var reader = Read(new WavFile { Data = [], After = [("LIST", new byte[8])] }.Build());
        Assert.Equal(0, reader.Frames);
        Assert.Empty(reader.Notes);
    }

    [Fact]
    public void A_file_is_read_while_it_grows()
    {
        var stream = new MemoryStream();
        stream.Write(new WavFile { StatedRiff = 0, StatedData = 0, Data = [0, 64] }.Build());
        using var reader = new WavReader(stream, "test.wav");
        var values = new float[4];
        Assert.Equal(1, reader.Read(values));
        Assert.Equal(0, reader.Read(values));
        stream.Position = stream.Length;
        stream.Write([0, 192, 0]);
        Assert.Equal(2, reader.Frames);
        Assert.Equal(1, reader.Read(values));
        Assert.Equal(-0.5f, values[0]);
        stream.Position = stream.Length;
        stream.Write([32]);
        Assert.Equal(1, reader.Read(values));
        Assert.Equal(0.25f, values[0]);
    }

    [Fact]
    public void The_long_length_of_RF64_counts()
    {
        var sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), 2);
        using var reader = Read(new WavFile { Magic = "RF64", StatedRiff = uint.MaxValue, StatedData = uint.MaxValue, Before = [("ds64", sizes)], Data = [0, 64], After = [("LIST", new byte[4])] }.Build());
        Assert.Equal([0.5f], All(reader));
        Assert.Empty(reader.Notes);
    }

    [Fact]
    public void Nothing_is_allocated_per_read()
    {
        using var reader = Read(new WavFile { Channels = 2, Bits = 24, Data = new byte[60000] }.Build());
        var values = new float[200];
        reader.Read(values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read(values) > 0) { }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Count, first samples and sum computed with Python's wave module and numpy.
    [Fact]
    public void Speech_agrees_with_another_reader()
    {
        using var reader = WavReader.Open(SharedData.Path("audio/vad_60s.wav"));
        Assert.Equal(new WavFormat(WavEncoding.Pcm, 1, 16000, 2, 16, 0), reader.Format);
        var whole = All(reader).Select(v => (int)(v * 32768)).ToArray();
        Assert.Equal(960000, whole.Length);
        Assert.Equal([4772, 5408, 6455, 5905, 3844], whole[100000..100005]);
        Assert.Equal(-1561770, whole.Sum(v => (long)v));
    }

    private static string Message(byte[] bytes) => Assert.Throws<RecordingException>(() => Read(bytes)).Message;

    [Fact]
    public void An_empty_file() =>
        Assert.Equal("test.wav, byte 0: expected \"RIFF\", four bytes of size and \"WAVE\", found an empty file. Check that this is a WAV recording.", Message([]));

    [Fact]
    public void Another_kind_of_file() =>
        Assert.Equal("test.wav, byte 0: expected \"RIFF\", four bytes of size and \"WAVE\", found \"fLaC........\". Check that this is a WAV recording.",
            Message(Encoding.ASCII.GetBytes("fLaC\0\0\0\0\0\0\0\0\0\0\0\0")));

    [Theory]
    [InlineData(12, "byte 12: expected a \"fmt \" chunk")]
    [InlineData(36, "byte 36: expected a \"data\" chunk")]
    public void A_file_cut_before_its_samples(int length, string place) => Assert.Equal(
        $"test.wav, {place}, found the end of the file. The recording is cut before its samples; copy it again.", Message(new WavFile { Data = [0, 0] }.Build()[..length]));

    [Fact]
    public void Data_without_a_format() => Assert.Equal(
        "test.wav, byte 12: expected a \"fmt \" chunk before the data, found the \"data\" chunk. The recording lacks its format; export it again.",
        Message(new WavFile { Before = [("data", [0, 0])], Data = [] }.Build()));

    [Fact]
    public void Chunks_without_end()
    {
        var file = new WavFile { Before = [.. Enumerable.Repeat(("junk", Array.Empty<byte>()), 4096)], Data = [] }.Build();
        Assert.Equal($"test.wav, byte {12 + 4096 * 8}: expected a \"data\" chunk among the first 4096 chunks, found other chunks. The recording is damaged; export it again.", Message(file));
    }

    [Theory]
    [InlineData(2, 16, 1, 16000, null, false, "byte 20 (format): expected format 1 (PCM) or 3 (float), found 2 (ADPCM)")]
    [InlineData(6, 8, 1, 16000, null, false, "byte 20 (format): expected format 1 (PCM) or 3 (float), found 6 (A-law)")]
    [InlineData(7, 8, 1, 16000, null, true, "byte 20 (format): expected format 1 (PCM) or 3 (float), found 7 (mu-law)")]
    [InlineData(85, 0, 1, 16000, null, false, "byte 20 (format): expected format 1 (PCM) or 3 (float), found 85 (MPEG)")]
    [InlineData(99, 0, 1, 16000, null, false, "byte 20 (format): expected format 1 (PCM) or 3 (float), found 99")]
    [InlineData(1, 16, 0, 16000, null, false, "byte 22 (format): expected at least one channel, found 0")]
    [InlineData(1, 16, 1, 0, null, false, "byte 24 (format): expected a rate from 1 to 2147483647 Hz, found 0")]
    [InlineData(1, 16, 2, 16000, 3, false, "byte 32 (format): expected 4 bytes per frame (2 channels of 2 bytes), found 3")]
    [InlineData(1, 40, 1, 16000, null, false, "byte 34 (format): expected 8, 16, 24 or 32 bits per sample, found 40")]
    [InlineData(3, 16, 1, 16000, null, false, "byte 34 (format): expected 32 or 64 bits per float sample, found 16")]
    public void A_format_that_is_not_read(int tag, int bits, int channels, int rate, int? frame, bool extensible, string message) => Assert.Equal(
        $"test.wav, {message}. Convert the recording to PCM or float WAV.",
        Message(new WavFile { Tag = tag, Bits = bits, Channels = channels, Rate = (uint)rate, FrameBytes = frame, Extensible = extensible, Data = [] }.Build()));

    [Fact]
    public void A_format_that_is_too_short()
    {
        var file = new WavFile { Data = [] }.Build();
        file[16] = 14;
        Assert.Equal("test.wav, byte 20 (format): expected at least 16 bytes of format, found 14. Convert the recording to PCM or float WAV.", Message(file));
        var extensible = new WavFile { Extensible = true, Data = [] }.Build();
        extensible[16] = 24;
        Assert.Equal("test.wav, byte 20 (format): expected 40 bytes of extensible format, found 24. Convert the recording to PCM or float WAV.", Message(extensible));
        extensible[16] = 40;
        extensible[58] ^= 1;
        Assert.Equal("test.wav, byte 44 (format): expected a sub-format of PCM or float, found 0100000000001000800000AA00389A71. Convert the recording to PCM or float WAV.",
            Message(extensible));
    }

    private static (WavFile, float[]) Write(int tag, int bits, int channels, int frames, bool extensible, Random random)
    {
        var data = new byte[frames * channels * bits / 8];
        var expected = new float[frames * channels];
        for (var i = 0; i < expected.Length; i++)
        {
            var at = data.AsSpan(i * bits / 8);
            var value = random.Next(int.MinValue, int.MaxValue);
            switch (tag, bits)
            {
                case (3, 32):
                    expected[i] = random.NextSingle() * 4 - 2;
                    BinaryPrimitives.WriteSingleLittleEndian(at, expected[i]);
                    break;
                case (3, _):
                    var wide = random.NextDouble() * 4 - 2;
                    expected[i] = (float)wide;
                    BinaryPrimitives.WriteDoubleLittleEndian(at, wide);
                    break;
                case (_, 8):
                    at[0] = (byte)value;
                    expected[i] = ((byte)value - 128) / 128f;
                    break;
                default:
                    value >>= 32 - bits;
                    for (var b = 0; b < bits / 8; b++) at[b] = (byte)(value >> (8 * b));
                    expected[i] = (float)(value / Math.Pow(2, bits - 1));
                    break;
            }
        }
        return (new WavFile { Tag = tag, Bits = bits, Channels = channels, Extensible = extensible, Data = data }, expected);
    }
}
