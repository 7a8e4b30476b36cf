using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Streaming.Dsp;

/// <summary>Reads an array of float32 that NumPy saved (numpy.lib.format, versions 1 to 3). Never allocates more than the file holds.</summary>
internal static partial class NpyFile
{
    private const int Most = 1 << 28; // a gibibyte
    private const string Remedy = "save it with numpy.save as a float32 array in C order";

    /// <summary>Reads the whole array of a file.</summary>
    /// <exception cref="ArrayFileException">It is not there, damaged, of another type, or holds a value that is not finite.</exception>
    public static (int[] Shape, float[] Values) Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArrayFileException(path.Length > 0 ? path : "a path", "a file that can be read", e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.TrimEnd('.'), "check the path and who may read it");
        }
    }

    /// <summary>Reads the whole array of a stream that can seek.</summary>
    public static (int[] Shape, float[] Values) Read(Stream stream, string name)
    {
        var (header, start) = Header(stream, name);
        var type = DescrField().Match(header);
        if (!type.Success || type.Groups[1].ValueSpan is not "<f4") throw Fault(name, 10, "values of type '<f4'", type.Success ? $"'{type.Groups[1].Value}'" : "no type");
        if (OrderField().Match(header) is not { Success: true } order || order.Groups[1].ValueSpan is not "False") throw Fault(name, 10, "an array in C order", "another order");
        var shape = Shape(header, name);
        long count = 1;
        foreach (var dimension in shape)
            if ((count *= dimension) > Most) throw Fault(name, 10, $"at most {Most} values", $"a shape of ({string.Join(", ", shape)})");
        var rest = stream.Length - start;
        if (rest != count * sizeof(float)) throw Fault(name, start, $"{count * sizeof(float)} bytes of values, as the shape ({string.Join(", ", shape)}) tells", $"{rest}");
        var values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) throw new ArrayFileException($"{name}, byte {start + i * sizeof(float)}", "a finite value", values[i].ToString(CultureInfo.InvariantCulture), "train or export it anew");
        return (shape, values);
    }

    private static (string Text, long End) Header(Stream stream, string name)
    {
        Span<byte> prefix = stackalloc byte[12];
        var held = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (held < prefix.Length || !prefix.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8])) throw Fault(name, 0, "the beginning of a .npy file", held < prefix.Length ? $"{held} bytes in all" : "something else");
        if (prefix[6] is not (1 or 2 or 3)) throw Fault(name, 6, "version 1, 2 or 3", $"{prefix[6]}");
        var (start, length) = prefix[6] == 1 ? (10L, BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])) : (12L, BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]));
        if (length > Math.Min(stream.Length - start, ushort.MaxValue)) throw Fault(name, 8, "a header of at most 65535 bytes within the file", $"one of {length}");
        var bytes = new byte[length];
        stream.Position = start;
        stream.ReadExactly(bytes);
        return (Encoding.Latin1.GetString(bytes), start + length);
    }

    private static int[] Shape(string header, string name)
    {
        if (ShapeField().Match(header) is not { Success: true } field) throw Fault(name, 10, "a shape", "none");
        var parts = field.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]) || shape[i] < 1) throw Fault(name, 10, "dimensions of 1 or more", $"'{(parts[i].Length > 20 ? parts[i][..20] : parts[i])}'");
        return shape;
    }

    private static ArrayFileException Fault(string name, long at, string expected, string found) => new($"{name}, byte {at}", expected, found, Remedy);

    [GeneratedRegex("'descr'\\s*:\\s*'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex DescrField();

    [GeneratedRegex("'fortran_order'\\s*:\\s*(True|False)", RegexOptions.CultureInvariant)]
    private static partial Regex OrderField();

    [GeneratedRegex("'shape'\\s*:\\s*\\(([^)]*)\\)", RegexOptions.CultureInvariant)]
    private static partial Regex ShapeField();
}
