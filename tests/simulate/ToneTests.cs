using Streaming.Simulate;

namespace Streaming.Tests;

public class ToneTests
{
    [Fact]
    public void Each_sine_has_its_amplitude()
    {
        var x = Run(new() { Frequencies = [10, 40], Amplitudes = [5, 2], Seconds = 2 }).Values;
        for (var i = 0; i < x.Length; i++)
            Assert.Equal(5 * Math.Sin(2 * Math.PI * 10 * i / 250) + 2 * Math.Sin(2 * Math.PI * 40 * i / 250), x[i], 1e-5);
    }

    [Fact]
    public void Noise_has_its_power_and_differs_between_channels()
    {
        var run = Run(new() { Channels = ["a", "b"], Frequencies = [], Noise = 3, Seconds = 400 });
        Assert.Equal(["a", "b"], run.Format.Labels);
        Assert.Equal(3, Math.Sqrt(run.Values.Average(v => v * v)), 0.05);
        Assert.Equal(0, run.Values.Chunk(2).Average(pair => pair[0] * pair[1]), 0.2);
    }

    [Fact]
    public void The_length_of_blocks_changes_no_bit()
    {
        var settings = new Tone.Settings { Channels = ["a", "b", "c"], Frequencies = [1, 10], Noise = 1, Seconds = 4 };
        Gen.Int[1, 1200].Sample(block => Assert.Equal(Run(settings).Values, Run(settings with { Block = block }).Values), iter: 20);
    }

    [Fact]
    public void Goes_on_where_it_was_saved()
    {
        var settings = new Tone.Settings { Noise = 1, Seconds = 4 };
        var original = new NodeRun(new Tone(settings)).Configure().Step(31);
        var resumed = new NodeRun(new Tone(settings)).Configure().Load(original.Save());
        Assert.Equal(original.Clear().Step().Result<float>().Values, resumed.Step().Result<float>().Values);
        Assert.Equal(original.Reset().Step().Result<float>().Values, Run(settings).Values);
    }

    [Fact]
    public void Amplitude_and_noise_change_live()
    {
        var run = new NodeRun(new Tone(new() { Seconds = 2, Block = 250 })).Configure();
        var x = run.Step(1).Change("amplitudes", "[1]").Step().Result<float>().Values;
        Assert.Equal(10, x[..250].Max(), 0.1);
        Assert.Equal(1, x[250..].Max(), 0.01);
    }

    [Fact]
    public void Its_unit_is_the_one_set() => Assert.Equal("signal float32[1] 250 Hz", Run(new() { Unit = "", Seconds = 1 }).Format.ToString());

    public static TheoryData<string, Tone.Settings, string> Wrong => new()
    {
        { "channels", new() { Channels = [] }, "expected at least one channel, found none; set channels to labels such as [left, right]" },
        { "frequency", new() { Frequencies = [10, 125] }, "expected frequencies below half the rate, 125 Hz, found 125; lower it, or raise the rate" },
        { "amplitudes", new() { Frequencies = [10, 20, 30], Amplitudes = [1, 2] },
            "expected one amplitude, or one for each of the 3 frequencies, found 2; give as many as frequencies" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(string what, Tone.Settings settings, string message)
    {
        Assert.NotEmpty(what);
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(new Tone(settings)).Configure()).Message);
    }

    private static RunResult<float> Run(Tone.Settings settings) => new NodeRun(new Tone(settings)).Configure().Step().Result<float>();
}
