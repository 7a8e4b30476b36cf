using System.Text;

namespace Streaming.Tests;

/// <summary>An output of a command that runs: a test waits for what it says.</summary>
internal sealed class Heard : TextWriter
{
    private readonly StringBuilder text = new();
    private readonly List<(string Part, TaskCompletionSource Seen)> awaited = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (text)
        {
            text.Append(value);
            var all = text.ToString();
            foreach (var (part, seen) in awaited)
                if (all.Contains(part, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override string ToString()
    {
        lock (text) return text.ToString();
    }

    /// <summary>Ends when the output holds a text; fails the test with what it holds where that does not come.</summary>
    public async Task Says(string part)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (text)
        {
            if (text.ToString().Contains(part, StringComparison.Ordinal)) return;
            awaited.Add((part, seen));
        }
        try
        {
            await seen.Task.WaitAsync(Cli.Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"'{part}' was not said, but:\n{this}");
        }
    }
}
