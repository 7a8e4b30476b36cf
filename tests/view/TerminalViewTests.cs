using Spectre.Console;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;
using Streaming.View;

namespace Streaming.Tests;

public partial class TerminalViewTests
{
    private static readonly StreamFormat eeg = StreamFormat.Signal(2, 100, "µV", ["O1", "O2"], "Amplifier");
    private static readonly TimeSpan tenth = TimeSpan.FromMilliseconds(100);

    private readonly ManualTime time = new();
    private readonly List<string> notes = [];
    private readonly Status status = new()
    {
        Counted = { new("eeg", "lsl.inlet") { Out = 1000 }, new("decide", "eeg.decide") { In = 1000, Out = 10 }, new("view", "view.terminal") { In = 1010 } },
        Counting = { new("eeg.signal > view.streams"), new("eeg.signal > decide.signal") },
    };

    [Fact]
    public void The_whole_picture_at_80_by_24()
    {
        var console = new TestConsole().Width(80).Height(24);
        var run = Open(new() { Truth = "streams2" }, console, eeg, StreamFormat.Events("decisions"), StreamFormat.Events("events"));
        run.Push<Event>("streams2", [new("open", 0, 2), new("closed", 0, 10)], [0.5, 2.5]);
        run.Push<float>("streams0", Sine(400));
        run.Push<Event>("streams1", [new("open", 0.61), new("open", 0.83), new("closed", 0.97)], [1, 3, 3.5]);
        time.Advance(tenth);
        foreach (var node in status.Counted) (node.In, node.Out) = (node.In + 250, node.Out + 125);
        status.Counting[0].Lost = 40;
        var rows = Next(console, TimeSpan.FromSeconds(1)).Split('\n');
        Assert.All(rows, row => Assert.Equal(80, row.Length));
        Assert.Equal(
            """
             00:03.9  Amplifier               latency p50 62.0 µs   p99 1.2 ms   dropped 40
            ─ streams0 ──────────────────────────────── 2 channels · 100 Hz · 4 s · ±50 µV ─
                        open                                   closed
               ⣸⢧  ⡼⣇  ⡞⡆ ⢀⡾⡄ ⢠⢿⡀ ⢠⢷  ⣰⢧  ⣸⣇  ⡼⣆  ⡾⡄ ⢀⡿⡄ ⢠⢿⡀ ⢰⢳┊ ⣰⢧  ⡼⣇  ⡼⡆ ⢀⡾⡄ ⢀⣿⡀ ⢠⢷⡀ ⢰⢧
               ⡇⢸⡀ ⡇⢸ ⢰⠃⢳ ⢸ ⣇ ⢸ ⣇ ⡞⠘⡆ ⡇⠘⡆ ⡇⢸⡀⢰⠃⢸ ⢰⠃⢳ ⢸ ⡇ ⣸ ⡇ ⡞⠘⡆ ⡇⢸  ⡇⢸⡀⢰⠃⢳ ⢸ ⢳ ⢸ ⣇ ⡞ ⡇ ⡞⠘⡆
            O1 ⠁ ⡇⢸⠁⠸⡄⢸ ⠸⡄⡼ ⢸ ⡏ ⢸ ⡇ ⢧⢠⠇ ⡇⢸⠁ ⡇⢸ ⠸⡄⡼ ⢸ ⡼ ⢹ ⡇ ⢧ ⡇ ⢧⢠⠇⠈⡇⢸⠁ ⡇⢸ ⠸⡄⡼ ⢸ ⡏ ⢸ ⡇ ⢧⢠⠇ ⡇⢠
                 ⢹⡏  ⢳⠏ ┊⢷⠃ ⠈⣷⠃ ⠘⡾⠁ ⠸⡼  ⢹⡞  ⢳⡏  ⢧⠇ ⠈⢷⠃ ⠈⣿⠁ ⠘⡾⠁ ⠸⡞  ⢹⡞  ⢳⠏  ⢧⠇ ⠈⣷⠃ ⠘⣾⠁ ⠸⡼  ⠹⡞
                        ┊                                      ┊
                        ┊                                      ┊
                 ⣸⣇  ⡼⣆ ┊⡾⡄ ⢀⡿⡄ ⢠⢷⡀ ⢰⢳  ⣸⢧  ⡼⣇  ⡞⡆ ⢀⡾⡄ ⢀⣿⡀ ⢠⢷⡀ ⢰⢧  ⣸⢧  ⡼⣆  ⡞⡆ ⢀⡿⡄ ⢠⢿⡀ ⢰⢳  ⣰⢧
                 ⡇⢸ ⢰⠃⢸ ⢰⠃⢳ ⢸ ⣇ ⢸ ⡇ ⡞⠘⡆ ⡇⢸⡀ ⡇⢸ ⢰⠃⢳ ⢸ ⢳ ⣸ ⡇ ⡞ ⡇ ⡞⠘⡆⢀⡇⢸⡀ ⡇⢸ ⢰⠃⢳ ⢸ ⣇ ⢸ ⡇ ⡞⠘⡆ ⡇⠘
            O2 ⡇⢸⠁⠈⡇⢸ ⠸⡄⡼ ⢸ ⡏ ⢸ ⡏ ⢧⢠⠇ ⡇⢠⠇ ⡇⢸⠁⠸⡄⢸ ⠸⡄⡼ ⢸ ⡇ ⢹ ⡇ ⢧⢠⠇ ⡇⢸  ⡇⢸⠁⠸⡄⡼ ⢸ ⡼ ⢸ ⡏ ⢧ ⡇ ⢧⢠⠇
               ⢹⡞  ⢳⡏  ⢧⠇ ⠈⢷⠃ ⠘⣾⠁ ⠘⡾  ⠹⡞  ⢹⡏  ⢳⠏  ⢷⠃ ⠈⣷⠃ ⠘⣾⠁ ⠸⡼┊ ⠹⡞  ⢳⡏  ⢳⠇ ⠈⢷⠃ ⠈⣿⠁ ⠘⡾⠁ ⠸⡞
                        ┊                                      ┊
            ─ spectrum ───────────────── top 30 dB µV²/Hz ─ ─ decisions ── 67 % right of 3 ─
                 ▄                                           00:03.5  closed         0.97 ✓
                 █                                           00:03.0  open           0.83 ✗
                ██                                           00:01.0  open           0.61 ✓
                ██
            0 δ 4 θ 8  α  13     beta      30 gamma   45 Hz
            ─ nodes ───────────────────────────     in/s    out/s      p50      p99  dropped
            eeg              lsl.inlet               250      125   5.2 µs  52.7 µs        0
            decide           eeg.decide              250      125   5.2 µs  52.7 µs        0
            view             view.terminal           250      125   5.2 µs  52.7 µs       40
            """.ReplaceLineEndings("\n"), string.Join('\n', rows.Select(row => row.TrimEnd())));
    }

