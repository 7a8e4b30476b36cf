namespace Streaming.Record;

/// <summary>
/// A file that grows by whole pieces. Each piece is one write, so whatever ends the process leaves whole pieces and at most one part of one; a write that
/// fails, for example on a full disk, is taken back. Without patience it is reported at once. With it, the piece and all that come after it are held in memory
/// and written in their order once the disk takes them: the file becomes what it would have been. An existing file is never touched.
/// </summary>
public sealed class RecordingFile : IDisposable
{
    private const int MostNames = 10_000;
    private const long MostUnconfirmed = 4 << 20;   // bytes written but not known to be on the disk; that much is flushed in any case
    private static readonly TimeSpan firstRetry = TimeSpan.FromMilliseconds(100), longestRetry = TimeSpan.FromSeconds(5);

    private readonly Spool spool = new();
    private readonly RecordingPatience? patience;
    private readonly Func<Stream>? reopen;
    private readonly long begun;
    private Stream? stream;
    private RecordingFailedException? failure;
    private Exception? trouble;
    private TimeSpan backoff;
    private long begins, since, next, written, confirmed;
    private bool owesFlush, saidFull;

    /// <summary>A recording over any stream that can seek; it is disposed with the recording.</summary>
    /// <param name="stream">Where the bytes go, from its present length on.</param>
    /// <param name="path">Names it in messages.</param>
    /// <param name="patience">What it does while the disk takes nothing; null: it fails at once.</param>
    /// <param name="reopen">Opens the same bytes again, after they could not be written for another reason than a full disk: a device may be back.</param>
    public RecordingFile(Stream stream, string path, RecordingPatience? patience = null, Func<Stream>? reopen = null) : this(stream, path, path, patience, reopen)
    {
    }

    private RecordingFile(Stream stream, string path, string wanted, RecordingPatience? patience, Func<Stream>? reopen)
    {
        (this.stream, this.patience, this.reopen) = (stream, patience, reopen);
        Path = path;
        WantedPath = wanted;
        Length = written = confirmed = stream.Length;
        begun = patience?.Time.GetTimestamp() ?? 0;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The path asked for; another than <see cref="Path"/> if that name was taken.</summary>
    public string WantedPath { get; }

    /// <summary>Bytes of the recording, written or held.</summary>
    public long Length { get; private set; }

    /// <summary>Nothing more will be written.</summary>
    public bool HasFailed => failure is not null;

    /// <summary>The disk takes nothing for now; what comes is held in memory.</summary>
    public bool IsHindered => trouble is not null;

    /// <summary>No more should come until the disk takes what is held.</summary>
    public bool IsFull => IsHindered && spool.Bytes >= patience!.SpoolBytes;

    /// <summary>Time until <see cref="TryAgain"/> does something.</summary>
    public TimeSpan UntilRetry
    {
        get
        {
            if (!IsHindered) return TimeSpan.Zero;
            var left = patience!.Time.GetElapsedTime(patience.Time.GetTimestamp(), next);
            return left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1);
        }
    }

    /// <summary>Creates a file and the folders it needs. If the name is taken, the next free one of <c>name_2.ext</c>, <c>name_3.ext</c>, .. is used: see <see cref="Path"/>.</summary>
    /// <param name="pattern">A path; <c>{date}</c> and <c>{time}</c> stand for local date and time.</param>
    /// <param name="time">Gives date and time.</param>
    /// <param name="patience">What it does while the disk takes nothing; null: it fails at once.</param>
    /// <exception cref="RecordingFailedException">No file can be created there.</exception>
    /// <exception cref="FormatException">The pattern holds another word in braces.</exception>
    public static RecordingFile Create(string pattern, TimeProvider time, RecordingPatience? patience = null) => Create(pattern, time, patience, static file => file);

