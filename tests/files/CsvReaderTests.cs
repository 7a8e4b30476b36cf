using System.Globalization;
using System.Text;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>Delimited text, from the real recordings of a Muse headband to what editors and spreadsheets make of it.</summary>
public class CsvReaderTests
{
    private static CsvReader Read(string text, CsvOptions? options = null) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.csv", options);

    private static string Text(CsvReader reader, int marker) => Encoding.UTF8.GetString(reader.Marker(marker));

    // Row count, sum of TP9 and number of markers 1 and 2 computed with numpy.genfromtxt.
    [Theory]
    [InlineData("muse-p300/data_2017-02-04-15_45_13.csv", 30732, 1220501.414, 165, 32)]
    [InlineData("muse-p300/data_2017-02-04-15_47_49.csv", 30732, 1216312.876, 163, 28)]
    [InlineData("muse-p300/data_2017-02-04-15_51_07.csv", 30732, 1228813.546, 155, 38)]
    [InlineData("muse-p300/data_2017-02-04-15_55_07.csv", 30732, 1255381.365, 161, 33)]
    [InlineData("muse-ssvep/data_2017-09-14-21.20.04.csv", 30732, 620541.559, 14, 18)]
    [InlineData("muse-ssvep/data_2017-09-14-21.22.51.csv", 30732, 769410.709, 17, 16)]
    [InlineData("muse-ssvep/data_2017-09-14-21.25.17.csv", 30720, 855935.463, 13, 20)]
    [InlineData("muse-ssvep/data_2017-09-14-21.27.36.csv", 30720, 924913.100, 12, 21)]
    public void Recordings_of_a_headband_agree(string file, int rows, double sum, int ones, int twos)
    {
        using var reader = CsvReader.Open(SharedData.Path("eeg/" + file));
        Assert.Equal(["TP9", "AF7", "AF8", "TP10", "Right AUX"], reader.Channels);
        Assert.Single(reader.Markers);
        Assert.Equal(256, reader.Rate);                          // although most intervals are 4 ms
        Assert.True(reader.HasTime);
        var values = new float[5];
        var counts = new int[3];
        var (count, total) = (0, 0.0);
        for (; reader.Read(values); count++)
        {
            total += values[0];
            if (CsvReader.IsMarker(reader.Marker(0))) counts[int.Parse(reader.Marker(0), CultureInfo.InvariantCulture)]++;
        }
        Assert.Equal(rows, count);
        Assert.Equal(sum, total, 0.1);
        Assert.Equal([0, ones, twos], counts);
    }

    [Fact]
    public void What_was_written_is_read() => Gen.Select(
        Gen.OneOf(',', ';', '\t'), Gen.Bool, Gen.Bool, Gen.Bool,
        Gen.Int[1, 6].SelectMany(n => Gen.Float.Where(float.IsFinite).Array[n].Array[1, 40]),
        Gen.OneOf(1.0, 100, 128, 250, 256, 500)).Sample((delimiter, quoted, windows, comma, rows, rate) =>
    {
        var pointed = comma && delimiter != ',';
        var end = windows ? "\r\n" : "\n";
        var text = new StringBuilder();
        string Name(string name) => quoted ? $"\"{name}\"" : name;
        text.AppendJoin(delimiter, [Name("time"), .. rows[0].Select((_, i) => Name($"ch {i}")), Name("Marker")]).Append(end);
        for (var r = 0; r < rows.Length; r++)
        {
            text.Append((r / rate).ToString("R", CultureInfo.InvariantCulture).Replace('.', pointed ? ',' : '.'));
            foreach (var v in rows[r]) text.Append(delimiter).Append(v.ToString("R", CultureInfo.InvariantCulture).Replace('.', pointed ? ',' : '.'));
            text.Append(delimiter).Append(r % 3 == 0 ? Name($"event {r}") : "0").Append(end);
        }

        using var reader = Read(text.ToString());
        Assert.Equal(rows[0].Select((_, i) => $"ch {i}"), reader.Channels);
        if (rows.Length > 1) Assert.Equal(rate, reader.Rate);
        var values = new float[rows[0].Length];
        var places = new List<CsvPosition>();
        for (var r = 0; r < rows.Length; r++)
        {
            places.Add(reader.Next);
            Assert.True(reader.Read(values));
            Assert.Equal(rows[r], values);
            Assert.Equal(r / rate, reader.Time);
            Assert.Equal(r % 3 == 0, CsvReader.IsMarker(reader.Marker(0)));
            if (r % 3 == 0) Assert.Equal($"event {r}", Text(reader, 0));
        }
        Assert.False(reader.Read(values));
        for (var r = rows.Length - 1; r >= 0; r--)
        {
            reader.Next = places[r];
            Assert.True(reader.Read(values));
            Assert.Equal(rows[r], values);
        }
        Assert.Empty(reader.Notes);
    });

