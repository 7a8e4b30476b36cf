using System.Runtime.InteropServices;

namespace Streaming.Inference;

/// <summary>What is checked of a streaming model, each against the same run on seeded noise.</summary>
internal sealed class Examination : IDisposable
{
    private const double Agreement = 1e-3; // of the largest value: what is left between devices that sum in another order
    private static readonly int[] blocks = [1, 7, 64];

    private readonly string path;
    private readonly Execution how;
    private readonly LoadedModel model; // open to the end, so that all runs share its weights, and one that draws at random does not begin anew each time
    private readonly StepPlan plan;
    private readonly IReadOnlyList<KeyValuePair<string, int>> fallback = [];
    private readonly IReadOnlyList<byte[]> expected;
    private readonly int steps;

    public Examination(string path, Execution execution)
    {
        (this.path, how) = (path, execution);
        model = LoadedModel.Load(path, how);
        plan = model.Plan;
        if (how.Provider != Provider.Cpu) fallback = Fallback.Of(model.Shared.Session);
        // Enough to show, and no minutes of it where a step takes a long window.
        steps = Math.Clamp(200_000 / plan.Inputs.Max(p => p.Hop * p.Width), 3, 24);
        expected = Sent(Start().Push());
    }

    /// <summary>The checks that apply, by what must hold.</summary>
    public IEnumerable<(string Name, Func<(bool Holds, string Found)> Check)> Checks
    {
        get
        {
            yield return ("state is carried", Carried);
            yield return ("outputs are finite", Finite);
            yield return ("blocks equal the whole", Cut);
            yield return ("a saved run goes on alike", Resumed);
            yield return ("sessions step as one", Packed);
            yield return ("nothing is allocated", Allocated);
            if (how.Provider == Provider.Cpu) yield break;
            yield return ("nothing falls back", () => (how.Fallback || fallback.Count == 0, fallback.Count == 0 ? $"all on {ProviderSetup.Name(how.Provider)}" : $"on the processor, as allowed: {Fallback.Shown(fallback)}"));
            yield return ("states stay on the device", Resident);
            yield return ("agrees with the processor", Agrees);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    private NoiseRun Start() => new(path, how, plan, steps);

    private static IReadOnlyList<byte[]> Sent(NoiseRun run)
    {
        using (run) return run.Sent();
    }

    /// <summary>A state that is held at its beginning must make a difference, or the model remembers nothing through it.</summary>
    private (bool Holds, string Found) Carried()
    {
        if (plan.States.Count == 0) return (true, "the model has none");
        using var runner = Runner(1);
        var idle = new List<string>();
        for (var state = 0; state < plan.States.Count; state++)
            if (!MakesDifference(runner, state)) idle.Add(plan.States[state].Input.Name);
        if (idle.Count == plan.States.Count) return (false, $"{steps} steps are as if nothing were remembered; are inputs and outputs of 'states:' the right ones?");
        return (true, idle.Count == 0
            ? plan.States.Count == 1 ? "without it the output differs" : $"without any of the {plan.States.Count} the output differs"
            : $"without it the output differs, but in {steps} steps not for: {string.Join(", ", idle)}");
    }

    private bool MakesDifference(ModelRunner runner, int state)
    {
        var (going, held) = (runner.Join(), runner.Join());
        try
        {
            for (var i = 1; i <= steps; i++)
            {
                held.Reset(state);
                foreach (var slot in (Slot[])[going, held])
                {
                    Noise.Fill(slot, plan, i);
                    runner.Run(slot);
                }
                if (going.Outputs.Zip(held.Outputs).Any(o => !o.First.Bytes.SequenceEqual(o.Second.Bytes))) return true;
            }
            return false;
        }
        finally
        {
            runner.Leave(going);
            runner.Leave(held);
        }
    }

    private (bool Holds, string Found) Finite()
    {
        var count = 0L;
        for (var i = 0; i < expected.Count; i++)
        {
            var found = plan.Outputs[i].Element switch
            {
                ElementType.Float32 => MemoryMarshal.Cast<byte, float>(expected[i]).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue),
                ElementType.Float64 => MemoryMarshal.Cast<byte, double>(expected[i]).IndexOfAnyExceptInRange(double.MinValue, double.MaxValue),
                _ => -1,
            };
            if (found >= 0) return (false, $"sample {found / plan.Outputs[i].Width} of '{plan.Outputs[i].Card.Name}' is not");
            count += expected[i].Length / ElementSize.Of(plan.Outputs[i].Element);
        }
        return (count > 0, FormattableString.Invariant($"{count} values"));
    }

    private (bool Holds, string Found) Cut()
    {
        foreach (var block in blocks)
            if (Difference(Sent(Start().Push(block: block))) is { } difference) return (false, $"in blocks of {block} {difference}");
        return (true, $"blocks of {string.Join(", ", blocks)} samples and one of all");
    }

    private (bool Holds, string Found) Resumed()
    {
        const double middle = 0.55; // within a step, where steps have several samples
        using var before = Start().Push(0, middle);
        var state = before.Save();
        using var after = Start().Load(state).Push(middle);
        var difference = Difference([.. before.Sent().Zip(after.Sent(), (a, b) => (byte[])[.. a, .. b])]);
        return (difference is null, difference ?? FormattableString.Invariant($"bit for bit, from {state.Length} bytes"));
    }

    /// <summary>Several sessions, packed, of which one stands still every other step, beside each of them by itself.</summary>
    private (bool Holds, string Found) Packed()
    {
        const int sessions = 4;
        if (!plan.CanBatch) return (true, "one at a time: it has no dynamic batch dimension");
        using var together = Runner(sessions);
        using var alone = Runner(1);
        var packed = Enumerable.Range(0, sessions).Select(_ => together.Join()).ToArray();
        var single = Enumerable.Range(0, sessions).Select(_ => alone.Join()).ToArray();
        var (worst, peak) = (0.0, 0.0);
        for (var i = 0; i < steps; i++)
        {
            var ready = packed[(i % 2)..];
            for (var k = i % 2; k < sessions; k++)
            {
                Noise.Fill(packed[k], plan, 100 * k + i);
                Noise.Fill(single[k], plan, 100 * k + i);
                alone.Run(single[k]);
            }
            together.Step(ready);
            for (var k = i % 2; k < sessions; k++)
                for (var o = 0; o < plan.Outputs.Count; o++) Compare(single[k].Outputs[o].Bytes, packed[k].Outputs[o].Bytes, plan.Outputs[o].Element, ref worst, ref peak);
        }
        return (worst <= 1e-5 * Math.Max(1, peak), FormattableString.Invariant($"{sessions} at once, one of them now and then not ready: within {worst:g2} of one by one"));
    }

    /// <summary>The least of several rounds: now and then the runtime charges a thread for code that it compiles anew.</summary>
    private (bool Holds, string Found) Allocated()
    {
        const int rounds = 3, each = 2;
        using var run = Start();
        run.CountOnly();
        var least = long.MaxValue;
        for (var round = 0; round <= rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < each; i++) run.PushStep();
            if (round > 0) least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return (least == 0, FormattableString.Invariant($"{least / each} managed bytes a step"));
    }

    private (bool Holds, string Found) Resident()
    {
        using var runner = Runner(1);
        var (up, down) = runner.CrossingBytes;
        return (runner.StatesOnDevice == plan.States.Count, FormattableString.Invariant($"{runner.StatesOnDevice} of {plan.States.Count}; a step copies {up} bytes to it and {down} back"));
    }

    private (bool Holds, string Found) Agrees()
    {
        var processor = Sent(new NoiseRun(path, new Execution { Threads = how.Threads }, plan, steps).Push());
        var (worst, peak) = (0.0, 0.0);
        for (var i = 0; i < expected.Count; i++) Compare(processor[i], expected[i], plan.Outputs[i].Element, ref worst, ref peak);
        return (worst <= Agreement * Math.Max(peak, 1e-9), FormattableString.Invariant($"within {worst:g2}, of a peak of {peak:g2}, over {steps} steps"));
    }

    private ModelRunner Runner(int most) => ModelRunner.Of(LoadedModel.Load(path, how), most, TimeSpan.Zero, TimeProvider.System);

    private string? Difference(IReadOnlyList<byte[]> found)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            var same = expected[i].AsSpan().CommonPrefixLength(found[i]);
            if (same == expected[i].Length && same == found[i].Length) continue;
            return $"'{plan.Outputs[i].Card.Name}' differs from sample {same / (plan.Outputs[i].Width * ElementSize.Of(plan.Outputs[i].Element))}";
        }
        return null;
    }

    private static void Compare(ReadOnlySpan<byte> right, ReadOnlySpan<byte> found, ElementType element, ref double worst, ref double peak)
    {
        if (element != ElementType.Float32)
        {
            if (!right.SequenceEqual(found)) worst = double.PositiveInfinity;
            return;
        }
        var a = MemoryMarshal.Cast<byte, float>(right);
        var b = MemoryMarshal.Cast<byte, float>(found);
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++) (worst, peak) = (Math.Max(worst, Math.Abs(a[i] - b[i])), Math.Max(peak, Math.Abs(a[i])));
    }
}
