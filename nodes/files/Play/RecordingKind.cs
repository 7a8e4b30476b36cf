using Streaming.Files.Xdf;

namespace Streaming.Files;

/// <summary>A kind of recording that the front door knows.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Recognises">Whether a recording of this kind begins with these bytes (at most 16) or, where content says nothing, has this extension.</param>
/// <param name="Open">Opens one.</param>
internal sealed record RecordingKind(string Name, Func<byte[], string, bool> Recognises, Func<string, RecordingOptions, Recording> Open)
{
    /// <summary>All kinds; those told by their content come first.</summary>
    private static readonly RecordingKind[] all =
    [
        new("EDF, BDF", (start, _) => EdfHeaderParser.Recognises(start), EdfRecording.Open),
        new("BrainVision", (start, _) => BrainVisionText.Recognises(start), BrainVisionRecording.Open),
        new("WAV", (start, _) => WavHeader.Recognises(start), (path, options) => AudioRecording.Open("WAV", WavReader.Open, path, options)),
        new("FLAC", (start, _) => FlacHeader.Recognises(start), (path, options) => AudioRecording.Open("FLAC", FlacReader.Open, path, options)),
        new("XDF", (start, extension) => start.AsSpan().StartsWith("XDF:"u8) || extension is ".xdf" or ".xdfz" or ".gz", XdfRecording.Open),
        new("CSV, TSV", (_, extension) => extension is ".csv" or ".tsv" or ".txt", CsvRecording.Open),
    ];

    /// <summary>Opens a recording of any kind.</summary>
    /// <exception cref="RecordingException">It is of no kind known, or cannot be read.</exception>
    public static Recording OpenAny(string path, RecordingOptions options)
    {
        var start = new byte[16];
        using (var stream = Bytes.Open(path)) Array.Resize(ref start, stream.ReadAt(0, start));
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var kind = Array.Find(all, k => k.Recognises(start, extension))
            ?? throw new RecordingException(path, "byte 0", $"a recording of a known kind ({string.Join(", ", all.Select(k => k.Name))})",
                start.Length == 0 ? "an empty file" : Bytes.Quote(start), "Convert it to one of these; delimited text is told by its extension.");
        return kind.Open(path, options);
    }
}