    [Fact]
    public void Columns_are_named_by_the_user()
    {
        using var reader = Read("clock;stim;C3;C4\n0;left;1,5;2\n0,1;;3;4\n", new() { Time = "CLOCK", Markers = ["stim"], Rate = 10.1 });
        Assert.Equal(["C3", "C4"], reader.Channels);
        Assert.Equal(["stim"], reader.Markers);
        Assert.Equal((10.1, 10), (reader.Rate, reader.MeasuredRate));
        var values = new float[2];
        Assert.True(reader.Read(values));
        Assert.Equal([1.5f, 2], values);
        Assert.Equal("left", Text(reader, 0));
        Assert.True(reader.Read(values));
        Assert.False(CsvReader.IsMarker(reader.Marker(0)));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("nan", false)]
    [InlineData("1", true)]
    [InlineData("-1", true)]
    [InlineData("stop", true)]
    public void A_marker_is_neither_empty_nor_zero(string cell, bool marks) => Assert.Equal(marks, CsvReader.IsMarker(Encoding.UTF8.GetBytes(cell)));

    [Fact]
    public void What_stands_around_the_rows_is_skipped()
    {
        using var reader = Read("\uFEFF% a comment\n# another\n\nt, a ,\"b,c\", \n 0 , 1 ,2,3\n\n \t\n1,nan,4,-5e-1");
        Assert.Equal(["a", "b,c", "column 4"], reader.Channels);
        var values = new float[3];
        Assert.True(reader.Read(values));
        Assert.Equal([1f, 2, 3], values);
        Assert.True(reader.Read(values));
        Assert.Equal([float.NaN, 4, -0.5f], values);
        Assert.False(reader.Read(values));
        Assert.Empty(reader.Notes);
    }

    [Theory]
    [InlineData("t,a\n0,1\n0.5,2\n1,3\n1.5")]
    [InlineData("t,a\n0,1\n0.5,2\n1,3\n1.5,-")]
    [InlineData("t,a\n0,1\n0.5,2\n1,3\n1.5,")]
    public void A_last_line_that_is_cut_is_left_out(string text)
    {
        using var reader = Read(text);
        var values = new float[1];
        var rows = 0;
        while (reader.Read(values)) rows++;
        Assert.Equal(3, rows);
        Assert.Equal(["line 5: the last line is cut, left out"], reader.Notes);
    }

    [Fact]
    public void Time_that_goes_back_is_noted_once()
    {
        using var reader = Read("t,a\n1,0\n3,0\n2,0\n1,0\n");
        while (reader.Read(new float[1])) { }
        Assert.Equal(["line 4: the time goes back from 3 s to 2 s"], reader.Notes);
    }

    [Fact]
    public void Long_lines_are_read_and_memory_stays_small()
    {
        var names = string.Join(',', Enumerable.Range(0, 30000).Select(i => $"channel {i}"));
        var row = string.Join(',', Enumerable.Range(0, 30000));
        using var reader = Read($"{names}\n{row}\n{row}\n", new() { Rate = 1 });
        var values = new float[30000];
        Assert.True(reader.Read(values));
        Assert.True(reader.Read(values));
        Assert.Equal(29999, values[^1]);
        Assert.False(reader.Read(values));
    }

