using System.Text;

namespace Streaming.Files;

/// <summary>Reads an EDF, EDF+, BDF or BDF+ recording record by record; any record can be the next.</summary>
/// <remarks>
/// Memory is one data record. A number of records that is -1 or does not agree with the file's size is replaced by the whole records
/// that the file holds; what follows the last whole record is left out. <see cref="Notes"/> says so.
/// </remarks>
public sealed class EdfReader : IDisposable
{
    private readonly Stream stream;
    private readonly RecordingNotes notes = new();
    private readonly EdfSignal? timekeeper;
    private readonly byte[] record;
    private readonly double tolerance;
    private byte[] block = [];
    private long next;
    private (long Record, double Onset) clock = (-1, 0);
    private double end = double.NegativeInfinity;
    private bool untold, adrift, overlaps;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">A stream that can seek; the reader disposes it.</param>
    /// <param name="name">What messages call the recording.</param>
    /// <exception cref="RecordingException">The header cannot be read.</exception>
    public EdfReader(Stream stream, string name)
    {
        this.stream = stream;
        Header = EdfHeaderParser.Parse(stream, name, notes);
        if (Header.Continuity != EdfContinuity.Plain) timekeeper = Header.Signals.FirstOrDefault(s => s.IsAnnotations);
        if (Header.Continuity == EdfContinuity.Discontinuous && timekeeper is null)
            notes.Add("the recording is discontinuous but has no annotation signal; its records are taken as continuous");

        // Half a sample of the fastest signal: stored times are rounded decimals.
        tolerance = Header.RecordDuration / 2 / Header.Signals.Max(s => s.SamplesPerRecord);
        Records = CountRecords(name);
        record = new byte[Records > 0 ? Header.RecordBytes : 0];
        FirstOnset = Records > 0 && StoredOnset(0) is { } onset ? onset : 0;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecordingException">The header cannot be read.</exception>
    public static EdfReader Open(string path)
    {
        var stream = Bytes.Open(path);
        try
        {
            return new EdfReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The header.</summary>
    public EdfHeader Header { get; }

    /// <summary>What the reader had to put up with.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The first part of the recording that is missing; null where there is none.</summary>
    public RecordingException? Damage => notes.Damage;

    /// <summary>Number of whole data records in the file.</summary>
    public long Records { get; }

    /// <summary>The record that <see cref="Read"/> reads next, from 0 to <see cref="Records"/>.</summary>
    public long Next
    {
        get => next;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Records);
            next = value;
            clock = (-1, 0);
            end = double.NegativeInfinity;
        }
    }

    /// <summary>
    /// Seconds from the header's start time, which has whole seconds, to the first sample; the stored fraction in EDF+ and BDF+, else 0.
    /// </summary>
    public double FirstOnset { get; }

    /// <summary>Start of the record read last, in seconds from the first sample of the recording.</summary>
    public double Onset { get; private set; }

    /// <summary>Reads the next record; false at the end of the recording.</summary>
    public bool Read()
    {
        if (next >= Records) return false;
        if (stream.ReadAt(Place(next), record) < record.Length)
        {
            notes.Add($"the file became shorter while it was read; record {next + 1} is not whole");
            return false;
        }
        Onset = Start(next);
        next++;
        return true;
    }

    /// <summary>Copies digital values of the record read last.</summary>
    /// <param name="signal">A signal of the header.</param>
    /// <param name="first">First sample within the record.</param>
    /// <param name="destination">Receives as many samples as it is long.</param>
    public void Digital(EdfSignal signal, int first, Span<int> destination)
    {
        var block = Block(signal).Slice(first * signal.SampleBytes, destination.Length * signal.SampleBytes);
        for (var i = 0; i < destination.Length; i++) destination[i] = signal.Sample(block, i);
    }

    /// <summary>Copies physical values of the record read last, in the signal's unit, one every <paramref name="stride"/> places.</summary>
    /// <param name="signal">A signal of the header.</param>
    /// <param name="first">First sample within the record.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="destination">Receives sample <c>i</c> at <c>i * stride</c>: a slice from the channel on fills a block [samples, channels].</param>
    /// <param name="stride">Distance between samples, at least 1.</param>
    public void Physical(EdfSignal signal, int first, int count, Span<float> destination, int stride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        var block = Block(signal).Slice(first * signal.SampleBytes, count * signal.SampleBytes);
        for (var i = 0; i < count; i++) destination[i * stride] = (float)signal.ToPhysical(signal.Sample(block, i));
    }

    /// <summary>The bytes of a signal in the record read last: annotation lists for <see cref="AnnotationLists"/>, else samples.</summary>
    public ReadOnlySpan<byte> Block(EdfSignal signal) => record.AsSpan(signal.Offset, signal.Length);

    /// <summary>Reads every annotation of the recording, in order of their onsets, and touches nothing but annotation signals.</summary>
    /// <remarks>An annotation may stand in any record, so their order in the file says nothing of their time.</remarks>
    public IReadOnlyList<EdfAnnotation> Annotations()
    {
        var found = new List<EdfAnnotation>();
        var malformed = 0;
        foreach (var signal in Header.Signals)
        {
            if (!signal.IsAnnotations || Records == 0) continue;
            var block = new byte[signal.Length];
            for (long r = 0; r < Records && stream.ReadAt(Place(r) + signal.Offset, block) == block.Length; r++)
            {
                var lists = new AnnotationLists(block);
                while (lists.MoveNext())
                    if (!lists.Text.IsEmpty) found.Add(new(lists.Onset - FirstOnset, lists.Duration, Encoding.UTF8.GetString(lists.Text)));
                malformed += lists.Malformed;
            }
        }
        if (malformed > 0) notes.Add($"annotation lists that cannot be read are left out: {malformed}");
        return [.. found.OrderBy(a => a.Onset)];
    }

    /// <summary>Start of any record, in seconds from the first sample.</summary>
    public double OnsetOf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Records);
        if (Header.Continuity != EdfContinuity.Discontinuous) return index * Header.RecordDuration;
        var (origin, onset) = Clock(index);
        return onset + (index - origin) * Header.RecordDuration;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    internal void Note(string note) => notes.Add(note);

