using System.Reflection;

namespace Streaming.Tests;

/// <summary>
/// Law 2 and 3, for every node by discovery: what comes out does not depend on how the data was cut; reset, save and restore are exact; a gap is handled as
/// declared; nothing is allocated once it runs.
/// </summary>
public class ConformanceTests
{
    private static readonly int[] cuts = [7, 64, 1_000_000];

    /// <summary>The nodes of every family whose assembly stands beside this one.</summary>
    private static readonly IReadOnlyList<NodeDescriptor> all =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "Streaming.*.dll").Order(StringComparer.Ordinal)
            .SelectMany(file => Assembly.LoadFrom(file).GetExportedTypes()).Where(type => type.Name == "Family")
            .SelectMany(family => (IReadOnlyList<NodeDescriptor>)family.GetProperty("Nodes")!.GetValue(null)!)];

    public static TheoryData<string> Nodes => [.. all.Select(n => n.Name)];

    public static TheoryData<string> Learners => [.. all.Where(n => n.Settings.Any(s => s is { Name: "fit", IsPath: true })).Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Nodes))]
    public void TheExampleWorksAndEveryNodeIsDescribed(string name)
    {
        using var node = Find(name);
        Assert.NotEmpty(node.Descriptor.Summary);
        Assert.All(node.Descriptor.Settings, s => Assert.True(s.Summary.Length > 0, $"{name}: setting '{s.Name}' has no description"));
        Assert.All(node.Inputs.Concat(node.Outputs).Where(p => p.Name is not ("input" or "output")), p => Assert.True(p.Summary.Length > 0, $"{name}: port '{p.Name}' has no description"));
        var run = node.Run();
        if (node.IsLive) node.StepUntilItSays(run);
        else if (node.IsSource) run.Step(10_000);
        else node.Feed(run, 50, 0, Material.Seconds);
        if (!node.IsSource) run.End();
        if (!node.IsSink && node.Make() is not IResultNode) Assert.False(Said.By(run, node.Outputs).IsEmpty, $"{name} says nothing on its example");
        run.Close();
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void TheResultDoesNotDependOnHowTheDataWasCut(string name)
    {
        using var node = Find(name);
        if (node.IsSource)
        {
            Assert.SkipUnless(node.Descriptor.Settings.Any(s => s.Name == "block"), $"{name} has no block size to set");
            Said Whole(string block)
            {
                var run = node.Run(("block", block)).Step(100_000);
                var said = Said.By(run, node.Outputs);
                run.Close();
                return said;
            }

            var whole = Whole("1");
            foreach (var block in new[] { "7", "64", "1000" }) whole.AssertEquals(Whole(block), $"{name} in blocks of {block}");
            return;
        }
        var one = node.Say(1);
        foreach (var cut in cuts) one.AssertEquals(node.Say(cut), $"{name} in blocks of {cut}");
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void WhatIsLearntDoesNotDependOnHowTheDataWasCut(string name)
    {
        using var node = Find(name);
        var one = node.Learn(1).Content;
        foreach (var cut in cuts) Assert.True(one.Span.SequenceEqual(node.Learn(cut).Content.Span), $"{name} learns something else in blocks of {cut}");
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void ResetGivesTheFirstRunAgain(string name)
    {
        using var node = Find(name);
        Assert.SkipWhen(node.IsSink, "a sink says nothing");
        Assert.SkipWhen(node.IsLive, "what comes from outside does not come twice");
        var run = node.Run();
        void Go()
        {
            if (node.IsSource) run.Step(200);
            else node.Feed(run, 50, 0, 4, begin: true);
        }

        Go();
        var first = Said.By(run, node.Outputs);
        run.Reset();
        Go();
        first.AssertEquals(Said.By(run, node.Outputs), $"{name} after reset");
        run.Close();
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void ASavedNodeGoesOnInANewObject(string name)
    {
        using var node = Find(name);
        Assert.SkipWhen(node.IsSink, "a sink says nothing");
        Assert.SkipWhen(node.IsLive, "what comes from outside does not come twice");
        foreach (var at in new[] { 0.1, 1.3, 2.75, 4.0 })
        {
            var uninterrupted = node.Run();
            Go(uninterrupted, 0, at);
            uninterrupted.Clear();
            var state = uninterrupted.Save();
            Go(uninterrupted, at, Material.Seconds);
            var expected = Said.By(uninterrupted, node.Outputs);
            uninterrupted.Close();

            var restored = node.Run().Load(state);
            Go(restored, at, Material.Seconds);
            expected.AssertEquals(Said.By(restored, node.Outputs), $"{name} restored at {at} s");
            Assert.Equal(uninterrupted.Save(), restored.Save());
            restored.Close();
        }

        void Go(NodeRun run, double from, double to)
        {
            if (node.IsSource) run.Step((int)((to - from) * 20));
            else node.Feed(run, 50, from, to, begin: from == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void AGapIsHandledAsDeclared(string name)
    {
        using var node = Find(name);
        Assert.SkipWhen(node.IsSource || node.IsSink, "a gap needs an input and an output");
        Assert.SkipUnless(node.Inputs.Count == 1 && node.MaterialOf(node.Inputs[0]).Format.Rate > 0, "needs a regular stream alone");
        var run = node.Run();
        node.Feed(run, 50, 0, 3);
        run.Clear();
        // The second half comes as after an outage of two seconds.
        var port = node.Inputs[0].Name;
        var material = node.MaterialOf(node.Inputs[0]);
        run.Begin(port, 5);
        material.Push(run, port, material.IndexAt(3), material.Count);
        var after = Said.By(run, node.Outputs);
        if (node.Descriptor.Gap != GapPolicy.Handled && node.Make() is IStreamNode or IBlockNode<float> && after.Values[0].Length > 0)
            Assert.True(after.Gaps[0].Contains(0) || run.OutputFormat().Rate == 0, $"{name} hides the gap");

        Said expected;
        if (node.Descriptor.Gap == GapPolicy.Continue)
        {
            var whole = node.Run();
            node.Feed(whole, 50, 0, 3);
            whole.Clear();
            node.Feed(whole, 50, 3, Material.Seconds, begin: false);
            expected = Said.By(whole, node.Outputs);
        }
        else
        {
            // Reset and Handled both promise that nothing from before the gap is mixed with what comes after it.
            var fresh = node.Run();
            fresh.Begin(port, 5);
            material.Push(fresh, port, material.IndexAt(3), material.Count);
            expected = Said.By(fresh, node.Outputs);
        }
        var common = Math.Min(expected.Values[0].Length, after.Values[0].Length);
        Assert.True(common > 0 || expected.Values[0].Length == after.Values[0].Length, $"{name} says nothing after a gap");
        // What it still says of the samples before the gap stands first.
        Assert.Equal(expected.Values[0].Cast<object>(), after.Values[0].Cast<object>().Skip(after.Values[0].Length - expected.Values[0].Length));
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void NothingIsAllocatedOnceItRuns(string name)
    {
        using var node = Find(name);
        Assert.SkipWhen(name == "view.terminal", "drawing makes text; it is on a thread of its own and never holds the stream up");
        if (node.IsSource)
        {
            var source = node.Run();
            if (node.IsLive) node.StepUntilItSays(source);
            source.Clear().CountOnly();
            node.Step(source, 20);
            var before = GC.GetAllocatedBytesForCurrentThread();
            node.Step(source, 40);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, $"{name} allocated {GC.GetAllocatedBytesForCurrentThread() - before} bytes in 40 steps");
            source.Close();
            return;
        }
        var run = node.Run().CountOnly();
        var port = node.Inputs[0];
        var steady = new Steady(node, run);
        steady.Go(3);
        var start = GC.GetAllocatedBytesForCurrentThread();
        steady.Go(3);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - start;
        run.Close();
        Assert.True(allocated == 0, $"{name} allocated {allocated} bytes in {3 * Steady.Blocks} blocks");
    }

    private static NodeUnderTest Find(string name) => new(all.Single(n => n.Name == name));
}

/// <summary>Pushes the same prepared blocks again and again without allocating anything itself.</summary>
internal sealed class Steady
{
    public const int Blocks = 60;
    private readonly NodeRun run;
    private readonly (string Port, bool Regular, Kind Kind, StreamFormat Format)[] feeds;
    private readonly float[] values;
    private readonly int[] codes;
    private readonly Event[] marker = [new("1", 1)];
    private readonly double[] stamp = new double[1];
    private double time;

    private enum Kind
    {
        Signal,
        Events,
        Pieces,
        Codes,
    }

    public Steady(NodeUnderTest node, NodeRun run)
    {
        this.run = run;
        feeds = [.. node.Inputs.Select(i => (i.Many ? i.Name + "0" : i.Name, node.MaterialOf(i).Format.Rate > 0, KindOf(node.MaterialOf(i).Format), node.MaterialOf(i).Format))];
        values = new float[feeds.Max(f => f.Kind == Kind.Signal ? 25 * f.Format.SampleSize : f.Format.SampleSize)];
        var random = new Random(3);
        for (var i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() * 30);
        codes = [.. values.Select(v => (int)v)];
    }

    public void Go(int rounds)
    {
        for (var n = 0; n < rounds * Blocks; n++)
        {
            foreach (var (port, regular, kind, format) in feeds)
            {
                stamp[0] = time;
                if (kind == Kind.Signal) run.Push<float>(port, values.AsSpan(0, 25 * format.SampleSize));
                else if (kind == Kind.Pieces) run.Push<float>(port, values.AsSpan(0, format.SampleSize), stamp);
                else if (kind == Kind.Codes) run.Push<int>(port, codes.AsSpan(0, format.SampleSize), stamp);
                else if (n % 10 == 0) run.Push<Event>(port, marker, stamp);
                if (!regular) run.Settle(port, time + 0.1);
            }
            time += 0.1;
        }
    }

    private static Kind KindOf(StreamFormat format) => format.Kind == StreamKind.Events ? Kind.Events : format.Element == ElementType.Int32 ? Kind.Codes : format.Rate > 0 ? Kind.Signal : Kind.Pieces;
}
