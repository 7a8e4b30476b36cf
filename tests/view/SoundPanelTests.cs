using Streaming.View;
using static Streaming.Tests.PanelTests;

namespace Streaming.Tests;

/// <summary>Panels for sound and for what models make of it.</summary>
public class SoundPanelTests
{
    private static readonly StreamFormat sound = StreamFormat.Signal(1, 16000);

    [Theory]
    [InlineData(100)]
    [InlineData(440)]
    [InlineData(3000)]
    [InlineData(7000)]
    public void A_sine_of_full_scale_has_0_dB_at_its_frequency(double frequency)
    {
        var history = Spectrogram(1, t => Math.Sin(2 * Math.PI * frequency * t));
        Assert.Equal(62.5, history.Rate);
        Assert.Equal(61, history.Count);                // one each 256 samples, the first when 512 are there
        var frame = history[history.Count - 1].ToArray();
        var highest = Array.IndexOf(frame, frame.Max());
        Assert.Equal(frequency, highest * history.Step, history.Step);
        Assert.InRange(10 * Math.Log10(frame.Max()), -1.5, 0.01);
        Assert.True(frame.Where((_, k) => Math.Abs(k - highest) > 3).Max() < 1e-4);
    }

    [Theory]
    [InlineData(8000, 256)]
    [InlineData(16000, 512)]
    [InlineData(44100, 1024)]
    [InlineData(48000, 2048)]
    public void Frames_are_about_32_ms_at_any_rate(double rate, int size) =>
        Assert.Equal(rate / size, new SpectrogramHistory("s", StreamFormat.Signal(1, rate), 1).Step);

    [Fact]
    public void A_chirp_climbs_across_the_spectrogram()
    {
        // 4 s from 250 Hz up to 8 kHz in even octaves.
        var history = Spectrogram(4, t => 0.5 * Math.Sin(2 * Math.PI * 250 * 4 / Math.Log(32) * (Math.Pow(32, t / 4) - 1)));
        var screen = new Screen(46, 9);
        SpectrogramPanel.Draw(screen, new(0, 0, 46, 9), history, 4, -5, 6, colour: false);
        Assert.Equal("─ mic ──────────────────────── -55 … -5 dBFS ─", Rows(screen)[0].TrimEnd());
        var tops = Enumerable.Range(7, 39).Select(x => Enumerable.Range(1, 8).MaxBy(y => " ░▒▓█".IndexOf(screen[x, y]))).ToArray();
        Assert.Equal(tops.OrderDescending(), tops);
        Assert.Equal((7, 1), (tops[0], tops[^1]));
        Assert.Equal(["8kHz", "4k", "2k", "1k", "500"], Rows(screen)[1..].Select(r => r[..6].Trim()).Where(t => t.Length > 0));
    }

    [Fact]
    public void A_spectrogram_moves_left_without_changing()
    {
        static double Value(double t) => Math.Sin(2 * Math.PI * (500 + 400 * Math.Sin(t * 20)) * t);
        var before = Draw(Spectrogram(2, Value));
        var after = Draw(Spectrogram(2.64, Value));           // 40 frames of 16 ms: 20 columns of 2
        for (var row = 1; row < 6; row++) Assert.Equal(before[row][26..], after[row][6..^20]);

        static string[] Draw(SpectrogramHistory history)
        {
            var screen = new Screen(66, 6);
            SpectrogramPanel.Draw(screen, new(0, 0, 66, 6), history, 1.92, 0, 6, colour: false);
            return Rows(screen);
        }
    }

    [Fact]
    public void With_colours_a_cell_shows_two_frequencies()
    {
        var screen = new Screen(26, 5);
        SpectrogramPanel.Draw(screen, new(0, 0, 26, 5), Spectrogram(2, t => Math.Sin(2 * Math.PI * 100 * t)), 2, 0, 6, colour: true);
        Assert.Equal(new string('▀', 19), Rows(screen)[4][7..]);
        var bottom = screen.Render(null!, 26).Last().Style;
        Assert.True(bottom.Background.R > 200 && bottom.Foreground.R < 150, $"{bottom.Foreground} above {bottom.Background}");
    }

    [Fact]
    public void Complex_spectra_of_a_stream_are_shown_by_their_power()
    {
        var format = new StreamFormat { Kind = StreamKind.Spectrum, Shape = [3, 2], Rate = 62.5, Axis = new("frequency", "Hz", 0, 4000) };
        var history = new SpectrogramHistory("stft", format, 1);
        history.Add([0, 0, 3, 4, 0, 1]);
        Assert.Equal([0, 25, 1], history[0].ToArray());
        Assert.Equal((8000, false), (history.Highest, history.IsFullScale));
        var density = new SpectrogramHistory("psd", format with { Shape = [3, 1], Unit = "V²/Hz" }, 1);
        density.Add([1, 25, 0]);
        Assert.Equal([1, 25, 0], density[0].ToArray());
        var decibels = new SpectrogramHistory("db", format with { Shape = [3, 1], Unit = "dB" }, 1);
        decibels.Add([0, 20, -10]);
        Assert.Equal([1, 100, 0.1f], decibels[0].ToArray());
    }

