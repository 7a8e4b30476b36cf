using System.Diagnostics;

namespace Streaming.Inference;

/// <summary>How long a step of a model takes on this machine, in seconds, after warm-up.</summary>
/// <param name="Steps">Steps that were timed.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="P99">99 of 100 took no longer.</param>
public sealed record StepTime(int Steps, double Median, double P99)
{
    private const int Most = 300;
    private const int Least = 10;
    private const double Budget = 2;

    /// <summary>Times some hundred steps on seeded noise, fewer where those would take longer than two seconds.</summary>
    /// <param name="path">A folder with a model, or a file ending with .onnx or .ort.</param>
    /// <param name="execution">How it is run.</param>
    /// <exception cref="ModelException">It cannot be found or read, is in doubt, or cannot be run so.</exception>
    public static StepTime Measure(string path, Execution execution)
    {
        using var runner = ModelRunner.Of(LoadedModel.Load(path, execution), 1, TimeSpan.Zero, TimeProvider.System);
        var slot = runner.Join();
        Noise.Fill(slot, runner.Plan, seed: 1);
        for (var i = 0; i < Least; i++) runner.Run(slot);
        var times = new List<double>(Most);
        var begin = Stopwatch.GetTimestamp();
        while (times.Count < Most && (times.Count < Least || Stopwatch.GetElapsedTime(begin).TotalSeconds < Budget))
        {
            var start = Stopwatch.GetTimestamp();
            runner.Run(slot);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        times.Sort();
        return new StepTime(times.Count, times[(times.Count - 1) / 2], times[(int)Math.Ceiling(0.99 * times.Count) - 1]);
    }
}
