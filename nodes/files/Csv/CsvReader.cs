using System.Globalization;
using System.Text;

namespace Streaming.Files;

/// <summary>Reads delimited text row by row: one header row, a column of times, columns of numbers, columns of markers.</summary>
/// <remarks>
/// Lines before the header that start with <c>#</c> or <c>%</c> and blank lines are skipped; names and markers may be quoted. Between semicolons
/// and tabs a comma is a decimal point. <c>nan</c> is a number, an empty cell is not. Memory is one line, of at most 1 MiB.
/// </remarks>
public sealed class CsvReader : IDisposable
{
    private const int ProbedRows = 4096;
    private static readonly string[] timeNames = ["timestamps", "timestamp", "time", "t"];
    private readonly string file;
    private readonly Stream stream;
    private readonly LineReader lines;
    private readonly RecordingNotes notes = new();
    private readonly byte delimiter;
    private readonly string[] names;
    private readonly (int Start, int Length)[] cells;
    private readonly int time;
    private readonly int[] channels;
    private readonly int[] markers;
    private double latest = double.NegativeInfinity;
    private bool wentBack;

    /// <summary>Reads the header row, and the first 4,096 times to estimate the rate.</summary>
    /// <param name="stream">A stream that can seek; the reader disposes it.</param>
    /// <param name="name">What messages call the recording.</param>
    /// <param name="options">Names and rate where the usual ones do not hold.</param>
    /// <exception cref="RecordingException">The header row cannot be read or lacks a named column.</exception>
    public CsvReader(Stream stream, string name, CsvOptions? options = null)
    {
        options ??= new();
        if (options.Delimiter is > '~') throw new ArgumentException("The delimiter is an ASCII character.", nameof(options));
        file = name;
        this.stream = stream;
        lines = new LineReader(stream, name);
        var header = Header();
        delimiter = options.Delimiter is { } stated ? (byte)stated : Detect(header);
        cells = new (int, int)[Split(header, [])];
        Split(header, cells);
        names = new string[cells.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = Encoding.UTF8.GetString(header.Slice(cells[i].Start, cells[i].Length)) is { Length: > 0 } text ? text : $"column {i + 1}";
        if (Array.TrueForAll(names, n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            throw new RecordingException(file, $"line {lines.Number}", "a header row of column names", Bytes.Quote(header),
                "Add a first line that names the columns.");

        time = options.Time is { } wanted ? Find(wanted) : Array.FindIndex(names, n => timeNames.Contains(n, StringComparer.OrdinalIgnoreCase));
        markers = options.Markers is { } given
            ? [.. given.Select(Find)]
            : [.. Enumerable.Range(0, names.Length).Where(i => i != time && names[i].StartsWith("marker", StringComparison.OrdinalIgnoreCase))];
        channels = options.Channels is { } chosen
            ? [.. chosen.Select(Find)]
            : [.. Enumerable.Range(0, names.Length).Where(i => i != time && !markers.Contains(i))];
        Start = lines.Position;
        MeasuredRate = Probe();
        Rate = options.Rate ?? SampleRate.Snap(MeasuredRate);
        Next = Start;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecordingException">The header row cannot be read or lacks a named column.</exception>
    public static CsvReader Open(string path, CsvOptions? options = null)
    {
        var stream = Bytes.Open(path);
        try
        {
            return new CsvReader(stream, path, options);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Names of the columns of numbers, in the order of the values that <see cref="Read"/> gives.</summary>
    public IReadOnlyList<string> Channels => [.. channels.Select(i => names[i])];

    /// <summary>Names of the marker columns.</summary>
    public IReadOnlyList<string> Markers => [.. markers.Select(i => names[i])];

    /// <summary>Whether there is a column of times.</summary>
    public bool HasTime => time >= 0;

    /// <summary>Samples per second, in hertz: as given, else estimated and snapped; 0 where neither is possible.</summary>
    public double Rate { get; }

    /// <summary>Samples per second as the times show it, in hertz; 0 where they show none.</summary>
    public double MeasuredRate { get; }

    /// <summary>What the reader had to put up with.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The first row.</summary>
    public CsvPosition Start { get; }

    /// <summary>The row that <see cref="Read"/> reads next; only places that this property gave may be set.</summary>
    public CsvPosition Next
    {
        get => lines.Position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value.Offset, Start.Offset);
            lines.Position = value;
            latest = double.NegativeInfinity;
        }
    }

    /// <summary>Time of the row read last, in seconds as stored; 0 without a column of times.</summary>
    public double Time { get; private set; }

    /// <summary>Reads the next row; false at the end of the file. A last line that is cut is left out with a note.</summary>
    /// <param name="values">Receives a number for each of <see cref="Channels"/>.</param>
    /// <exception cref="RecordingException">A row has the wrong number of columns or a cell is no number.</exception>
    public bool Read(Span<float> values)
    {
        if (!Row()) return false;
        if (Parse(values) is not { } fault)
        {
            if (Time < latest && !wentBack)
            {
                wentBack = true;
                notes.Add($"line {lines.Number}: the time goes back from {latest} s to {Time} s");
            }
            latest = Time;
            return true;
        }
        if (lines.IsWhole) throw fault;
        notes.Add($"line {lines.Number}: the last line is cut, left out");
        return false;
    }

    /// <summary>The text of a marker column in the row read last, in UTF-8; empty where there is none. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Marker(int index)
    {
        var (start, length) = cells[markers[index]];
        return lines.Line.Slice(start, length);
    }

    /// <summary>Whether a marker cell marks something: not empty, and not zero.</summary>
    public static bool IsMarker(ReadOnlySpan<byte> cell) =>
        !cell.IsEmpty && !(double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var code) && (code == 0 || double.IsNaN(code)));

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private ReadOnlySpan<byte> Header()
    {
        while (lines.Read())
        {
            var line = lines.Line;
            if (lines.Number == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
            if (!IsBlank(line) && line[0] is not ((byte)'#' or (byte)'%')) return line;
        }
        throw new RecordingException(file, $"line {lines.Number + 1}", "a header row of column names", "the end of the file",
            "Check that the recording is not empty.");
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t"u8).IsEmpty;

    private static byte Detect(ReadOnlySpan<byte> header)
    {
        int commas = header.Count((byte)','), semicolons = header.Count((byte)';'), tabs = header.Count((byte)'\t');
        return commas >= semicolons && commas >= tabs ? (byte)',' : semicolons >= tabs ? (byte)';' : (byte)'\t';
    }

    private int Find(string name)
    {
        var found = Array.FindIndex(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? found
            : throw new RecordingException(file, $"line {lines.Number}", $"a column \"{name}\"", Bytes.List(names), "Name a column of the file.");
    }

    private bool Row()
    {
        while (lines.Read())
            if (!IsBlank(lines.Line)) return true;
        return false;
    }

    private RecordingException? Parse(Span<float> values)
    {
        var line = lines.Line;
        var count = Split(line, cells);
        if (count != cells.Length)
            return new(file, $"line {lines.Number}", $"{cells.Length} columns as in the header row", $"{count}", "Correct the line or remove it.");
        if (time >= 0)
        {
            if (!Number(Cell(line, time), out var seconds) || double.IsNaN(seconds)) return NoNumber(line, time);
            Time = seconds;
        }
        for (var i = 0; i < channels.Length; i++)
        {
            if (!Number(Cell(line, channels[i]), out var value)) return NoNumber(line, channels[i]);
            values[i] = (float)value;
        }
        return null;
    }

    private ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int column) => line.Slice(cells[column].Start, cells[column].Length);

    private RecordingException NoNumber(ReadOnlySpan<byte> line, int column) =>
        new(file, $"line {lines.Number}, column {column + 1} (\"{names[column]}\")", "a number",
            Cell(line, column).IsEmpty ? "an empty cell" : Bytes.Quote(Cell(line, column)),
            "Correct the cell, or name the column as a marker column if it holds events.");

    /// <summary>A number that float32 can hold.</summary>
    private bool Number(ReadOnlySpan<byte> cell, out double value)
    {
        if (delimiter == ',' || cell.Length > 64 || !cell.Contains((byte)',')) return Plain(cell, out value);
        Span<byte> pointed = stackalloc byte[cell.Length];
        cell.Replace(pointed, (byte)',', (byte)'.');
        return Plain(pointed, out value);
    }

    private static bool Plain(ReadOnlySpan<byte> cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value) && !float.IsInfinity((float)value);

    /// <summary>Finds the cells of a line, without blanks and quotes around them; returns how many the line has.</summary>
    private int Split(ReadOnlySpan<byte> line, Span<(int Start, int Length)> into)
    {
        var count = 0;
        var at = 0;
        while (true)
        {
            var quoted = at < line.Length && line[at] == '"' ? line[(at + 1)..].IndexOf((byte)'"') : -1;
            var from = quoted < 0 ? at : at + quoted + 2;
            var length = line[from..].IndexOf(delimiter);
            var stop = length < 0 ? line.Length : from + length;
            if (count < into.Length) into[count] = Trim(line, at, stop);
            count++;
            if (length < 0) return count;
            at = stop + 1;
        }
    }

    private static (int Start, int Length) Trim(ReadOnlySpan<byte> line, int start, int stop)
    {
        while (start < stop && line[start] is (byte)' ' or (byte)'\t') start++;
        while (stop > start && line[stop - 1] is (byte)' ' or (byte)'\t') stop--;
        return stop - start >= 2 && line[start] == '"' && line[stop - 1] == '"' ? (start + 1, stop - start - 2) : (start, stop - start);
    }

    /// <summary>Measures the rate over the first rows; leaves faulty rows to <see cref="Read"/>.</summary>
    private double Probe()
    {
        if (time < 0) return 0;
        var times = new double[ProbedRows];
        var count = 0;
        while (count < times.Length && Row() && Split(lines.Line, cells) == cells.Length
            && Number(Cell(lines.Line, time), out var seconds) && !double.IsNaN(seconds))
            times[count++] = seconds;
        return SampleRate.Measure(times.AsSpan(0, count));
    }
}
