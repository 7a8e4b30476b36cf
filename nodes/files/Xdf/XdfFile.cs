using System.IO.Compression;

namespace Streaming.Files.Xdf;

/// <summary>
/// An XDF 1.0 file: its streams, and readers over them. Opening scans the file once; neither the scan nor a reader ever holds more of it than a few samples.
/// Damage costs as little as can be: the scan goes on behind the next boundary chunk, a file that was cut gives all its whole samples, and <see cref="Notes"/>
/// says what happened. A file that grows while it is read is taken as it was when it was opened.
/// </summary>
public sealed class XdfFile
{
    private readonly Func<Stream> open;

    private XdfFile(string path, Func<Stream> open) => (Path, this.open) = (path, open);

    /// <summary>Path of the file, or what messages call it.</summary>
    public string Path { get; }

    /// <summary>XML of the file header; empty if it is damaged.</summary>
    public string Header { get; internal set; } = "";

    /// <summary>When the recording began, as the recorder wrote it; null in old files.</summary>
    public DateTimeOffset? Recorded { get; internal set; }

    /// <summary>The streams in the order of their headers.</summary>
    public IReadOnlyList<XdfStream> Streams => streams;

    /// <summary>What is damaged, missing or left out, each with its place; empty for a sound file.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The first part of the recording that is missing or cannot be read; null where there is none.</summary>
    public RecordingException? Damage => notes.Damage;

    internal readonly List<XdfStream> streams = [];
    internal readonly Dictionary<uint, XdfStream> byId = [];
    internal readonly RecordingNotes notes = [];

    /// <summary>Byte ranges that hold nothing readable, in order.</summary>
    internal readonly List<(long From, long To)> damage = [];

    /// <summary>Where reading ends.</summary>
    internal long End { get; set; }

    /// <summary>Scans a file (<c>.xdf</c>, or packed by gzip or zlib, whatever its name).</summary>
    /// <exception cref="RecordingException">It is not an XDF file, or damaged beyond use.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static XdfFile Open(string path) =>
        Open(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <summary>Scans a recording that is no file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="open">Gives its bytes from the first on, each time anew: a stream that can seek, disposed by who reads it. Readers may be open side by side.</param>
    /// <exception cref="RecordingException">It is not an XDF file, or damaged beyond use.</exception>
    public static XdfFile Open(string name, Func<Stream> open)
    {
        var file = new XdfFile(name, open);
        using var source = file.OpenBytes(long.MaxValue);
        new Scan(file, source).Run();
        return file;
    }

    /// <summary>Reads all streams in the order of the file.</summary>
    public XdfReader Read() => new(this, null);

    /// <summary>Reads one stream from a sample on.</summary>
    /// <param name="stream">A stream of this file.</param>
    /// <param name="firstSample">Index of the sample to begin with.</param>
    public XdfReader Read(XdfStream stream, long firstSample = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        if (stream.Index >= streams.Count || streams[stream.Index] != stream)
            throw new ArgumentException($"{stream} is not a stream of {Path}.", nameof(stream));
        return new(this, stream, firstSample);
    }

    /// <summary>Corrects the stamps of every stream; reads the file once more.</summary>
    /// <param name="synchronise">Whether to carry stamps over to the recorder's clock, by the clock offsets.</param>
    /// <param name="dejitter">Whether to put the samples of regular streams on lines through their stamps.</param>
    /// <returns>One for each of <see cref="Streams"/>.</returns>
    public IReadOnlyList<XdfTimeline> Timelines(bool synchronise = true, bool dejitter = true)
    {
        var builders = new TimelineBuilder[streams.Count];
        for (var i = 0; i < builders.Length; i++) builders[i] = new(streams[i], synchronise, dejitter);
        using (var reader = Read())
            while (reader.Next())
                if (reader.Kind == XdfPiece.Samples) builders[reader.Stream.Index].Add(reader.Stamps);
        var timelines = new XdfTimeline[builders.Length];
        for (var i = 0; i < timelines.Length; i++) timelines[i] = builders[i].Finish();
        return timelines;
    }

    internal ByteSource OpenBytes(long limit)
    {
        var raw = open();
        Span<byte> magic = stackalloc byte[4];
        var got = raw.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        raw.Position = 0;
        if (got == 4 && magic.SequenceEqual("XDF:"u8)) return new(raw, Math.Min(raw.Length, limit));
        if (got == 4 && magic[0] == 0x1F && magic[1] == 0x8B) return new(new GZipStream(raw, CompressionMode.Decompress), limit);
        if (got == 4 && magic[0] == 0x78 && (magic[0] * 256 + magic[1]) % 31 == 0) return new(new ZLibStream(raw, CompressionMode.Decompress), limit);
        raw.Dispose();
        throw new RecordingException(Path, "byte 0", "'XDF:' (or a gzip or zlib file that holds it)",
            got == 0 ? "an empty file" : $"bytes {Convert.ToHexString(magic[..got])}", "Check that this is an XDF recording.");
    }
}
