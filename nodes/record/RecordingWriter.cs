namespace Streaming.Record;

/// <summary>Writes a recording of some format into a file: it is completed once, and never after a failure, which left a readable file behind.</summary>
public abstract class RecordingWriter : IDisposable
{
    private bool completed;

    private protected RecordingWriter(RecordingFile file) => File = file;

    private protected RecordingFile File { get; }

    /// <summary>Writes what waits and whatever ends a recording.</summary>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Complete()
    {
        if (completed) return;
        completed = true;
        Finish();
        File.FlushToDisk();
    }

    /// <summary>Completes the recording unless it has failed, and closes the file.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (!File.HasFailed) Complete();
        }
        finally
        {
            File.Dispose();
        }
    }

    /// <summary>Hands everything to the file.</summary>
    private protected abstract void Finish();
}
