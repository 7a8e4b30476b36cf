using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>A shipped graph that works on a task's recordings, behind some cleaning.</summary>
internal sealed class TaskGraph(string name, Cleaning cleaning, NodeCatalog catalog, string folder)
{
    /// <summary>Something cleans the signal, from a high-pass at 0.5 Hz on.</summary>
    public bool IsCleaned => cleaning.In.Length > 0;

    /// <summary>Lets all that learns do so, upstream first.</summary>
    public async Task Learn(params (string Setting, string Value)[] settings)
    {
        foreach (var learner in Load(settings).Learners) await Load(settings).Learn(learner.Name).RunAsync().ConfigureAwait(false);
    }

    /// <summary>Runs it as fast as possible; what its result nodes conclude.</summary>
    public async Task<IReadOnlyDictionary<string, double>> Run(params (string Setting, string Value)[] settings)
    {
        await using var session = Load(settings).Start(new RunOptions { Speed = 0 });
        await session.Completion.ConfigureAwait(false);
        return session.Report().Results.SelectMany(node => node.Value).GroupBy(c => c.Name).ToDictionary(c => c.Key, c => c.First().Value);
    }

    private Graph Load((string Setting, string Value)[] settings)
    {
        var given = settings.Append(("view.plain", "true")).Concat(Fits());
        return cleaning.Behind(GraphFile.Load(Path.Combine(Repository.Root, "graphs", name), catalog, [.. given.Select(s => KeyValuePair.Create(s.Item1, s.Item2))]), catalog, folder);
    }

    // What is learnt here is kept here, not in the shipped graph's own folder.
    private IEnumerable<(string, string)> Fits() =>
        GraphFile.Load(Path.Combine(Repository.Root, "graphs", name), catalog).Learners.Select(n => ($"{n.Name}.fit", Path.Combine(folder, n.Name + ".json")));
}
