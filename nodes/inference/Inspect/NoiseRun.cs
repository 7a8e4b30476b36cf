using System.Runtime.InteropServices;

namespace Streaming.Inference;

/// <summary>A model run as the node <c>onnx</c> on the same noise every time, and what came of it byte by byte.</summary>
internal sealed class NoiseRun : IDisposable
{
    private const double AnyRate = 16000;
    private readonly Onnx node;
    private readonly StepPlan plan;
    private readonly NodeRun run;
    private readonly Noise[] noise;
    private readonly int[] lengths;

    /// <summary>A fresh node with noise for so many steps.</summary>
    public NoiseRun(string path, Execution how, StepPlan plan, int steps)
    {
        this.plan = plan;
        node = new Onnx(new() { Model = path, Provider = how.Provider, Options = how.Options, Fallback = how.Fallback, Capture = how.Capture, Threads = how.Threads, Unsound = Unsound.Keep });
        run = new NodeRun(node);
        var pace = plan.Inputs[0];
        var first = pace.Card.Rate > 0 ? pace.Card.Rate : AnyRate;
        foreach (var port in plan.Inputs) run.Feed(port.Card.Name, port.Format(port.Card.Rate > 0 ? port.Card.Rate : first * port.Hop / pace.Hop));
        run.Configure();
        lengths = [.. plan.Inputs.Select(p => p.Card.Context + steps * p.Hop)];
        noise = [.. plan.Inputs.Select((p, i) => Noise.Of(p, lengths[i], seed: 1 + i))];
    }

    /// <summary>Feeds a part of the noise, in blocks of so many samples; 0: in one.</summary>
    public NoiseRun Push(double from = 0, double to = 1, int block = 0)
    {
        var at = lengths.Select(n => (int)(from * n)).ToArray();
        var ends = lengths.Select(n => (int)(to * n)).ToArray();
        for (var more = true; more;)
        {
            more = false;
            for (var i = 0; i < noise.Length; i++)
            {
                var next = block == 0 ? ends[i] : Math.Min(ends[i], at[i] + block);
                if (next > at[i]) noise[i].Push(run, at[i], next);
                at[i] = next;
                more |= next < ends[i];
            }
        }
        return this;
    }

    /// <summary>Feeds the new samples of one step, without keeping what comes of it.</summary>
    public void PushStep()
    {
        for (var i = 0; i < noise.Length; i++) noise[i].Push(run, 0, plan.Inputs[i].Hop);
    }

    /// <summary>Keeps nothing of what comes out from now on.</summary>
    public void CountOnly() => run.CountOnly();

    /// <summary>What the node remembers.</summary>
    public byte[] Save() => run.Save();

    /// <summary>Goes on from what another remembered.</summary>
    public NoiseRun Load(byte[] state)
    {
        run.Load(state);
        return this;
    }

    /// <summary>Everything that came out so far, one array per output.</summary>
    public IReadOnlyList<byte[]> Sent() => [.. plan.Outputs.Select(p => p.Element switch
    {
        ElementType.Float64 => Bytes<double>(p),
        ElementType.Int64 => Bytes<long>(p),
        ElementType.Int32 => Bytes<int>(p),
        ElementType.Int16 => Bytes<short>(p),
        ElementType.Int8 => Bytes<sbyte>(p),
        _ => Bytes<float>(p),
    })];

    /// <inheritdoc/>
    public void Dispose()
    {
        run.Clear();
        node.Dispose();
    }

    private byte[] Bytes<T>(StepPort port) where T : struct => MemoryMarshal.AsBytes(run.Result<T>(port.Card.Name).Values.AsSpan()).ToArray();
}
