using System.Globalization;
using System.Text;

namespace Streaming.Files;

/// <summary>Reads the fixed-width ASCII header; forgiving in text, strict where a wrong number would shift every sample.</summary>
internal ref struct EdfHeaderParser
{
    private const int Fixed = 256;
    private const int PerSignal = 256;
    private const int LongestRecord = 1 << 28;
    private readonly string file;
    private readonly RecordingNotes notes;
    private readonly byte[] bytes;

    private EdfHeaderParser(string file, RecordingNotes notes, byte[] bytes)
    {
        this.file = file;
        this.notes = notes;
        this.bytes = bytes;
    }

    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.StartsWith("0       "u8) || (start.Length >= 8 && start[0] == 0xFF && start[1..].StartsWith("BIOSEMI"u8));

    public static EdfHeader Parse(Stream stream, string file, RecordingNotes notes)
    {
        var first = new byte[Fixed];
        var held = stream.ReadAt(0, first);
        if (!Recognises(first.AsSpan(0, held)))
            throw new RecordingException(file, "byte 0 (version)", "\"0\" and seven blanks (EDF) or 0xFF and \"BIOSEMI\" (BDF)",
                held == 0 ? "an empty file" : Bytes.Quote(first.AsSpan(0, Math.Min(held, 8))), "Check that this is an EDF or BDF recording.");
        if (held < Fixed) throw Short(file, held, Fixed);

        var signals = new EdfHeaderParser(file, notes, first).Whole(252, 4, "number of signals", 1, 9999);
        var bytes = new byte[Fixed + PerSignal * signals];
        held = stream.ReadAt(0, bytes);
        if (held < bytes.Length) throw Short(file, held, bytes.Length);
        return new EdfHeaderParser(file, notes, bytes).Parse((int)signals);
    }

    private static RecordingException Short(string file, int held, int needed) =>
        new(file, $"byte {held}", $"a header of {needed} bytes", "the end of the file", "The recording is cut within its header; copy it again.");

    private readonly EdfHeader Parse(int count)
    {
        var isBdf = bytes[0] == 0xFF;
        var reserved = Text(192, 44);
        var continuity = reserved.StartsWith("EDF+C", StringComparison.OrdinalIgnoreCase) || reserved.StartsWith("BDF+C", StringComparison.OrdinalIgnoreCase)
            ? EdfContinuity.Continuous
            : reserved.StartsWith("EDF+D", StringComparison.OrdinalIgnoreCase) || reserved.StartsWith("BDF+D", StringComparison.OrdinalIgnoreCase)
                ? EdfContinuity.Discontinuous
                : EdfContinuity.Plain;

        if (!TryNumber(184, 8, out var stated) || stated != bytes.Length)
            notes.Add($"byte 184: the header states a length of \"{Text(184, 8)}\" bytes; {count} signals have {bytes.Length}");
        if (!TryNumber(236, 8, out var records) || records != Math.Floor(records) || Math.Abs(records) > 1e8)
        {
            notes.Add($"byte 236: \"{Text(236, 8)}\" is no number of records");
            records = -1;
        }
        var duration = Number(244, 8, "record duration");
        if (duration < 0) throw Field(244, 8, "record duration", "0 or more seconds");

        var sampleBytes = isBdf ? 3 : 2;
        var signals = new EdfSignal[count];
        long offset = 0;
        for (var i = 0; i < count; i++)
        {
            signals[i] = Signal(i, count, sampleBytes, duration, (int)Math.Min(offset, int.MaxValue));
            offset += (long)signals[i].SamplesPerRecord * sampleBytes;
            if (offset > LongestRecord)
                throw Field(At(216, 8, i, count), 8, $"samples per record of signal {i + 1}", $"data records of at most {LongestRecord} bytes");
        }

        var recording = Text(88, 80);
        return new EdfHeader
        {
            IsBdf = isBdf,
            Continuity = continuity,
            Patient = Text(8, 80),
            Recording = recording,
            Start = Start(recording),
            StatedRecords = (long)records,
            RecordDuration = duration,
            Signals = signals,
            HeaderBytes = bytes.Length,
            RecordBytes = (int)offset,
        };
    }

    private readonly EdfSignal Signal(int i, int count, int sampleBytes, double duration, int offset)
    {
        var at = At(216, 8, i, count);
        var samples = (int)Whole(at, 8, $"samples per record of signal {i + 1}", 1, 99_999_999);
        var signal = new EdfSignal
        {
            Index = i,
            Label = Text(At(0, 16, i, count), 16),
            Transducer = Text(At(16, 80, i, count), 80),
            Unit = Text(At(96, 8, i, count), 8),
            PhysicalMinimum = Limit(At(104, 8, i, count)),
            PhysicalMaximum = Limit(At(112, 8, i, count)),
            DigitalMinimum = Limit(At(120, 8, i, count)),
            DigitalMaximum = Limit(At(128, 8, i, count)),
            Prefilter = Text(At(136, 80, i, count), 80),
            SamplesPerRecord = samples,
            Reserved = Text(At(224, 32, i, count), 32),
            Rate = duration > 0 ? samples / duration : 0,
            SampleBytes = sampleBytes,
            Offset = offset,
        };
        if (signal.IsAnnotations) return signal;
        if (duration == 0) throw Field(244, 8, "record duration", $"a positive number of seconds, as signal {i + 1} (\"{signal.Label}\") holds samples");

        var slope = (signal.PhysicalMaximum - signal.PhysicalMinimum) / (signal.DigitalMaximum - signal.DigitalMinimum);
        if (double.IsFinite(slope)) return signal;
        notes.Add($"signal {i + 1} (\"{signal.Label}\"): the physical and digital limits give no scale; its values are digital");
        return signal with { Unit = "", PhysicalMinimum = 0, PhysicalMaximum = 1, DigitalMinimum = 0, DigitalMaximum = 1 };
    }

    /// <summary>Where a field of one signal stands: each field is stored for all signals before the next one begins.</summary>
    private static int At(int start, int width, int signal, int count) => Fixed + start * count + width * signal;

    private readonly string Text(int at, int width) =>
        Encoding.Latin1.GetString(bytes.AsSpan(at, width).Trim("\0 \t\r\n"u8));

    private readonly bool TryNumber(int at, int width, out double value)
    {
        Span<byte> text = stackalloc byte[8];
        var field = bytes.AsSpan(at, width).Trim("\0 \t\r\n"u8);
        field.CopyTo(text);
        text = text[..field.Length];
        text.Replace((byte)',', (byte)'.');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A calibration limit; not a number where it cannot be read, which leaves the signal digital with a note.</summary>
    private readonly double Limit(int at) => TryNumber(at, 8, out var value) ? value : double.NaN;

    private readonly double Number(int at, int width, string what) => TryNumber(at, width, out var value) ? value : throw Field(at, width, what, "a number");

    private readonly long Whole(int at, int width, string what, long least, long most) =>
        TryNumber(at, width, out var value) && value == Math.Floor(value) && value >= least && value <= most
            ? (long)value
            : throw Field(at, width, what, $"a whole number from {least} to {most}");

    private readonly RecordingException Field(int at, int width, string what, string expected) =>
        new(file, $"byte {at} ({what})", expected, Bytes.Quote(bytes.AsSpan(at, width)),
            "The header is damaged; correct the field or export the recording again.");

    /// <summary>EDF+ states the year in full in the recording field; plain EDF has two digits, 85 to 99 being 1985 to 1999.</summary>
    private readonly DateTime? Start(string recording)
    {
        Span<int> date = stackalloc int[3], time = stackalloc int[3];
        if (!Triple(bytes.AsSpan(176, 8), time) || time[0] > 23 || time[1] > 59 || time[2] > 59)
        {
            notes.Add($"byte 176: \"{Text(176, 8)}\" is no time of day; the start is unknown");
            return null;
        }

        var words = recording.Split(' ', 3);
        if (words.Length > 1 && words[0].Equals("Startdate", StringComparison.OrdinalIgnoreCase)
            && DateTime.TryParseExact(words[1], "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var full))
            return full.Add(new TimeSpan(time[0], time[1], time[2]));

        if (Triple(bytes.AsSpan(168, 8), date) && date[1] is >= 1 and <= 12 && date[2] is >= 0 and <= 99)
        {
            var year = date[2] + (date[2] >= 85 ? 1900 : 2000);
            if (date[0] >= 1 && date[0] <= DateTime.DaysInMonth(year, date[1])) return new DateTime(year, date[1], date[0], time[0], time[1], time[2]);
        }
        notes.Add($"byte 168: \"{Text(168, 8)}\" is no date; the start is unknown");
        return null;
    }

    /// <summary>Three whole numbers between any separators: 01.02.03, 1:2:3, 1-2-3.</summary>
    private static bool Triple(ReadOnlySpan<byte> text, Span<int> values)
    {
        var found = -1;
        var inside = false;
        foreach (var c in text)
        {
            var digit = c - '0';
            if (digit is < 0 or > 9)
            {
                inside = false;
                continue;
            }
            if (!inside && ++found == 3) return false;
            values[found] = inside ? values[found] * 10 + digit : digit;
            inside = true;
        }
        return found == 2;
    }
}
