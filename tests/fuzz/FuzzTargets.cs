using System.Globalization;
using System.Text;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>The readers under fuzzing, one line each.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("edf", EdfSeeds, ReadEdf),
        new("brainvision", BrainVisionSeeds, ReadBrainVision),
        new("wav", WavSeeds, ReadWav),
        new("flac", FlacSeeds, ReadFlac),
        new("pcm", PcmSeeds, ReadPcm),
        new("csv", CsvSeeds, ReadCsv),
        new("xdf", XdfFuzz.Seeds, XdfFuzz.ReadAll),
        .. LslFuzz.Targets,
    ];

    private static byte[][] EdfSeeds() =>
    [
        Edf(bdf: false, "").Build(),
        Edf(bdf: false, "EDF+C").Build(),
        Edf(bdf: false, "EDF+D").Build(),
        Edf(bdf: true, "24BIT").Build(),
        Edf(bdf: true, "BDF+D").Build(),
    ];

    private static EdfFile Edf(bool bdf, string reserved)
    {
        var plus = reserved.Contains('+', StringComparison.Ordinal);
        EdfFile.Signal last = plus ? new(bdf ? "BDF Annotations" : "EDF Annotations", 24) : new(bdf ? "Status" : "ECG", 6);
        return new()
        {
            Bdf = bdf,
            Reserved = reserved,
            Signals = [new("C3", 8), new("C4", 8, 100, -100), last],
            Records =
            [
                .. Enumerable.Range(0, 5).Select(r => new object[]
                {
                    new[] { 1, -2, 3, -4, 5, -6, 7, r }, new[] { r, r, 0, 0, -r, -r, 100, -100 },
                    plus ? EdfFile.Start(r * 1.5 + 0.25) + EdfFile.Note(r, "T1", 0.5) : new[] { 0, 0, r, r, 0, 1 },
                }),
            ],
        };
    }

    private static long ReadEdf(Stream stream)
    {
        using var reader = new EdfReader(stream, "fuzz.edf");
        long steps = reader.Annotations().Count;
        var triggers = new StatusTriggers();
        while (reader.Read())
        {
            foreach (var signal in reader.Header.Signals)
            {
                var values = new float[Math.Min(64, signal.SamplesPerRecord)];
                var digital = new int[values.Length];
                reader.Physical(signal, 0, values.Length, values);
                reader.Digital(signal, signal.SamplesPerRecord - digital.Length, digital);
                foreach (var value in digital)
                    if (signal.IsStatus && triggers.Next(value, out _)) steps++;
            }
            steps++;
        }
        if (reader.Records > 0)
        {
            reader.Next = reader.Records / 2;
            var onset = reader.OnsetOf(reader.Next);
            if (reader.Read() && reader.Onset != onset) throw new InvalidOperationException($"record {reader.Next - 1} starts at {onset} s and at {reader.Onset} s");
        }
        return steps;
    }

    private static byte[][] BrainVisionSeeds() =>
    [
        new BrainVisionFile().Pack(),
        new BrainVisionFile { Format = "INT_32", Vectorized = true, More = "DataPoints=40" }.Pack(),
        new BrainVisionFile { Format = "IEEE_FLOAT_32", Codepage = "", Markers = ["New Segment,,1,1,0,20260131170509000000", "New Segment,,20,1,0,20260131170509500000"] }.Pack(),
    ];

    /// <summary>Header, markers and samples stand in one file, each with its length before it.</summary>
    private static long ReadBrainVision(Stream stream)
    {
        var bytes = new byte[stream.Length];
        bytes = bytes[..stream.ReadAt(0, bytes)];
        var parts = new byte[3][];
        for (var i = 0; i < parts.Length; i++)
        {
            var length = bytes.Length < 8 || !int.TryParse(Encoding.ASCII.GetString(bytes, 0, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? bytes.Length : stated + 8;
            parts[i] = bytes[Math.Min(8, bytes.Length)..Math.Min(length, bytes.Length)];
            bytes = bytes[Math.Min(length, bytes.Length)..];
        }
        var opened = 0;
        using var reader = new BrainVisionReader(new MemoryStream(parts[0]), "fuzz.vhdr", path => new MemoryStream(opened++ == 0 && parts[1].Length > 0 ? parts[1] : parts[2]));
        int[] channels = [0, reader.Header.Channels.Count - 1];
        var values = new float[14];
        long steps = reader.Markers.Count;
        for (long at = 0; at < reader.Samples; at += 7) steps += reader.Read(at, channels, values);
        return steps;
    }

    private static byte[][] WavSeeds()
    {
        var data = new byte[480];
        new Random(1).NextBytes(data);
        return
        [
            new WavFile { Data = data }.Build(),
            new WavFile { Bits = 24, Channels = 2, Before = [("LIST", new byte[5])], After = [("id3 ", new byte[9])], Data = data }.Build(),
            new WavFile { Tag = 3, Bits = 32, Channels = 3, Extensible = true, Data = data }.Build(),
            new WavFile { Tag = 3, Bits = 64, Channels = 2, StatedRiff = 0, StatedData = uint.MaxValue, Data = data }.Build(),
            new WavFile { Magic = "RF64", Bits = 8, Before = [("ds64", new byte[28])], StatedData = uint.MaxValue, Data = data }.Build(),
        ];
    }

    private static long ReadWav(Stream stream)
    {
        using var reader = new WavReader(stream, "fuzz.wav");
        var values = new float[7 * reader.Format.Channels];
        long steps = 0;
        for (int held; (held = reader.Read(values)) > 0;) steps += held;
        if (steps != reader.Frames) throw new InvalidOperationException($"{steps} of {reader.Frames} frames");
        return steps;
    }

    private static byte[][] FlacSeeds() =>
    [
        SampleRecordings.Flac().Build(),
        Flac(8, 1, false, new(0), new(1)),
        Flac(24, 3, true, new(11, 4, true, true), new(45, 1)),
        Flac(32, 2, false, new(32), new(12, 0, true)),
    ];

    private static byte[] Flac(int bits, int channels, bool open, params FlacCoding[] codings)
    {
        var random = new Random(bits);
        var file = new FlacFile { Bits = bits, Open = open, Metadata = bits / 8, LargestBlock = 64 };
        for (var f = 0; f < 6; f++)
            file.Blocks.Add(([.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, 64).Select(i => (int)(Math.Pow(2, bits - 2) * Math.Sin(i * (c + 1) * 0.1)) + random.Next(3)).ToArray())],
                channels == 2 && f > 2 ? 8 + (f % 3) : -1, [.. Enumerable.Range(0, channels).Select(c => codings[(f + c) % codings.Length])]));
        return file.Build();
    }

    /// <summary>A few bytes may stand for thousands of equal samples, so frames are counted, and where a reader goes back.</summary>
    private static long ReadFlac(Stream stream)
    {
        using var reader = new FlacReader(stream, "fuzz.flac");
        var values = new float[7777 * reader.Format.Channels];
        long steps = 0, samples = 0;
        for (int held; (held = reader.Read(values)) > 0; steps++) samples += held;
        if (reader.Format.Frames > 0 && samples > reader.Format.Frames) throw new InvalidOperationException($"{samples} of {reader.Format.Frames} frames");
        reader.Next = samples / 2;
        if (reader.Read(values) == 0 && samples > 0) throw new InvalidOperationException("what was read cannot be read again");
        return steps;
    }

    private static byte[][] PcmSeeds() => [[0, 64, 0, 192, 1, 2, 3, 4, 5, 6, 7, 8], .. Enumerable.Range(1, 3).Select(i => new byte[i * 1000])];

    /// <summary>Anything is samples: no file may be refused but by a mutation that leaves nothing of it, and all its whole frames come.</summary>
    private static long ReadPcm(Stream stream)
    {
        var length = stream.Length;
        if (length == 0) throw new RecordingException("fuzz.pcm", "", "samples", "nothing", "");
        using var file = new PcmRecording(stream, new PcmFormat(PcmEncoding.Int24, 2), StreamFormat.Signal(2, 8000));
        var steps = Frames(file);
        stream.Position = 0;
        using var pipe = PcmPipeRecording.Open(() => new MemoryStream(ReadAll(stream)), new PcmFormat(PcmEncoding.Int24, 2), StreamFormat.Signal(2, 8000), 100);
        if (!pipe.Await(int.MaxValue / 6, TimeSpan.FromMinutes(1))) throw new InvalidOperationException("the pipe does not end");
        if (Frames(pipe) != steps || steps != length / 6) throw new InvalidOperationException($"{steps} frames of {length} bytes");
        return steps;

        static long Frames(Recording recording)
        {
            var values = new byte[100 * 8];
            long all = 0;
            recording.Breaks(out _);
            for (int held; (held = recording.Read(values, [])) > 0;) all += held;
            return all;
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAt(0, bytes)];
    }

    private static byte[][] CsvSeeds()
    {
        var muse = new StringBuilder("timestamps,TP9,AF7,Marker0\n");
        var quoted = new StringBuilder("# comment\r\n\"t\";\"a \"\"b\"\"\";\"Marker\"\r\n");
        for (var i = 0; i < 40; i++)
        {
            muse.Append(CultureInfo.InvariantCulture, $"{100 + i / 256.0:0.000},{i * 0.25},-1e{i % 9},{(i % 7 == 0 ? 1 : 0)}\n");
            quoted.Append(CultureInfo.InvariantCulture, $"{i},5;{i};\"{(i % 5 == 0 ? "left" : "")}\"\r\n");
        }
        return [Encoding.UTF8.GetBytes(muse.ToString()), Encoding.UTF8.GetBytes(quoted.ToString()), "time\tC3\n0\t1\n1\t2\n"u8.ToArray()];
    }

    private static long ReadCsv(Stream stream)
    {
        using var reader = new CsvReader(stream, "fuzz.csv");
        var values = new float[reader.Channels.Count];
        long steps = 0;
        while (reader.Read(values))
        {
            for (var m = 0; m < reader.Markers.Count; m++) CsvReader.IsMarker(reader.Marker(m));
            steps++;
        }
        return steps;
    }
}
