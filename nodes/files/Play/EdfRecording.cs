using System.Globalization;

namespace Streaming.Files;

/// <summary>Plays the signals of one rate of an EDF or BDF recording; events are its annotations and the triggers of its status channel.</summary>
internal sealed class EdfRecording : SingleRecording
{
    private readonly EdfReader reader;
    private readonly EdfSignal[] signals;
    private readonly EdfSignal? status;
    private readonly StatusTriggers triggers;
    private readonly int[] words;
    private readonly Queue<(int Code, double Time)> risen = new(64);
    private readonly Dictionary<int, string> texts = [];
    private IReadOnlyList<EdfAnnotation> annotations = [];
    private long loaded = -1;
    private int nextAnnotation;

    private EdfRecording(EdfReader reader, EdfSignal[] signals, StreamFormat format, int mask) : base(format, slack: 0.5 / format.Rate)
    {
        this.reader = reader;
        this.signals = signals;
        status = reader.Header.Signals.FirstOrDefault(s => s.IsStatus);
        triggers = new StatusTriggers(mask);
        words = new int[status?.SamplesPerRecord ?? 0];
    }

    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => reader.Damage;

    public static Recording Open(string path, RecordingOptions options)
    {
        var reader = EdfReader.Open(path);
        try
        {
            if (options.Channels.Count == 0 && reader.Header.Signals.All(s => s.IsAnnotations)) return new AnnotationRecording(reader, path);
            var (signals, note) = Choose(reader.Header, options.Channels, path);
            if (note.Length > 0) reader.Note(note);
            var units = signals.Select(s => Unit(s.Unit)).Distinct().ToArray();
            if (units.Length > 1) reader.Note($"the signals have different units ({string.Join(", ", units)}); the stream names none");
            var unit = units.Length == 1 ? units[0] : "";
            var labels = ValueList.From(signals.Select(Label));
            var format = StreamFormat.Signal(signals.Length, signals[0].Rate, unit, labels, Path.GetFileNameWithoutExtension(path));
            return new EdfRecording(reader, signals, format, options.Mask);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the annotations; one that is stamped long after the end would keep a listener waiting for it.</summary>
    public override void Prepare()
    {
        var all = reader.Annotations();
        var end = reader.Records == 0 ? 0 : reader.OnsetOf(reader.Records - 1) + reader.Header.RecordDuration + 0.5 / Signal.Rate;
        annotations = [.. all.Where(a => a.Onset <= end)];
        if (annotations.Count < all.Count) reader.Note($"annotations after the end of the signals are left out: {all.Count - annotations.Count}");
    }

    public override bool TryTake(double before, out Event found, out double time)
    {
        var hasRisen = risen.TryPeek(out var trigger);
        if (nextAnnotation < annotations.Count && annotations[nextAnnotation] is var a && (hasRisen ? a.Onset <= trigger.Time : a.Onset < before))
        {
            nextAnnotation++;
            (found, time) = (new Event(a.Text, 0, a.Duration ?? 0), a.Onset);
            return true;
        }
        (found, time) = (default, 0);
        if (!hasRisen) return false;
        risen.Dequeue();
        if (!texts.TryGetValue(trigger.Code, out var text)) texts[trigger.Code] = text = trigger.Code.ToString(CultureInfo.InvariantCulture);
        (found, time) = (new Event(text, trigger.Code), trigger.Time);
        return true;
    }

    public override void Save(ref StateWriter writer)
    {
        base.Save(ref writer);
        writer.Write("annotation", nextAnnotation);
        writer.Write("level", triggers.Level);
    }

    public override void Load(ref StateReader reader)
    {
        base.Load(ref reader);
        nextAnnotation = reader.ReadInt32("annotation");
        triggers.Level = reader.ReadInt32("level");
        risen.Clear();
    }

    public override void Reset()
    {
        base.Reset();
        nextAnnotation = 0;
        triggers.Level = -1;
        risen.Clear();
    }

    public override void Dispose() => reader.Dispose();

    protected override bool Peek(out double stored)
    {
        stored = double.NaN;
        var record = Sample / signals[0].SamplesPerRecord;
        if (record >= reader.Records) return false;
        if (record != loaded)
        {
            loaded = -1;
            if (reader.Next != record) reader.Next = record;
            if (!reader.Read()) return false;
            loaded = record;
        }
        if (Sample % signals[0].SamplesPerRecord == 0) stored = reader.Onset;
        return true;
    }

    protected override int Take(Span<float> values, int most)
    {
        var first = (int)(Sample % signals[0].SamplesPerRecord);
        var count = Math.Min(most, signals[0].SamplesPerRecord - first);
        for (var c = 0; c < signals.Length; c++) reader.Physical(signals[c], first, count, values[c..], signals.Length);
        if (status is not null) FindTriggers(status, first, count);
        return count;
    }

    /// <summary>Looks at the status words that lie within the samples taken; the channel may have a rate of its own.</summary>
    private void FindTriggers(EdfSignal channel, int first, int count)
    {
        long mine = channel.SamplesPerRecord, theirs = signals[0].SamplesPerRecord;
        var from = (int)((first * mine + theirs - 1) / theirs);
        var to = (int)(((first + count) * mine + theirs - 1) / theirs);
        var found = words.AsSpan(0, to - from);
        reader.Digital(channel, from, found);
        for (var i = 0; i < found.Length; i++)
            if (triggers.Next(found[i], out var code)) risen.Enqueue((code, TimeOf(Sample - first + (from + i) * theirs / (double)mine)));
    }

    /// <summary>The signals named, or all of the highest rate; measured signals only.</summary>
    private static (EdfSignal[] Signals, string Note) Choose(EdfHeader header, ValueList<string> names, string path)
    {
        var measured = header.Signals.Where(s => !s.IsAnnotations && !s.IsStatus).ToArray();
        if (measured.Length == 0)
            throw new RecordingException(path, "header", "at least one signal", "annotations and triggers only", "Choose the recording that they belong to; annotations alone are played without the setting 'channels'.");
        if (names.Count == 0)
        {
            var most = measured.Max(s => s.SamplesPerRecord);
            var kept = measured.Where(s => s.SamplesPerRecord == most).ToArray();
            var others = measured.Where(s => s.SamplesPerRecord != most).Select(Label);
            var note = $"signals of lower rates are left out: {string.Join(", ", others)}; the setting 'channels' chooses them";
            return (kept, kept.Length == measured.Length ? "" : note);
        }

        var chosen = names.Select(n => Find(header, n, path, measured)).ToArray();
        if (chosen.FirstOrDefault(s => s.SamplesPerRecord != chosen[0].SamplesPerRecord) is { } other)
            throw new RecordingException(path, "header", "channels of one rate",
                FormattableString.Invariant($"{Label(chosen[0])} at {chosen[0].Rate} Hz and {Label(other)} at {other.Rate} Hz"),
                "Play channels of another rate with a node of their own.");
        return (chosen, "");
    }

    private static EdfSignal Find(EdfHeader header, string name, string path, EdfSignal[] measured)
    {
        return header.Signals.FirstOrDefault(s => !s.IsAnnotations && (Is(Label(s)) || Is(s.Label)))
            ?? throw new RecordingException(path, "header", $"a signal \"{name}\"", Bytes.List([.. measured.Select(Label)]), "Name a signal of the recording.");

        bool Is(string label) => label.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>BCI2000 fills labels up with dots.</summary>
    private static string Label(EdfSignal signal) => signal.Label.TrimEnd('.');

    private static string Unit(string unit) => unit is "uV" or "\u03BCV" ? "µV" : unit;
}
