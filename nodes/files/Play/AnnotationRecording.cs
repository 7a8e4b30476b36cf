namespace Streaming.Files;

/// <summary>Plays an EDF+ or BDF+ recording of annotations alone, such as a scoring: its signal has no channels and no samples.</summary>
internal sealed class AnnotationRecording : Recording
{
    private readonly EdfReader reader;
    private IReadOnlyList<EdfAnnotation> annotations = [];
    private bool begun;
    private int next;
    private double end;

    public AnnotationRecording(EdfReader reader, string path) : base(StreamFormat.Signal(0, 0, name: Path.GetFileNameWithoutExtension(path)))
    {
        this.reader = reader;
        reader.Note("the recording holds annotations only; its signal stays empty");
    }

    public override IReadOnlyList<string> Notes => reader.Notes;

    public override RecordingException? Damage => reader.Damage;

    public override double End => end;

    public override void Prepare()
    {
        annotations = reader.Annotations();
        end = reader.Records * reader.Header.RecordDuration;
        foreach (var annotation in annotations) end = Math.Max(end, annotation.Onset + (annotation.Duration ?? 0));
    }

    public override bool Breaks(out double time)
    {
        time = 0;
        return !begun && (begun = true);
    }

    public override int Read(Span<byte> values, Span<double> times) => 0;

    public override bool TryTake(double before, out Event found, out double time)
    {
        (found, time) = (default, 0);
        if (next == annotations.Count || annotations[next].Onset >= before) return false;
        var annotation = annotations[next++];
        (found, time) = (new Event(annotation.Text, 0, annotation.Duration ?? 0), annotation.Onset);
        return true;
    }

    public override void Save(ref StateWriter writer)
    {
        writer.Write("begun", begun);
        writer.Write("annotation", next);
    }

    public override void Load(ref StateReader reader)
    {
        begun = reader.ReadBoolean("begun");
        next = reader.ReadInt32("annotation");
    }

    public override void Reset() => (begun, next) = (false, 0);

    public override void Dispose() => reader.Dispose();
}
