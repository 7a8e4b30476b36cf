namespace Streaming;

/// <summary>
/// What every node is to the engine. The generator writes all of it but the latency; an author writes <see cref="IBlockNode{T}"/> or <see cref="IStreamNode"/>.
/// A node is a plain object: it runs without a graph, a thread or a clock (see <see cref="NodeRun"/>).
/// </summary>
public interface INode : IState
{
    /// <summary>Name, ports and settings.</summary>
    NodeDescriptor Descriptor { get; }

    /// <summary>What its inputs take. A node whose ports follow from a file, such as a model, says so here and declares the four lists of ports itself.</summary>
    IReadOnlyList<PortInfo> InputInfo => Descriptor.Inputs;

    /// <summary>What its outputs send; the first is the default.</summary>
    IReadOnlyList<PortInfo> OutputInfo => Descriptor.Outputs;

    /// <summary>Its input ports, in the order of <see cref="InputInfo"/>; empty for a block node.</summary>
    IReadOnlyList<Input> InputPorts { get; }

    /// <summary>Its output ports, in the order of <see cref="OutputInfo"/>; empty for a block node.</summary>
    IReadOnlyList<Output> OutputPorts { get; }

    /// <summary>The port at which any number of streams end; null where there is none.</summary>
    Inputs? Streams => null;

    /// <summary>Samples by which the output comes later than the time stamped on it, at the input's rate (a source: at the output's); known after Configure.</summary>
    int LatencySamples => 0;

    /// <summary>The session's clock decides when each block is due, as <see cref="NodeAttribute.Paced"/> says unless the settings make it a live source; known after Configure.</summary>
    bool IsPaced => Descriptor.Paced;

    /// <summary>
    /// Called before the first sample after a gap, where <see cref="GapPolicy.Reset"/> is declared: forgets what must not reach across. All that it remembers, unless
    /// the node concludes something from the whole run and keeps that.
    /// </summary>
    void ResetAtGap() => Reset();

    /// <summary>Replaces settings that may change live, between two blocks, and calls <see cref="SettingsChanged"/>.</summary>
    /// <param name="settings">Reads the new values; what it does not hold stays as it is.</param>
    /// <exception cref="GraphException">A setting is unknown, not live or out of range.</exception>
    void Change(SettingReader settings);

    /// <summary>
    /// Called after a live setting changed. A node that cannot go on so throws something <see cref="IExplained"/> and leaves all it holds as it was: the settings before
    /// are back then, and the session goes on.
    /// </summary>
    void SettingsChanged()
    {
    }
}

/// <summary>A node that turns each block into one of as many samples: filters, gains, references, selections.</summary>
/// <typeparam name="T">The type of one value, on both sides.</typeparam>
public interface IBlockNode<T> : INode where T : struct
{
    /// <summary>Makes ready for a stream. The only place that allocates.</summary>
    /// <param name="input">What will come.</param>
    /// <returns>What will go out: same rate, any shape.</returns>
    /// <exception cref="FormatMismatchException">It cannot work on this stream.</exception>
    StreamFormat Configure(StreamFormat input);

    /// <summary>
    /// Computes a block. Input and output hold the same number of samples; they are the very same memory when the shapes agree and nobody else holds the block.
    /// </summary>
    /// <param name="input">[samples, ...input shape].</param>
    /// <param name="output">[samples, ...output shape].</param>
    void Process(ReadOnlySpan<T> input, Span<T> output);
}

/// <summary>A node that reads and commits at its own pace through its ports: sources, sinks, models, rate changers, nodes of several inputs.</summary>
public interface IStreamNode : INode
{
    /// <summary>Makes ready: reads the inputs' formats, sets the outputs'. The only place that allocates; a source looks at its device or file here.</summary>
    /// <exception cref="FormatMismatchException">It cannot work on these streams.</exception>
    void Configure();

    /// <summary>Reads what is there and commits what follows from it. All inputs show settled samples only, so the result never depends on which came first.</summary>
    /// <returns>What it waits for now.</returns>
    /// <exception cref="SourceLostException">The device behind it is gone; the engine retries and marks the outage as a gap.</exception>
    StepResult Step();
}