    [Fact]
    public void Nothing_is_drawn_until_a_tenth_of_a_second_has_passed_nor_after_the_end()
    {
        var console = new TestConsole().Width(80).Height(24).EmitAnsiSequences();
        var run = Open(new(), console, eeg);
        run.Push<float>("streams0", Sine(100));
        Assert.Equal("", console.Output);
        time.Advance(tenth);
        Assert.StartsWith("\e[?1049h\e[?25l\e[2J\e[H", console.Output);
        Assert.Contains("00:00.9", console.Output);
        Assert.Equal(1, time.Timers);
        view.Close();
        Assert.Equal(0, time.Timers);
        Assert.Contains("\e[?25h\e[?1049l", console.Output);
        var end = console.Output[(console.Output.LastIndexOf("\e[?1049l", StringComparison.Ordinal) + 8)..];
        Assert.Contains("O1", end);
        Assert.EndsWith("\n", end);
        view.Close();
        Assert.EndsWith(end, console.Output);
    }

    [Fact]
    public void A_terminal_of_another_size_is_used_whole()
    {
        var console = new TestConsole().Width(80).Height(24).EmitAnsiSequences();
        Open(new(), console, eeg).Push<float>("streams0", Sine(100));
        time.Advance(tenth);
        console.Width(120).Height(40);
        var next = Next(console, tenth);
        Assert.StartsWith("\e[2J\e[H", next);
        Assert.Equal(39, next.Count(c => c == '\n'));
    }

