using Spectre.Console;
using Spectre.Console.Testing;
using Streaming.View;

namespace Streaming.Tests;

public partial class TerminalViewTests
{
    private static readonly StreamFormat mic = StreamFormat.Signal(1, 8000, "", ["mic"], "Room");
    private static readonly StreamFormat probability = StreamFormat.Signal(1, 10, "", ["speech"]) with { Kind = StreamKind.Features };

    [Fact]
    public void Sounds_are_spectrograms_and_levels_at_80_by_24()
    {
        var console = new TestConsole().Width(80).Height(24).Colors(ColorSystem.NoColors);
        var run = Open(new(), console, mic, mic);
        run.Push<float>("streams0", Tones(4, 0.3f, 0.3f)).Push<float>("streams1", Tones(4, 0.3f, 0));
        time.Advance(tenth);
        var rows = console.Output.Split('\n');
        Assert.All(rows, row => Assert.Equal(80, row.Length));
        Assert.Equal(
            """
             00:03.9  Room                     latency p50 62.0 µs   p99 1.2 ms   dropped 0
            ─ streams0 ──────────────────────────────────────────────────── -60 … -10 dBFS ─
             4kHz
               2k  ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓

               1k
              500  █████████████████████████████████████████████████████████████████████████

            ─ streams1 ──────────────────────────────────────────────────── -60 … -10 dBFS ─
             4kHz
               2k

               1k
              500  █████████████████████████████████████████████████████████████████████████

                  -4                -3                 -2                 -1             0 s
            ─ level ────────────────────────────────────────────────────── rms  peak  dBFS ─
            streams0 ███████████████████████████████████████████▊·····┃··· -10.5  -4.8
            streams1 █████████████████████████████████████████▏··┃········ -13.5 -10.5
                     -60      -50      -40     -30      -20      -10     0
            ─ nodes ───────────────────────────     in/s    out/s      p50      p99  dropped
            eeg              lsl.inlet                 –        –   5.2 µs  52.7 µs        0
            decide           eeg.decide                –        –   5.2 µs  52.7 µs        0
            view             view.terminal             –        –   5.2 µs  52.7 µs        0
            """.ReplaceLineEndings("\n"), string.Join('\n', rows.Select(row => row.TrimEnd())));
    }

