using Streaming.Eeg;

namespace Streaming.Tests;

/// <summary>What becomes of bad channels, from when on, and what is said.</summary>
public class InterpolateTests(ITestOutputHelper output)
{
    private static readonly StreamFormat five = StreamFormat.Signal(5, 100, "µV", ["F3", "F4", "Cz", "P3", "P4"]);

    [Fact]
    public void A_row_of_the_mask_holds_from_its_time_on()
    {
        var run = Run(new(), five);
        run.Settle("mask", 0.05).Push<float>("signal", Rows(10));
        Assert.Equal(5, run.Result<float>().Times.Length); // no further than the mask is known
        run.Push<float>("mask", [0, 0, 1, 0, 0], [0.05]).Push<float>("mask", [0, 0, 0, 0, 0], [0.08]).Settle("mask", 1);
        var result = run.Result<float>();
        Assert.Equal(10, result.Times.Length);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal([1f, 2, 4, 5], [result.Values[i * 5], result.Values[i * 5 + 1], result.Values[i * 5 + 3], result.Values[i * 5 + 4]]);
            if (i is >= 5 and < 8) Assert.InRange(result.Values[i * 5 + 2], 1f, 5f);
            else Assert.Equal(1000, result.Values[i * 5 + 2]);
        }
    }

    // A good channel is hidden and given back by the others, one after another, on a recording.
    [Theory]
    [InlineData("S001R01_first60s.edf", 0.88)]
    [InlineData("eeglab", 0.8)]
    public void A_hidden_channel_comes_back_much_as_it_was(string name, double least)
    {
        var recording = name == "eeglab" ? Material.Eeglab() : Material.Motor(name);
        var format = recording.Format;
        var correlations = new List<double>();
        var errors = new List<double>();
        for (var c = 0; c < recording.Channels; c++)
        {
            if (!Electrodes.TryFind(format.Labels[c], out _)) continue;
            var spoilt = recording.With(format.Labels[c], (_, _) => float.NaN);
            var mask = new float[recording.Channels];
            mask[c] = 1;
            var run = Run(new() { Unknown = UnknownPlace.Keep }, format).Push<float>("mask", mask, [0.0]).Settle("mask", 1e6).Push<float>("signal", spoilt.Values);
            var (truth, found) = (recording.Channel(format.Labels[c]), new Material(format, run.Result<float>().Values).Channel(format.Labels[c]));
            correlations.Add(MathNet.Numerics.Statistics.Correlation.Pearson(truth.Select(v => (double)v), found.Select(v => (double)v)));
            errors.Add(Math.Sqrt(truth.Zip(found, (a, b) => (double)(a - b) * (a - b)).Average() / truth.Average(v => (double)v * v)));
        }
        output.WriteLine($"{name}: correlation with the hidden channel {correlations.Average():F3} in the mean, {correlations.Min():F3} at least; error {errors.Average():P0} of its rms");
        Assert.InRange(correlations.Average(), least, 1);
    }

    [Fact]
    public void A_channel_without_a_place_is_said_or_becomes_the_mean_or_stays()
    {
        var format = StreamFormat.Signal(4, 100, "µV", ["F3", "EOG1", "Cz", "trigger"]);
        Assert.Equal("expected channels with places on the head, by a label of the 10-10 system or measured in the stream's description, found EOG1, trigger; "
            + "leave them out with dsp.select, or set unknown: mean or keep", Assert.Throws<FormatMismatchException>(() => Run(new(), format)).Message);
        Assert.Equal([1, 2, 3, 4], Once(new() { Unknown = UnknownPlace.Keep }));
        Assert.Equal([1, 2, 3, 2], Once(new() { Unknown = UnknownPlace.Mean }));

        float[] Once(Interpolate.Settings settings) =>
            Run(settings, format).Push<float>("mask", [0, 0, 0, 1], [0.0]).Settle("mask", 9).Push<float>("signal", [1, 2, 3, 4]).Result<float>().Values;
    }

    // Measured places come first: here the labels say nothing, and the fifth sits amid the others.
    [Fact]
    public void Places_measured_in_the_description_serve()
    {
        var channels = new[] { (80, 0, 40), (-80, 0, 40), (0, 80, 40), (0, -80, 40), (0, 0, 130) }
            .Select((p, i) => $"<channel><label>e{i}</label><location><X>{p.Item1}</X><Y>{p.Item2}</Y><Z>{p.Item3}</Z></location></channel>");
        var format = StreamFormat.Signal(5, 100, "µV", ["e0", "e1", "e2", "e3", "e4"]) with { Description = $"<desc><channels>{string.Concat(channels)}</channels></desc>" };
        var run = Run(new(), format).Push<float>("mask", [0, 0, 0, 0, 1], [0.0]).Settle("mask", 9).Push<float>("signal", [1, 2, 3, 4, 99]);
        Assert.Equal(2.5, run.Result<float>().Values[4], 1e-4);
        Assert.Throws<FormatMismatchException>(() => Run(new(), format with { Description = "<desc><channels>" }));
    }

    [Fact]
    public void Without_a_good_channel_there_are_no_numbers_and_that_is_concluded()
    {
        var node = new Interpolate(new());
        var run = new NodeRun(node).Feed("signal", five).Feed("mask", Mask(five)).Configure();
        run.Push<float>("mask", [1, 1, 1, 1, 1], [0.0]).Push<float>("mask", [1, 0, 0, 0, 0], [0.05]).Settle("mask", 9).Push<float>("signal", Rows(10));
        var values = run.Result<float>().Values;
        Assert.All(values[..25], v => Assert.Equal(float.NaN, v));
        Assert.All(values[25..], v => Assert.True(float.IsFinite(v)));
        Assert.Equal([new Conclusion("F3 replaced", 0.1, "s"), new("F4 replaced", 0.05, "s"), new("Cz replaced", 0.05, "s"), new("P3 replaced", 0.05, "s"), new("P4 replaced", 0.05, "s"),
            new("no good channel left", 0.05, "s")], node.Conclude());
    }

    [Fact]
    public void The_mask_may_know_more_channels_but_not_fewer()
    {
        var more = Mask(five) with { Shape = [7], Labels = ["O1", "P4", "P3", "Cz", "F4", "F3", "O2"] };
        var run = new NodeRun(new Interpolate(new())).Feed("signal", five).Feed("mask", more).Configure();
        run.Push<float>("mask", [1, 0, 0, 1, 0, 0, 1], [0.0]).Settle("mask", 9).Push<float>("signal", Rows(1));
        Assert.Equal([1f, 2, 4, 5], run.Result<float>().Values.Where(v => v is not (> 2 and < 4)));

        Assert.Equal("expected a mask that speaks of every channel of the signal, found none for F4, P4; find bad channels before channels are renamed, or link the mask of this signal",
            Message(Mask(five) with { Shape = [3], Labels = ["F3", "Cz", "P3"] }));
        Assert.Equal("expected a mask of 5 channels, as the signal has, found 3; link the mask of this signal", Message(Mask(five) with { Shape = [3], Labels = [] }));

        static string Message(StreamFormat mask) => Assert.Throws<FormatMismatchException>(() => new NodeRun(new Interpolate(new())).Feed("signal", five).Feed("mask", mask).Configure()).Message;
    }

    [Fact]
    public void A_gap_passes_through()
    {
        var run = Run(new(), five).Push<float>("mask", [0, 0, 1, 0, 0], [0.0]).Settle("mask", 99).Push<float>("signal", Rows(3)).Begin("signal", 7).Push<float>("signal", Rows(2));
        Assert.Equal([3], run.Result<float>().Gaps);
        Assert.Equal([0, 0.01, 0.02, 7, 7.01], run.Result<float>().Times);
    }

    private static StreamFormat Mask(StreamFormat signal) => new() { Kind = StreamKind.Features, Shape = [signal.Channels], Labels = signal.Labels };

    private static NodeRun Run(Interpolate.Settings settings, StreamFormat signal) =>
        new NodeRun(new Interpolate(settings)).Feed("signal", signal).Feed("mask", Mask(signal)).Configure();

    private static float[] Rows(int samples) => [.. Enumerable.Range(0, samples).SelectMany(_ => new float[] { 1, 2, 1000, 4, 5 })];
}
