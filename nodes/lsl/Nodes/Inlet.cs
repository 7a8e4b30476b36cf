namespace Streaming.Lsl;

/// <summary>Receives a stream of Lab Streaming Layer: numbers or text, regular or not.</summary>
/// <remarks>
/// Times are those of LSL's local clock, one for all inlets of this machine. A stream that vanishes is looked for by its source id and goes on when it is back; where
/// samples are missing stands a gap, and nothing is made up. <c>raw</c> and <c>rawEvents</c> always carry the stamps as sent, with the measured clock offsets beside
/// them, whatever the other settings do: recorders take these. By default only streams of this machine are found and no other machine can reach the sockets opened here.
/// With <c>scope: link</c> or <c>site</c> streams of others are found too: LSL neither encrypts nor authenticates, so everyone on that network can read what is
/// received here and can offer a stream in another's place.
/// </remarks>
[Node("lsl.inlet", Summary = "Receives a stream of Lab Streaming Layer.", Waits = true, Example = "stream: { type: EEG }, config: lsl_api.cfg")]
public sealed partial class Inlet : IStreamNode, IResource, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>What the stream says of itself, such as { type: EEG, name: BioSemi, source_id: A1 }: any elements of its info.</summary>
        public required ValueMap Stream { get; init; }

        /// <summary>A further XPath predicate, such as "count(desc/channels/channel)=64".</summary>
        public string Where { get; init; } = "";

        /// <summary>How long to wait for the stream before the graph starts.</summary>
        [Unit("s"), Range(0, 3600)] public double Wait { get; init; } = 10;

        /// <summary>What the stream will be, such as { channels: 8, rate: 250, format: float32 }, where it may come after the graph has started; nothing is waited for then.</summary>
        public ValueMap Expect { get; init; } = ValueMap.Empty;

        /// <summary>How far to look: this machine, the network segment, or the site; beyond this machine nothing is encrypted or authenticated.</summary>
        public LslScope Scope { get; init; }

        /// <summary>Machines to ask directly, where multicast does not reach; needs scope link or site.</summary>
        public ValueList<string> Peers { get; init; } = [];

        /// <summary>The session of streams to look in; empty for the one of lsl_api.cfg, or "default".</summary>
        public string Session { get; init; } = "";

        /// <summary>An lsl_api.cfg with ports, groups and session; empty for the one that LSL's programs here use, if any.</summary>
        [FilePath] public string Config { get; init; } = "";

        /// <summary>Seconds of samples held while the graph is busy; then the oldest are dropped, counted, and marked as a gap.</summary>
        [Unit("s"), Range(0.01, 36000)] public double Buffer { get; init; } = 360;

        /// <summary>Samples that the sender may gather before it sends; 0 for as it likes.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Chunk { get; init; }

        /// <summary>Who speaks LSL: this engine, or the native library.</summary>
        public LslBackend Backend { get; init; }

        /// <summary>Path of the native library; empty for where the system finds it.</summary>
        public string Library { get; init; } = "";

        /// <summary>Stamps are carried to the local clock by the measured offsets.</summary>
        [Live] public bool ClockSync { get; init; } = true;

        /// <summary>The jitter of a regular stream's stamps is taken out by a line through them (recursive least squares, half-life 90 s).</summary>
        [Live] public bool Dejitter { get; init; } = true;

        /// <summary>Times never go back.</summary>
        [Live] public bool Monotonize { get; init; }

        /// <summary>A jump of a regular stream's stamps by more than this means that samples are missing.</summary>
        [Live, Unit("s"), Range(0.001, 3600)] public double Gap { get; init; } = 0.2;

        /// <summary>How late a sample of an irregular stream may come; nodes that join it with others wait so long.</summary>
        [Live, Unit("s"), Range(0, 60)] public double Lateness { get; init; } = 0.25;
    }

    private LslStreamInfo stream = null!;
    private InletRun? run;

    /// <summary>The samples as float32, at their times; a gap where samples are missing.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>The samples in their own type, with the stamps as sent and the clock offsets as measured.</summary>
    [Output] public AnyOutput Raw { get; } = new();

    /// <summary>The samples of a stream of text, at their times; the texts of several channels are joined by commas.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <summary>The samples of a stream of text, with the stamps as sent and the clock offsets as measured.</summary>
    [Output] public Output<Event> RawEvents { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="FormatMismatchException">There is no such stream, or more than one.</exception>
    /// <exception cref="LslException">LSL cannot be used as the settings say.</exception>
    public void Configure()
    {
        stream = Current.Expect.Entries.Count > 0 ? Expectation.Read(Current.Expect, Current.Stream) : Look();
        var isText = stream.Format == LslFormat.String;
        var nothing = StreamFormat.Signal(0, 0, name: stream.Name);
        Signal.Format = isText ? nothing : InfoFormats.Signal(stream, ElementType.Float32);
        Raw.Format = isText ? nothing : InfoFormats.Signal(stream, stream.Format.Element()) with { SourceId = stream.SourceId };
        Events.Format = InfoFormats.Events(stream);
        RawEvents.Format = Events.Format with { SourceId = stream.SourceId };
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
        var backend = OpenBackend();
        run = new InletRun(this, Current, stream, backend, new StreamSearch(backend, Current.Stream, Current.Where), context);
    }

    /// <inheritdoc/>
    public StepResult Step() => run!.Step(Current);

    /// <inheritdoc/>
    public void Close() => run?.Close();

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => run?.Conclude() ?? [];

    private ILslBackend OpenBackend() =>
        LslBackends.Open(Current.Backend, NodeNetwork.Of(Current.Config, Current.Scope, Current.Peers, Current.Session), Current.Library);

    private LslStreamInfo Look()
    {
        using var backend = OpenBackend();
        var search = new StreamSearch(backend, Current.Stream, Current.Where);
        var wait = TimeSpan.FromSeconds(Current.Wait);
        var found = search.Find(wait, CancellationToken.None) ?? throw search.NotFound(wait);
        return backend.FullInfo(found, TimeSpan.FromSeconds(5));
    }
}
