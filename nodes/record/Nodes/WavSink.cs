namespace Streaming.Record;

/// <summary>Records a signal to a WAV file.</summary>
/// <remarks>
/// The file is valid at any kill and, beyond 4 GiB, an RF64 file. Where samples are missing in the stream, silence takes their place, so that what comes
/// after keeps its time. An existing file is never overwritten.
/// </remarks>
[Node("record.wav", Summary = "Records a signal to a WAV file.", Gap = GapPolicy.Handled, Waits = true, Example = "path: recording.wav")]
public sealed partial class WavSink : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : RecorderSettings
    {
        /// <summary>float32 keeps every value; int16 takes half the room and clips beyond -1 and 1.</summary>
        public WavEncoding Encoding { get; init; }

        /// <summary>The longest gap that is filled with silence; a longer one is cut out, with a note.</summary>
        [Unit("s"), Range(0, 86_400)] public double Silence { get; init; } = 60;
    }

    private const long SilencePiece = 1 << 14;   // samples; a gap may be longer than what is held in memory

    private WavWriter? writer;
    private Action<string>? note;
    [State] private double next;
    [State] private bool begun;
    [State] private long silence;           // samples still to be filled in
    [State] private long filled = -1;       // the index of the sample before which silence stands last
    [State] private int cuts;
    [State] private double cutSeconds;

    /// <summary>What is recorded: a regular signal of a whole number of hertz.</summary>
    [Input(Kinds = [StreamKind.Signal])] public Input<float> Signal { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        if (format.Rate <= 0 || format.Rate != Math.Floor(format.Rate) || format.Rate > int.MaxValue)
            throw new FormatMismatchException("a signal of a whole number of hertz", format.ToString(), "put dsp.resample before it, or use record.xdf");
        if (format.SampleSize is < 1 or > ushort.MaxValue)
            throw new FormatMismatchException("1 to 65535 channels", format.ToString(), "select some with dsp.select, or use record.xdf");
    }

    /// <inheritdoc/>
    /// <exception cref="RecordingFailedException">The file cannot be created.</exception>
    public void Open(NodeContext context)
    {
        note = context.Note;
        writer = new WavWriter(Sinks.Create(Current, context), (int)Signal.Format.Rate, Signal.Format.SampleSize, Current.Encoding);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        writer!.TryAgain();
        while (Signal.Available > 0 && !writer.IsFull)
        {
            if (Signal.Gap && begun && silence == 0 && Signal.Index != filled) Fill(Signal.TimeOf(0) - next);
            for (; silence > 0 && !writer.IsFull; silence -= Math.Min(silence, SilencePiece)) writer.WriteSilence(Math.Min(silence, SilencePiece));
            if (silence > 0) break;
            begun = true;
            next = Signal.TimeOf(Signal.Available - 1) + 1 / Signal.Format.Rate;
            writer.Write(Signal.Samples);
            Signal.Advance(Signal.Available);
        }
        return writer.Rest();
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (cuts > 0)
            note?.Invoke(FormattableString.Invariant($"gaps longer than 'silence' allows ({Current.Silence:0.###} s) were cut out: {cuts}, {cutSeconds:0.###} s in all; what follows them stands earlier in the file"));
        cuts = 0;
        writer?.Dispose();
        writer = null;
    }

    private void Fill(double seconds)
    {
        filled = Signal.Index;
        if (seconds <= Current.Silence) silence = Math.Max(0, (long)Math.Round(seconds * Signal.Format.Rate));
        else
        {
            cuts++;
            cutSeconds += seconds;
        }
    }
}
