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
        new("wav", WavSeeds, ReadWav),
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
