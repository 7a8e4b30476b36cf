using Streaming.Cli.Run;
using Streaming.Cli.Text;
using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>
/// Records streams as LabRecorder does, on the engine's own run: what is there when it begins goes to one file, and a stream that first comes later to one of its
/// own, since the streams of a running graph are fixed.
/// </summary>
internal sealed class NetworkRecording(Shell shell, Reach reach, string pattern, IReadOnlyList<string> required, double wait, double limit)
{
    private const double Look = 2;               // s, a search while it records
    private const double FirstReminder = 10, LastReminder = 60;
    private readonly List<LateRecording> late = [];
    private readonly HashSet<string> uids = [];
    private readonly HashSet<StreamKey> keys = [];
    private readonly HashSet<string> failing = [];

    public async Task<int> RunAsync()
    {
        using var interrupts = shell.Listen();
        using var backend = reach.Open();
        var streams = Find(backend, interrupts.Stop);
        if (streams.Count == 0) throw new UsageException(reach.Nothing(wait));
        var path = Record.RecordingName.Expand(pattern, shell.Time);
        foreach (var stream in streams) Remember(stream);
        var watch = new Requirements(required, shell.Time, FirstReminder, LastReminder);
        foreach (var warning in watch.Begin(streams)) shell.Error.WriteLine(warning);
        foreach (var stream in streams) shell.Error.WriteLine($"records {Shown.Stream(stream)}");
        var plan = NetworkGraph.Of(Path.GetFileNameWithoutExtension(path), streams, reach, path);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupts.Stop);
        if (double.IsFinite(limit)) ending.CancelAfter(TimeSpan.FromSeconds(limit));
        using var stop = new Interrupts(ending.Token, interrupts.Abort);
        var run = new GraphRun(shell with { Listen = () => stop }, plan, new RunChoices(1, double.PositiveInfinity, null, null, null));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, interrupts.Abort);
        var follow = Task.Run(() => Follow(backend, path, watch, run.Note, over.Token), CancellationToken.None);
        var code = await run.RunAsync().ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await follow.ConfigureAwait(false);
        foreach (var one in late)
        {
            if (await one.EndAsync(shell).ConfigureAwait(false) is not { } failure) continue;
            shell.Error.WriteLine(failure);
            code = code == ExitCode.Ok ? ExitCode.Failed : code;
        }
        if (watch.Conclude() is not { Count: > 0 } said) return code;
        shell.Out.WriteLine();
        foreach (var line in said) shell.Out.WriteLine(line);
        return code == ExitCode.Ok && watch.HasMissed ? ExitCode.Failed : code;
    }

    private List<LslStreamInfo> Find(ILslBackend backend, CancellationToken stop)
    {
        using var line = new PassingLine(shell);
        line.Show($"looking for streams {reach}");
        return [.. backend.Resolve(reach.Where, int.MaxValue, TimeSpan.FromSeconds(wait), stop).OrderBy(s => s.Type, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal)];
    }

    private void Follow(ILslBackend backend, string path, Requirements watch, Action<string> note, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                var found = backend.Resolve(reach.Where, int.MaxValue, TimeSpan.FromSeconds(Look), over);
                if (over.IsCancellationRequested) return;
                foreach (var line in watch.Look(found)) note(line);
                foreach (var stream in found.Where(s => !uids.Contains(s.Uid)).ToList())
                {
                    var known = StreamKey.Of(stream) is { } key && keys.Contains(key);
                    if (known) uids.Add(stream.Uid);         // its inlet goes on with it
                    else Begin(stream, path, note);
                }
            }
            catch (LslException e)
            {
                note(e.Message);
                over.WaitHandle.WaitOne(TimeSpan.FromSeconds(Look));
            }
        }
    }

    private void Begin(LslStreamInfo stream, string path, Action<string> note)
    {
        var file = Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}_late-{NetworkGraph.FileWord(stream.Name)}.xdf");
        try
        {
            note($"{Shown.Stream(stream)} came after the recording had begun and gets a file of its own");
            late.Add(new LateRecording(NetworkGraph.Of(Path.GetFileNameWithoutExtension(file), [stream], reach, file), shell.Time, note));
            Remember(stream);
            failing.Remove(stream.Uid);
        }
        catch (GraphException e)
        {
            // It is tried again as long as it is there, and told once.
            if (failing.Add(stream.Uid)) note(e.Errors[0].ToString());
        }
    }

    private void Remember(LslStreamInfo stream)
    {
        uids.Add(stream.Uid);
        if (StreamKey.Of(stream) is { } key) keys.Add(key);
    }
}
