using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streaming.Record;

/// <summary>
/// Writes a JSON Lines recording of any number of streams (jsonlines.org). A stream begins with a line that describes it; then each sample is a line:
/// <c>{"stream":"eeg","time":1.25,"values":[..]}</c>, each event <c>{"stream":"marks","time":1.25,"text":"left","value":0,"duration":0}</c>.
/// Numbers are the shortest text that reads back as the same number; what JSON has no number for (NaN, infinity) is null.
/// </summary>
public sealed class JsonLinesWriter : RecordingWriter
{
    private readonly LineBuffer lines;

    /// <summary>Begins a recording.</summary>
    /// <param name="file">Where it goes; disposed with the writer.</param>
    public JsonLinesWriter(RecordingFile file) : base(file) => lines = new(file);

    /// <summary>Adds a stream and describes it.</summary>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public JsonLinesStream Add(string name, StreamFormat format)
    {
        lines.Write("{\"stream\":"u8);
        Text(name);
        lines.Write(",\"kind\":"u8);
        Text(format.Kind.ToString().ToLowerInvariant());
        if (format.Kind != StreamKind.Events)
        {
            lines.Write(",\"shape\":["u8);
            for (var i = 0; i < format.Shape.Count; i++)
            {
                if (i > 0) lines.Write((byte)',');
                lines.Write(format.Shape[i]);
            }
            lines.Write("],\"rate\":"u8);
            Number(format.Rate);
            lines.Write(",\"labels\":["u8);
            for (var i = 0; i < format.Labels.Count; i++)
            {
                if (i > 0) lines.Write((byte)',');
                Text(format.Labels[i]);
            }
            lines.Write("],\"unit\":"u8);
            Text(format.Unit);
        }
        lines.Write("}\n"u8);
        lines.Flush();
        return new(this, Quoted(name), format);
    }

    private protected override void Finish() => lines.Flush();

    internal void Write<T>(byte[] name, double time, ReadOnlySpan<T> values, bool now) where T : struct, IUtf8SpanFormattable
    {
        Begin(name, time);
        lines.Write(",\"values\":["u8);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) lines.Write((byte)',');
            Number(values[i]);
        }
        lines.Write("]}"u8);
        lines.EndLine(time, now);
    }

    internal void Write(byte[] name, double time, Event happened)
    {
        Begin(name, time);
        lines.Write(",\"text\":"u8);
        Text(happened.Text);
        lines.Write(",\"value\":"u8);
        Number(happened.Value);
        lines.Write(",\"duration\":"u8);
        Number(happened.Duration);
        lines.Write((byte)'}');
        lines.EndLine(time, now: true);
    }

    private void Begin(byte[] name, double time)
    {
        lines.Write("{\"stream\":"u8);
        lines.Write(name);
        lines.Write(",\"time\":"u8);
        Number(time);
    }

    private void Number<T>(T value) where T : struct, IUtf8SpanFormattable
    {
        if ((value is float single && !float.IsFinite(single)) || (value is double number && !double.IsFinite(number))) lines.Write("null"u8);
        else lines.Write(value);
    }

    private void Text(string text) => lines.WriteQuoted(text);

    private static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}

/// <summary>One stream of a <see cref="JsonLinesWriter"/>.</summary>
public sealed class JsonLinesStream
{
    private readonly JsonLinesWriter writer;
    private readonly byte[] name;
    private readonly bool regular;

    internal JsonLinesStream(JsonLinesWriter writer, byte[] name, StreamFormat format) =>
        (this.writer, this.name, regular, SampleSize) = (writer, name, format.Rate > 0, format.SampleSize);

    /// <summary>Values of a sample.</summary>
    public int SampleSize { get; }

    /// <summary>Writes a sample.</summary>
    /// <param name="time">In seconds.</param>
    /// <param name="values">All values of the sample.</param>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Write<T>(double time, ReadOnlySpan<T> values) where T : struct, IUtf8SpanFormattable => writer.Write(name, time, values, now: !regular);

    /// <summary>Writes an event.</summary>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Write(double time, Event happened) => writer.Write(name, time, happened);
}
