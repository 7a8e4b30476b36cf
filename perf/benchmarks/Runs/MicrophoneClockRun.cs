using System.Globalization;
using Streaming.Audio;
using Streaming.Tests;

namespace Streaming.Benchmarks;

/// <summary>
/// How near the times of a microphone on PulseAudio are to those of its sound, from the first sample on, beside what the system itself says of them: for a pipe whose
/// samples are written when they are due, in pieces of 10 and of 100 ms, and for a null sink's monitor that hears a sound which begins as it is opened.
/// </summary>
internal static class MicrophoneClockRun
{
    private const int Rate = 48000;
    private static readonly double[] bounds = [0, 0.5, 1, 2, 5, 20, double.PositiveInfinity];

    public static async Task Run(string[] arguments)
    {
        var settings = RunSettings.Read(arguments, rounds: 0, seconds: 60);
        if (SoundServer.Missing() is { } missing)
        {
            Console.WriteLine($"no sound server: it needs {missing}");
            return;
        }
        foreach (var piece in (double[])[0.01, 0.1])
        {
            if (!settings.Wants("pipe")) break;
            using var server = new SoundServer(Rate);
            using var wire = new Wire(server, Rate, piece);
            var (given, said) = await Hear("wire", wire.Begin, settings.Seconds);
            Show(settings, FormattableString.Invariant($"A pipe, in pieces of {1000 * piece:0} ms"), given, said, wire.TimeOf, 0);
        }
        if (!settings.Wants("sink")) return;
        using var desk = new SoundServer(Rate);
        KnownSound sound = null!;
        var heard = await Hear("mic.monitor", () => sound = new KnownSound(desk, Rate), settings.Seconds);
        using (sound) Show(settings, "A null sink's monitor, against when its sound was taken", heard.Given, heard.Said, sound.TakenAt, (long)(2 * KnownSound.Ahead * Rate));
    }

    /// <summary>What the node gives, and, captured once more beside it, what the system says.</summary>
    private static async Task<(List<(double, float)> Given, List<(double, float)> Said)> Hear(string device, Action begin, double seconds)
    {
        var stamps = new Stamps();
        List<(double, float)> said = [];
        var graph = new Graph("clock").Add("mic", new Microphone(new() { Device = device })).Add("stamps", stamps).Link("mic > stamps");
        await using var session = graph.Start(new RunOptions { Note = Console.WriteLine });
        using var ring = new CaptureRing(1, Rate, 5, TimeProvider.System);
        using (AudioDevices.Host.Capture(AudioDevices.List().Single(d => d.Id == device), 0.04, ring))
        {
            begin();
            var values = new float[Rate];
            for (var end = ring.Now + seconds; ring.Now < end;)
            {
                if (ring.TryPeek(out var packet))
                {
                    ring.Take(packet, values.AsSpan(0, packet.Frames));
                    said.Add((packet.Captured, values[0]));
                }
                else ring.Wait(TimeSpan.FromSeconds(0.1));
            }
        }
        session.Stop();
        await session.Completion;
        return (stamps.All, said);
    }

    private static void Show(RunSettings settings, string title, List<(double, float)> given, List<(double, float)> said, Func<long, double> truth, long first)
    {
        var (ours, theirs) = (Off(given, truth, first), Off(said, truth, first));
        var table = new Table("seconds since the sound began", "times of the node: least", "half", "most", "as the system says: least", "half", "most");
        for (var i = 1; i < bounds.Length; i++)
        {
            var (from, to) = (bounds[i - 1], bounds[i]);
            if (from >= settings.Seconds) break;
            table.Add([FormattableString.Invariant($"{from:0.#} to {Math.Min(to, settings.Seconds):0.#}"), .. Spread(ours, from, to), .. Spread(theirs, from, to)]);
        }
        settings.Show($"{title}: ms by which samples are stamped late", table);
    }

    private static string[] Spread(List<(double At, double Off)> all, double from, double to)
    {
        var sorted = all.Where(o => o.At >= from && o.At < to).Select(o => 1000 * o.Off).Order().ToArray();
        return sorted.Length == 0 ? ["", "", ""] : [.. new[] { sorted[0], sorted[sorted.Length / 2], sorted[^1] }.Select(v => v.ToString("0.0", CultureInfo.InvariantCulture))];
    }

    private static List<(double At, double Off)> Off(List<(double Time, float Value)> heard, Func<long, double> truth, long first)
    {
        List<(double, double)> off = [];
        var near = 0L;
        foreach (var (time, value) in heard)
        {
            var place = KnownSound.PlaceOf(value, near);
            if (place < 0) continue;
            near = place;
            if (place >= first) off.Add((truth(place) - truth(first), time - truth(place)));
        }
        return off;
    }
}
