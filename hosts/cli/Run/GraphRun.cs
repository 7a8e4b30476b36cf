using System.Buffers;
using Streaming.Files;

namespace Streaming.Cli.Run;

/// <summary>One run of a graph, from its plan to its report.</summary>
internal sealed class GraphRun(Shell shell, Plan plan, RunChoices choices)
{
    private static readonly TimeSpan grace = TimeSpan.FromSeconds(1);

    private readonly Progress progress = Progress.For(shell, plan, choices.Limit);
    private Outcome outcome;
    private string? failure;       // what went wrong, even where the run went on to its end
    private RunReport report = null!;

    /// <summary>Says something to the user while it runs; called on any thread.</summary>
    public void Note(string text) => progress.Note(text);

    /// <summary>Runs, then writes the summary and the report.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync()
    {
        WholeFile.Require("--report", choices.Report);
        WholeFile.Require("--save-state", choices.SaveState);
        var code = await DriveAsync().ConfigureAwait(false);
        Summary.Write(shell, report, outcome);
        if (choices.Report is not { } path || WholeFile.Write("--report", path, ReportFile.Of(report, outcome, failure)) is not { } wrong) return code;
        shell.Error.WriteLine(wrong);
        return code == ExitCode.Ok ? ExitCode.Failed : code;
    }

    /// <summary>Runs, and shows progress and failure alone.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> DriveAsync()
    {
        using var interrupts = shell.Listen();
        var session = plan.Prepare(new RunOptions
        {
            Speed = choices.Speed,
            Limit = choices.Limit,
            PauseAtLimit = choices.SaveState is not null,
            Time = shell.Time,
            Note = progress.Note,
        });
        try
        {
            if (choices.FromState is { } state) Load(session, state);
            session.Run();
            using var stop = interrupts.Stop.Register(() => Stop(session));
            using var abort = interrupts.Abort.Register(session.Abort);
            var followed = progress.FollowAsync(session);
            if (await Task.WhenAny(followed, GivenUp(interrupts.Abort)).ConfigureAwait(false) == followed)
            {
                await followed.ConfigureAwait(false);
                await EndAsync(session, interrupts).ConfigureAwait(false);
            }
            else
            {
                outcome = Outcome.Aborted;
            }
        }
        finally
        {
            // A node that does not return cannot be waited for; its thread ends with the process.
            if (outcome != Outcome.Aborted || session.Completion.IsCompleted) await session.DisposeAsync().ConfigureAwait(false);
        }
        progress.Close();
        failure ??= plan.Nodes.Select(n => n.Node).OfType<IRecordingNode>().FirstOrDefault(n => n.Damage is not null)?.Damage!.Message;
        report = session.Report();
        if (failure is not null) shell.Error.WriteLine(failure);
        return outcome == Outcome.Aborted ? ExitCode.Aborted : failure is null ? ExitCode.Ok : ExitCode.Failed;
    }

    private async Task EndAsync(Session session, Interrupts interrupts)
    {
        try
        {
            await session.Completion.ConfigureAwait(false);
            outcome = interrupts.Abort.IsCancellationRequested ? Outcome.Aborted : interrupts.Stop.IsCancellationRequested || session.IsPaused ? Outcome.Stopped : Outcome.Ended;
        }
        catch (NodeFailedException e)
        {
            (outcome, failure) = (Outcome.Failed, e.Message);
        }
        if (choices.SaveState is { } file && outcome is Outcome.Stopped or Outcome.Ended) failure = Save(session, file);
    }

    /// <summary>Ends some time after the user gave the run up: time for the sinks to close.</summary>
    private async Task GivenUp(CancellationToken abort)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(grace, shell.Time, CancellationToken.None).ConfigureAwait(false);
    }

    private void Stop(Session session)
    {
        progress.Stopping();
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
            throw new UsageException($"{path}: expected a state that this graph saved with --save-state, found another file; {Lower(e.Message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = File.Exists(path) ? e.Message : Directory.Exists(path) ? "a folder" : "nothing there";
            throw new UsageException($"{path}: expected a state saved with --save-state, found {found}; check the path");
        }
    }

    /// <summary>What went wrong, or null.</summary>
    private static string? Save(Session session, string path)
    {
        if (!session.IsPaused) return $"{path}: no state was saved, since the graph had come to its end; stop it earlier with --for or Ctrl-C";
        var state = new ArrayBufferWriter<byte>();
        session.Save(state);
        return WholeFile.Write("--save-state", path, state.WrittenSpan);
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.');
}
