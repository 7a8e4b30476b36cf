namespace Streaming.Record;

/// <summary>Writes a recording of some format into a file: it is completed once, and never after a failure, which left a readable file behind.</summary>
public abstract class RecordingWriter : IDisposable
{
    private bool completed;

    private protected RecordingWriter(RecordingFile file) => File = file;

    private protected RecordingFile File { get; }

    /// <summary>No more should come until the disk takes what is held.</summary>
    public bool IsFull => File.IsFull;

    /// <summary>Writes what is held since the disk did not take it, if it is time to try again; to be called now and then while samples come, and when they do not.</summary>
    /// <exception cref="RecordingFailedException">There is no more patience.</exception>
    public void TryAgain() => File.TryAgain();

    /// <summary>What a sink waits for that has read what it could.</summary>
    internal StepResult Rest() => !File.IsHindered ? StepResult.NeedInput : File.IsFull ? StepResult.WaitFor(File.UntilRetry) : StepResult.NeedInputWithin(File.UntilRetry);

    /// <summary>Writes what waits and whatever ends a recording; where the disk takes nothing it waits for it, as long as there is patience.</summary>
    /// <exception cref="RecordingFailedException">It could not be written.</exception>
    public void Complete()
    {
        if (completed) return;
        completed = true;
        Finish();
        File.FlushToDisk();
        File.WaitUntilWritten();
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
