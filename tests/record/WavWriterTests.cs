using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Streaming.Record;

namespace Streaming.Tests;

public class WavWriterTests
{
    private static WavWriter Writer(Stream disk, int rate = 1000, int channels = 2, WavEncoding encoding = WavEncoding.Float32) => new(new(disk, "disk"), rate, channels, encoding);

    /// <summary>Walks the chunks as any RIFF reader does, and returns the bytes of data and what the format says.</summary>
    private static (string Form, ushort Tag, ushort Channels, int Rate, ushort Bits, byte[] Data) Parse(ReadOnlySpan<byte> bytes)
    {
        var form = Encoding.ASCII.GetString(bytes[..4]);
        Assert.Equal("WAVE", Encoding.ASCII.GetString(bytes.Slice(8, 4)));
        var riff = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Assert.True(riff + 8 <= bytes.Length);
        (ushort Tag, ushort Channels, int Rate, ushort Bits) format = default;
        for (var at = 12; ;)
        {
            var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            var content = bytes.Slice(at + 8, size);
            switch (Encoding.ASCII.GetString(bytes.Slice(at, 4)))
            {
                case "fmt ":
                    format = (BinaryPrimitives.ReadUInt16LittleEndian(content), BinaryPrimitives.ReadUInt16LittleEndian(content[2..]), BinaryPrimitives.ReadInt32LittleEndian(content[4..]), BinaryPrimitives.ReadUInt16LittleEndian(content[14..]));
                    var frame = BinaryPrimitives.ReadUInt16LittleEndian(content[12..]);
                    Assert.Equal(format.Channels * format.Bits / 8, frame);
                    Assert.Equal(format.Rate * frame, BinaryPrimitives.ReadInt32LittleEndian(content[8..]));
                    break;
                case "data":
                    Assert.Equal((long)riff, at + size);
                    return (form, format.Tag, format.Channels, format.Rate, format.Bits, content.ToArray());
            }
            at += 8 + size;
        }
    }

    [Fact]
    public void Samples_come_back_bit_for_bit_however_they_are_cut()
    {
        Gen.Select(Gen.Single.Array[0, 3000], Gen.Int[1, 700], Gen.Int[1, 3]).Sample((values, cut, channels) =>
        {
            values = values[..(values.Length / channels * channels)];
            var disk = new Disk();
            using (var writer = Writer(disk, channels: channels))
            {
                for (var at = 0; at < values.Length; at += cut * channels) writer.Write(values.AsSpan(at, Math.Min(cut * channels, values.Length - at)));
                Assert.Equal(values.Length / channels, writer.Frames);
            }
            var read = Parse(disk.ToArray());
            Assert.Equal(("RIFF", (ushort)3, (ushort)channels, 1000, (ushort)32), (read.Form, read.Tag, read.Channels, read.Rate, read.Bits));
            Assert.Equal(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), read.Data);
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void Sixteen_bits_are_rounded_and_clipped()
    {
        var disk = new Disk();
        using (var writer = Writer(disk, 16000, 1, WavEncoding.Int16)) writer.Write([0, 1, -1, 0.5f, 2, -2, 1.4f / 32768, -1.6f / 32768, float.NaN]);
        var read = Parse(disk.ToArray());
        Assert.Equal((1, 1, 16000, 16), (read.Tag, read.Channels, read.Rate, read.Bits));
        Assert.Equal((short[])[0, 32767, -32768, 16384, 32767, -32768, 1, -2, 0], MemoryMarshal.Cast<byte, short>(read.Data).ToArray());
    }

    [Fact]
    public void At_every_moment_the_file_is_valid_and_half_a_second_behind_at_most()
    {
        var handed = 0;
        var disk = new Disk { Written = d => Check(d) };
        void Check(Disk d)
        {
            var read = Parse(d.ToArray());
            Assert.True(handed - read.Data.Length / 8 <= 1000);
            var values = MemoryMarshal.Cast<byte, float>(read.Data);
            for (var i = 0; i < values.Length; i++) Assert.Equal(i, values[i]);
        }
        using var writer = Writer(disk);
        for (; handed < 5000; handed++)
        {
            writer.Write([2 * handed, 2 * handed + 1]);
            Assert.True(handed - Parse(disk.ToArray()).Data.Length / 8 <= 500);
        }
        Assert.Equal(5, disk.Flushes);
    }

    [Fact]
    public void A_full_disk_leaves_a_valid_file()
    {
        for (var capacity = 94; capacity < 20_000; capacity += 333)
        {
            var disk = new Disk(capacity);
            var failure = Assert.Throws<RecordingFailedException>(() =>
            {
                using var writer = Writer(disk);
                for (var i = 0; i < 100; i++) writer.Write(new float[100]);
            });
            Assert.StartsWith($"disk: No space left on device; {disk.Length} bytes", failure.Message, StringComparison.Ordinal);
            Assert.Equal((capacity - 94) / 4000 * 4000, Parse(disk.ToArray()).Data.Length);
        }
    }

    [Fact]
    public void Beyond_4_GiB_it_is_an_RF64_file()
    {
        using var disk = new Endless();
        var writer = Writer(disk, 1_000_000, 64);
        var block = new float[64 * 4096];
        const long blocks = 4200;
        for (long i = 0; i < blocks; i++) writer.Write(block);
        writer.Complete();
        var data = blocks * 4096 * 64 * 4;
        var header = disk.Head;
        Assert.Equal("RF64", Encoding.ASCII.GetString(header[..4]));
        Assert.Equal("ds64", Encoding.ASCII.GetString(header.Slice(12, 4)));
        Assert.Equal(data + 86, BinaryPrimitives.ReadInt64LittleEndian(header[20..]));
        Assert.Equal(data, BinaryPrimitives.ReadInt64LittleEndian(header[28..]));
        Assert.Equal(blocks * 4096, BinaryPrimitives.ReadInt64LittleEndian(header[36..]));
        Assert.Equal(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(header[90..]));
        Assert.Equal(data + 94, disk.Length);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using var writer = Writer(Stream.Null);
        var block = new float[320];
        for (var i = 0; i < 100; i++) writer.Write(block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) writer.Write(block);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Parts_of_samples_are_refused() =>
        Assert.Equal("3 values are not whole samples of 2 channels. (Parameter 'values')", Assert.Throws<ArgumentException>(() => Writer(new Disk()).Write([1, 2, 3])).Message);

    /// <summary>Keeps the head of what is written and the length of all.</summary>
    private sealed class Endless : Stream
    {
        private readonly byte[] head = new byte[94];
        private long length;

        public ReadOnlySpan<byte> Head => head;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => length;

        public override long Position { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position < head.Length) buffer[..Math.Min(buffer.Length, head.Length - (int)Position)].CopyTo(head.AsSpan((int)Position));
            Position += buffer.Length;
            length = Math.Max(length, Position);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => length = value;

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
