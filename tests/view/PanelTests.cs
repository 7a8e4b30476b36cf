using Streaming.View;

namespace Streaming.Tests;

public class PanelTests
{
    [Fact]
    public void A_sine_is_drawn_as_one()
    {
        var signal = Signal(["Cz"], 100, 4, (i, _) => 40 * Math.Sin(2 * Math.PI * i / 100.0));
        AssertShown(
            """
            ─ eeg.signal ───────────── 1 channel · 100 Hz · 4 s · ±100 µV ─

                ⣀⡤⠤⠤⢤⡀         ⣀⡤⠤⠤⢤⡀         ⣀⡤⠤⠤⢤⡀         ⣀⡤⠤⠤⢤⡀
            Cz ⠞⠁    ⠙⠲⣄    ⢀⡤⠞⠁    ⠙⠲⣄    ⢀⡤⠞⠁    ⠙⠲⣄    ⢀⡤⠞⠁    ⠙⠲⣄    ⢀⡤
                       ⠈⠙⠒⠖⠒⠋         ⠈⠙⠒⠖⠒⠋         ⠈⠙⠒⠖⠒⠋         ⠈⠙⠒⠖⠒⠋
            """, Traces(63, 6, signal, 4));
    }

    [Fact]
    public void A_trace_moves_left_without_changing_its_form()
    {
        // 60 columns of dots show 2 s at 150 Hz: 5 samples each. Whatever came later, the columns of what
        // was there before look the same (all periods divide what is shown, so that the mean stays).
        static double Value(int i, int c) => 30 * Math.Sin(2 * Math.PI * i / 20) + 15 * Math.Sin(2 * Math.PI * i / 50 + c);
        var before = Rows(Traces(33, 9, Signal(["a", "b"], 150, 4, Value, 600), 2));
        var after = Rows(Traces(33, 9, Signal(["a", "b"], 150, 4, Value, 600 + 100), 2));
        for (var row = 1; row < 9; row++) Assert.Equal(before[row][(3 + 10)..33], after[row][3..(33 - 10)]);
    }

    [Fact]
    public void Missing_samples_are_left_blank()
    {
        var signal = new SignalHistory("s", ["a"], 100, "", 400);
        signal.Add([.. Enumerable.Range(0, 150).Select(i => (float)Math.Sin(i))], 1.5);
        signal.AddGap(100);
        signal.Add([.. Enumerable.Range(0, 150).Select(i => (float)Math.Sin(i))], 4);
        var rows = Rows(Traces(43, 3, signal, 4));
        // 40 cells of 10 samples: the gap from sample 150 to 250 is the cells 15 to 25.
        Assert.All(rows[1..], row => Assert.Equal(new string(' ', 10), row[(3 + 15)..(3 + 25)]));
        Assert.Contains(rows[1..], row => row[3 + 14] != ' ' && row[3 + 25] != ' ');
    }

    [Fact]
    public void Events_stand_at_their_time()
    {
        var signal = Signal(["a"], 100, 4, (_, _) => 0);
        var marks = new EventHistory();
        marks.Add(-1, new("gone"));
        marks.Add(1, new("closed"));
        marks.Add(1.2, new("blink"));            // too near to the next name
        marks.Add(1.5, new("pop"));
        marks.Add(4.5, new("to come"));
        var rows = Rows(Traces(43, 4, signal, 4, marks));
        Assert.Equal("             ┊ ┊  pop", rows[1].TrimEnd());
    }