    [Fact]
    public void A_gap_in_sound_is_left_blank()
    {
        var history = Spectrogram(1, t => Math.Sin(2 * Math.PI * 1000 * t));
        history.AddGap(0.5);
        history.Add(Sound(1, t => Math.Sin(2 * Math.PI * 1000 * t)));
        var screen = new Screen(46, 3);
        SpectrogramPanel.Draw(screen, new(0, 0, 46, 3), history, 2.5, 0, 6, colour: false);
        var parts = Rows(screen)[2][6..].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, parts.Length);
        Assert.InRange(Rows(screen)[2][6..].Trim().Count(c => c == ' '), 7, 9);        // half a second of 40 columns for 2.5 s
    }

    [Fact]
    public void Levels_are_those_of_the_signal()
    {
        var level = new LevelHistory("mic", ["mic"], 16000);
        level.Add(Sound(3, t => 0.1 * Math.Sin(2 * Math.PI * 1000 * t)));
        Assert.Equal(-23.01, level.Rms(0), 0.05);         // a sine's rms is 3.01 dB below its peak
        Assert.Equal(-20, level.Peak(0), 0.01);
        Assert.Equal((0, false), (level.Clipped(0), level.Clips(0)));
    }

    [Fact]
    public void A_peak_is_held_and_then_falls()
    {
        var level = new LevelHistory("mic", ["mic"], 16000);
        level.Add([0.5f]);
        level.Add(new float[16000]);
        Assert.Equal(-6.02, level.Peak(0), 0.01);
        level.Add(new float[16000]);
        Assert.Equal(-6.02 - 10, level.Peak(0), 0.05);    // half a second after the hold of 1.5 s, at 20 dB a second
    }

    [Fact]
    public void Clipping_is_marked_and_counted()
    {
        var level = new LevelHistory("mic", ["mic"], 16000);
        level.Add([0.9f, 1, 32767 / 32768f, -1, 0.99f]);
        Assert.Equal((3, true), (level.Clipped(0), level.Clips(0)));
        level.Add(new float[40000]);
        Assert.Equal((3, false), (level.Clipped(0), level.Clips(0)));
    }

    [Fact]
    public void The_meters_show_rms_peak_and_clipping()
    {
        var noisy = new LevelHistory("noisy", ["mic"], 16000);
        noisy.Add(Sound(3, t => 0.1 * Math.Sin(2 * Math.PI * 1000 * t)));
        noisy.Add([1]);                                   // which adds 1/4800 to the mean square of 0.005
        var clean = new LevelHistory("clean", ["mic"], 16000);
        clean.Add(Sound(3, t => 0.01 * Math.Sin(2 * Math.PI * 1000 * t)));
        var screen = new Screen(66, 4);
        LevelPanel.Draw(screen, new(0, 0, 66, 4), [noisy, clean]);
        AssertShown(
            """
            ─ level ──────────────────────────────────────── rms  peak  dBFS ─
            noisy ██████████████████████████···············┃ -22.8   0.0 CLIP
            clean ███████████▉··┃··························· -43.0 -40.0
                  -60    -50    -40    -30    -20    -10   0
            """, screen);
    }

    [Fact]
    public void A_probability_is_a_curve_from_0_to_1()
    {
        var curve = new SignalHistory("vad.speech", ["speech"], 10, "", 40);
        curve.Add([.. Enumerable.Range(0, 40).Select(i => i / 39f)], 4);
        var screen = new Screen(47, 3);
        CurvePanel.Draw(screen, new(0, 0, 47, 3), curve, 4, 7);
        Assert.Equal(["                     ▁▁▁▂▂▃▃▃▄▄▅▅▆▆▆▇▇██", "▁▁▂▂▂▃▃▄▄▅▅▅▆▆▇▇▇██"], [Rows(screen)[1][7..], Rows(screen)[2][7..].TrimStart()[..19]]);
        Assert.EndsWith(" 0 … 1 ─", Rows(screen)[0]);
        curve.Add([7], 4.1);
        CurvePanel.Draw(screen, new(0, 0, 47, 3), curve, 4, 7);
        Assert.EndsWith(" 0 … 10 ─", Rows(screen)[0]);
    }

    [Fact]
    public void Segments_are_bars_over_their_time()
    {
        var segments = new EventHistory();
        segments.Add(-3, new("speech", 0, 4));
        segments.Add(2, new("speech", 0, 1));
        segments.Add(3.9, new("speech", 0, 0.001));
        var screen = new Screen(46, 2);
        SpanPanel.Draw(screen, new(0, 0, 46, 1), "found", segments, 4, 4, 6);
        TimeAxis.Draw(screen, new(0, 1, 46, 1), 4, 6);
        Assert.Equal("found ━━━━━━━━━━          ━━━━━━━━━━         ━", Rows(screen)[0].TrimEnd());
        Assert.Equal("      -4        -3        -2        -1     0 s", Rows(screen)[1]);
    }

    private static SpectrogramHistory Spectrogram(double seconds, Func<double, double> value)
    {
        var history = new SpectrogramHistory("mic", sound, 8);
        history.Add(Sound(seconds, value));
        return history;
    }

    private static float[] Sound(double seconds, Func<double, double> value) => [.. Enumerable.Range(0, (int)Math.Round(seconds * 16000)).Select(i => (float)value(i / 16000.0))];
}
