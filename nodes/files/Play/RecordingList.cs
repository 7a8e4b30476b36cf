namespace Streaming.Files;

/// <summary>Plays recordings of one format after each other: each follows on the one before, after a gap of no length.</summary>
internal sealed class RecordingList : Recording
{
    private readonly ValueList<string> paths;
    private readonly Func<string, Recording> open;
    private readonly List<string> past = [];
    private RecordingException? pastDamage;
    private Recording current;
    private int index;
    private double offset;
    private bool joined = true;

    private RecordingList(ValueList<string> paths, Func<string, Recording> open, Recording first) : base(first.Signal)
    {
        this.paths = paths;
        this.open = open;
        current = first;
        Events = first.Events;
    }

    public override StreamFormat Events { get; }

    public override IReadOnlyList<string> Notes => [.. past, .. NotesOfCurrent];

    public override RecordingException? Damage => pastDamage ?? current.Damage;

    public override bool IsStamped => current.IsStamped;

    public override double Next => current.Next + offset;

    public override double End => current.End + offset;

    /// <summary>Opens all of them to compare their formats, and keeps the first.</summary>
    public static RecordingList Open(ValueList<string> paths, Func<string, Recording> open)
    {
        if (paths.Count == 0) throw new FormatMismatchException("at least one recording", "an empty list", "name a recording with the setting 'path'");
        var first = open(paths[0]);
        try
        {
            var list = new RecordingList(paths, open, first);
            foreach (var path in paths.Skip(1))
            {
                using var other = open(path);
                if (other.Signal with { Name = first.Signal.Name, Description = first.Signal.Description } != first.Signal)
                    throw new RecordingException(path, "header", $"{Described(first.Signal)} as in {paths[0]}", Described(other.Signal),
                        "Play it with a node of its own.");
            }
            return list;
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    public override void Prepare() => current.Prepare();

    public override bool Breaks(out double time)
    {
        if (!current.Breaks(out time)) return false;
        Join(ref time);
        return true;
    }

    public override int Read(Span<byte> values, Span<double> times)
    {
        var read = current.Read(values, times);
        if (offset != 0)
            foreach (ref var time in times[..Math.Min(read, times.Length)]) time += offset;
        return read;
    }

    public override bool TryTake(double before, out Event found, out double time)
    {
        if (!current.TryTake(before - offset, out found, out time)) return false;
        Join(ref time);
        return true;
    }

    public override bool MoveOn()
    {
        if (index + 1 >= paths.Count) return false;
        // Until the next recording has told its first time, this is the time at which it starts.
        (offset, joined) = (End, false);
        Become(index + 1);
        return true;
    }

    public override void Save(ref StateWriter writer)
    {
        writer.Write("index", index);
        writer.Write("offset", offset);
        writer.Write("joined", joined);
        current.Save(ref writer);
    }

    public override void Load(ref StateReader reader)
    {
        var saved = reader.ReadInt32("index");
        if (saved < 0 || saved >= paths.Count)
            throw new StateException($"State 'index' is {saved}, but the list has {paths.Count} recordings: it was saved with other settings.");
        if (saved != index) Become(saved);
        offset = reader.ReadDouble("offset");
        joined = reader.ReadBoolean("joined");
        current.Load(ref reader);
    }

    public override void Reset()
    {
        if (index != 0) Become(0);
        else current.Reset();
        (offset, joined) = (0, true);
    }

    public override void Dispose() => current.Dispose();

    private IEnumerable<string> NotesOfCurrent => paths.Count == 1 ? current.Notes : current.Notes.Select(n => $"{paths[index]}: {n}");

    /// <summary>Moves a time of the recording that is played to its place in the list: the first time it tells is where the one before ended.</summary>
    private void Join(ref double time)
    {
        if (!joined) (offset, joined) = (offset - time, true);
        time += offset;
    }

    private void Become(int next)
    {
        var opened = open(paths[next]);
        past.AddRange(NotesOfCurrent);
        pastDamage ??= current.Damage;
        current.Dispose();
        current = opened;
        current.Prepare();
        index = next;
    }

    private static string Described(StreamFormat format) =>
        $"{format} with channels {(format.Labels.Count == 0 ? "without names" : string.Join(", ", format.Labels))}";
}