    [Fact]
    public void More_channels_than_rows_are_said_to_be_there()
    {
        var screen = Traces(60, 4, Signal([.. Enumerable.Range(1, 64).Select(i => $"E{i}")], 100, 4, (i, _) => Math.Sin(i)), 4);
        Assert.Contains("3 of 64 channels", screen.ToString());
        Assert.Equal("E1", Rows(screen)[1][..2]);
        Assert.Equal("E3", Rows(screen)[3][..2]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(40)]
    public void The_highest_bar_stands_at_the_frequency_of_a_sine(double frequency)
    {
        var screen = new Screen(45, 10);
        new SpectrumPanel().Draw(screen, new(0, 0, 45, 10), Signal(["a"], 250, 4, (i, _) => 10 * Math.Sin(2 * Math.PI * frequency * i / 250) + 0.01 * (i * 7919 % 13)));
        var heights = Enumerable.Range(0, 45).Select(x => Enumerable.Range(1, 8).Sum(y => " ▁▂▃▄▅▆▇█".IndexOf(screen[x, y]))).ToArray();
        Assert.InRange(Array.IndexOf(heights, heights.Max()), frequency - 1, frequency);
        Assert.InRange(heights.Max(), 40, 64);
        Assert.True(heights.Where((_, x) => Math.Abs(x + 0.5 - frequency) > 3).Max() < heights.Max() / 3);
    }

    [Fact]
    public void The_top_of_the_spectrum_is_the_density_of_the_signal()
    {
        // A sine of 10 µV has a power of 50 µV²; the Hann window spreads it over 1.5 / 2 s = 0.75 Hz: 66.7 µV²/Hz are 18.2 dB.
        var screen = new Screen(45, 10);
        new SpectrumPanel().Draw(screen, new(0, 0, 45, 10), Signal(["a"], 250, 4, (i, _) => 10 * Math.Sin(2 * Math.PI * 10.5 * i / 250)));
        Assert.StartsWith("─ spectrum ─────────────── top 20 dB µV²/Hz ─", screen.ToString());
    }

    [Fact]
    public void Bands_are_named_below_the_bars()
    {
        var screen = new Screen(100, 4);
        new SpectrumPanel().Draw(screen, new(0, 0, 100, 4), Signal(["a"], 250, 4, (i, _) => i % 3));
        Assert.Equal("0 delta  4 theta  8  alpha   13                beta                30          gamma           45 Hz", Rows(screen)[3]);
    }

    [Fact]
    public void A_spectrum_that_comes_as_a_stream_is_shown_as_it_is()
    {
        var format = new StreamFormat { Kind = StreamKind.Spectrum, Shape = [46, 2], Axis = new("frequency", "Hz", 0.5, 1), Unit = "µV²/Hz", Rate = 1 };
        var spectrum = new Newest("psd.spectrum", format);
        spectrum.Set([.. Enumerable.Range(0, 92).Select(i => i / 2 == 30 ? 900f : 0.5f)]);
        var screen = new Screen(45, 5);
        new SpectrumPanel().Draw(screen, new(0, 0, 45, 5), spectrum);
        Assert.StartsWith("─ psd.spectrum ─────────── top 30 dB µV²/Hz ─", screen.ToString());
        Assert.Equal("█", Rows(screen)[1].Trim());
        Assert.Equal(30, Rows(screen)[1].IndexOf('█'));
    }

    [Fact]
    public void Decisions_show_class_score_and_whether_they_were_right()
    {
        var (truth, decisions) = (new EventHistory(), new EventHistory("decisions"));
        truth.Add(100, new("closed", 0, 10));
        decisions.Add(99, new("open", 0.71));
        decisions.Add(101, new("closed", 0.934));
        decisions.Add(104, new("a label much longer than the panel is wide", 0.5));
        decisions.Judge(truth, []);
        var screen = new Screen(34, 5);
        DecisionPanel.Draw(screen, new(0, 0, 34, 5), decisions, 40);
        AssertShown(
            """
            ─ decisions ──── 50 % right of 2 ─
             01:04.0  a label much lo… 0.50 ✗
             01:01.0  closed           0.93 ✓
             00:59.0  open             0.71
            """, screen);
    }

    [Fact]
    public void Features_show_their_newest_values()
    {
        var features = new Newest("power.bands", StreamFormat.Signal(3, 10, "µV²", ["delta", "alpha"]) with { Kind = StreamKind.Features });
        var screen = new Screen(24, 4);
        FeaturePanel.Draw(screen, new(0, 0, 24, 4), [features]);
        Assert.Equal("alpha                 –", Rows(screen)[2].TrimEnd());
        features.Set([12.3456f, 1234567, 0.00123f]);
        FeaturePanel.Draw(screen, new(0, 0, 24, 4), [features]);
        AssertShown(
            """
            ─ power.bands ──── µV² ─
            delta             12.35
            alpha         1.235E+06
            3               0.00123
            """, screen);
    }

    [Fact]
    public void The_table_says_how_many_nodes_it_leaves_out()
    {
        var screen = new Screen(80, 4);
        NodePanel.Draw(screen, new(0, 0, 80, 4),
        [
            new("eeg", "simulate.subject", 0, 250, 5.2e-6, 52.7e-6, 0), new("a node of a very long name", "family.operation", 250, 31.25, 1.5e-3, double.NaN, 1234),
            new("c", "x.y", 0, 0, 0, 0, 0), new("d", "x.y", 0, 0, 0, 0, 0),
        ]);
        AssertShown(
            """
            ─ nodes ───────────────────────────     in/s    out/s      p50      p99  dropped
            eeg              simulate.subject          –      250   5.2 µs  52.7 µs        0
            a node of a ver… family.operation        250     31.3   1.5 ms        –     1234
            and 2 more
            """, screen);
    }

    [Fact]
    public void Where_there_is_little_room_the_table_shows_names_alone()
    {
        var screen = new Screen(60, 2);
        NodePanel.Draw(screen, new(0, 0, 60, 2), [new("source", "simulate.subject", 0, 250, 5.2e-6, 52.7e-6, 0)]);
        AssertShown(
            """
            ─ nodes ───────     in/s    out/s      p50      p99  dropped
            source                 –      250   5.2 µs  52.7 µs        0
            """, screen);
    }

    internal static void AssertShown(string expected, Screen screen) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', Rows(screen).Select(r => r.TrimEnd())).TrimEnd());

    internal static string[] Rows(Screen screen) => screen.ToString().Split('\n');

    internal static SignalHistory Signal(string[] labels, double rate, double seconds, Func<int, int, double> value, int? samples = null)
    {
        var signal = new SignalHistory("eeg.signal", labels, rate, "µV", (int)(seconds * rate));
        var count = samples ?? (int)(seconds * rate);
        signal.Add([.. Enumerable.Range(0, count * labels.Length).Select(i => (float)value(i / labels.Length, i % labels.Length))], count / rate);
        return signal;
    }

    private static Screen Traces(int width, int height, SignalHistory signal, double seconds, EventHistory? marks = null)
    {
        var screen = new Screen(width, height);
        new TracePanel(0).Draw(screen, new(0, 0, width, height), signal, seconds, marks);
        return screen;
    }
}
