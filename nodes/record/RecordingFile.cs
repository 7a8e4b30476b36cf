namespace Streaming.Record;

/// <summary>
/// A file that grows by whole pieces. Each piece is one write, so whatever ends the process leaves whole pieces and at most one part of one; a write that
/// fails, for example on a full disk, is taken back before the failure is reported. An existing file is never touched.
/// </summary>
public sealed class RecordingFile : IDisposable
{
    private const int MostNames = 10_000;

    private readonly Stream stream;
    private RecordingFailedException? failure;

    /// <summary>A recording over any stream that can seek; it is disposed with the recording.</summary>
    /// <param name="stream">Where the bytes go, from its present length on.</param>
    /// <param name="path">Names it in messages.</param>
    public RecordingFile(Stream stream, string path) : this(stream, path, path)
    {
    }

    private RecordingFile(Stream stream, string path, string wanted)
    {
        this.stream = stream;
        Path = path;
        WantedPath = wanted;
        Length = stream.Length;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The path asked for; another than <see cref="Path"/> if that name was taken.</summary>
    public string WantedPath { get; }

    /// <summary>Bytes written whole.</summary>
    public long Length { get; private set; }

    /// <summary>A write failed; nothing more will be written.</summary>
    public bool HasFailed => failure is not null;

    /// <summary>Creates a file and the folders it needs. If the name is taken, the next free one of <c>name_2.ext</c>, <c>name_3.ext</c>, .. is used: see <see cref="Path"/>.</summary>
    /// <param name="pattern">A path; <c>{date}</c> and <c>{time}</c> stand for local date and time.</param>
    /// <param name="time">Gives date and time.</param>
    /// <exception cref="RecordingFailedException">No file can be created there.</exception>
    /// <exception cref="FormatException">The pattern holds another word in braces.</exception>
    public static RecordingFile Create(string pattern, TimeProvider time)
    {
        var wanted = System.IO.Path.GetFullPath(RecordingName.Expand(pattern, time));
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(wanted)!);
            for (var n = 1; n <= MostNames; n++)
            {
                var path = RecordingName.Numbered(wanted, n);
                if (File.Exists(path) || Directory.Exists(path)) continue;
                try
                {
                    return new(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), path, wanted);
                }
                catch (IOException) when (File.Exists(path))
                {
                    // Somebody else took this name just now.
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordingFailedException(wanted, 0, e.Message, "Choose a place that exists and that you may write to.", e);
        }
        throw new RecordingFailedException(wanted, 0, $"the names up to {System.IO.Path.GetFileName(RecordingName.Numbered(wanted, MostNames))} are all taken", "Choose another name, or put {date} or {time} into it.");
    }

    /// <summary>Writes a whole piece at the end.</summary>
    /// <exception cref="RecordingFailedException">It could not be written; the file ends with the piece before.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        Write(Length, piece);
        Length += piece.Length;
    }

    /// <summary>Writes over bytes that stand already, such as sizes in a header.</summary>
    /// <exception cref="RecordingFailedException">They could not be written.</exception>
    public void Replace(long position, ReadOnlySpan<byte> bytes) => Write(position, bytes);

    /// <summary>Waits until the disk holds what was written, so that it outlives a loss of power; the end of the process alone loses nothing.</summary>
    /// <exception cref="RecordingFailedException">The disk failed.</exception>
    public void FlushToDisk()
    {
        if (failure is not null) throw failure;
        try
        {
            if (stream is FileStream file) file.Flush(flushToDisk: true);
            else stream.Flush();
        }
        catch (IOException e)
        {
            throw Fail(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Write(long position, ReadOnlySpan<byte> bytes)
    {
        if (failure is not null) throw failure;
        try
        {
            if (stream.Position != position) stream.Position = position;
            stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw Fail(e);
        }
    }

    private RecordingFailedException Fail(IOException e)
    {
        try
        {
            stream.SetLength(Length);
        }
        catch (IOException)
        {
            // The part of a piece that stays is what readers expect of a recording that was cut.
        }
        // .NET appends the path, which stands in front already.
        var cause = e.Message.Replace($" : '{Path}'", "", StringComparison.Ordinal);
        return failure = new(Path, Length, cause, "Free some space or choose another disk, then start a new recording.", e);
    }
}
