namespace Streaming.Tests;

/// <summary>Numbers that look like noise, the same here and in the script that made the reference values, and a learner taught with them.</summary>
internal sealed class DecodeMaterial : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("decode").FullName;

    public static ValueMap Two { get; } = ValueMap.Of(("1", "a"), ("2", "b"));

    public string File => Path.Combine(folder, "fit.json");

    /// <summary>((7919 t + 104729 s + 1299709 c + 31 t s) mod 1009) / 504 - 1.</summary>
    public static double Raw(int t, int s, int c) => ((t * 7919 + s * 104729 + c * 1299709 + t * s * 31) % 1009) / 504.0 - 1;

    /// <summary>
    /// Twelve windows [40, 4] by turns of classes a and b: channel 0 is three times as strong in b, channel 2 twice in a, and channel 3 hears half of the one and a quarter
    /// of the other.
    /// </summary>
    public static float[][] Windows { get; } = [.. Enumerable.Range(0, 12).Select(t =>
    {
        var window = new float[40 * 4];
        for (var s = 0; s < 40; s++)
        {
            var (x0, x2) = (Raw(t, s, 0) * (t % 2 == 1 ? 3 : 1), Raw(t, s, 2) * (t % 2 == 0 ? 2 : 1));
            ((ReadOnlySpan<float>)[(float)x0, (float)Raw(t, s, 1), (float)x2, (float)(Raw(t, s, 3) + 0.5 * x0 + 0.25 * x2)]).CopyTo(window.AsSpan(s * 4));
        }
        return window;
    })];

    public static StreamFormat WindowFormat { get; } = new() { Kind = StreamKind.Windows, Shape = [40, 4], Labels = ["C3", "Cz", "C4", "Pz"], Unit = "µV", Axis = new Axis("time", "s", 0, 1 / 250.0) };

    /// <summary>Thirty rows of five numbers, by turns of three classes that differ in the first two.</summary>
    public static float[][] Rows { get; } = [.. Enumerable.Range(0, 30).Select(i => (float[])[.. Enumerable.Range(0, 5).Select(j =>
        (float)(Raw(i, 3, j) + (j == 0 && i % 3 == 1 ? 0.8 : 0) + (j == 1 && i % 3 == 2 ? 0.6 : 0)))])];

    public static StreamFormat RowFormat { get; } = new() { Kind = StreamKind.Features, Shape = [5], Labels = ["v", "w", "x", "y", "z"] };

    /// <summary>Teaches a learner with samples at whole seconds, each with an event of its class; writes the file.</summary>
    public Fit Teach(ILearner learner, StreamFormat format, IReadOnlyList<float[]> samples, Func<int, string> eventOf)
    {
        learner.Learn();
        var input = learner.InputInfo[0].Name;
        var run = new NodeRun(learner).Feed(input, format).Feed("truth", StreamFormat.Events()).Configure();
        for (var i = 0; i < samples.Count; i++)
        {
            run.Push<Event>("truth", [new Event(eventOf(i))], [i]);
            run.Push<float>(input, samples[i], [i]);
        }
        run.End();
        Assert.All(learner.OutputInfo, port => Assert.Equal(0, learner.OutputPorts.First(p => p.Name == port.Name).Index));
        var fit = Fit.Of(learner);
        fit.Save(File);
        return fit;
    }

    public void Dispose() => Directory.Delete(folder, true);

    public static double Figure(Fit fit, string name) => fit.Figures.Single(f => f.Name == name).Value;
}