    [Fact]
    public void Nothing_is_allocated_per_row()
    {
        var text = new StringBuilder("time,a,b,marker\n");
        for (var i = 0; i < 5000; i++) text.Append(CultureInfo.InvariantCulture, $"{i / 256.0},{i},-1.5,{i % 2}\n");
        using var reader = Read(text.ToString());
        var values = new float[2];
        reader.Read(values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = 1;
        for (; reader.Read(values); rows++) CsvReader.IsMarker(reader.Marker(0));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5000, rows);
    }

    [Theory]
    [InlineData("t,a\n0,1\n")]
    [InlineData("t,a\n0,1\n0,2\n")]
    [InlineData("a,b\n0,1\n1,2\n")]
    [InlineData("t,a\n")]
    public void A_rate_that_cannot_be_known_is_zero(string text)
    {
        using var reader = Read(text);
        Assert.Equal((0, 0), (reader.Rate, reader.MeasuredRate));
    }

    private static string Message(string text, CsvOptions? options = null) => Assert.Throws<RecordingException>(() =>
    {
        using var reader = Read(text, options);
        while (reader.Read(new float[reader.Channels.Count])) { }
    }).Message;

    [Fact]
    public void An_empty_file() =>
        Assert.Equal("test.csv, line 1: expected a header row of column names, found the end of the file. Check that the recording is not empty.", Message(""));

    [Fact]
    public void No_header_row() =>
        Assert.Equal("test.csv, line 1: expected a header row of column names, found \"0,1.5,-2\". Add a first line that names the columns.", Message("0,1.5,-2\n"));

    [Fact]
    public void A_column_that_is_not_there()
    {
        Assert.Equal("test.csv, line 1: expected a column \"clock\", found t, a. Name a column of the file.", Message("t,a\n", new() { Time = "clock" }));
        Assert.Equal("test.csv, line 1: expected a column \"stim\", found t, a. Name a column of the file.", Message("t,a\n", new() { Markers = ["stim"] }));
    }

    [Fact]
    public void A_row_of_another_width() =>
        Assert.Equal("test.csv, line 3: expected 2 columns as in the header row, found 3. Correct the line or remove it.", Message("t,a\n0,1\n1,2,3\n2,3\n"));

    [Theory]
    [InlineData("t,a\n0,1\n1,x\n2,3\n", "line 3, column 2 (\"a\"): expected a number, found \"x\"")]
    [InlineData("t,a\n0,1\nnan,2\n2,3\n", "line 3, column 1 (\"t\"): expected a number, found \"nan\"")]
    [InlineData("t,a\n0,1\n1,\n2,3\n", "line 3, column 2 (\"a\"): expected a number, found an empty cell")]
    [InlineData("t,a\n0,1e99\n", "line 2, column 2 (\"a\"): expected a number, found \"1e99\"")]
    [InlineData("t,a\n0,infinity\n", "line 2, column 2 (\"a\"): expected a number, found \"infinity\"")]
    [InlineData("t,a\n0,\x1\x2\n", "line 2, column 2 (\"a\"): expected a number, found \"..\"")]
    public void A_cell_that_is_no_number(string text, string message) =>
        Assert.Equal($"test.csv, {message}. Correct the cell, or name the column as a marker column if it holds events.", Message(text));

    [Fact]
    public void A_line_without_end() => Assert.Equal(
        "test.csv, line 2: expected a line of at most 1048576 bytes, found a longer one. Check that this is a text file with one row per line.",
        Message("t,a\n" + new string('1', 1 << 20)));

    [Fact]
    public void A_delimiter_is_ASCII() => Assert.Throws<ArgumentException>(() => Read("t,a\n", new() { Delimiter = '、' }));
}
