using System.IO.Compression;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>XDF under fuzzing: every way there is to read one.</summary>
internal static class XdfFuzz
{
    public static byte[][] Seeds()
    {
        var session = Session();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(session);
        return [session, Formats(), Unclosed(), packed.ToArray()];
    }

    /// <summary>A signal with a break, its stamps partly deduced; markers of another clock and the numbers beside them; boundaries and footers.</summary>
    private static byte[] Session()
    {
        using var bytes = new XdfBytes();
        bytes.Header(1, "float32", 2, 10, "<channels><channel><label>C3</label><unit>uV</unit></channel><channel><label>C4</label></channel></channels>", "amp");
        bytes.Header(2, "string", 1, 0, name: "marks");
        bytes.Header(3, "<info><name>marks numbers</name><type>EventNumbers</type><channel_count>3</channel_count><nominal_srate>0</nominal_srate><channel_format>double64</channel_format><source_id>marks#2</source_id></info>");
        for (var i = 0; i < 12; i++)
        {
            var time = 10 + i / 2.0 + (i >= 6 ? 60 : 0);
            bytes.Samples(1, i % 2 == 0 ? 1 : 4, (time, F32(i, -i)), (null, F32(1, 2)), (time + 0.2, F32(3, 4)), (null, F32(float.NaN, 0)));
            bytes.Offset(1, time, 1e-3 * i).Offset(2, time + 100, -100 + 1e-5 * i);
            if (i % 3 == 0) bytes.Samples(2, 1, (time + 100, XdfBytes.Text($"m{i}")));
            if (i % 6 == 0) bytes.Samples(3, 1, (time + 100, [.. BitConverter.GetBytes(i / 3.0), .. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(2.0)]));
            if (i % 5 == 4) bytes.Boundary();
        }
        return bytes.Footer(1, "<info><sample_count>46</sample_count></info>").Footer(2, "<info><sample_count>4</sample_count></info>").ToArray();
    }

    /// <summary>A stream of every format and a width of every length.</summary>
    private static byte[] Formats()
    {
        using var bytes = new XdfBytes();
        (string Name, int Size)[] formats = [("float32", 4), ("double64", 8), ("int64", 8), ("int32", 4), ("int16", 2), ("int8", 1)];
        for (var i = 0; i < formats.Length; i++)
        {
            var values = new byte[formats[i].Size];
            values.AsSpan().Fill(0x41);
            bytes.Header((uint)i, formats[i].Name, 1, i % 2 * 100, name: i == 2 ? "amp" : "s").Samples((uint)i, i % 3 == 0 ? 1 : 8, (1, values), (null, values)).Boundary();
        }
        return bytes.Header(9, "string", 2, 0).Samples(9, 4, (2, [.. XdfBytes.Text("ä", 8), .. XdfBytes.Text("", 4)])).ToArray();
    }

    /// <summary>A recorder that was killed: no footer, its last chunk cut.</summary>
    private static byte[] Unclosed()
    {
        using var bytes = new XdfBytes();
        bytes.Header(7, "int16", 3, 500, name: "amp");
        for (var i = 0; i < 20; i++) bytes.Samples(7, 4, [.. Enumerable.Range(0, 6).Select(k => ((double?)(k == 0 ? 3 + i : null), new byte[] { (byte)i, 0, (byte)k, 1, 2, 3 }))]);
        return bytes.ToArray()[..^7];
    }

    private static byte[] F32(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static long ReadAll(Stream stream)
    {
        var file = XdfFile.Open("fuzz.xdf", () => new SharedStream(stream));
        var steps = Pieces(file);
        foreach (var each in file.Streams.Take(3)) Sought(file, each);
        return steps + Played(file, raw: false) + Played(file, raw: true);
    }

    private static long Pieces(XdfFile file)
    {
        long steps = 0;
        var counts = new long[file.Streams.Count];
        using var reader = file.Read();
        while (reader.Next())
        {
            steps += 1 + reader.Count;
            if (reader.Kind == XdfPiece.Samples && reader.FirstSample != counts[reader.Stream.Index]) throw new InvalidOperationException($"{reader.Stream} goes on at {reader.FirstSample}, not {counts[reader.Stream.Index]}");
            counts[reader.Stream.Index] += reader.Count;
        }
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] != file.Streams[i].SampleCount) throw new InvalidOperationException($"{file.Streams[i]} has {counts[i]} of {file.Streams[i].SampleCount} samples");
        return steps;
    }

    /// <summary>From any sample on, a stream gives the rest of its samples.</summary>
    private static void Sought(XdfFile file, XdfStream stream)
    {
        var from = stream.SampleCount / 2;
        using var reader = file.Read(stream, from);
        var left = stream.SampleCount - from;
        while (reader.Next()) left -= reader.Count;
        if (left != 0) throw new InvalidOperationException($"{stream} from sample {from} on lacks {left} samples");
    }

    private static long Played(XdfFile file, bool raw)
    {
        using var recording = new XdfRecording(file, new() { Stream = "amp", RawStamps = raw, NativeElement = raw });
        recording.Prepare();
        var values = new byte[8 * recording.Signal.SampleSize * recording.Signal.Element.Size()];
        var times = new double[8];
        for (long steps = 0; ; steps++)
        {
            while (recording.TryTakeOffset(out _)) steps++;
            recording.Breaks(out _);
            var read = recording.Read(values, times);
            foreach (var time in times.AsSpan(0, read))
                if (!double.IsFinite(time)) throw new InvalidOperationException($"a sample at {time} s");
            var before = read > 0 ? recording.Next : double.PositiveInfinity;
            while (recording.TryTake(before, out _, out _)) steps++;
            while (recording.TryTakeEventOffset(out _)) steps++;
            if (read == 0) return steps;
        }
    }
}