    /// <summary>The same, with something between the recording and its file.</summary>
    internal static RecordingFile Create(string pattern, TimeProvider time, RecordingPatience? patience, Func<FileStream, Stream> over)
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
                    var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
                    return new(over(stream), path, wanted, patience, () => over(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0)));
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

    /// <summary>Writes a whole piece at the end, or holds it until the disk takes it.</summary>
    /// <exception cref="RecordingFailedException">It could not be written, and there is no more patience; the file ends with the last piece that was.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        Take(Length, piece);
        Length += piece.Length;
        Write();
    }

    /// <summary>Writes over bytes that stand already, such as sizes in a header, or holds them until the disk takes them.</summary>
    /// <exception cref="RecordingFailedException">They could not be written, and there is no more patience.</exception>
    public void Replace(long position, ReadOnlySpan<byte> bytes)
    {
        Take(position, bytes);
        Write();
    }

    /// <summary>Waits until the disk holds what was written, so that it outlives a loss of power; the end of the process alone loses nothing.</summary>
    /// <exception cref="RecordingFailedException">The disk failed, and there is no more patience.</exception>
    public void FlushToDisk()
    {
        if (failure is not null) throw failure;
        owesFlush = true;
        Write();
    }

    /// <summary>Writes what is held, if it is time to try again.</summary>
    /// <exception cref="RecordingFailedException">There is no more patience.</exception>
    public void TryAgain()
    {
        if (failure is not null) throw failure;
        if (IsHindered && patience!.Time.GetTimestamp() >= next) Settle();
    }

    /// <summary>Waits until everything is written, as long as there is patience.</summary>
    /// <exception cref="RecordingFailedException">There is no more patience.</exception>
    public void WaitUntilWritten()
    {
        if (failure is not null) throw failure;
        if (!IsHindered) return;
        var time = patience!.Time;
        Note($"the recording has ended, but {Text.Megabytes(spool.Unwritten)} are not written; trying on");
        using var due = new ManualResetEventSlim();
        while (IsHindered)
        {
            if (patience.Stopping.IsCancellationRequested)
            {
                Settle();
                if (IsHindered) throw Fail(trouble!);
                return;
            }
            due.Reset();
            using (time.CreateTimer(static due => ((ManualResetEventSlim)due!).Set(), due, UntilRetry, Timeout.InfiniteTimeSpan))
            {
                try
                {
                    due.Wait(patience.Stopping);
                }
                catch (OperationCanceledException)
                {
                    continue;
                }
            }
            TryAgain();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            stream?.Dispose();
        }
        catch (IOException) when (failure is not null)
        {
            // It was said already.
        }
    }

    private void Take(long position, ReadOnlySpan<byte> bytes)
    {
        if (failure is not null) throw failure;
        spool.Add(position, bytes);
    }

    private void Write()
    {
        if (!IsHindered) Settle();
        else if (IsFull && !saidFull)
        {
            saidFull = true;
            Note($"the memory for it is full ({Text.Megabytes(spool.Bytes)} held): it reads no more until the disk takes what is held");
        }
    }

    /// <summary>Writes what is held, and flushes it where that is due.</summary>
    private void Settle()
    {
        var took = false;
        try
        {
            if (trouble is not null) Reopen();
            for (; !spool.IsWritten; spool.Advance(), took = true)
            {
                var (position, bytes) = spool.Next;
                if (stream!.Position != position) stream.Position = position;
                stream.Write(bytes.Span);
                written = Math.Max(written, position + bytes.Length);
            }
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            TakeBack();
            Hinder(e, took);
            return;
        }
        if (patience is null) spool.Confirm();
        owesFlush |= trouble is not null;
        if ((owesFlush || spool.Bytes > MostUnconfirmed) && !Flush()) return;
        if (trouble is not null) Recover();
    }

    private bool Flush()
    {
        try
        {
            if (stream is FileStream file) file.Flush(flushToDisk: true);
            else stream!.Flush();
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // What a disk could not keep it may have forgotten: all that it never confirmed is written again.
            spool.Rewind();
            written = confirmed;
            Hinder(e, took: false);
            return false;
        }
        (owesFlush, confirmed) = (false, written);
        spool.Confirm();
        return true;
    }

    /// <summary>The part of a piece that stays where even this fails is what readers expect of a recording that was cut.</summary>
    private void TakeBack()
    {
        try
        {
            if (stream?.Length > written) stream.SetLength(written);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
        }
    }

    /// <summary>A full disk takes more when there is room; whatever else was wrong, the way to the file may be another by now.</summary>
    private void Reopen()
    {
        if (reopen is null || (stream is not null && IsFullDisk(trouble!))) return;
        try
        {
            stream?.Dispose();
        }
        catch (Exception e) when (IsOfDisk(e))
        {
        }
        stream = null;
        var again = reopen();
        if (again.Length < confirmed)
        {
            var found = again.Length;
            again.Dispose();
            throw new IOException($"The file has only {found} of the {confirmed} bytes that the disk had confirmed");
        }
        stream = again;
        written = confirmed;
        spool.Rewind();
        owesFlush = true;
    }

    /// <summary>A disk that took something since it failed last gets all the patience again.</summary>
    private void Hinder(Exception e, bool took)
    {
        var isFirst = trouble is null;
        trouble = e;
        if (patience is null || WillNotPass(e)) throw Fail(e);
        var now = patience.Time.GetTimestamp();
        if (isFirst || took) (since, backoff) = (now, firstRetry);
        if (isFirst)
        {
            begins = now;
            Note($"{Cause(e)}; what comes is held in memory ({Text.Megabytes(patience.SpoolBytes)}{Lasts()}), trying again for {Text.Seconds(patience.Longest)}");
        }
        else if (!took)
        {
            backoff = backoff * 2 < longestRetry ? backoff * 2 : longestRetry;
            if (patience.Time.GetElapsedTime(since, now) >= patience.Longest) throw Fail(e);
        }
        next = now + (long)(backoff.TotalSeconds * patience.Time.TimestampFrequency);
    }

    private void Recover()
    {
        Note($"the disk takes the recording again after {Text.Seconds(patience!.Time.GetElapsedTime(begins))}; all that was held is written");
        (trouble, saidFull) = (null, false);
        spool.Trim();
    }

    private RecordingFailedException Fail(Exception e)
    {
        var lost = patience is null ? 0 : spool.Unwritten;
        return failure = new(Path, written, Cause(e), "Free some space or choose another disk, then start a new recording.", e, lost);
    }

    private void Note(string text) => patience!.Note($"{System.IO.Path.GetFileName(Path)}: {text}");

    /// <summary>How long the memory will last if the recording goes on as it did.</summary>
    private string Lasts()
    {
        var seconds = patience!.Time.GetElapsedTime(begun).TotalSeconds;
        return seconds < 1 || Length == 0 ? "" : $", about {Text.Seconds(TimeSpan.FromSeconds(Math.Min(1e9, patience.SpoolBytes / (Length / seconds))))}";
    }

    /// <summary>.NET appends the path, which stands in front already.</summary>
    private string Cause(Exception e) => e.Message.Replace($" : '{Path}'", "", StringComparison.Ordinal).TrimEnd('.');

    private static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException;

    private static bool IsFullDisk(Exception e) => e.HResult is DiskErrors.NoSpace or DiskErrors.Quota or DiskErrors.WindowsDiskFull or DiskErrors.WindowsHandleDiskFull;

    private static bool WillNotPass(Exception e) => e.HResult is DiskErrors.TooLarge or DiskErrors.WindowsTooLarge;
}
