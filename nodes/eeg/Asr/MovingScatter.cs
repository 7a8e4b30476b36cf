namespace Streaming.Eeg;

/// <summary>
/// The scatter of the last samples, which moves on by steps: what enters is added, what leaves is taken away. Once in a window it is summed anew, so that what a
/// huge artifact left behind by rounding does not stay. Before the first window is full what is missing counts as zeros.
/// </summary>
internal sealed partial class MovingScatter(int stride, int window, int step) : IState
{
    [State] private readonly double[] samples = new double[window * stride]; // a ring
    [State] private readonly double[] sum = new double[stride * stride];
    [State] private int place;
    [State] private int steps;

    /// <summary>The sum, [stride, stride], of which the lower triangle holds.</summary>
    public ReadOnlySpan<double> Sum => sum;

    /// <summary>Moves on by a step of samples [step, stride].</summary>
    public void Add(ReadOnlySpan<double> entering)
    {
        var first = Math.Min(step, window - place);
        Replace(entering[..(first * stride)], place);
        Replace(entering[(first * stride)..], 0);
        place = (place + step) % window;
        if (++steps * step < window) return;
        steps = 0;
        Array.Clear(sum);
        Products.AddScatter(samples, stride, sum);
    }

    private void Replace(ReadOnlySpan<double> entering, int at)
    {
        var leaving = samples.AsSpan(at * stride, entering.Length);
        Products.AddScatter(leaving, stride, sum, -1);
        entering.CopyTo(leaving);
        Products.AddScatter(leaving, stride, sum);
    }
}
