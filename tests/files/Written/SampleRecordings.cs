using System.Globalization;
using System.Text;

namespace Streaming.Tests;

/// <summary>Small recordings of each kind, 8 channels at 250 Hz with events, for whoever tests a source.</summary>
internal static class SampleRecordings
{
    public static readonly string[] Labels = ["Fp1", "Fp2", "C3", "Cz", "C4", "POz", "O1", "O2"];

    /// <summary>A gap of a second before the third record, a signal of a lower rate, annotations before, across and at the end of records.</summary>
    public static byte[] Edf() => new EdfFile
    {
        Reserved = "EDF+D",
        Duration = 0.2,
        Signals = [.. Labels.Select(l => new EdfFile.Signal(l, 50)), new("Temp", 1, Unit: "degC"), new("EDF Annotations", 60)],
        Records =
        [
            .. Enumerable.Range(0, 10).Select(r => (object[])
            [
                .. Labels.Select((_, c) => Enumerable.Range(r * 50, 50).Select(i => Value(i, c)).ToArray()),
                new[] { 37 },
                EdfFile.Start(r * 0.2 + (r > 1 ? 1 : 0)) + (r % 3 == 0 ? EdfFile.Note(r * 0.2 + 0.05, $"{1 + r % 2}", 0.1) : "") + (r == 0 ? EdfFile.Note(-0.5, "before") + EdfFile.Note(3, "end") : ""),
            ]),
        ],
    }.Build();

    /// <summary>A BDF recording whose status channel is twice as fast as the signals, with triggers 1 and 2 and a battery bit above them.</summary>
    public static byte[] Bdf() => new EdfFile
    {
        Bdf = true,
        Reserved = "24BIT",
        Duration = 0.2,
        Signals = [.. Labels.Select(l => new EdfFile.Signal(l, 50)), new("Status", 100)],
        Records =
        [
            .. Enumerable.Range(0, 10).Select(r => (object[])
            [
                .. Labels.Select((_, c) => Enumerable.Range(r * 50, 50).Select(i => Value(i, c)).ToArray()),
                Enumerable.Range(r * 100, 100).Select(i => 1 << 22 | (i % 133 > 120 ? 1 + i / 133 % 2 : 0)).ToArray(),
            ]),
        ],
    }.Build();

    public static byte[] Wav() => new WavFile
    {
        Channels = 2,
        Data = [.. Enumerable.Range(0, 2000).SelectMany(i => new[] { (byte)i, (byte)(i / 7), (byte)(i * 3), (byte)(i / 11) })],
    }.Build();

    /// <summary>Four blocks of stereo, two of them as mid and side.</summary>
    public static FlacFile Flac()
    {
        var file = new FlacFile { LargestBlock = 500 };
        for (var f = 0; f < 4; f++)
        {
            int[] left = [.. Enumerable.Range(f * 500, 500).Select(i => (int)(9000 * Math.Sin(i * 0.1)) + i % 7)], right = [.. left.Select((l, i) => l / 2 + i)];
            file.Blocks.Add(([left, right], f % 2 == 0 ? 10 : -1, [new(10, 2), new(33)]));
        }
        return file;
    }

    /// <summary>Times that begin at 100 s and jump ahead by three seconds once, two marker columns.</summary>
    public static byte[] Csv()
    {
        var text = new StringBuilder($"time,{string.Join(',', Labels)},marker 1,marker 2\n");
        for (var i = 0; i < 500; i++)
        {
            text.Append((100 + i / 250.0 + (i >= 301 ? 3 : 0)).ToString("0.000", CultureInfo.InvariantCulture));
            for (var c = 0; c < Labels.Length; c++) text.Append(',').Append((Value(i, c) / 8.0).ToString(CultureInfo.InvariantCulture));
            text.Append(',').Append(i % 40 == 7 ? 1 + i / 40 % 2 : 0).Append(',').Append(i % 100 is > 30 and < 50 ? "held" : "").Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>
    /// 16-bit samples from 5,000 s on with a break of three seconds, two streams of markers whose clock runs 100 s ahead, the last marker half a second after the
    /// signal; chunks of 30 samples.
    /// </summary>
    public static byte[] Xdf()
    {
        using var bytes = new XdfBytes();
        var channels = string.Concat(Labels.Select(l => $"<channel><label>{l}</label><unit>microvolts</unit></channel>"));
        bytes.Header(1, "int16", Labels.Length, 250, $"<channels>{channels}</channels>", "amplifier").Header(2, "string", 1, 0, name: "keys").Header(3, "string", 1, 0, name: "sounds");
        static double Time(int i) => 5000 + i / 250.0 + (i >= 301 ? 3 : 0);
        foreach (var chunk in Enumerable.Range(0, 500).Chunk(30))
        {
            bytes.Samples(1, 1, [.. chunk.Select(i => ((double?)Time(i), (byte[])[.. Labels.SelectMany((_, c) => BitConverter.GetBytes((short)Value(i, c)))]))]);
            foreach (var i in chunk.Where(i => i % 40 == 7)) bytes.Samples(2, 1, (Time(i) + 100.001, XdfBytes.Text($"{1 + i / 40 % 2}")));
            bytes.Offset(2, Time(chunk[0]) + 100, -100).Offset(3, Time(chunk[0]) + 100, -100).Offset(1, Time(chunk[0]), 0);
            if (chunk[0] % 60 == 0) bytes.Samples(3, 1, (Time(chunk[0]) + 100.05, XdfBytes.Text("beep")));
            if (chunk[0] % 120 == 0) bytes.Boundary();
        }
        return bytes.Samples(3, 1, (Time(499) + 100.5, XdfBytes.Text("end"))).ToArray();
    }

    /// <summary>EDF+ without a signal, as scorings of sleep are exchanged.</summary>
    public static byte[] Annotations() => new EdfFile
    {
        Reserved = "EDF+C",
        Duration = 0,
        Signals = [new("EDF Annotations", 60)],
        Records =
        [
            [EdfFile.Start(0) + EdfFile.Note(1, "N1", 30) + EdfFile.Note(31, "N2", 30)],
            [EdfFile.Start(0) + EdfFile.Note(0.5, "lights off") + EdfFile.Note(12.25, "arousal", 2)],
        ],
    }.Build();

    /// <summary>Writes <c>score.edf</c>, and <c>recording.edf</c>, <c>.bdf</c>, <c>.wav</c>, <c>.flac</c>, <c>.csv</c> and <c>.xdf</c>, the names that the nodes' examples play.</summary>
    public static void WriteTo(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "recording.edf"), Edf());
        File.WriteAllBytes(Path.Combine(folder, "recording.bdf"), Bdf());
        File.WriteAllBytes(Path.Combine(folder, "recording.wav"), Wav());
        File.WriteAllBytes(Path.Combine(folder, "recording.flac"), Flac().Build());
        File.WriteAllBytes(Path.Combine(folder, "recording.flac"), Flac().Build());
        File.WriteAllBytes(Path.Combine(folder, "recording.csv"), Csv());
        File.WriteAllBytes(Path.Combine(folder, "recording.xdf"), Xdf());
        File.WriteAllBytes(Path.Combine(folder, "score.edf"), Annotations());
    }

    private static int Value(int sample, int channel) => (sample * 37 + channel * 1001) % 20000 - 10000;
}
