using System.Globalization;
using Streaming.Eeg;

namespace Streaming.Benchmarks;

/// <summary>
/// Artifact subspace reconstruction at 1 kHz in blocks of 10 ms, of which every third or so ends a step and searches; only those are timed in the quantiles. While it
/// gathers and learns, on clean signal (a Cholesky factor tells that nothing is to be removed), on signal with artifacts half of the time (eigenvectors and a
/// reconstruction), and at worst, where all directions that may be removed are.
/// </summary>
internal static class AsrRun
{
    private const int Rate = 1000;
    private const int Block = 10;
    private const int Step = 32;

    public static void Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 1, seconds: 60);
        var table = new Table($"channels, signal ({ThreadTime.Name}/search)", "p50", "p90", "p99", "max", "% of a core", "B/block", "repaired");
        foreach (var channels in new[] { 8, 32, 64, 128 }.Where(c => settings.Wants($"{c} channels")))
        {
            Measure(channels, Math.Min(5, settings.Seconds), new Table("warming up"));
            Measure(channels, settings.Seconds, table);
        }
        settings.Show("eeg.asr at 1 kHz, blocks of 10 ms", table);
    }

    private static void Measure(int channels, double seconds, Table table)
    {
        var signal = new Eeg(channels);
        var node = new Asr(new());
        var run = new NodeRun(node).Feed(StreamFormat.Signal(channels, Rate, "µV")).Configure().CountOnly();
        Show("learning (and 60 s of gathering)", Drive(run, signal, 75, artifacts: false));
        if (node.Conclude()[1].Value == 0) throw new InvalidOperationException("it has not learnt in 75 s");
        Show("clean", Drive(run, signal, seconds, artifacts: false));
        Show("artifacts", Drive(run, signal, seconds, artifacts: true));
        run.Change("cutoff", "0.1");
        Show("all that may be removed", Drive(run, signal, seconds, artifacts: false));

        void Show(string what, (long From, double[] Times, double Bytes) measured)
        {
            var sorted = measured.Times.Where((_, i) => (measured.From + (i + 1) * Block) / Step > (measured.From + i * Block) / Step).Order().ToArray();
            table.Add(
                $"{channels}, {what}",
                Table.Figure(sorted[sorted.Length / 2]),
                Table.Figure(sorted[sorted.Length * 9 / 10]),
                Table.Figure(sorted[sorted.Length * 99 / 100]),
                Table.Figure(sorted[^1]),
                Table.Figure(measured.Times.Average() / (1e6 * Block / Rate) * 100),
                Table.Figure(measured.Bytes),
                node.Conclude()[0].Value.ToString("0.000", CultureInfo.InvariantCulture));
        }
    }

    private static (long From, double[] Times, double Bytes) Drive(NodeRun run, Eeg signal, double seconds, bool artifacts)
    {
        var from = signal.Sample;
        var times = new double[(int)(seconds * Rate / Block)];
        long bytes = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var block = signal.Next(artifacts);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = ThreadTime.Now();
            run.Push<float>("signal", block);
            times[i] = ThreadTime.Now() - start;
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return (from, times, (double)bytes / times.Length);
    }

    /// <summary>Pink sources mixed into all channels, an independent part in each; at times a burst from one direction.</summary>
    private sealed class Eeg
    {
        private readonly Random random = new(1);
        private readonly float[] mixing;
        private readonly float[] slow;
        private readonly float[] block;
        private readonly int channels;

        public Eeg(int channels)
        {
            this.channels = channels;
            mixing = [.. Enumerable.Range(0, channels * channels).Select(_ => Noise())];
            slow = new float[channels];
            block = new float[channels * Block];
        }

        /// <summary>The place of the next sample.</summary>
        public long Sample { get; private set; }

        public ReadOnlySpan<float> Next(bool artifacts)
        {
            for (var t = 0; t < Block; t++, Sample++)
            {
                var row = block.AsSpan(t * channels, channels);
                var swell = 1 + 0.12f * (Sine(0.31) + Sine(0.47) + Sine(0.83)); // as the brain's rhythms come and go
                for (var c = 0; c < channels; c++)
                {
                    slow[c] = 0.97f * slow[c] + Noise();
                    row[c] = 2 * swell * Noise();
                }
                var sources = Math.Min(channels, 6);
                for (var s = 0; s < sources; s++)
                    for (var c = 0; c < channels; c++) row[c] += 5 * swell * mixing[s * channels + c] * slow[s];
                if (!artifacts || Sample / Rate % 2 != 0) continue;
                var burst = 2000 * Noise();
                for (var c = 0; c < channels; c++) row[c] += burst * mixing[sources % channels * channels + c];
            }
            return block;
        }

        private float Sine(double frequency) => (float)Math.Sin(Sample * (2 * Math.PI * frequency / Rate));

        private float Noise() => random.NextSingle() - 0.5f + random.NextSingle() - 0.5f;
    }
}