    private static bool Once(ref bool said) => !said && (said = true);

    private long Place(long index) => Header.HeaderBytes + index * Header.RecordBytes;

    /// <summary>Start of the record that was just read, in seconds from the first sample.</summary>
    private double Start(long index)
    {
        var regular = index * Header.RecordDuration;
        if (timekeeper is null) return regular;
        var told = TryOnset(Block(timekeeper), out var stored);
        stored -= FirstOnset;
        if (!told && Once(ref untold)) notes.Add($"record {index + 1} does not say when it starts");
        if (Header.Continuity == EdfContinuity.Continuous)
        {
            if (told && Math.Abs(stored - regular) > tolerance && Once(ref adrift))
                notes.Add($"the recording is declared continuous, but record {index + 1} says it starts at {stored:0.######} s; {regular:0.######} s is taken");
            return regular;
        }

        if (told) clock = (index, stored);
        else if (clock.Record < 0) clock = Clock(index);
        var onset = clock.Onset + (index - clock.Record) * Header.RecordDuration;
        if (onset < end - tolerance && Once(ref overlaps))
            notes.Add($"record {index + 1} starts at {onset:0.######} s, before the end of the one before it at {end:0.######} s");
        end = onset + Header.RecordDuration;
        return onset;
    }

    /// <summary>The last record up to <paramref name="index"/> that says when it starts, and when.</summary>
    private (long Record, double Onset) Clock(long index)
    {
        for (; index >= 0; index--)
            if (StoredOnset(index) is { } onset) return (index, onset - FirstOnset);
        return (0, 0);
    }

    private double? StoredOnset(long index)
    {
        if (timekeeper is null) return null;
        if (block.Length == 0) block = new byte[timekeeper.Length];
        return stream.ReadAt(Place(index) + timekeeper.Offset, block) == block.Length && TryOnset(block, out var onset) ? onset : null;
    }

    private static bool TryOnset(ReadOnlySpan<byte> block, out double onset)
    {
        var lists = new AnnotationLists(block);
        var found = lists.MoveNext() && lists.Text.IsEmpty;
        onset = lists.Onset;
        return found;
    }

    private long CountRecords(string name)
    {
        var available = stream.Length - Header.HeaderBytes;
        var whole = available / Header.RecordBytes;
        var partial = available % Header.RecordBytes;
        if (Header.StatedRecords == -1) notes.Add($"the recording was not closed; the file holds {whole} whole records");
        else if (Header.StatedRecords > whole) notes.Add(Differs(), Bytes.Short(name, stream.Length, $"{Header.StatedRecords} records, as the header states", $"{whole} whole ones"));
        else if (Header.StatedRecords < whole) notes.Add(Differs());
        if (partial != 0) notes.Add($"the last record is cut: {partial} of {Header.RecordBytes} bytes, left out");
        return whole;

        string Differs() => $"the header states {Header.StatedRecords} records; the file holds {whole} whole ones";
    }
}