/// <summary>What a stream node waits for after a step.</summary>
public readonly record struct StepResult
{
    private StepResult(StepKind kind, TimeSpan time = default) => (Kind, Time) = (kind, time);

    /// <summary>Nothing: call again. A source that committed a block answers this.</summary>
    public static StepResult Again => default;

    /// <summary>More input. A node with inputs answers this once it has read what was there.</summary>
    public static StepResult NeedInput => new(StepKind.NeedInput);

    /// <summary>Nothing will ever come out again: a source at its end.</summary>
    public static StepResult Done => new(StepKind.Done);

    /// <summary>
    /// More input, or the end of this time by the session's clock, whichever comes first: for a node with something to do that no input brings about. On the thread of
    /// a source it is called between two steps of the source, so it may be later.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above zero.</exception>
    public static StepResult NeedInputWithin(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return new(StepKind.NeedInput, time);
    }

    /// <summary>
    /// To be left alone for this time by the session's clock, and then called again, also at the end of its inputs: for a node that cannot take more for now. What
    /// comes meanwhile waits in the links before it, by their policies.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above zero.</exception>
    public static StepResult WaitFor(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return new(StepKind.Wait, time);
    }

    internal StepKind Kind { get; }

    internal TimeSpan Time { get; }
}

internal enum StepKind
{
    Again,
    NeedInput,
    Done,
    Wait,
}

/// <summary>A node that holds something outside the process: a file, a device, a terminal.</summary>
public interface IResource
{
    /// <summary>Acquires it, on the node's own thread, before the first step and again after each <see cref="SourceLostException"/>.</summary>
    void Open(NodeContext context);

    /// <summary>Gives it back; called once after the last step, whatever happened. A sink completes its file here.</summary>
    void Close();
}

/// <summary>A node that concludes something from the whole run: an accuracy, a ratio. Its conclusions go into the report.</summary>
public interface IResultNode
{
    /// <summary>What stands now, in the order to show.</summary>
    IReadOnlyList<Conclusion> Conclude();
}

/// <summary>One figure that a result node concluded.</summary>
/// <param name="Name">What it is, such as "accuracy".</param>
/// <param name="Value">The figure; NaN while unknown.</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
public sealed record Conclusion(string Name, double Value, string Unit = "");

/// <summary>What a resource may use of the session around it.</summary>
/// <param name="Node">The node's name in the graph.</param>
/// <param name="Time">The clock of the session.</param>
/// <param name="Stopping">Ends a wait when the session stops at once.</param>
/// <param name="Status">Rates, latencies and drops of the whole session, for displays.</param>
/// <param name="Note">Says something to the user, such as the name a recording was given.</param>
public sealed record NodeContext(string Node, TimeProvider Time, CancellationToken Stopping, ISessionStatus Status, Action<string> Note);

/// <summary>The device or connection behind a source is gone, perhaps for a while: the engine retries with backoff and marks the outage as a gap.</summary>
public sealed class SourceLostException : IOException
{
    /// <summary>Says what was lost.</summary>
    public SourceLostException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>A node cannot work on the stream that reaches it; the engine adds the place in the graph file.</summary>
public sealed class FormatMismatchException : Exception, IExplained
{
    /// <summary>Says what was expected, found, and what to do.</summary>
    /// <param name="expected">What the node can take, such as "a signal with channel 'POz'".</param>
    /// <param name="found">What came.</param>
    /// <param name="remedy">What the user can do.</param>
    public FormatMismatchException(string expected, string found, string remedy) : base($"expected {expected}, found {found}; {remedy}")
    {
        Expected = expected;
        Found = found;
        Remedy = remedy;
    }

    /// <inheritdoc/>
    public string Where => "";

    /// <summary>What the node can take.</summary>
    public string Expected { get; }

    /// <summary>What came.</summary>
    public string Found { get; }

    /// <summary>What the user can do.</summary>
    public string Remedy { get; }
}
