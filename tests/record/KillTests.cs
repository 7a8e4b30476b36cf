using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>A recorder killed at any moment leaves a file that opens and holds all but the last second.</summary>
public class KillTests
{
    // Half a second waits for its chunk; a block and a marker may be on their way.
    private const int Late = KilledRecorder.Rate / 2 + KilledRecorder.Block;

    private static void AtRandomLengths(string name, int seed, int times, int longest, Action<string, long> check)
    {
        using var folder = new Folder();
        var random = new Random(seed);
        for (var i = 0; i < times; i++)
        {
            var path = folder[$"{i}{name}"];
            var handed = KilledRecorder.KillAt(path, random.Next(1, longest));
            check(path, handed);
            File.Delete(path);
        }
    }

    private static void AssertHeld(long held, long handed)
    {
        Assert.InRange(held, handed - Late, handed + KilledRecorder.Block);
        Assert.True(held > 0 || handed < Late);
    }

    [Fact]
    public void An_XDF_file_survives_fifty_kills() => AtRandomLengths(".xdf", 20260131, 50, 150_000, (path, handed) =>
    {
        var file = XdfFile.Open(path);
        Assert.True(file.Notes.Count <= 1, string.Join("; ", file.Notes));
        if (file.Streams.Count == 0)
        {
            Assert.Equal(0, handed);
            return;
        }
        var all = Recorded.All(file);
        var values = MemoryMarshal.Cast<byte, float>(all[0].Values);
        for (var i = 0; i < values.Length; i++) Assert.Equal(KilledRecorder.Value(i / KilledRecorder.Channels, i % KilledRecorder.Channels), values[i]);
        for (var i = 0; i < all[0].Stamps.Length; i++) Assert.Equal(i / (double)KilledRecorder.Rate, BitConverter.Int64BitsToDouble(all[0].Stamps[i]));
        AssertHeld(all[0].Stamps.Length, handed);
        if (file.Streams.Count < 2) return;
        for (var i = 0; i < all[1].Texts.Length; i++) Assert.Equal($"m{i * KilledRecorder.MarkEvery}", all[1].Texts[i]);
        // A marker does not wait at all.
        Assert.True(all[1].Texts.Length * KilledRecorder.MarkEvery >= handed - KilledRecorder.MarkEvery);
    });

    [Fact]
    public void A_WAV_file_survives_kills() => AtRandomLengths(".wav", 2, 10, 150_000, (path, handed) =>
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 94)
        {
            Assert.Equal(0, handed);
            return;
        }
        var data = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(90));
        Assert.Equal(86 + data, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(94, data));
        for (var i = 0; i < values.Length; i++) Assert.Equal(KilledRecorder.Value(i / KilledRecorder.Channels, i % KilledRecorder.Channels), values[i]);
        AssertHeld(values.Length / KilledRecorder.Channels, handed);
    });

    [Fact]
    public void A_CSV_file_survives_kills() => AtRandomLengths(".csv", 3, 10, 150_000, (path, handed) =>
    {
        var lines = File.ReadAllText(path).Split('\n')[..^1];
        if (lines.Length == 0) Assert.Equal(0, handed);
        for (var i = 1; i < lines.Length; i++)
        {
            var fields = lines[i].Split(',');
            Assert.Equal((i - 1) / (double)KilledRecorder.Rate, double.Parse(fields[0], CultureInfo.InvariantCulture));
            for (var c = 0; c < KilledRecorder.Channels; c++) Assert.Equal(KilledRecorder.Value(i - 1, c), float.Parse(fields[1 + c], CultureInfo.InvariantCulture));
        }
        AssertHeld(Math.Max(0, lines.Length - 1), handed);
    });

    [Fact]
    public void A_JSON_Lines_file_survives_kills() => AtRandomLengths(".jsonl", 4, 10, 150_000, (path, handed) =>
    {
        var lines = File.ReadAllText(path).Split('\n')[..^1];
        for (var i = 1; i < lines.Length; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.Equal((i - 1) / (double)KilledRecorder.Rate, line.RootElement.GetProperty("time").GetDouble());
            Assert.Equal(KilledRecorder.Value(i - 1, 3), line.RootElement.GetProperty("values")[3].GetSingle());
        }
        AssertHeld(Math.Max(0, lines.Length - 1), handed);
    });
}
