namespace Streaming.Lsl;

/// <summary>What the times of a graph are, when they go out as stamps.</summary>
public enum LslTimes
{
    /// <summary>LSL's local clock already, as those of lsl.inlet are: they go out unchanged.</summary>
    Local,

    /// <summary>Of another origin, as those of a simulation or a recording are: the first one becomes now, and the others keep their distance to it.</summary>
    Shifted,

    /// <summary>Local where the first sample's time is within a minute of LSL's clock, else shifted; a note says so. For graphs whose source may be either.</summary>
    Auto,
}

/// <summary>Offers what reaches it as streams of Lab Streaming Layer: signals and features of any type, and events as text.</summary>
/// <remarks>
/// Several inputs become several streams, each named after the setting and its input. Labels, units and all else that is known of the channels go out in the description.
/// By default programs of this machine alone can find and read the streams. With <c>scope: link</c> or <c>site</c> everyone on that network can: LSL neither encrypts
/// nor authenticates. With <c>times: local</c>, the default, a stream whose times are not those of LSL's clock is refused when its first sample comes.
/// </remarks>
[Node("lsl.outlet", Summary = "Offers streams on Lab Streaming Layer.", Gap = GapPolicy.Handled, Example = "name: decoded, times: shifted, config: lsl_api.cfg")]
public sealed partial class Outlet : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Name of the stream.</summary>
        public required string Name { get; init; }

        /// <summary>Content type, such as EEG or Markers; empty for that of the input.</summary>
        public string Type { get; init; } = "";

        /// <summary>Names the source across restarts, so that who reads it finds it again; empty for the stream's name with that of this machine.</summary>
        public string SourceId { get; init; } = "";

        /// <summary>What the graph's times are: LSL's local clock, or of another origin.</summary>
        public LslTimes Times { get; init; }

        /// <summary>Who can find it: this machine, the network segment, or the site; beyond this machine nothing is encrypted or authenticated.</summary>
        public LslScope Scope { get; init; }

        /// <summary>The session to offer it in; empty for the one of lsl_api.cfg, or "default".</summary>
        public string Session { get; init; } = "";

        /// <summary>An lsl_api.cfg with ports, groups and session; empty for the one that LSL's programs here use, if any.</summary>
        [FilePath] public string Config { get; init; } = "";

        /// <summary>Seconds of samples held for each reader that is slow; then its oldest are dropped and counted.</summary>
        [Unit("s"), Range(0.01, 36000)] public double Buffer { get; init; } = 360;

        /// <summary>Samples gathered before they are sent; 0 for each block at once.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Chunk { get; init; }

        /// <summary>Who speaks LSL: this engine, or the native library.</summary>
        public LslBackend Backend { get; init; }

        /// <summary>Path of the native library; empty for where the system finds it.</summary>
        public string Library { get; init; } = "";
    }

    private LslStreamInfo[] infos = [];
    private OutletRun? run;

    /// <summary>What is offered; each input is a stream of its own.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features, StreamKind.Events])] public Inputs Streams { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="FormatMismatchException">Nothing is linked to it, or something that is no stream of samples.</exception>
    public void Configure()
    {
        var streams = Streams.Streams;
        if (streams.Count == 0) throw new FormatMismatchException("at least one stream", "none", "link what shall be offered to lsl.outlet");
        infos = new LslStreamInfo[streams.Count];
        for (var i = 0; i < infos.Length; i++)
        {
            var format = streams[i].Format;
            if (format.Kind is not (StreamKind.Signal or StreamKind.Features or StreamKind.Events))
                throw new FormatMismatchException("a signal, features or events", $"{format}", "make single samples of it first, such as features");
            var name = infos.Length == 1 ? Current.Name : $"{Current.Name}-{Nth(streams, i)}";
            var source = Current.SourceId.Length > 0 ? infos.Length == 1 ? Current.SourceId : $"{Current.SourceId}-{i + 1}" : $"{name}@{Environment.MachineName}";
            infos[i] = InfoFormats.Of(format, name, Current.Type, source);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LslException">The streams cannot be offered.</exception>
    public void Open(NodeContext context)
    {
        var backend = LslBackends.Open(Current.Backend, NodeNetwork.Of(Current.Config, Current.Scope, [], Current.Session), Current.Library);
        run = new OutletRun(backend, Streams, infos, Current, context);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        run!.Push();
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public void Close() => run?.Close();

    private static string Nth(IReadOnlyList<AnyInput> streams, int i)
    {
        var name = streams[i].Format.Name;
        return name.Length > 0 && streams.Count(s => s.Format.Name == name) == 1 ? name : $"{i + 1}";
    }
}
