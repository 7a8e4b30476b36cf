using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>References that do without bad channels: from when on, what remains, and what is said.</summary>
public class ReferenceMaskTests
{
    private static readonly StreamFormat four = StreamFormat.Signal(4, 100, "µV", ["C3", "C4", "M1", "M2"]);
    private static readonly StreamFormat mask = new() { Kind = StreamKind.Features, Shape = [4], Labels = four.Labels };

    [Fact]
    public void Bad_channels_take_no_part_in_the_average_from_the_masks_time_on()
    {
        var run = Run(new());
        run.Push<float>("mask", [0, 0, 0, 1], [0.02]).Push<float>("mask", [0, 0, 0, 0], [0.03]).Settle("mask", 9).Push<float>("signal", [.. Rows(4, 1, 2, 3, 1000)]);
        float[] all = [-250.5f, -249.5f, -248.5f, 748.5f], without = [-1, 0, 1, 998];
        Assert.Equal([.. all, .. all, .. without, .. all], run.Result<float>().Values);
    }

    [Fact]
    public void Where_all_references_are_bad_the_last_good_ones_serve_on_and_it_is_concluded()
    {
        var node = new Reference(new() { Mode = ReferenceMode.Linked, Channels = ["M1", "M2"] });
        var run = new NodeRun(node).Feed("signal", four).Feed("mask", mask).Configure();
        run.Push<float>("mask", [0, 0, 1, 0], [0.0]).Push<float>("mask", [1, 0, 1, 1], [0.01]).Push<float>("mask", [1, 0, 0, 1], [0.03]).Settle("mask", 9).Push<float>("signal", [.. Rows(4, 5, 6, 10, 2)]);
        float[] m2 = [3, 4, 8, 0], m1 = [-5, -4, 0, -8];
        Assert.Equal([.. m2, .. m2, .. m2, .. m1], run.Result<float>().Values);
        Assert.Equal([new Conclusion("no good reference", 0.02, "s")], node.Conclude());

        // What serves on is saved with the rest.
        var before = Run(new() { Mode = ReferenceMode.Linked, Channels = ["M1", "M2"] });
        before.Push<float>("mask", [0, 0, 1, 0], [0.0]).Push<float>("mask", [0, 0, 1, 1], [0.01]).Settle("mask", 9).Push<float>("signal", [.. Rows(2, 5, 6, 10, 2)]);
        var after = Run(new() { Mode = ReferenceMode.Linked, Channels = ["M1", "M2"] }).Load(before.Save());
        Assert.Equal(m2, after.Push<float>("signal", [5, 6, 10, 2]).Result<float>().Values);
    }

    [Fact]
    public void A_bad_channel_without_numbers_spoils_only_itself()
    {
        var run = Run(new()).Push<float>("mask", [0, 1, 0, 0], [0.0]).Settle("mask", 9).Push<float>("signal", [1, float.NaN, 3, 5]);
        Assert.Equal([-2, float.NaN, 0, 2], run.Result<float>().Values);
    }

    [Fact]
    public void The_mask_rules_windows_by_their_time()
    {
        var windows = four with { Kind = StreamKind.Windows, Shape = [2, 4], Rate = 0, Axis = new Axis("time", "s", 0, 0.01) };
        var run = new NodeRun(new Reference()).Feed("signal", windows).Feed("mask", mask).Configure();
        run.Push<float>("mask", [0, 0, 0, 1], [2.0]).Settle("mask", 9).Push<float>("signal", [.. Rows(4, 1, 2, 3, 6)], [1.0, 2.0]).Settle("signal", 9);
        Assert.Equal([-2, -1, 0, 3, -2, -1, 0, 3, -1, 0, 1, 4, -1, 0, 1, 4], run.Result<float>().Values);
        Assert.Equal([1.0, 2.0], run.Result<float>().Times);
    }

    [Fact]
    public void A_gap_passes_through_and_stamps_stay()
    {
        var run = new NodeRun(new Reference()).Feed(four).Configure().Push<float>("signal", [.. Rows(2, 1, 2, 3, 6)]).Begin("signal", 5).Push<float>("signal", [.. Rows(1, 1, 2, 3, 6)])
            .Push<float>("signal", [.. Rows(2, 1, 2, 3, 6)], [6.001, 6.013]);
        Assert.Equal([2], run.Result<float>().Gaps);
        Assert.Equal([0, 0.01, 5, 6.001, 6.013], run.Result<float>().Times);
    }

    // The mean that leaves channels out, against the matrix of weights that does.
    [Fact]
    public void The_common_reference_is_its_montage() =>
        Gen.Int[1, 40].SelectMany(n => Gen.Select(Gen.Bool.Array[n], Gen.Float[-100, 100].Array[3 * n], (bad, x) => (n, bad, x))).Sample(g =>
        {
            var kept = Enumerable.Range(0, g.n).Where(c => !g.bad[c]).ToArray();
            var common = new CommonReference(g.n, [.. Enumerable.Range(0, g.n)]);
            Assert.Equal(kept.Length > 0, common.Use(g.bad));
            var parts = kept.Length > 0 ? kept : [.. Enumerable.Range(0, g.n)];
            var labels = Enumerable.Range(0, g.n).Select(c => $"c{c}").ToArray();
            float[] expected = new float[3 * g.n], found = new float[3 * g.n];
            new SpatialFilter(Montage.Linked(labels, [.. parts.Select(c => labels[c])])).Process(g.x, expected);
            common.Process(g.x, found);
            for (var i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-4);
        }, iter: 200);

    [Fact]
    public void A_mask_without_a_common_reference_is_said() =>
        Assert.Equal("expected mode average or linked, whose reference can do without bad channels, found mode bipolar with a mask; remove the link to the mask",
            Assert.Throws<FormatMismatchException>(() => Run(new() { Mode = ReferenceMode.Bipolar, Pairs = ["C3-C4"] })).Message);

    private static NodeRun Run(Reference.Settings settings) => new NodeRun(new Reference(settings)).Feed("signal", four).Feed("mask", mask).Configure();

    private static IEnumerable<float> Rows(int samples, params float[] row) => Enumerable.Repeat(row, samples).SelectMany(r => r);
}
