using Streaming.Cli.Text;

namespace Streaming.Cli.Download;

/// <summary>Shows how a download goes on: on a terminal a line that is drawn over, else a line after 1, 2, 4 … seconds and then each minute.</summary>
internal sealed class DownloadProgress(Shell shell) : IDisposable
{
    private static readonly TimeSpan frame = TimeSpan.FromSeconds(0.25);
    private const double Smoothing = 0.2;

    private readonly PassingLine line = new(shell);
    private readonly long begun = shell.Time.GetTimestamp();
    private CatalogFile? file;
    private long have;
    private long shownAt;
    private long shownBytes;
    private double rate = double.NaN;

    /// <summary>A file begins, or goes on.</summary>
    public void Begin(CatalogFile begins, long from)
    {
        (file, have, shownBytes, shownAt, rate) = (begins, from, from, shell.Time.GetTimestamp(), double.NaN);
        line.Show(Text());
    }

    /// <summary>So many bytes more.</summary>
    public void Received(int bytes)
    {
        have += bytes;
        var since = shell.Time.GetElapsedTime(shownAt);
        if (since < (shell.IsErrorTerminal ? frame : Pause())) return;
        var now = (have - shownBytes) / since.TotalSeconds;
        rate = double.IsNaN(rate) ? now : rate + Smoothing * (now - rate);
        (shownAt, shownBytes) = (shell.Time.GetTimestamp(), have);
        if (shell.IsErrorTerminal) line.Show(Text());
        else shell.Error.WriteLine(Text());
    }

    /// <summary>It is here, and its checksum is taken.</summary>
    public void Checking(CatalogFile checks) => line.Show($"{checks.Name}: checking its SHA-256");

    /// <summary>Says something that stays.</summary>
    public void Note(string text)
    {
        line.Clear();
        shell.Error.WriteLine(text);
    }

    /// <inheritdoc/>
    public void Dispose() => line.Dispose();

    private TimeSpan Pause() => TimeSpan.FromSeconds(Math.Clamp(Math.Round(shell.Time.GetElapsedTime(begun).TotalSeconds / 2), 1, 60));

    private string Text()
    {
        var text = $"{file!.Name}: {Quantity.Bytes(have)} of {Quantity.Bytes(file.Bytes)}";
        return double.IsNaN(rate) || rate <= 0 ? text : $"{text}, {Quantity.Bytes(rate)}/s, {Quantity.Clock(Math.Ceiling((file.Bytes - have) / rate))} left";
    }
}