    [Fact]
    public void A_header_without_room_leaves_out_whole_figures()
    {
        var console = new TestConsole().Width(30).Height(8);
        Open(new(), console, eeg).Push<float>("streams0", Sine(300));
        time.Advance(tenth);
        Assert.Equal(" 00:02.9  Amplif…   dropped 0", console.Output.Split('\n')[0].TrimEnd());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(30, 8)]
    [InlineData(40, 10)]
    [InlineData(60, 12)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Any_size_is_filled_exactly(int width, int height)
    {
        var console = new TestConsole().Width(width).Height(height);
        var bands = StreamFormat.Signal(5, 10, "µV²", ["delta", "theta", "alpha", "beta", "gamma"]) with { Kind = StreamKind.Features };
        var run = Open(new(), console, eeg, StreamFormat.Events("decisions"), bands, eeg with { Name = "second" });
        run.Push<float>("streams0", Sine(300)).Push<float>("streams2", [1, 2, 3, 4, 5]).Push<Event>("streams1", [new("a")], [1]);
        IsFilled(console, width, height);
    }

    [Fact]
    public void Without_a_terminal_it_says_one_line_per_second_of_stream()
    {
        var run = Open(new() { Truth = "streams2" }, null, eeg, StreamFormat.Events("decisions"), StreamFormat.Events("events"));
        time.Advance(tenth);
        Assert.Empty(notes);
        run.Push<Event>("streams2", [new("open", 0, 100)], [0]);
        run.Push<float>("streams0", Sine(60));
        time.Advance(tenth);
        time.Advance(tenth);
        run.Push<Event>("streams1", [new("open", 0.9)], [0.4]);
        run.Push<float>("streams0", Sine(100));
        time.Advance(tenth);
        status.Counting[1].Lost = 7;
        status.Counted[0].Lost = 1;
        run.Push<Event>("streams1", [new("closed", 0.6)], [1.2]);
        run.Push<float>("streams0", Sine(10));
        time.Advance(tenth);
        view.Close();
        Assert.Equal(
        [
            "00:00.5  streams0 21.21 µV rms  latency 62.0 µs, p99 1.2 ms  dropped 0",
            "00:01.5  streams0 21.21 µV rms  open 0.90 right (100 % right of 1)  latency 62.0 µs, p99 1.2 ms  dropped 0",
            "00:01.6  streams0 21.18 µV rms  closed 0.60 wrong (50 % right of 2)  latency 62.0 µs, p99 1.2 ms  dropped 7  outages 1",
        ], notes);
    }

    [Fact]
    public void Lines_name_the_newest_features()
    {
        var run = Open(new(), null, StreamFormat.Signal(2, 10, "", ["alpha", "beta"]) with { Kind = StreamKind.Features });
        run.Push<float>("streams0", [1, 2, 5, 6, 3.5f, 4.25f]);
        time.Advance(tenth);
        Assert.Equal(["00:00.2  streams0 alpha=3.5 beta=4.25  latency 62.0 µs, p99 1.2 ms  dropped 0"], notes);
    }

    [Fact]
    public void Lines_can_be_had_in_a_terminal_too()
    {
        var console = new TestConsole().EmitAnsiSequences();
        Open(new() { Plain = true }, console, eeg).Push<float>("streams0", Sine(10));
        time.Advance(tenth);
        Assert.Empty(console.Output);
        Assert.Single(notes);
    }

    [Fact]
    public void A_gap_of_the_stream_is_a_gap_of_the_trace()
    {
        var console = new TestConsole().Width(83).Height(24);
        var run = Open(new(), console, eeg);
        run.Push<float>("streams0", Sine(100)).Begin("streams0", 2).Push<float>("streams0", Sine(200));
        time.Advance(tenth);
        // 80 cells of 5 samples show 4 s: 1 s before the gap in the cells 0 to 20, nothing to 40, then the rest.
        var rows = console.Output.Split('\n')[2..12];
        Assert.All(rows, row => Assert.Equal(new string(' ', 18), row[24..42]));
        Assert.Contains(rows, row => row[4..20].Trim().Length > 8);
        Assert.Contains(rows, row => row[46..].Trim().Length > 8);
    }

    [Fact]
    public void A_terminal_that_goes_away_takes_nothing_with_it()
    {
        var run = Open(new(), new BrokenConsole(), eeg);
        run.Push<float>("streams0", Sine(10));
        time.Advance(tenth);
        time.Advance(tenth);
        run.Push<float>("streams0", Sine(10));
        view.Close();
        Assert.Equal("view: the terminal is gone (broken pipe); the graph runs on without its display", notes[0]);
        Assert.DoesNotContain(notes[1..], n => n.Contains("gone"));
    }

    [Fact]
    public void A_terminal_that_is_gone_at_the_end_is_no_failure()
    {
        Open(new(), new BrokenConsole(), eeg).Push<float>("streams0", Sine(10));
        view.Close();
        Assert.Equal(["view: the terminal is gone (broken pipe); the graph runs on without its display"], notes);
    }

    [Fact]
    public void Streams_that_cannot_be_shown_are_refused()
    {
        var windows = new StreamFormat { Kind = StreamKind.Windows, Shape = [250, 2], Axis = new("time", "s", 0, 0.004) };
        Assert.Equal($"expected regular signals, spectra, features or events, found {windows}; link what it was made from",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new TerminalView()).Feed(windows).Configure()).Message);
        var integers = eeg with { Element = ElementType.Int16 };
        Assert.Equal("expected signals of float32, found signal int16[2] 100 Hz µV; convert it before the display",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new TerminalView()).Feed(integers).Configure()).Message);
    }

    [Fact]
    public void A_truth_that_is_not_linked_is_named()
    {
        var error = Assert.Throws<FormatMismatchException>(() => new NodeRun(new TerminalView(new() { Truth = "eeg.truth" })).Feed(eeg).Feed(StreamFormat.Events()).Configure());
        Assert.Equal("expected a stream of events 'eeg.truth', as the setting truth says, found 'streams0', 'streams1'; link it to the display, or name another", error.Message);
    }

    [Fact]
    public void Nothing_is_allocated_per_block()
    {
        var run = Open(new() { Truth = "streams2" }, null, eeg, StreamFormat.Events("decisions"), StreamFormat.Events("events"));
        var (history, block) = (new SignalHistory("s", ["a", "b"], 100, "", 400), Sine(10));
        Event[] decision = [new("open", 0.5)], truth = [new("open", 0, 1)];
        var stamp = new double[1];
        Feed(300);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)       // a collection that another test causes may count what is left of this thread's buffer
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Feed(100);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);

        void Feed(int blocks)
        {
            for (var i = 0; i < blocks; i++, stamp[0] += 0.1)
            {
                history.Add(block, stamp[0]);
                run.Push<Event>("streams2", truth, stamp);
                run.Push<Event>("streams1", decision, stamp);
            }
        }
    }

    private TerminalView view = null!;

    /// <summary>The next picture takes all of the terminal, and no more.</summary>
    private void IsFilled(TestConsole console, int width, int height)
    {
        time.Advance(tenth);
        var rows = console.Output.Split('\n');
        Assert.Equal(height, rows.Length);
        Assert.All(rows, row => Assert.Equal(width, row.Length));
    }

    private NodeRun Open(TerminalView.Settings settings, IAnsiConsole? console, params StreamFormat[] streams)
    {
        view = new TerminalView(settings);
        var run = new NodeRun(view);
        foreach (var stream in streams) run.Feed("streams", stream);
        run.Configure().Close();
        view.Console = console;
        view.Open(new NodeContext("view", time, CancellationToken.None, status, notes.Add));
        return run;
    }

    /// <summary>What is drawn when the clock goes on.</summary>
    private string Next(TestConsole console, TimeSpan by)
    {
        var before = console.Output.Length;
        time.Advance(by);
        return console.Output[before..];
    }

    private static float[] Sine(int samples) => [.. Enumerable.Range(0, samples * 2).Select(i => (float)(30 * Math.Sin(2 * Math.PI * 5 * (i / 2) / 100)) * (1 - i % 2 * 2))];

    private sealed class BrokenConsole : IAnsiConsole
    {
        private readonly TestConsole inner = new();

        public Profile Profile => inner.Profile;

        public IAnsiConsoleCursor Cursor => inner.Cursor;

        public IAnsiConsoleInput Input => inner.Input;

        public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;

        public RenderPipeline Pipeline => inner.Pipeline;

        public void Clear(bool home)
        {
        }

        public void Write(IRenderable renderable) => throw new IOException("broken pipe");

        public void WriteAnsi(Action<AnsiWriter> action) => throw new IOException("broken pipe");
    }
}
