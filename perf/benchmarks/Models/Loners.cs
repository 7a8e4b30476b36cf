namespace Streaming.Benchmarks;

/// <summary>Sessions that each have a runner of their own over the same weights, stepped one by one.</summary>
internal sealed class Loners(BenchmarkedModel model, int sessions) : IDisposable
{
    private readonly Crowd[] all = [.. Enumerable.Range(0, sessions).Select(_ => new Crowd(model, 1, 1))];

    /// <summary>What a session's last step made.</summary>
    public ReadOnlySpan<float> Result(int session) => all[session].Result(0);

    /// <summary>Each of these makes a step.</summary>
    public void Step(int[] ready)
    {
        foreach (var i in ready) all[i].Run(all[i].All[0]);
    }

    public void Dispose()
    {
        foreach (var one in all) one.Dispose();
    }
}
