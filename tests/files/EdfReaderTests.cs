using System.Text;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>The reader gives back what a writer wrote, whatever the recording's shape.</summary>
public class EdfReaderTests
{
    private static readonly Gen<EdfFile> recording =
        from bdf in Gen.Bool
        from duration in Gen.OneOf(0.1, 0.5, 1, 2)
        from counts in Gen.Int[1, 40].Array[1, 5]
        from limits in Gen.Select(Gen.Double[-9000, 9000], Gen.Double[1, 900], Gen.Int[-30000, -1], Gen.Int[1, 30000]).Array[counts.Length]
        from records in Gen.Int[0, 6]
        from seed in Gen.Int
        let random = new Random(seed)
        let most = bdf ? 1 << 23 : 1 << 15
        select new EdfFile
        {
            Bdf = bdf,
            Duration = duration,
            Signals = [.. counts.Select((n, i) => new EdfFile.Signal($"C{i}", n, Math.Round(limits[i].Item1, 1), Math.Round(limits[i].Item1 + limits[i].Item2, 1), limits[i].Item3, limits[i].Item4))],
            Records = [.. Enumerable.Range(0, records).Select(_ => counts.Select(n => (object)Enumerable.Range(0, n).Select(_ => random.Next(-most, most)).ToArray()).ToArray())],
        };

    private static EdfReader Read(byte[] bytes) => new(new MemoryStream(bytes), "test.edf");

    [Fact]
    public void What_was_written_is_read() => recording.Sample(file =>
    {
        using var reader = Read(file.Build());
        Assert.Equal(file.Records.Length, reader.Records);
        Assert.Empty(reader.Notes);
        for (var r = 0; r < file.Records.Length; r++)
        {
            Assert.True(reader.Read());
            Assert.Equal(r * file.Duration, reader.Onset);
            for (var s = 0; s < file.Signals.Length; s++)
            {
                var signal = reader.Header.Signals[s];
                var expected = (int[])file.Records[r][s];
                var digital = new int[expected.Length];
                reader.Digital(signal, 0, digital);
                Assert.Equal(expected, digital);
                Assert.Equal(file.Signals[s].Samples / file.Duration, signal.Rate);

                var w = file.Signals[s];
                var physical = new float[expected.Length];
                reader.Physical(signal, 0, physical.Length, physical);
                for (var i = 0; i < expected.Length; i++)
                    Assert.Equal(
                        (float)((expected[i] - (double)w.DigitalMinimum) * (w.PhysicalMaximum - w.PhysicalMinimum) / ((double)w.DigitalMaximum - w.DigitalMinimum) + w.PhysicalMinimum),
                        physical[i]);
            }
        }
        Assert.False(reader.Read());
    });

    [Fact]
    public void Any_record_can_be_next_and_any_part_of_it_read() => Gen.Select(recording.Where(f => f.Records.Length > 0), Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[1, 4]).Sample(
        (file, pick, from, stride) =>
        {
            using var reader = Read(file.Build());
            var r = pick % file.Records.Length;
            reader.Next = r;
            Assert.True(reader.Read());
            var signal = reader.Header.Signals[^1];
            var whole = new float[signal.SamplesPerRecord];
            reader.Physical(signal, 0, whole.Length, whole);
            var first = from % whole.Length;
            var part = new float[(whole.Length - first) * stride];
            reader.Physical(signal, first, whole.Length - first, part, stride);
            for (var i = 0; i < whole.Length - first; i++) Assert.Equal(whole[first + i], part[i * stride]);
        });

    [Fact]
    public void A_cut_recording_keeps_its_whole_records() => Gen.Select(recording, Gen.Double[0, 1]).Sample((file, share) =>
    {
        var bytes = file.Build();
        var kept = file.HeaderBytes + (int)((bytes.Length - file.HeaderBytes) * share);
        using var reader = Read(bytes[..kept]);
        var whole = (kept - file.HeaderBytes) / file.RecordBytes;
        Assert.Equal(whole, reader.Records);
        Assert.Equal(whole != file.Records.Length, reader.Notes.Any(n => n == $"the header states {file.Records.Length} records; the file holds {whole} whole ones"));
        Assert.Equal((kept - file.HeaderBytes) % file.RecordBytes != 0, reader.Notes.Any(n => n.StartsWith("the last record is cut", StringComparison.Ordinal)));
    });

