using System.Runtime.InteropServices;

namespace Streaming.Inference;

/// <summary>One thing that must hold of a streaming model, and what was found on seeded noise.</summary>
/// <param name="Name">What must hold, in a few words.</param>
/// <param name="Holds">It does.</param>
/// <param name="Found">What was found.</param>
public sealed record ModelCheck(string Name, bool Holds, string Found)
{
    private static readonly int[] blocks = [1, 7, 64];

    /// <summary>Runs a model and checks it: state is carried, cutting changes nothing, a saved run goes on alike, outputs are numbers, nothing is allocated.</summary>
    /// <param name="path">A folder with a model, or a file ending with .onnx or .ort.</param>
    /// <exception cref="ModelException">It cannot be found or read, or is in doubt.</exception>
    /// <exception cref="FormatMismatchException">Rates in its card contradict each other.</exception>
    public static IReadOnlyList<ModelCheck> Run(string path)
    {
        using var model = LoadedModel.Load(path, threads: 1);
        var plan = model.Plan;
        // Enough to show, and no minutes of it where a step takes a long window.
        var steps = Math.Clamp(200_000 / plan.Inputs.Max(p => p.Hop * p.Width), 3, 24);
        using var whole = new NoiseRun(path, plan, steps).Push();
        var expected = whole.Sent();
        return [Carried(path, plan, steps), Finite(plan, expected), Cut(path, plan, steps, expected), Resumed(path, plan, steps, expected), Allocated(path, plan)];
    }

    /// <summary>A state that is not carried gives every step the output of a first one.</summary>
    private static ModelCheck Carried(string path, StepPlan plan, int steps)
    {
        const string name = "state is carried";
        if (plan.States.Count == 0) return new(name, true, "the model has none");
        using var runner = new ModelRunner(LoadedModel.Load(path, threads: 1), 1, TimeSpan.Zero, TimeProvider.System);
        var (going, fresh) = (runner.Join(), runner.Join());
        for (var i = 1; i <= steps; i++)
        {
            fresh.Reset();
            foreach (var slot in (Slot[])[going, fresh])
            {
                Noise.Fill(slot, plan, i);
                runner.Run(slot);
            }
            if (going.Outputs.Zip(fresh.Outputs).Any(o => !o.First.Bytes.SequenceEqual(o.Second.Bytes)))
                return new(name, true, $"step {i} differs from one of a fresh state");
        }
        return new(name, false, $"{steps} steps equal those of a fresh state; are inputs and outputs of 'states:' the right ones?");
    }

    private static ModelCheck Finite(StepPlan plan, IReadOnlyList<byte[]> sent)
    {
        var count = 0L;
        for (var i = 0; i < sent.Count; i++)
        {
            var found = plan.Outputs[i].Element switch
            {
                ElementType.Float32 => MemoryMarshal.Cast<byte, float>(sent[i]).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue),
                ElementType.Float64 => MemoryMarshal.Cast<byte, double>(sent[i]).IndexOfAnyExceptInRange(double.MinValue, double.MaxValue),
                _ => -1,
            };
            if (found >= 0) return new("outputs are finite", false, $"sample {found / plan.Outputs[i].Width} of '{plan.Outputs[i].Card.Name}' is not");
            count += sent[i].Length / ElementSize.Of(plan.Outputs[i].Element);
        }
        return new("outputs are finite", count > 0, FormattableString.Invariant($"{count} values"));
    }

    private static ModelCheck Cut(string path, StepPlan plan, int steps, IReadOnlyList<byte[]> expected)
    {
        const string name = "blocks equal the whole";
        foreach (var block in blocks)
        {
            using var cut = new NoiseRun(path, plan, steps).Push(block: block);
            if (Difference(plan, expected, cut.Sent()) is { } difference) return new(name, false, $"in blocks of {block} {difference}");
        }
        return new(name, true, $"blocks of {string.Join(", ", blocks)} samples and one of all");
    }

    private static ModelCheck Resumed(string path, StepPlan plan, int steps, IReadOnlyList<byte[]> expected)
    {
        const string name = "a saved run goes on alike";
        const double middle = 0.55; // within a step, where steps have several samples
        using var before = new NoiseRun(path, plan, steps).Push(0, middle);
        var state = before.Save();
        using var after = new NoiseRun(path, plan, steps).Load(state).Push(middle);
        var sent = before.Sent().Zip(after.Sent(), (a, b) => (byte[])[.. a, .. b]).ToList();
        var difference = Difference(plan, expected, sent);
        return new(name, difference is null, difference ?? FormattableString.Invariant($"bit for bit, from {state.Length} bytes"));
    }

    private static string? Difference(StepPlan plan, IReadOnlyList<byte[]> expected, IReadOnlyList<byte[]> found)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            var same = expected[i].AsSpan().CommonPrefixLength(found[i]);
            if (same == expected[i].Length && same == found[i].Length) continue;
            return $"'{plan.Outputs[i].Card.Name}' differs from sample {same / (plan.Outputs[i].Width * ElementSize.Of(plan.Outputs[i].Element))}";
        }
        return null;
    }

    /// <summary>The least of several rounds: now and then the runtime charges a thread for code that it compiles anew.</summary>
    private static ModelCheck Allocated(string path, StepPlan plan)
    {
        const int rounds = 3, steps = 2;
        using var run = new NoiseRun(path, plan, steps);
        run.CountOnly();
        var least = long.MaxValue;
        for (var round = 0; round <= rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < steps; i++) run.PushStep();
            if (round > 0) least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return new("nothing is allocated", least == 0, FormattableString.Invariant($"{least / steps} managed bytes a step"));
    }
}
