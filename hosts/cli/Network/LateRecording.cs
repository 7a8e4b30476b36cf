using Streaming.Cli.Run;

namespace Streaming.Cli.Network;

/// <summary>The recording of a stream that came after the others: a session of its own, which ends with them.</summary>
internal sealed class LateRecording
{
    private readonly Session session;

    public LateRecording(Plan plan, TimeProvider time, Action<string> note)
    {
        session = plan.Prepare(new RunOptions { Time = time, Note = note });
        session.Run();
    }

    /// <summary>Lets it end in good order, and says what it recorded.</summary>
    /// <returns>What went wrong, or null.</returns>
    public async Task<string?> EndAsync(Shell shell)
    {
        session.Stop();
        string? failure = null;
        var outcome = Outcome.Stopped;
        try
        {
            await session.Completion.ConfigureAwait(false);
        }
        catch (NodeFailedException e)
        {
            (failure, outcome) = (e.Message, Outcome.Failed);
        }
        shell.Out.WriteLine();
        Summary.Write(shell, session.Report(), outcome);
        await session.DisposeAsync().ConfigureAwait(false);
        return failure;
    }
}