    [Fact]
    public void An_unclosed_recording_is_counted_by_its_size()
    {
        using var reader = Read(Simple(stated: -1).Build());
        Assert.Equal(2, reader.Records);
        Assert.Equal(["the recording was not closed; the file holds 2 whole records"], reader.Notes);
    }

    [Fact]
    public void Nothing_is_allocated_per_record()
    {
        var file = new EdfFile
        {
            Reserved = "EDF+D",
            Signals = [new("C3", 4), new("EDF Annotations", 30)],
            Records = [.. Enumerable.Range(0, 9).Select(r => new object[] { new int[4], EdfFile.Start(1.5 * r) + EdfFile.Note(r, "beat") })],
        };
        using var reader = Read(file.Build());
        var values = new float[4];
        Assert.True(reader.Read());
        reader.Physical(reader.Header.Signals[0], 0, 4, values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read()) reader.Physical(reader.Header.Signals[0], 0, 4, values);
        reader.Next = 1;
        reader.Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_discontinuous_recording_says_when_each_record_starts()
    {
        using var reader = Read(Gapped().Build());
        var onsets = new List<double>();
        while (reader.Read()) onsets.Add(reader.Onset);
        Assert.Equal([0, 1, 5.5, 6.5, 10], onsets, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.25, reader.FirstOnset);
        for (var i = 0; i < onsets.Count; i++)
        {
            Assert.Equal(onsets[i], reader.OnsetOf(i));
            reader.Next = i;
            reader.Read();
            Assert.Equal(onsets[i], reader.Onset);
        }
        Assert.Equal(["record 4 does not say when it starts"], reader.Notes);
        Assert.Equal([new(5.75, null, "late"), new(6, 0.5, "held")], reader.Annotations());
    }

    [Fact]
    public void Records_that_overlap_are_noted()
    {
        var file = new EdfFile { Reserved = "EDF+D", Signals = [new("C3", 4), new("EDF Annotations", 20)], Records = [[new int[4], EdfFile.Start(0)], [new int[4], EdfFile.Start(0.5)]] };
        using var reader = Read(file.Build());
        while (reader.Read()) { }
        Assert.Equal(["record 2 starts at 0.5 s, before the end of the one before it at 1 s"], reader.Notes);
    }

    [Fact]
    public void A_continuous_recording_stays_continuous()
    {
        var file = new EdfFile { Reserved = "EDF+C", Signals = [new("C3", 4), new("EDF Annotations", 20)], Records = [[new int[4], EdfFile.Start(0)], [new int[4], EdfFile.Start(7)]] };
        using var reader = Read(file.Build());
        while (reader.Read()) { }
        Assert.Equal(1, reader.Onset);
        Assert.Equal(["the recording is declared continuous, but record 2 says it starts at 7 s; 1 s is taken"], reader.Notes);
    }

    [Fact]
    public void A_discontinuous_recording_without_times_is_continuous()
    {
        using var reader = Read(Simple(reserved: "EDF+D").Build());
        while (reader.Read()) { }
        Assert.Equal(1, reader.Onset);
        Assert.Equal(["the recording is discontinuous but has no annotation signal; its records are taken as continuous"], reader.Notes);
    }

    [Fact]
    public void Broken_annotation_lists_are_counted_and_stepped_over()
    {
        var file = new EdfFile
        {
            Reserved = "EDF+C",
            Signals = [new("EDF Annotations", 40)],
            Records = [[EdfFile.Start(0) + "noon\x14lunch\x14\0" + EdfFile.Note(1, "good") + "+2\x14" + "unended\0" + EdfFile.Note(3, "after")]],
        };
        using var reader = Read(file.Build());
        Assert.Equal([new(1, null, "good"), new(3, null, "after")], reader.Annotations());
        Assert.Equal(["annotation lists that cannot be read are left out: 2"], reader.Notes);
    }

    [Theory]
    [InlineData("02-MAR-2024", "02.03.24", "10.20.30", 2024, 3, 2)]
    [InlineData("2-mar-2024", "xx.xx.xx", "10:20:30", 2024, 3, 2)]
    [InlineData("X", "1/2/85", "10.20.30", 1985, 2, 1)]
    [InlineData("X", "31-12-84", "10-20-30", 2084, 12, 31)]
    public void Dates_are_read_with_forgiveness(string startdate, string date, string time, int year, int month, int day)
    {
        using var reader = Read(new EdfFile { Recording = $"Startdate {startdate} X X X", Date = date, Time = time, Signals = [new("C3", 1)], Records = [] }.Build());
        Assert.Equal(new DateTime(year, month, day, 10, 20, 30), reader.Header.Start);
        Assert.Empty(reader.Notes);
    }

    [Theory]
    [InlineData("31.02.24", "10.20.30", "byte 168: \"31.02.24\" is no date; the start is unknown")]
    [InlineData("01.02.24", "24.00.00", "byte 176: \"24.00.00\" is no time of day; the start is unknown")]
    public void A_date_that_cannot_be_read_is_unknown(string date, string time, string note)
    {
        using var reader = Read(new EdfFile { Recording = "", Date = date, Time = time, Signals = [new("C3", 1)], Records = [] }.Build());
        Assert.Null(reader.Header.Start);
        Assert.Equal([note], reader.Notes);
    }

    [Fact]
    public void Text_is_Latin_1_and_trailing_zeros_are_blanks()
    {
        using var reader = Read(EdfFile.Patch(EdfFile.Patch(Simple().Build(), 8, 80, "Müller\0\0"), 256 + 96, 8, "µV\0"));
        Assert.Equal("Müller", reader.Header.Patient);
        Assert.Equal("µV", reader.Header.Signals[0].Unit);
    }

    [Theory]
    [InlineData(184, "256", "byte 184: the header states a length of \"256\" bytes; 1 signals have 512")]
    [InlineData(236, "many", "byte 236: \"many\" is no number of records")]
    public void A_wrong_number_that_the_file_corrects_is_noted(int at, string text, string note)
    {
        using var reader = Read(EdfFile.Patch(Simple().Build(), at, 8, text));
        Assert.Equal(2, reader.Records);
        Assert.Contains(note, reader.Notes);
    }

    [Theory]
    [InlineData(120, "30000")]
    [InlineData(104, "low")]
    public void A_signal_without_a_scale_stays_digital(int field, string text)
    {
        using var reader = Read(EdfFile.Patch(Simple().Build(), 256 + field, 8, text));
        Assert.Equal(["signal 1 (\"C3\"): the physical and digital limits give no scale; its values are digital"], reader.Notes);
        Assert.True(reader.Read());
        var values = new float[2];
        reader.Physical(reader.Header.Signals[0], 0, 2, values);
        Assert.Equal([1f, 2f], values);
        Assert.Equal("", reader.Header.Signals[0].Unit);
    }

    [Fact]
    public void Status_codes_are_masked_and_shifted()
    {
        var triggers = new StatusTriggers(0xFF00);
        var found = new List<int>();
        foreach (var status in new[] { 0x100500, 0x000500, 0x0007FF, 0x000000, 0x7F0300, -1 })
            if (triggers.Next(status, out var code)) found.Add(code);
        Assert.Equal([7, 3, 255], found);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatusTriggers(0));
    }

