using System.Buffers.Binary;
using System.Text;

namespace Streaming.Tests;

/// <summary>Writes a WAV recording from raw sample bytes.</summary>
internal sealed class WavFile
{
    public int Tag { get; init; } = 1;
    public int Channels { get; init; } = 1;
    public uint Rate { get; init; } = 16000;
    public int Bits { get; init; } = 16;
    public int? FrameBytes { get; init; }
    public bool Extensible { get; init; }
    public int ValidBits { get; init; }
    public string Magic { get; init; } = "RIFF";
    public uint? StatedRiff { get; init; }
    public uint? StatedData { get; init; }
    public (string Id, byte[] Content)[] Before { get; init; } = [];
    public (string Id, byte[] Content)[] After { get; init; } = [];
    public required byte[] Data { get; init; }

    public byte[] Build()
    {
        var format = new byte[Extensible ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)(Extensible ? 0xFFFE : Tag));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(format.AsSpan(4), Rate);
        var frame = FrameBytes ?? Channels * ((Bits + 7) / 8);
        BinaryPrimitives.WriteUInt32LittleEndian(format.AsSpan(8), (uint)(Rate * frame));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(12), (ushort)frame);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), (ushort)Bits);
        if (Extensible)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(16), 22);
            BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(18), (ushort)(ValidBits > 0 ? ValidBits : Bits));
            BinaryPrimitives.WriteUInt32LittleEndian(format.AsSpan(20), 3);
            BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(24), (ushort)Tag);
            Convert.FromHexString("000000001000800000AA00389B71").CopyTo(format, 26);
        }

        var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes(Magic + "????WAVE"));
        foreach (var (id, content) in Before) Chunk(id, content, null);
        Chunk("fmt ", format, null);
        Chunk("data", Data, StatedData);
        foreach (var (id, content) in After) Chunk(id, content, null);
        var bytes = file.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), StatedRiff ?? (uint)(bytes.Length - 8));
        return bytes;

        void Chunk(string id, byte[] content, uint? stated)
        {
            file.Write(Encoding.ASCII.GetBytes(id));
            Span<byte> size = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(size, stated ?? (uint)content.Length);
            file.Write(size);
            file.Write(content);
            if (content.Length % 2 == 1) file.WriteByte(0);
        }
    }
}
