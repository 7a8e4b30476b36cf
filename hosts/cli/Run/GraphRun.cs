using System.Buffers;
using Streaming.Runtime;

namespace Streaming.Cli.Run;

/// <summary>One run of a graph, from its plan to its report.</summary>
internal sealed class GraphRun(Shell shell, Plan plan, RunChoices choices)
{
    private Outcome outcome;
    private string? failure;
    private RunReport report = null!;

    /// <summary>Runs, then writes the summary and the report.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync()
    {
        RequireFolder("--report", choices.Report);
        RequireFolder("--save-state", choices.SaveState);
        var code = await DriveAsync().ConfigureAwait(false);
        Summary.Write(shell, report, outcome);
        if (choices.Report is { } path) ReportFile.Write(path, report, outcome, failure);
        return code;
    }

    /// <summary>Runs, and shows progress and failure alone.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> DriveAsync()
    {
        var progress = Progress.For(shell, plan, choices.Limit);
        using var interrupts = shell.Listen();
        var session = plan.Prepare(new RunOptions
        {
            Speed = choices.Speed,
            Limit = choices.Limit,
            PauseAtLimit = choices.SaveState is not null,
            Time = shell.Time,
            Note = progress.Note,
        });
        await using (session.ConfigureAwait(false))
        {
            if (choices.FromState is { } state) Load(session, state);
            session.Run();
            using var stop = interrupts.Stop.Register(() => Stop(session, progress));
            using var abort = interrupts.Abort.Register(session.Abort);
            await progress.FollowAsync(session).ConfigureAwait(false);
            try
            {
                await session.Completion.ConfigureAwait(false);
                outcome = interrupts.Abort.IsCancellationRequested ? Outcome.Aborted : interrupts.Stop.IsCancellationRequested || session.IsPaused ? Outcome.Stopped : Outcome.Ended;
            }
            catch (NodeFailure e)
            {
                (outcome, failure) = (Outcome.Failed, e.Message);
            }
            if (choices.SaveState is { } file && outcome is Outcome.Stopped or Outcome.Ended) failure = Save(session, file);
        }
        progress.Close();
        report = session.Report();
        if (failure is not null) shell.Error.WriteLine(failure);
        return outcome == Outcome.Aborted ? ExitCode.Aborted : failure is null ? ExitCode.Ok : ExitCode.Failed;
    }

    private void Stop(Session session, Progress progress)
    {
        progress.Note("stopping; press Ctrl-C again to stop at once");
        if (choices.SaveState is null) session.Stop();
        else _ = session.PauseAsync();
    }

    private static void Load(Session session, string path)
    {
        try
        {
            session.Load(File.ReadAllBytes(path));
        }
        catch (StateException e)
        {
            throw new UsageException($"{path}: expected a state that this graph saved, found another; {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--from-state: {e.Message}");
        }
    }

    /// <summary>What went wrong, or null.</summary>
    private static string? Save(Session session, string path)
    {
        if (!session.IsPaused) return $"{path}: no state was saved, since the graph had come to its end; stop it earlier with --for or Ctrl-C";
        var state = new ArrayBufferWriter<byte>();
        session.Save(state);
        // Whole or not at all.
        var partial = path + ".partial";
        File.WriteAllBytes(partial, state.WrittenSpan);
        File.Move(partial, path, overwrite: true);
        return null;
    }

    /// <summary>A run of hours must not end with a file that cannot be written.</summary>
    private static void RequireFolder(string option, string? path)
    {
        if (path is null) return;
        if (Directory.Exists(path)) throw new UsageException($"{option}: expected the name of a file, found the folder '{path}'");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw new UsageException($"{option}: expected a file in a folder that exists, found no '{folder}'; make it first");
    }
}
