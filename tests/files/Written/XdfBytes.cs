using System.Buffers.Binary;
using System.Text;

namespace Streaming.Tests;

/// <summary>Writes XDF chunks by the letter, sound or damaged, into a file that goes with the test.</summary>
internal sealed class XdfBytes : IDisposable
{
    public static readonly byte[] BoundaryUuid = Convert.FromHexString("43A546DCCBF5410FB30ED5467383CBE4");

    private readonly string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"xdf-{Guid.NewGuid():N}.xdf");
    private readonly MemoryStream bytes = new();

    public XdfBytes(bool header = true)
    {
        bytes.Write("XDF:"u8);
        if (header) Chunk(1, "<?xml version=\"1.0\"?><info><version>1.0</version><datetime>2025-01-31T00:21:17+0000</datetime></info>"u8);
    }

    public long Length => bytes.Length;

    public byte[] ToArray() => bytes.ToArray();

    public XdfBytes Raw(ReadOnlySpan<byte> raw)
    {
        bytes.Write(raw);
        return this;
    }

    public XdfBytes Chunk(ushort tag, ReadOnlySpan<byte> content, int width = 4)
    {
        Raw(Varlen(content.Length + 2, width));
        Raw([(byte)tag, (byte)(tag >> 8)]);
        return Raw(content);
    }

    public static byte[] Varlen(long value, int width)
    {
        var all = new byte[9];
        all[0] = (byte)width;
        BinaryPrimitives.WriteInt64LittleEndian(all.AsSpan(1), value);
        return all[..(1 + width)];
    }

    public XdfBytes Header(uint id, string format, int channels, double rate, string desc = "", string name = "s") =>
        Header(id, FormattableString.Invariant($"<?xml version=\"1.0\"?><info><name>{name}</name><type>EEG</type><channel_count>{channels}</channel_count><nominal_srate>{rate}</nominal_srate><channel_format>{format}</channel_format><source_id>id</source_id><desc>{desc}</desc></info>"));

    public XdfBytes Header(uint id, string xml) => Chunk(2, [.. BitConverter.GetBytes(id), .. Encoding.UTF8.GetBytes(xml)]);

    public XdfBytes Footer(uint id, string xml) => Chunk(6, [.. BitConverter.GetBytes(id), .. Encoding.UTF8.GetBytes(xml)]);

    public XdfBytes Samples(uint id, int countWidth, params (double? Stamp, byte[] Values)[] samples) =>
        Chunk(3, [.. BitConverter.GetBytes(id), .. Varlen(samples.Length, countWidth), .. samples.SelectMany(Sample)]);

    public static byte[] Sample((double? Stamp, byte[] Values) sample) =>
        sample.Stamp is { } stamp ? [8, .. BitConverter.GetBytes(stamp), .. sample.Values] : [0, .. sample.Values];

    public static byte[] Text(string text, int width = 1) => [.. Varlen(Encoding.UTF8.GetByteCount(text), width), .. Encoding.UTF8.GetBytes(text)];

    public XdfBytes Offset(uint id, double time, double value) => Chunk(4, [.. BitConverter.GetBytes(id), .. BitConverter.GetBytes(time), .. BitConverter.GetBytes(value)], 1);

    public XdfBytes Boundary() => Chunk(5, BoundaryUuid, 1);

    public string Save(Func<byte[], byte[]>? pack = null)
    {
        File.WriteAllBytes(path, pack is null ? ToArray() : pack(ToArray()));
        return path;
    }

    public void Dispose() => File.Delete(path);
}