    [Fact]
    public void A_file_is_opened_by_its_path_and_closed()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Simple().Build());
            using (var reader = EdfReader.Open(path)) Assert.True(reader.Read());
            File.WriteAllBytes(path, Encoding.ASCII.GetBytes("no recording"));
            Assert.Equal(path, Assert.Throws<RecordingException>(() => EdfReader.Open(path)).File);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_shrinks_ends()
    {
        var stream = new MemoryStream();
        stream.Write(Simple().Build());
        using var reader = new EdfReader(stream, "test.edf");
        stream.SetLength(stream.Length - 1);
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.Equal(["the file became shorter while it was read; record 2 is not whole"], reader.Notes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Only_records_of_the_file_can_be_next(int record)
    {
        using var reader = Read(Simple().Build());
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Next = record);
    }

    internal static EdfFile Simple(long? stated = null, string reserved = "", double duration = 1) => new()
    {
        Reserved = reserved,
        StatedRecords = stated,
        Duration = duration,
        Signals = [new("C3", 2)],
        Records = [[new[] { 1, 2 }], [new[] { 3, 4 }]],
    };

    private static EdfFile Gapped() => new()
    {
        Bdf = true,
        Reserved = "BDF+D",
        Signals = [new("C3", 4), new("BDF Annotations", 20)],
        Records =
        [
            [new int[4], EdfFile.Start(0.25)],
            [new int[4], EdfFile.Start(1.25) + EdfFile.Note(6.25, "held", 0.5)],
            [new int[4], EdfFile.Start(5.75) + EdfFile.Note(6, "late")],
            [new int[4], ""],
            [new int[4], EdfFile.Start(10.25)],
        ],
    };
}