    [Fact]
    public void A_probability_stands_below_its_sound_with_what_was_found_and_what_is_true()
    {
        var console = new TestConsole().Width(60).Height(22);
        var run = Open(new() { Truth = "streams3", Show = ValueMap.Of(("streams0", "trace"), ("streams1", "trace")) }, console, mic, probability, StreamFormat.Events("speech"), StreamFormat.Events("truth"));
        run.Push<Event>("streams3", [new("speech", 0, 2)], [1]);
        run.Push<float>("streams0", [.. Tones(1, 0, 0), .. Tones(2, 0.3f, 0), .. Tones(1, 0, 0)]);
        run.Push<float>("streams1", [.. Enumerable.Range(0, 40).Select(i => i is >= 11 and < 32 ? 0.95f : 0.05f)]);
        run.Push<Event>("streams2", [new("speech", 0.95f, 2.1)], [1.1]);
        time.Advance(tenth);
        Assert.Equal(
            """
             00:03.9  R…   latency p50 62.0 µs   p99 1.2 ms   dropped 0
            ─ streams0 ────────────── 1 channel · 8000 Hz · 4 s · ±0.5 ─
                                ⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤
            mic    ⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠄
                                ⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛⠛
            ─ streams1 ───────────────────────────────────────── 0 … 1 ─
                                  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
            speech                ████████████████████████████
                                  ████████████████████████████
                    ▂▂▂▂▂▂▂▂▂▂▂▂▂▂████████████████████████████▂▂▂▂▂▂▂▂▂▂
            found                 ━━━━━━━━━━━━━━━━━━━━━━━━━━━
            truth               ━━━━━━━━━━━━━━━━━━━━━━━━━━━
                   -4           -3           -2            -1        0 s
            ─ level ───────── rms  peak  dBFS ─ ─ segments ─────────────
            streams0 ████▎··┃ -27.9 -10.5        00:01.1  2.1 s  0.95
                     -60    0


            ─ nodes ───────     in/s    out/s      p50      p99  dropped
            eeg                    –        –   5.2 µs  52.7 µs        0
            decide                 –        –   5.2 µs  52.7 µs        0
            view                   –        –   5.2 µs  52.7 µs        0
            """.ReplaceLineEndings("\n"), string.Join('\n', console.Output.Split('\n').Select(row => row.TrimEnd())));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(12, 5)]
    [InlineData(30, 8)]
    [InlineData(40, 10)]
    [InlineData(60, 12)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Any_size_is_filled_exactly_with_sound_too(int width, int height)
    {
        var console = new TestConsole().Width(width).Height(height);
        var run = Open(new() { Show = ValueMap.Of(("streams1", "trace"), ("streams2", "trace")) }, console, mic, mic, probability, StreamFormat.Events("speech"), eeg);
        run.Push<float>("streams0", Tones(1, 1, 1)).Push<float>("streams1", Tones(1, 0.1f, 0.2f)).Push<float>("streams2", [0, 1, 0.5f]).Push<Event>("streams3", [new("speech", 1, 0.5)], [0.2]).Push<float>("streams4", Sine(100));
        IsFilled(console, width, height);
    }

    [Fact]
    public void Lines_tell_levels_and_clipping()
    {
        var run = Open(new() { Show = ValueMap.Of(("streams1", "trace")) }, null, mic, probability);
        run.Push<float>("streams0", [.. Tones(3, 0.1f, 0), 1, -1]).Push<float>("streams1", [0.25f]);
        time.Advance(tenth);
        Assert.Equal(["00:03.0  streams0 -22.3 dBFS, peak 0.0, clipped 2  streams1 speech=0.25  latency 62.0 µs, p99 1.2 ms  dropped 0"], notes);
    }

    [Fact]
    public void What_a_stream_cannot_be_shown_as_is_said()
    {
        string Error(params (string, string)[] show) =>
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new TerminalView(new() { Show = ValueMap.Of(show) })).Feed(mic).Feed(probability with { Rate = 0 }).Configure()).Message;

        Assert.Equal("expected spectrogram or trace for 'streams0' in the setting show, found 'bars'; it is signal float32[1] 8000 Hz", Error(("streams0", "bars")));
        Assert.Equal("expected numbers for 'streams1' in the setting show, found 'trace'; it is features float32[1] irregular", Error(("streams1", "trace")));
        Assert.Equal("expected a stream or node 'model', as the setting show says, found 'streams0', 'streams1'; link it to the display, or name another", Error(("model", "trace")));
    }

    [Theory]
    [InlineData("model", "model.speech", true)]
    [InlineData("model.speech", "model.speech", true)]
    [InlineData("mod", "model.speech", false)]
    [InlineData("vad", "sub/vad.speech", false)]
    [InlineData("sub/vad", "sub/vad.speech", true)]
    public void A_stream_is_named_by_itself_or_its_node(string entry, string stream, bool means) => Assert.Equal(means, Choice.Names(entry, stream));

    [Fact]
    public void Sound_is_taken_without_allocation()
    {
        var run = Open(new(), null, mic);
        var block = Tones(0.1, 0.5f, 0.2f);
        run.Push<float>("streams0", block);
        var show = new Shown { Spectrogram = new("mic", mic, 4), Level = new("mic", ["mic"], 8000) };
        show.Spectrogram.Add(block);
        show.Level.Add(block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            show.Spectrogram.Add(block);
            show.Level.Add(block);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Seconds of 500 Hz and 2 kHz of these amplitudes.</summary>
    private static float[] Tones(double seconds, float low, float high) =>
        [.. Enumerable.Range(0, (int)(seconds * 8000)).Select(i => (float)(low * Math.Sin(2 * Math.PI * i / 16) + high * Math.Sin(2 * Math.PI * i / 4)))];
}
