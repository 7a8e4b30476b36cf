using Spectre.Console;

namespace Streaming.View;

/// <summary>
/// Shows a running graph in the terminal: signals as traces or, where they are audio, as spectrograms and levels, a spectrum, decisions (right or wrong where the truth is
/// linked), what is being said, features, and every node with its rate, latency and drops. Where there is no terminal it says the same in one line per second of stream; where speech is
/// linked, in a line per utterance.
/// </summary>
[Node("view.terminal", Summary = "Shows signals, spectra, levels, decisions, captions and nodes in the terminal.", Gap = GapPolicy.Handled, Waits = true, Example = "seconds: 4")]
public sealed partial class TerminalView : IStreamNode, IResource
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(100);

    // Between the node's thread, which writes, and the timer's, which draws; a monitor, since Lock allocates when two threads first meet at it.
    private readonly object gate = new();
    private readonly Lock drawing = new();
    private Picture live = new();
    private Picture shown = new();
    private Shown[] shows = [];
    private double[] nexts = [];        // s, of each stream the time of the sample after the last one
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

        /// <summary>
        /// How to show a stream, by its name or its node's, such as { model: trace }: a signal as trace (below 8 kHz) or spectrogram (from there on), features as numbers or trace, spectra as bars
        /// (up to 1 kHz) or spectrogram (beyond), events as events or captions. Utterances and partials are captions unless it says otherwise; those of one node, or with one name, share a panel.
        /// Partials alone leave each utterance as it was heard last, utterances alone show nothing until one has ended.
        /// </summary>
        public ValueMap Show { get; init; } = ValueMap.Empty;

        /// <summary>Write lines also where there is a terminal.</summary>
        public bool Plain { get; init; }
    }

    /// <summary>What to show: signals as traces or spectrograms, spectra as bars or spectrograms, features as numbers or curves, events as decisions or captions.</summary>
    [Input(Policy = LinkPolicy.DropOldest, Kinds = [StreamKind.Signal, StreamKind.Spectrum, StreamKind.Features, StreamKind.Events])] public Inputs Streams { get; } = new();

    /// <summary>The terminal to draw on; null: that of the process, if it has one.</summary>
    internal IAnsiConsole? Console { get; set; }

    /// <inheritdoc/>
    public void Configure()
    {
        live = new Picture();
        var streams = Streams.Streams;
        foreach (var (name, _) in Current.Show.Entries)
            if (!streams.Any(s => Choice.Names(name, s.Name)))
                throw new FormatMismatchException($"a stream or node '{name}', as the setting show says", string.Join(", ", streams.Select(s => $"'{s.Name}'")), "link it to the display, or name another");
        var decides = Current.Truth.Length > 0 || streams.Any(s => s.Format.Content == EventContent.Decisions);
        shows = [.. streams.Select(s => Follow(s, Choice.Of(s, Current.Show), decides))];
        nexts = new double[shows.Length];
        Array.Fill(nexts, double.NaN);
        if (Current.Truth.Length > 0 && live.Truth is null)
            throw new FormatMismatchException($"a stream of events '{Current.Truth}', as the setting truth says", string.Join(", ", streams.Select(s => $"'{s.Name}'")),
                "link it to the display, or name another");
        classes = [.. Current.Classes];
        title = streams.FirstOrDefault(s => s.Format.Kind == StreamKind.Signal)?.Format.Name ?? "";
        shown = live.Alike();
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
        this.context = context;
        traffic = new Traffic(context.Status, context.Time);
        var console = Console ?? (System.Console.IsOutputRedirected ? null : AnsiConsole.Console);
        dashboard = new Dashboard(shown, Current.Seconds, Current.Scale, console?.Profile.Capabilities.ColorSystem != ColorSystem.NoColors);
        terminal = console is null || Current.Plain || !console.Profile.Capabilities.Ansi ? null : new Terminal(console);
        timer = context.Time.CreateTimer(static view => ((TerminalView)view!).Refresh(), this, interval, interval);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        lock (gate)
        {
            for (var i = 0; i < shows.Length; i++) shows[i].Take(Streams.Streams[i], live, ref nexts[i]);
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
        lock (gate)
        {
            live.Clear();
            Array.Fill(nexts, double.NaN);
        }
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
        else if (shown.Captions.Count > 0) PlainLines.Tell(shown, context.Note);
        else if (shown.Time > double.NegativeInfinity && (isLast || shown.Time >= nextLine))
        {
            nextLine = Math.Floor(shown.Time) + 1;
            context.Note(PlainLines.Of(shown, traffic));
        }
    }

    private Shown Follow(AnyInput stream, Panel panel, bool decides)
    {
        if (stream.Format.Kind == StreamKind.Events)
        {
            if (stream.Name == Current.Truth) return new() { Events = live.Truth ??= new() };
            if (panel != Panel.Captions) return new() { Events = live.Events ??= new(decides ? "decisions" : "events") };
            var isPartial = Choice.IsPartial(stream.Format);
            return new() { Captions = CaptionHistory.Join(live.Captions, Choice.NodeOf(stream.Name), stream.Format.Name, isPartial), IsPartial = isPartial };
        }
        var (name, format) = (stream.Name, stream.Format);
        var level = Choice.IsAudio(format) ? Add(live.Levels, new(name, Labels(format), format.Rate)) : null;
        return panel switch
        {
            Panel.Trace when format.Kind == StreamKind.Signal => new() { Signal = Add(live.Signals, History()), Level = level },
            Panel.Trace => new() { Signal = Add(live.Curves, History()) },
            Panel.Spectrogram => new() { Spectrogram = Add(live.Spectrograms, new(name, format, Current.Seconds)), Level = level },
            Panel.Bars => new() { Newest = Add(live.Spectra, new(name, format)) },
            _ => new() { Newest = Add(live.Features, new(name, format)) },
        };

        SignalHistory History() => new(name, Labels(format), format.Rate, format.Unit, (int)Math.Ceiling(Math.Max(Current.Seconds, 2) * format.Rate)) { IsAudio = level is not null };

        static T Add<T>(List<T> list, T item)
        {
            list.Add(item);
            return item;
        }
    }

    private static string[] Labels(StreamFormat format) =>
        [.. Enumerable.Range(0, format.Channels).Select(c => c < format.Labels.Count ? format.Labels[c] : $"{c + 1}")];
}
