using Streaming.Record;

namespace Streaming.Tests;

/// <summary>A recording of every kind this family writes, the same each time: a signal, markers, clock offsets, a gap.</summary>
internal static class Recordings
{
    public static readonly string[] Kinds = ["xdf", "csv", "jsonl", "wav", "srt", "vtt", "txt"];

    /// <summary>Writes one into a file.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="tick">Called between what a sink would call steps.</param>
    /// <param name="seconds">Of stream.</param>
    public static void Write(string kind, RecordingFile file, Action<RecordingWriter> tick, int seconds = 12)
    {
        using RecordingWriter writer = kind switch
        {
            "xdf" => new XdfWriter(file, StillTime.Instance),
            "csv" => new CsvWriter(file, ["C3", "C4"], regular: true),
            "jsonl" => new JsonLinesWriter(file),
            "srt" => new SrtWriter(file),
            "vtt" => new VttWriter(file),
            "txt" => new TranscriptWriter(file, times: true),
            _ => new WavWriter(file, 20, 2, WavEncoding.Float32),
        };
        Action<int, double> sample = writer switch
        {
            XdfWriter xdf => Xdf(xdf),
            CsvWriter csv => (i, stamp) => csv.Write<float>(stamp, [i, -i]),
            JsonLinesWriter lines => Lines(lines),
            CaptionWriter captions => (i, stamp) =>
            {
                if (i % 10 == 3) captions.Write(stamp, new Event($"what <was> said\nat {i}", 0.5, 0.4));
            },
            _ => (i, _) => ((WavWriter)writer).Write([i, -i]),
        };
        for (var i = 0; i < seconds * 20; i++)
        {
            sample(i, 100 + i / 20.0 + (i > 90 ? 3 : 0));
            tick(writer);
        }
    }

    private static Action<int, double> Xdf(XdfWriter writer)
    {
        var signal = writer.Add(new() { Name = "signal", Type = "EEG", ChannelCount = 2, Rate = 20, Element = ElementType.Int16 });
        var markers = writer.Add(new() { Name = "markers", Type = "Markers", Element = ElementType.Event });
        return (i, stamp) =>
        {
            signal.Write<short>([(short)i, (short)-i], [stamp]);
            if (i % 50 == 7) markers.Write([$"mark {i}"], stamp);
            if (i % 100 == 50) signal.Write(new ClockOffset(stamp, -0.25));
        };
    }

    private static Action<int, double> Lines(JsonLinesWriter writer)
    {
        var signal = writer.Add("signal", StreamFormat.Signal(2, 20));
        var marks = writer.Add("marks", StreamFormat.Events());
        return (i, stamp) =>
        {
            signal.Write<float>(stamp, [i, -i]);
            if (i % 50 == 7) marks.Write(stamp, new Event($"mark {i}"));
        };
    }
}
