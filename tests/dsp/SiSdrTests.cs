using Streaming.Dsp;

namespace Streaming.Tests;

public class SiSdrTests
{
    private const int Rate = 1000;
    private static readonly StreamFormat mono = StreamFormat.Signal(1, Rate);

    // Sine and cosine over whole periods are orthogonal: the distortion is what was added, at whatever level the whole comes.
    [Theory]
    [InlineData(0.1, 1, 20)]
    [InlineData(0.1, 0.25, 20)]
    [InlineData(1, 3, 0)]
    [InlineData(0.001, -2, 60)]
    [InlineData(10, 1, -20)]
    public void ItIsThePowerOfTheReferenceOverThatOfWhatIsNotIt(double added, double gain, double decibels)
    {
        var node = new SiSdr();
        var run = Configure(node, "estimate", "reference");
        run.Push<float>("reference", Make(5000, t => Sine(t)));
        run.Push<float>("estimate", Make(5000, t => gain * (Sine(t) + added * Cosine(t)))).End();
        Assert.Equal(["SI-SDR", "compared"], node.Conclude().Select(c => c.Name));
        Assert.Equal(decibels, node.Conclude()[0].Value, 0.001);
        Assert.Equal(new("compared", 5, "s"), node.Conclude()[1]);
    }

    [Fact]
    public void TheImprovementIsOverTheMixture()
    {
        var node = new SiSdr();
        var run = Configure(node, "estimate", "reference", "mixture");
        run.Push<float>("reference", Make(2000, Sine)).Push<float>("mixture", Make(2000, t => Sine(t) + Cosine(t))).Push<float>("estimate", Make(2000, t => Sine(t) + 0.1 * Cosine(t))).End();
        Assert.Equal([("SI-SDR before", 0.0, "dB"), ("SI-SDR", 20.0, "dB"), ("improvement", 20.0, "dB"), ("compared", 2.0, "s")], node.Conclude().Select(c => (c.Name, Math.Round(c.Value, 3) + 0.0, c.Unit)));
    }

    /// <summary>Whatever begins later, is missing in between, or ends earlier: samples of one capture time are compared.</summary>
    [Fact]
    public void SamplesOfEqualTimesAreComparedHoweverTheyCome() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[0, 400], Gen.Int[0, 400], Gen.Int[1, 200], Gen.Int[1000, 2000]).Sample((block, otherBlock, first, otherFirst, gap, end) =>
        {
            var node = new SiSdr();
            var run = Configure(node, "estimate", "reference");
            run.Begin("reference", first / (double)Rate).Begin("estimate", otherFirst / (double)Rate);
            var feeds = new[] { Cut(first, 800, block), Cut(800 + gap, end, block) }.SelectMany(c => c).ToList();
            var estimates = Cut(otherFirst, end - 100, otherBlock).ToList();
            var gapped = false;
            for (var i = 0; i < Math.Max(feeds.Count, estimates.Count); i++)
            {
                if (i < feeds.Count)
                {
                    if (feeds[i].From == 800 + gap && !gapped)
                    {
                        run.Begin("reference", (800 + gap) / (double)Rate);
                        gapped = true;
                    }
                    run.Push<float>("reference", Make(feeds[i].From, feeds[i].To, Sine));
                }
                if (i < estimates.Count) run.Push<float>("estimate", Make(estimates[i].From, estimates[i].To, Sine));
            }
            run.End();
            var shared = Enumerable.Range(0, end).Count(t => t >= first && t >= otherFirst && t < end - 100 && (t < 800 || t >= 800 + gap));
            Assert.Equal(shared, (int)Math.Round(node.Conclude()[1].Value * Rate));
            Assert.True(node.Conclude()[0].Value > 100, $"{node.Conclude()[0].Value} dB between equal signals");
        });

    [Fact]
    public void OfSeveralChannelsTheMeanCounts()
    {
        var node = new SiSdr();
        var stereo = StreamFormat.Signal(2, Rate);
        var run = new NodeRun(node).Feed("estimate", stereo).Feed("reference", stereo).Configure();
        run.Push<float>("reference", [.. Make(1000, Sine).SelectMany(v => new[] { v, v })]);
        run.Push<float>("estimate", [.. Enumerable.Range(0, 1000).SelectMany(t => new[] { (float)(Sine(t) + 0.1 * Cosine(t)), (float)(Sine(t) + Cosine(t)) })]).End();
        Assert.Equal(10, node.Conclude()[0].Value, 0.001);
    }

    [Fact]
    public void WithoutAReferenceItConcludesNothing()
    {
        var node = new SiSdr();
        Configure(node, "estimate", "mixture").Push<float>("estimate", Make(100, Sine)).Push<float>("mixture", Make(150, Sine)).End();
        Assert.Empty(node.Conclude());
    }

    [Fact]
    public void ItGoesOnWhereItWasSaved()
    {
        double[] Conclusions(bool moved)
        {
            var node = new SiSdr();
            var run = Configure(node, "estimate", "reference");
            run.Push<float>("reference", Make(700, Sine)).Push<float>("estimate", Make(600, t => Sine(t) + Cosine(t)));
            if (moved)
            {
                var state = run.Save();
                node = new SiSdr();
                run = Configure(node, "estimate", "reference").Load(state);
            }
            run.Push<float>("reference", Make(700, 1000, Sine)).Push<float>("estimate", Make(600, 1000, Sine)).End();
            return [.. node.Conclude().Select(c => c.Value)];
        }

        Assert.Equal(Conclusions(false), Conclusions(true));
    }

    [Fact]
    public void SignalsThatDoNotCompareAreRefused()
    {
        var run = new NodeRun(new SiSdr()).Feed("estimate", mono).Feed("reference", mono with { Rate = 8000 });
        Assert.Equal("expected signals of one rate and as many channels, found signal float32[1] 1000 Hz and signal float32[1] 8000 Hz; resample or select before this node",
            Assert.Throws<FormatMismatchException>(run.Configure).Message);
    }

    private static NodeRun Configure(SiSdr node, params string[] ports)
    {
        var run = new NodeRun(node);
        foreach (var port in ports) run.Feed(port, mono);
        return run.Configure();
    }

    private static IEnumerable<(int From, int To)> Cut(int from, int to, int block)
    {
        for (; from < to; from += block) yield return (from, Math.Min(to, from + block));
    }

    private static double Sine(int t) => Math.Sin(2 * Math.PI * 10 * t / Rate);

    private static double Cosine(int t) => Math.Cos(2 * Math.PI * 10 * t / Rate);

    private static float[] Make(int count, Func<int, double> value) => Make(0, count, value);

    private static float[] Make(int from, int to, Func<int, double> value) => [.. Enumerable.Range(from, to - from).Select(t => (float)value(t))];
}
