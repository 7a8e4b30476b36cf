using Streaming.Plot;

namespace Streaming.Tests;

/// <summary>A signal before and after, made once: noise with a rhythm and the mains, of which what came after lacks an artifact and most of the mains.</summary>
internal sealed class Material
{
    public const double Rate = 200;
    public static readonly ValueList<string> Labels = ["Fp1", "Fp2", "C3", "C4", "O1", "O2"];

    private readonly Random random;

    public Material(int seconds, int seed = 1, (double From, double To, int Channel)? artifact = null)
    {
        random = new Random(seed);
        Samples = (int)(seconds * Rate);
        Before = new float[Samples * Labels.Count];
        After = new float[Samples * Labels.Count];
        for (var i = 0; i < Samples; i++)
        {
            var time = i / Rate;
            for (var c = 0; c < Labels.Count; c++)
            {
                var kept = 8 * Normal() + 6 * Math.Sin(2 * Math.PI * 10 * time) + 100 * c;
                var removed = 4 * Math.Sin(2 * Math.PI * 50 * time);
                if (artifact is { } a && a.Channel == c && time >= a.From && time < a.To) removed += 150 * Math.Sin(2 * Math.PI * 2 * time);
                Before[i * Labels.Count + c] = (float)(kept + removed);
                After[i * Labels.Count + c] = (float)kept;
            }
        }
    }

    public static StreamFormat Format { get; } = StreamFormat.Signal(Labels.Count, Rate, "µV", Labels, "Made up") with { Content = "EEG" };

    public int Samples { get; }

    public float[] Before { get; }

    public float[] After { get; }

    /// <summary>One channel of one side.</summary>
    public static double[] Channel(float[] values, int channel) => [.. Enumerable.Range(0, values.Length / Labels.Count).Select(i => (double)values[i * Labels.Count + channel])];

    /// <summary>Runs the node over all of it, in blocks of so many samples.</summary>
    public IReadOnlyList<Conclusion> Run(string path, int block = 1000, double mains = 50)
    {
        var node = new Compare(new() { Path = path, Mains = mains });
        var run = new NodeRun(node).Feed("before", Format).Feed("after", Format).Configure();
        Push(run, 0, Samples, block);
        run.End().Close();
        return node.Conclude();
    }

    public void Push(NodeRun run, int from, int to, int block)
    {
        for (var at = from; at < to; at += block)
        {
            var range = (at * Labels.Count)..(Math.Min(to, at + block) * Labels.Count);
            run.Push<float>("before", Before.AsSpan(range)).Push<float>("after", After.AsSpan(range));
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
