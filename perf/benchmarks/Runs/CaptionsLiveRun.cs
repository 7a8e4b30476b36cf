using System.Globalization;
using Streaming.Audio;
using Streaming.Dsp;
using Streaming.Speech;
using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>
/// How long after a word ends it is read: in a partial, and as the end of a final. Digits are spoken at their own pace, from memory and into a virtual microphone, and go through the
/// graph of captions with four lookaheads side by side. Each delay is the sum of what is known of its frame: how late the model is sure, which sound the chunk waits for, what features
/// and resampling hold back, when that sound came, and what computing took after it.
/// </summary>
internal static class CaptionsLiveRun
{
    private const double Frame = 0.08;      // s
    private const double Silence = 0.8;     // s, which ends an utterance
    private static readonly double[] lookaheads = [0, 80, 480, 1040];

    public static async Task Run(string[] arguments)
    {
        if (arguments.Length < 2 || arguments[1].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("captions-live needs the folder of a model and one of WAV recordings");
        var settings = RunSettings.Read(arguments[2..], rounds: 1, seconds: 90);
        var spoken = new SpokenDigits(arguments[1], settings.Seconds);
        if (settings.Wants("memory"))
        {
            var run = new Hearing(arguments[0], new Voice { Samples = spoken.Sound, Block = SpokenDigits.Rate / 100 }, SpokenDigits.Rate, isDevice: false);
            await using var session = run.Graph.Start();
            await session.Completion;
            Show(settings, $"{spoken.Words.Count} words from memory at 16 kHz, blocks of 10 ms at their pace", run, session.Report(), spoken);
        }
        if (!settings.Wants("microphone")) return;
        if (SoundServer.Missing() is { } missing) Console.WriteLine($"no virtual microphone: it needs {missing}");
        else await Capture(settings, arguments[0], spoken);
    }

    private static async Task Capture(RunSettings settings, string model, SpokenDigits spoken)
    {
        const int rate = 48000;
        using var server = new SoundServer(rate);
        var played = SpokenDigits.At(rate, spoken.Sound, SpokenDigits.Rate);
        var run = new Hearing(model, new Microphone(new() { Device = "Monitor of Desk" }), rate, isDevice: true);
        await using var session = run.Graph.Start(new RunOptions { Note = Console.WriteLine });
        while (run.Blocks.Count == 0) await Task.Delay(50);
        using (var player = server.Play(server.Raw(played.Select(s => (short)(s * 32767))))) await player.WaitForExitAsync();
        var end = run.Blocks.Count + 3 * rate;
        while (run.Blocks.Count < end) await Task.Delay(50);
        session.Stop();
        await session.Completion;
        var first = Array.FindIndex(played, s => (short)(s * 32767) != 0);
        run.Offset = run.Blocks.FirstSound - first;
        var report = session.Report();
        Show(settings, $"{spoken.Words.Count} words into a virtual microphone (PulseAudio null sink, 48 kHz), {report.Results["mic"].Single(c => c.Name == "lost").Value} samples lost", run, report, spoken);
    }

    private static void Show(RunSettings settings, string title, Hearing run, RunReport report, SpokenDigits spoken)
    {
        var table = new Table("ms", "lookahead", "heard", "p50", "p99", "mean =", "device +", "features +", "chunk and lookahead +", "computing +", "model +", "silence", "computing p50", "p99");
        foreach (var isFinal in (bool[])[false, true])
        {
            foreach (var lookahead in lookaheads)
            {
                var delays = run.Delays(lookahead, report, spoken.Words, isFinal);
                if (delays.Count == 0) continue;
                var totals = delays.Select(d => d.Total).Order().ToArray();
                var computing = delays.Select(d => d.Computing).Order().ToArray();
                table.Add(
                    isFinal ? "final" : "partial",
                    lookahead.ToString(CultureInfo.InvariantCulture),
                    $"{delays.Count} of {spoken.Words.Count(w => !isFinal || w.IsLast)}",
                    Milliseconds(totals[totals.Length / 2]), Milliseconds(totals[totals.Length * 99 / 100]), Milliseconds(totals.Average()),
                    Milliseconds(delays.Average(d => d.Device)), Milliseconds(delays.Average(d => d.Features)), Milliseconds(delays.Average(d => d.Chunk)), Milliseconds(delays.Average(d => d.Computing)), Milliseconds(delays.Average(d => d.Model)),
                    Milliseconds(delays.Average(d => d.Silence)), Milliseconds(computing[computing.Length / 2]), Milliseconds(computing[computing.Length * 99 / 100]));
            }
        }
        settings.Show(title, table);
    }

    private static string Milliseconds(double seconds) => (1000 * seconds).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Seconds from the end of a word's sound to its text, and what they are the sum of.</summary>
    private sealed record Delay(double Total, double Device, double Features, double Chunk, double Computing, double Model, double Silence);

    /// <summary>The graph of captions with each lookahead, and what came when.</summary>
    private sealed class Hearing
    {
        private readonly double rate;
        private readonly bool isDevice;
        private double? earliest;       // s, when the first sample can have been there
        private readonly Dictionary<double, (Moments Partials, Moments Words, Moments Utterances)> heard = [];

        public Hearing(string model, INode source, double rate, bool isDevice)
        {
            (this.rate, this.isDevice) = (rate, isDevice);
            Graph = new Graph("captions")
                .Add("mic", source).Add("blocks", Blocks).Add("voice", new Resample(new() { Rate = SpokenDigits.Rate })).Add("features", new Mel(new() { Convention = MelConvention.Nemo }))
                .Link("mic > blocks").Link("mic > voice > features");
            foreach (var lookahead in lookaheads)
            {
                var (partials, words, utterances) = heard[lookahead] = (new Moments(), new Moments(), new Moments());
                var name = lookahead.ToString(CultureInfo.InvariantCulture);
                Graph.Add($"encoder{name}", new Encoder(new() { Model = model, Lookahead = lookahead })).Add($"text{name}", new Transducer(new() { Model = model, Silence = Silence, Lead = 0 })) // words stand at the frames that say them
                    .Add($"partials{name}", partials).Add($"words{name}", words).Add($"utterances{name}", utterances)
                    .Link($"features > encoder{name}.features").Link($"encoder{name}.encoded > text{name}.encoded")
                    .Link($"text{name}.partials > partials{name}").Link($"text{name}.words > words{name}").Link($"text{name}.utterances > utterances{name}");
            }
        }

        public Graph Graph { get; }

        public Blocks Blocks { get; } = new();

        /// <summary>The sample with which what is spoken begins.</summary>
        public long Offset { get; set; }

        /// <summary>The delays of all words that were heard right, or of the finals that end with the last word of a string.</summary>
        public List<Delay> Delays(double lookahead, RunReport report, IReadOnlyList<SpokenWord> spoken, bool isFinal)
        {
            var (partials, words, utterances) = heard[lookahead];
            var shown = Shown(partials);
            var found = Matched(words, spoken);
            var held = report.Nodes.Where(n => n.Name is "voice" or "features").Sum(n => n.Latency);
            List<Delay> delays = [];
            if (!isFinal)
            {
                for (var k = 0; k < Math.Min(found.Length, shown.Count); k++)
                    if (found[k] is { } word) delays.Add(Of(word, words.All[k].Time, shown[k], 0, lookahead, held));
                return delays;
            }
            var last = -1;
            foreach (var (text, _, came) in utterances.All)
            {
                last += text.Split(' ').Length;
                if (last < found.Length && found[last] is { IsLast: true } word) delays.Add(Of(word, words.All[last].Time, came, Silence, lookahead, held));
            }
            return delays;
        }

        private Delay Of(SpokenWord word, double time, double came, double silence, double lookahead, double held)
        {
            // In seconds of samples since the first: the end of the word, the frame with which it came, and the sound that this frame needs.
            var end = (double)Offset / rate + word.End;
            var sure = Math.Round((time - Blocks.All[0].Captured) / Frame);
            var frame = (long)sure + (long)Math.Round(silence / Frame);
            var ahead = (long)Math.Round(lookahead / 1000 / Frame);
            var chunk = (frame / (ahead + 1) * (ahead + 1) + ahead - frame) * Frame;
            var needs = frame * Frame + chunk + held;
            var arrived = BlockOf(needs).Came;
            return new(came - Captured(end), arrived - Captured(needs), held, chunk, came - arrived, sure * Frame - end, silence);
        }

        /// <summary>When a moment of the sound was captured, by the session's clock: by the device's word, or, from memory, as early as its pace allows.</summary>
        private double Captured(double at)
        {
            if (!isDevice) return at + (earliest ??= Blocks.All.Min(b => b.Came - (b.Index + b.Count) / rate));
            var block = BlockOf(at);
            return block.Captured + at - block.Index / rate;
        }

        private (long Index, int Count, double Captured, double Came) BlockOf(double at)
        {
            var sample = (long)Math.Floor(at * rate + 1e-6);
            var (low, high) = (0, Blocks.All.Count - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Blocks.All[middle].Index + Blocks.All[middle].Count > sample) high = middle;
                else low = middle + 1;
            }
            return Blocks.All[low];
        }

        /// <summary>When each word was first in a partial; greedy decoding takes none back.</summary>
        private static List<double> Shown(Moments partials)
        {
            List<double> shown = [];
            var before = 0;
            foreach (var (text, _, came) in partials.All)
            {
                var count = text.Length == 0 ? 0 : text.Split(' ').Length;
                for (; before < count; before++) shown.Add(came);
                before = count;
            }
            return shown;
        }

        /// <summary>For each word heard the one that was spoken; null where none fits.</summary>
        private SpokenWord?[] Matched(Moments words, IReadOnlyList<SpokenWord> spoken)
        {
            var next = 0;
            return [.. words.All.Select(heard =>
            {
                var at = heard.Time - Blocks.All[0].Captured - Offset / rate;
                for (var i = next; i < spoken.Count && spoken[i].Begin < at; i++)
                {
                    if (spoken[i].Text != heard.Text || at > spoken[i].End + 0.5) continue;
                    next = i + 1;
                    return spoken[i];
                }
                return null;
            })];
        }
    }
}
