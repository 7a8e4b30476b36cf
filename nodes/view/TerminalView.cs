using Spectre.Console;

namespace Streaming.View;

/// <summary>
/// Shows a running graph in the terminal: signals as traces, a spectrum, decisions (right or wrong where the truth is linked), features, and every node with
/// its rate, latency and drops. Where there is no terminal it says the same in one line per second of stream.
/// </summary>
[Node("view.terminal", Summary = "Shows signals, spectrum, decisions and nodes in the terminal.", Gap = GapPolicy.Handled, Waits = true, Example = "seconds: 4")]
public sealed partial class TerminalView : IStreamNode, IResource
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(100);

    // Between the node's thread, which writes, and the timer's, which draws; a monitor, since Lock allocates when two threads first meet at it.
    private readonly object gate = new();
    private readonly Lock drawing = new();
    private Picture live = new();
    private Picture shown = new();
    private string[] classes = [];
    private string title = "";
    private NodeContext context = null!;
    private Traffic traffic = null!;
    private Dashboard dashboard = null!;
    private Terminal? terminal;
    private ITimer? timer;
    private double nextLine = double.NegativeInfinity;

    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Seconds of signal that are shown.</summary>
        [Unit("s"), Range(1, 60)] public double Seconds { get; init; } = 4;

        /// <summary>Half the range of a trace, in the signal's unit; 0: as the signal asks for.</summary>
        [Range(0, 1e9)] public double Scale { get; init; }

        /// <summary>The stream of events that says what really happens, such as eeg.truth: marked in the traces, and compared with the decisions. Empty: none.</summary>
        public string Truth { get; init; } = "";

        /// <summary>The events of the truth that decisions are compared with, such as [open, closed]; empty: all.</summary>
        public ValueList<string> Classes { get; init; } = [];

        /// <summary>Write lines also where there is a terminal.</summary>
        public bool Plain { get; init; }
    }

    /// <summary>What to show: signals as traces, spectra as bars, features as numbers, events as decisions.</summary>
    [Input(Policy = LinkPolicy.DropOldest, Kinds = [StreamKind.Signal, StreamKind.Spectrum, StreamKind.Features, StreamKind.Events])] public Inputs Streams { get; } = new();

    /// <summary>The terminal to draw on; null: that of the process, if it has one.</summary>
    internal IAnsiConsole? Console { get; set; }

    /// <inheritdoc/>
    public void Configure()
    {
        live = new Picture();
        var decides = Current.Truth.Length > 0 || Streams.Streams.Any(s => s.Format.Content == "Decisions");
        foreach (var stream in Streams.Streams)
        {
            var format = stream.Format;
            if (format.Kind != StreamKind.Events && format.Element != ElementType.Float32)
                throw new FormatMismatchException("signals of float32", format.ToString(), "convert it before the display");
            switch (format.Kind)
            {
                case StreamKind.Signal when format.Rate > 0:
                    live.Signals.Add(new(stream.Name, Labels(format), format.Rate, format.Unit, (int)Math.Ceiling(Math.Max(Current.Seconds, 2) * format.Rate)));
                    break;
                case StreamKind.Spectrum when format.Axis is not null:
                    live.Spectra.Add(new(stream.Name, format));
                    break;
                case StreamKind.Features:
                    live.Features.Add(new(stream.Name, format));
                    break;
                case StreamKind.Events when stream.Name == Current.Truth:
                    live.Truth = new();
                    break;
                case StreamKind.Events:
                    live.Events ??= new(decides ? "decisions" : "events");
                    break;
                default:
                    throw new FormatMismatchException("regular signals, spectra, features or events", format.ToString(), "link what it was made from");
            }
        }
        if (Current.Truth.Length > 0 && live.Truth is null)
            throw new FormatMismatchException($"a stream of events '{Current.Truth}', as the setting truth says", string.Join(", ", Streams.Streams.Select(s => $"'{s.Name}'")),
                "link it to the display, or name another");
        classes = [.. Current.Classes];
        title = Streams.Streams.FirstOrDefault(s => s.Format.Kind == StreamKind.Signal)?.Format.Name ?? "";
        shown = live.Alike();
        dashboard = new Dashboard(shown, Current.Seconds, Current.Scale);
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
        this.context = context;
        traffic = new Traffic(context.Status, context.Time);
        var console = Console ?? (System.Console.IsOutputRedirected ? null : AnsiConsole.Console);
        terminal = console is null || Current.Plain || !console.Profile.Capabilities.Ansi ? null : new Terminal(console);
        timer = context.Time.CreateTimer(static view => ((TerminalView)view!).Refresh(), this, interval, interval);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        lock (gate)
        {
            int signal = 0, spectrum = 0, feature = 0;
            var streams = Streams.Streams;
            for (var i = 0; i < streams.Count; i++)
            {
                switch (streams[i].Format.Kind)
                {
                    case StreamKind.Signal: Read(streams[i], live.Signals[signal++]); break;
                    case StreamKind.Spectrum: Read(streams[i], live.Spectra[spectrum++]); break;
                    case StreamKind.Features: Read(streams[i], live.Features[feature++]); break;
                    default: Read(streams[i], streams[i].Name == Current.Truth ? live.Truth! : live.Events!); break;
                }
            }
            if (live.Truth is not null) live.Events?.Judge(live.Truth, classes);
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public void Close()
    {
        timer?.Dispose();
        timer = null;
        lock (drawing) TryDraw(isLast: true);
    }

    partial void OnReset()
    {
        lock (gate) live.Clear();
    }

    /// <summary>Draws, unless the drawing before has not ended yet.</summary>
    internal void Refresh()
    {
        if (!drawing.TryEnter()) return;
        try
        {
            TryDraw(isLast: false);
        }
        finally
        {
            drawing.Exit();
        }
    }

    private void TryDraw(bool isLast)
    {
        try
        {
            Draw(isLast);
            if (!isLast) return;
            terminal?.Leave();
            terminal = null;
        }
        catch (IOException e)
        {
            terminal = null;
            context.Note($"{context.Node}: the terminal is gone ({e.Message}); the graph runs on without its display");
        }
    }

    private void Draw(bool isLast)
    {
        lock (gate) live.CopyTo(shown);
        if (terminal is not null)
        {
            dashboard.Draw(terminal.Screen, title, shown, traffic);
            terminal.Show();
        }
        else if (shown.Time > double.NegativeInfinity && (isLast || shown.Time >= nextLine))
        {
            nextLine = Math.Floor(shown.Time) + 1;
            context.Note(PlainLines.Of(shown, traffic));
        }
    }

    private void Read(AnyInput input, SignalHistory history)
    {
        while (input.Available > 0)
        {
            var count = input.Available;
            if (input.Gap && history.Count > 0) history.AddGap((long)Math.Max(1, Math.Round((input.TimeOf(0) - history.End) * history.Rate)));
            live.See(input.TimeOf(0));
            live.See(input.TimeOf(count - 1));
            history.Add(input.Samples<float>(), input.TimeOf(count - 1) + 1 / history.Rate);
            input.Advance(count);
        }
    }

    private void Read(AnyInput input, Newest newest)
    {
        while (input.Available > 0)
        {
            var count = input.Available;
            live.See(input.TimeOf(0));
            newest.Set(input.Samples<float>()[^newest.Values.Length..]);
            live.See(input.TimeOf(count - 1));
            input.Advance(count);
        }
    }

    private void Read(AnyInput input, EventHistory history)
    {
        for (; input.Available > 0; input.Advance(1))
        {
            live.See(input.TimeOf(0));
            if (input.Gap) history.Break(input.TimeOf(0));
            history.Add(input.TimeOf(0), input.Samples<Event>()[0]);
        }
    }

    private static string[] Labels(StreamFormat format) =>
        [.. Enumerable.Range(0, format.Channels).Select(c => c < format.Labels.Count ? format.Labels[c] : $"{c + 1}")];
}
