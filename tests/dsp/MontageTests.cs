using Streaming.Dsp;

namespace Streaming.Tests;

public class MontageTests
{
    private static readonly string[] labels = ["F3", "C3", "Oz..", "Right AUX"];

    [Theory]
    [InlineData("C3", 1)]
    [InlineData("oz", 2)]
    [InlineData("POz|Right AUX", 3)]
    [InlineData("C3 | F3", 1)]
    public void A_channel_is_found_by_label(string wanted, int index) => Assert.Equal(index, Channels.Find(labels, wanted));

    [Fact]
    public void An_exact_label_wins() => Assert.Equal(1, Channels.Find(["fp1", "Fp1", "FP1"], "Fp1"));

    [Fact]
    public void A_channel_that_cannot_be_found_says_what_is_there()
    {
        Assert.Equal("expected a signal with channel 'POz|Pz', found channels F3, C3, Oz.., Right AUX; name one of those, or alternatives as 'POz|Pz'", Assert.Throws<FormatMismatchException>(() => Channels.Find(labels, "POz|Pz")).Message);
        Assert.Equal("expected a signal with channel 'Cz', found one without labels; name one of those, or alternatives as 'POz|Pz'", Assert.Throws<FormatMismatchException>(() => Channels.Find([], "Cz")).Message);
        Assert.Equal("expected one channel that fits 'fP1', found 'fp1' (channel 1) and 'FP1' (channel 2); write the label exactly", Assert.Throws<FormatMismatchException>(() => Channels.Find(["fp1", "FP1"], "fP1")).Message);
        Assert.Equal("expected each channel once, found 'Oz..' twice; name it once", Assert.Throws<FormatMismatchException>(() => Channels.Find(labels, ["Oz", "F3", "OZ"])).Message);
    }

    [Fact]
    public void The_average_reference_subtracts_the_mean()
    {
        var y = Apply(Montage.Average(labels), [1, 2, 3, 10, 5, 5, 5, 5]);
        Assert.Equal([-3, -2, -1, 6, 0, 0, 0, 0], y);
    }

    [Fact]
    public void Linked_channels_are_subtracted_as_their_mean() => Assert.Equal([-5, -4, -3, 4], Apply(Montage.Linked(labels, ["C3", "right aux"]), [1, 2, 3, 10]));

    [Fact]
    public void Bipolar_pairs_are_differences()
    {
        var montage = Montage.Bipolar(["F3", "C3", "EEG A-B"], ["F3-C3", "EEG A-B-F3"]);
        Assert.Equal(["F3-C3", "EEG A-B-F3"], montage.Labels);
        Assert.Equal([-1, 6], Apply(montage, [1, 2, 7]));
    }

    [Fact]
    public void Any_matrix_is_a_montage() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 9]).SelectMany((o, i, t) =>
            Gen.Select(Gen.Double[-3, 3].Array[o * i], Gen.Float[-100, 100].Array[t * i], (w, x) => (o, i, t, w, x))).Sample(g =>
        {
            var weights = new double[g.o, g.i];
            Buffer.BlockCopy(g.w, 0, weights, 0, 8 * g.w.Length);
            var y = Apply(new Montage(new string[g.o], weights), g.x);
            for (var t = 0; t < g.t; t++)
                for (var o = 0; o < g.o; o++)
                {
                    double sum = 0;
                    for (var i = 0; i < g.i; i++) sum += weights[o, i] * g.x[t * g.i + i];
                    Assert.Equal(sum, y[t * g.o + o], 1e-3);
                }
        }, iter: 200);

    [Fact]
    public void A_bad_channel_spoils_only_what_is_made_of_it()
    {
        var y = Apply(Montage.Bipolar(labels, ["F3-C3", "C3-Oz", "Oz-F3"]), [1, float.NaN, 3, 4]);
        Assert.Equal([float.NaN, float.NaN, 2], y);
    }

    [Fact]
    public void Works_in_place_without_allocating()
    {
        var filter = new SpatialFilter(Montage.Average(labels));
        var x = Signals.Make(100, 4);
        var apart = new float[x.Length];
        filter.Process(x, apart);
        filter.Process(x, x);
        Assert.Equal(apart, x);
        Assert.Equal(0, Signals.Allocated(() => filter.Process(x, x)));
    }

    [Fact]
    public void Bad_montages_say_why()
    {
        Assert.Equal("expected at least one channel to refer to, found none; name one, as M1 or TP9", Message(() => Montage.Linked(labels, [])));
        Assert.Equal("expected at least one pair, found none; write one as F3-C3", Message(() => Montage.Bipolar(labels, [])));
        Assert.Equal("expected a pair such as F3-C3, found 'F3C3'; write two labels with a hyphen between them", Message(() => Montage.Bipolar(labels, ["F3C3"])));
        Assert.Equal("expected a signal with channel 'Cz' for the pair 'F3-Cz', found channels F3, C3, Oz.., Right AUX; name one of those, or alternatives as 'POz|Pz'", Message(() => Montage.Bipolar(labels, ["F3-Cz"])));
        Assert.Equal("expected two different channels in a pair, found 'F3-f3'; name another channel", Message(() => Montage.Bipolar(labels, ["F3-f3"])));
        Assert.Equal("expected a label for each row of weights, found 1 labels and 2 rows; make them as many", Message(() => new Montage(["a"], new double[2, 2])));
        Assert.Equal("expected finite weights, found NaN; write a number", Message(() => new Montage(["a"], new double[,] { { 1, double.NaN } })));
    }

    private static string Message(Action action) => Assert.Throws<FormatMismatchException>(action).Message;

    private static float[] Apply(Montage montage, float[] x)
    {
        var y = new float[x.Length / montage.Weights.GetLength(1) * montage.Weights.GetLength(0)];
        new SpatialFilter(montage).Process(x, y);
        return y;
    }
}
