using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Streaming.Tests;

/// <summary>Reads the first matrix of a MATLAB 5 file, or of the structure it holds: single precision, column-major, compressed or not. Enough for the reference readings.</summary>
internal static class MatFile
{
    private const int Single = 7, Matrix = 14, Compressed = 15, StructureClass = 2;

    public static (float[] Values, int Rows, int Columns) Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan(128);
        var (type, content, _) = Element(bytes);
        if (type == Compressed)
        {
            using var inflated = new MemoryStream();
            using (var zlib = new ZLibStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress)) zlib.CopyTo(inflated);
            (type, content, _) = Element(inflated.ToArray());
        }
        Assert.Equal(Matrix, type);
        return Of(content);
    }

    private static (float[] Values, int Rows, int Columns) Of(ReadOnlySpan<byte> matrix)
    {
        var rest = matrix;
        var (_, flags, afterFlags) = Element(rest);
        rest = rest[afterFlags..];
        if (flags[0] == StructureClass)
        {
            for (var part = 0; part < 4; part++) rest = rest[Element(rest).Length..]; // dimensions, name, length of field names, field names
            return Of(Element(rest).Content);
        }
        var (_, size, length) = Element(rest);
        rest = rest[length..];
        rest = rest[Element(rest).Length..];                     // name
        var (kind, values, _) = Element(rest);
        Assert.Equal(Single, kind);
        return (MemoryMarshal.Cast<byte, float>(values).ToArray(), BinaryPrimitives.ReadInt32LittleEndian(size), BinaryPrimitives.ReadInt32LittleEndian(size[4..]));
    }

    /// <summary>Type, content and whole length, padding included; a small element keeps its content within the tag.</summary>
    private static Parts Element(ReadOnlySpan<byte> at)
    {
        var type = BinaryPrimitives.ReadInt32LittleEndian(at);
        if (type >> 16 is not 0 and var small) return new(type & 0xFFFF, at.Slice(4, small), 8);
        var length = BinaryPrimitives.ReadInt32LittleEndian(at[4..]);
        return new(type, at.Slice(8, length), 8 + (length + 7) / 8 * 8);
    }

    private readonly ref struct Parts(int type, ReadOnlySpan<byte> content, int length)
    {
        public int Length => length;
        public ReadOnlySpan<byte> Content => content;
        private readonly ReadOnlySpan<byte> content = content;

        public void Deconstruct(out int kind, out ReadOnlySpan<byte> bytes, out int whole)
        {
            kind = type;
            bytes = content;
            whole = length;
        }
    }
}
