using System.Globalization;
using System.Text;
using System.Text.Json;
using Streaming.Record;

namespace Streaming.Tests;

public class TextWriterTests
{
    private static string Text(Disk disk) => Encoding.UTF8.GetString(disk.ToArray());

    [Fact]
    public void A_CSV_row_holds_time_and_values()
    {
        var disk = new Disk();
        using (var writer = new CsvWriter(new(disk, "disk"), ["C3", "a,b", "say \"x\""], regular: true))
        {
            writer.Write<float>(0.5, [1.5f, -0f, float.NaN]);
            writer.Write<float>(1e-7, [3.4028235E+38f, 0.1f, float.NegativeInfinity]);
        }
        Assert.Equal("time,C3,\"a,b\",\"say \"\"x\"\"\"\n0.5,1.5,-0,NaN\n1E-07,3.4028235E+38,0.1,-Infinity\n", Text(disk));
    }

    [Fact]
    public void CSV_events_are_quoted_where_they_must_be()
    {
        var disk = new Disk();
        using (var writer = new CsvWriter(new(disk, "disk"), ["text", "value", "duration"], regular: false))
        {
            writer.Write(1, new Event("left"));
            writer.Write(2.25, new Event("a, \"b\"\nc", 0.5, 3));
        }
        Assert.Equal("time,text,value,duration\n1,left,0,0\n2.25,\"a, \"\"b\"\"\nc\",0.5,3\n", Text(disk));
    }

    [Fact]
    public void CSV_numbers_read_back_the_same()
    {
        Gen.Select(Gen.Double, Gen.Single.Array[4]).Array[1, 50].Sample(rows =>
        {
            var disk = new Disk();
            using (var writer = new CsvWriter(new(disk, "disk"), ["a", "b", "c", "d"], regular: true))
                foreach (var (time, values) in rows) writer.Write<float>(time, values);
            var lines = Text(disk).Split('\n')[1..^1];
            Assert.Equal(rows.Length, lines.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                var fields = lines[i].Split(',');
                Assert.Equal(rows[i].Item1, double.Parse(fields[0], CultureInfo.InvariantCulture));
                Assert.Equal(rows[i].Item2, fields[1..].Select(f => float.Parse(f, CultureInfo.InvariantCulture)));
            }
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void JSON_lines_are_JSON_and_hold_everything()
    {
        var disk = new Disk();
        using (var writer = new JsonLinesWriter(new(disk, "disk")))
        {
            var eeg = writer.Add("e\"eg", StreamFormat.Signal(2, 250, "µV", ["C3", "C4"]));
            var marks = writer.Add("marks", StreamFormat.Events());
            eeg.Write<float>(0.004, [0.1f, float.NaN]);
            marks.Write(1, new Event("left\n\"right\"", 0.75, double.PositiveInfinity));
            eeg.Write<float>(0.008, [1e-10f, -3]);
        }
        var lines = Text(disk).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"stream":"e\"eg","kind":"signal","shape":[2],"rate":250,"labels":["C3","C4"],"unit":"µV"}""", lines[0]);
        Assert.Equal("""{"stream":"marks","kind":"events"}""", lines[1]);
        Assert.Equal("""{"stream":"e\"eg","time":0.004,"values":[0.1,null]}""", lines[2]);
        Assert.Equal("""{"stream":"marks","time":1,"text":"left\n\"right\"","value":0.75,"duration":null}""", lines[3]);
        Assert.Equal("""{"stream":"e\"eg","time":0.008,"values":[1E-10,-3]}""", lines[4]);
        foreach (var line in lines) JsonDocument.Parse(line).Dispose();
    }

    [Fact]
    public void Rows_wait_half_a_second_at_most_and_events_not_at_all()
    {
        var disk = new Disk();
        using var writer = new CsvWriter(new(disk, "disk"), ["a"], regular: true);
        for (var i = 0; i <= 1000; i++)
        {
            writer.Write<float>(i / 100.0, [i]);
            Assert.True(i - (Text(disk).Count(c => c == '\n') - 1) <= 50);
        }
        Assert.InRange(disk.Flushes, 8, 11);
        var events = new Disk();
        using var marks = new CsvWriter(new(events, "disk"), ["text", "value", "duration"], regular: false);
        marks.Write(1, new Event("x"));
        Assert.EndsWith("1,x,0,0\n", Text(events), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_whole_lines()
    {
        for (var capacity = 40; capacity < 3000; capacity += 61)
        {
            var disk = new Disk(capacity);
            Assert.Throws<RecordingFailedException>(() =>
            {
                using var writer = new JsonLinesWriter(new(disk, "disk"));
                var marks = writer.Add("marks", StreamFormat.Events());
                for (var i = 0; i < 1000; i++) marks.Write(i, new Event("mark"));
            });
            Assert.EndsWith("}\n", Text(disk), StringComparison.Ordinal);
            Assert.True(capacity - disk.Length < 75);
        }
        var full = new Disk(100);
        Assert.Throws<RecordingFailedException>(() =>
        {
            using var writer = new CsvWriter(new(full, "disk"), ["a"], regular: true);
            for (var i = 0; i < 1000; i++) writer.Write<double>(i, [i]);
        });
        Assert.EndsWith("\n", Text(full), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_written_without_allocation()
    {
        using var csv = new CsvWriter(new(Stream.Null, "null"), ["a", "b"], regular: true);
        using var json = new JsonLinesWriter(new(Stream.Null, "null"));
        var eeg = json.Add("eeg", StreamFormat.Signal(2, 250));
        float[] values = [0.1f, -1e30f];
        void Run(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                csv.Write<float>(i / 250.0, values);
                eeg.Write<float>(i / 250.0, values);
            }
        }
        Run(0, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 6000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Events_are_written_without_allocation()
    {
        using var csv = new CsvWriter(new(Stream.Null, "null"), ["text", "value", "duration"], regular: false);
        using var json = new JsonLinesWriter(new(Stream.Null, "null"));
        var marks = json.Add("marks", StreamFormat.Events());
        var happened = new Event("left\t\"right\", µ", 0.5, 1.25);
        void Run(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                csv.Write(i, happened);
                marks.Write(i, happened);
            }
        }
        Run(0, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 6000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Any_text_is_read_back_from_JSON() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char['\0', '\uD7FF'], 0, 40], Gen.Const("\0\u001F\u007F\u2028\\\"/😀é")).Sample(text =>
        {
            var disk = new Disk();
            using (var writer = new JsonLinesWriter(new(disk, "disk"))) writer.Add("marks", StreamFormat.Events()).Write(0, new Event(text));
            using var line = JsonDocument.Parse(Text(disk).Split('\n')[1]);
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), line.RootElement.GetProperty("text").GetString());     // lone halves of pairs are no text
        });

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        using var writer = new CsvWriter(new(new Disk(), "disk"), ["a"], regular: true);
        Assert.Equal("2 values came for 1 columns. (Parameter 'values')", Assert.Throws<ArgumentException>(() => writer.Write<float>(0, [1, 2])).Message);
        Assert.Equal("An event has text, value and duration, but there are 1 columns. (Parameter 'happened')", Assert.Throws<ArgumentException>(() => writer.Write(0, new Event("x"))).Message);
    }
}
