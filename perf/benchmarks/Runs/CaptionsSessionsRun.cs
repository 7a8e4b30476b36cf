using System.Diagnostics;
using Streaming.Dsp;
using Streaming.Files;
using Streaming.Speech;

namespace Streaming.Benchmarks;

/// <summary>Sixteen speakers captioned in one process, from their samples to words: one after the other, all at once each alone, and all at once in one arena.</summary>
internal static class CaptionsSessionsRun
{
    private const int Sessions = 16;
    private const double Deadline = 50; // ms
    private const int Warming = 5;      // rounds until what runs is compiled for good

    public static async Task Run(string[] arguments)
    {
        if (arguments.Length < 2 || arguments[1].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("captions-sessions needs the folder of a model and one of WAV recordings");
        var settings = RunSettings.Read(arguments[2..], rounds: 5, seconds: 30);
        var (model, voices) = (arguments[0], Speakers(arguments[1], settings.Seconds));
        var designs = new (string Name, bool AtOnce, int Batch)[] { ("one by one", false, 1), ("at once, each alone", true, 1), ($"at once, batch: {Sessions}", true, Sessions), ($"at once, batch: {Sessions / 2}", true, Sessions / 2) };
        var times = designs.ToDictionary(d => d.Name, _ => new List<(double Clock, double Processor)>());
        var words = new Dictionary<string, string[]>();
        foreach (var lookahead in (double[])[0, 80, 1040])
        {
            foreach (var list in times.Values) list.Clear();
            for (var round = 0; round < Warming + settings.Rounds; round++)
            {
                foreach (var (name, atOnce, batch) in designs)
                {
                    var (clock, processor, heard) = await Caption(model, voices, lookahead, atOnce, batch);
                    if (round >= Warming) times[name].Add((clock, processor));
                    words[name] = heard;
                }
            }
            Show(settings, voices, lookahead, times, words);
        }
    }

    private static async Task<(double Clock, double Processor, string[] Words)> Caption(string model, float[][] voices, double lookahead, bool atOnce, int batch)
    {
        var all = voices.Select(samples =>
        {
            var heard = new Heard();
            var graph = new Graph("captions")
                .Add("voice", new Voice { Samples = samples })
                .Add("features", new Mel(new() { Convention = MelConvention.Nemo }))
                .Add("encoder", new Encoder(new() { Model = model, Lookahead = lookahead, Batch = batch, Deadline = Deadline }))
                .Add("words", new Transducer(new() { Model = model }))
                .Add("heard", heard)
                .Link("voice > features > encoder.encoded > words.encoded")
                .Link("words.words > heard");
            return (Session: graph.Compile().Prepare(new RunOptions { Speed = 0 }), Heard: heard);
        }).ToList();
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        if (atOnce)
        {
            foreach (var (session, _) in all) session.Run();
            await Task.WhenAll(all.Select(a => a.Session.Completion));
        }
        else
        {
            foreach (var (session, _) in all)
            {
                session.Run();
                await session.Completion;
            }
        }
        var found = (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, all.Select(a => string.Join(' ', a.Heard.All)).ToArray());
        foreach (var (session, _) in all) await session.DisposeAsync();
        return found;
    }

    private static void Show(RunSettings settings, float[][] voices, double lookahead, Dictionary<string, List<(double Clock, double Processor)>> times, Dictionary<string, string[]> words)
    {
        var speech = voices.Sum(v => v.Length) / 16000.0;
        var table = new Table($"{Sessions} speakers, {Table.Figure(speech)} s in all, lookahead {lookahead} ms", "s of speech a second, best round", "× one by one", "processor ms a s of speech, least", "× one by one", "in single rounds", "sessions with other words");
        var reference = times["one by one"];
        var (fastest, least) = (reference.Min(r => r.Clock), reference.Min(r => r.Processor));
        foreach (var (name, taken) in times)
        {
            table.Add(
                name,
                Table.Figure(speech / taken.Min(t => t.Clock)),
                Table.Figure(fastest / taken.Min(t => t.Clock)),
                Table.Figure(1000 * taken.Min(t => t.Processor) / speech),
                Table.Figure(least / taken.Min(t => t.Processor)),
                $"{Table.Figure(taken.Zip(reference, (t, r) => r.Processor / t.Processor).Min())}-{Table.Figure(taken.Zip(reference, (t, r) => r.Processor / t.Processor).Max())}",
                $"{words[name].Zip(words["one by one"]).Count(w => w.First != w.Second)} of {Sessions}");
        }
        settings.Show($"Captions of {Sessions} sessions ({settings.Rounds} rounds, {words["one by one"].Sum(w => w.Length == 0 ? 0 : w.Split(' ').Length)} words)", table);
    }

    /// <summary>Recordings at any rate, in seeded order with pauses of 0.2 to 0.8 s, as 16 speakers of so many seconds at 16 kHz.</summary>
    private static float[][] Speakers(string folder, double seconds)
    {
        var files = Directory.GetFiles(folder, "*.wav").Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new ArgumentException($"{folder} holds no WAV recordings");
        var random = new Random(1);
        return [.. Enumerable.Range(0, Sessions).Select(_ =>
        {
            var speech = new List<float>();
            while (speech.Count < seconds * 16000)
            {
                speech.AddRange(Recorded(files[random.Next(files.Length)]));
                speech.AddRange(new float[random.Next(3200, 12800)]);
            }
            return speech.ToArray();
        })];
    }

    private static float[] Recorded(string path)
    {
        using var reader = WavReader.Open(path);
        var samples = new float[reader.Frames * reader.Format.Channels];
        reader.Read(samples);
        if (reader.Format.Rate == 16000) return samples;
        return new NodeRun(new Resample(new() { Rate = 16000 })).Feed(StreamFormat.Signal(1, reader.Format.Rate)).Configure().Push<float>(samples).End().Result<float>().Values;
    }
}
