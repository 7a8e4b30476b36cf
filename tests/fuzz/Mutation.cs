using System.Buffers.Binary;

namespace Streaming.Tests;

/// <summary>Damages a recording as transfers, crashes and careless programs do: the same seed, the same damage.</summary>
internal static class Mutation
{
    private static readonly string[] fields = ["", "0", "-1", "1", "9999", "99999999", "1e308", "-1e-9", "nan", "0.1", "32767", "-32768", "\0\0", "EDF+D", "BDF+C", "a,b", "\n", "\"", "+1\x14\x14", "+0\x15", "<", "</info>", "&#0;"];
    private static readonly uint[] lengths = [0, 1, 2, 7, 0x7F, 0xFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF];

    /// <summary>One to four kinds of damage to one of the seeds.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> seeds, Random random)
    {
        var bytes = seeds[random.Next(seeds.Count)].ToArray();
        for (var rounds = random.Next(1, 5); rounds > 0 && bytes.Length > 0; rounds--)
            bytes = random.Next(9) switch
            {
                0 => Flip(bytes, random),
                1 => bytes[..random.Next(bytes.Length)],
                2 => Splice(bytes, seeds[random.Next(seeds.Count)], random),
                3 => Remove(bytes, random),
                4 => Repeat(bytes, random),
                5 => LieAboutLength(bytes, random),
                6 => Scramble(bytes, random),
                _ => EditField(bytes, random),
            };
        return bytes;
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        for (var n = random.Next(1, 17); n > 0; n--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Scramble(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        random.NextBytes(bytes.AsSpan(at, Math.Min(random.Next(1, 33), bytes.Length - at)));
        return bytes;
    }

    private static byte[] Splice(byte[] bytes, byte[] other, Random random)
    {
        var from = random.Next(other.Length);
        var piece = other.AsSpan(from, random.Next(other.Length - from));
        return [.. bytes.AsSpan(0, random.Next(bytes.Length)), .. piece, .. bytes.AsSpan(random.Next(bytes.Length))];
    }

    private static byte[] Remove(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(1, 65)))];
    }

    private static byte[] Repeat(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at, Math.Min(random.Next(1, 65), bytes.Length - at)), .. bytes.AsSpan(at)];
    }

    private static byte[] LieAboutLength(byte[] bytes, Random random)
    {
        if (bytes.Length < 8) return bytes;
        // Lengths stand at the beginning, or all over a file of chunks.
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length - 4, 256) : bytes.Length - 4);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), lengths[random.Next(lengths.Length)]);
        return bytes;
    }

    /// <summary>Puts a text at a place where a header field may begin, with or without the blanks that fill it.</summary>
    private static byte[] EditField(byte[] bytes, Random random)
    {
        var at = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next((bytes.Length + 7) / 8) * 8;
        var text = fields[random.Next(fields.Length)];
        if (random.Next(2) == 0) text = text.PadRight(8);
        for (var i = 0; i < text.Length && at + i < bytes.Length; i++) bytes[at + i] = (byte)text[i];
        return bytes;
    }
}
