namespace Streaming.Cli.Text;

/// <summary>One line on what is being done, drawn over by the next and gone at the end; nothing where nobody looks.</summary>
internal sealed class PassingLine(Shell shell) : IDisposable
{
    private const string Clearing = "\r\e[K";

    /// <summary>Says what is being done now.</summary>
    public void Show(string what)
    {
        if (shell.IsErrorTerminal) shell.Error.Write(Clearing + what);
    }

    /// <summary>Leaves the line as it was before.</summary>
    public void Clear() => Show("");

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
