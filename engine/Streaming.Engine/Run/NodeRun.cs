using System.Buffers;
using Streaming.Runtime;

namespace Streaming;

/// <summary>
/// Runs one node as a plain object: without a graph, a thread or a clock. For trying a node, for tests, and for offline work. Feed its inputs, read what came
/// out; the node sees exactly what it would see in a graph.
/// </summary>
/// <example><code>
/// var run = new NodeRun(new Gain(new() { Level = 6 })).Feed(StreamFormat.Signal(8, 250, "µV")).Configure();
/// run.Push&lt;float&gt;(samples);
/// var result = run.Result&lt;float&gt;().Values;
/// </code></example>
public sealed class NodeRun
{
    private readonly INode node;
    private readonly Dictionary<string, Feeder> feeders = [];
    private readonly List<Collector> collectors = [];
    private readonly NodeMeter meter;
    private StreamFormat? blockInput;
    private IResource? open;
    private StepStage? stage;

    /// <summary>A run of one node; declare its inputs next.</summary>
    public NodeRun(INode node)
    {
        this.node = node;
        meter = new NodeMeter(node.Descriptor.Name, node);
    }

    /// <summary>Declares what flows into the first input that has nothing yet.</summary>
    public NodeRun Feed(StreamFormat format) => Feed(NextPort(), format);

    /// <summary>Declares what flows into an input; at a port for many streams each call adds one.</summary>
    /// <exception cref="ArgumentException">There is no such port, or it takes another type.</exception>
    public NodeRun Feed(string port, StreamFormat format)
    {
        if (BlockForm.Of(node) is { } form)
        {
            if (port != BlockForm.InputName) throw NoPort(port);
            if (format.Element != form.Element) throw new ArgumentException($"'{port}' takes {form.Element}, not {format}.");
            blockInput = format;
            return this;
        }
        Input input;
        var key = port;
        if (node.Streams is { } many && many.Name == port)
        {
            key = $"{port}{many.Streams.Count}";
            input = many.Add(key);
        }
        else
        {
            input = node.InputPorts.FirstOrDefault(p => p.Name == port) ?? throw NoPort(port);
            if (input.Element is { } element && element != format.Element) throw new ArgumentException($"'{port}' takes {element}, not {format}.");
        }
        input.Format = format;
        input.IsLinked = true;
        feeders[key] = Feeder.Of(format, key);
        return this;
    }

    /// <summary>Configures the node and opens what it holds outside.</summary>
    public NodeRun Configure()
    {
        if (BlockForm.Of(node) is { } form)
        {
            var output = form.Configure(blockInput ?? throw new InvalidOperationException("Declare the input with Feed first."));
            var collector = new Collector(BlockForm.OutputName, output);
            collectors.Add(collector);
            var feeder = Feeder.Of(blockInput, BlockForm.InputName);
            feeder.Target = form.Chain([(node, blockInput, output, meter)], collector, inFlight: 1, sampling: int.MaxValue);
            feeders[BlockForm.InputName] = feeder;
            return this;
        }
        var stream = (IStreamNode)node;
        foreach (var output in node.OutputPorts) output.IsLinked = true;
        stream.Configure();
        foreach (var output in node.OutputPorts) collectors.Add(new Collector(output.Name, output.Format));
        if (node is IResource resource)
        {
            resource.Open(new NodeContext(node.Descriptor.Name, TimeProvider.System, CancellationToken.None, new NoStatus(), static _ => { }));
            open = resource;
        }
        if (feeders.Count == 0) return this;
        stage = new StepStage(stream, meter, sampling: int.MaxValue, TimeProvider.System, Thread.Sleep);
        stage.Connect([.. collectors]);
        foreach (var input in node.InputPorts.Where(p => p.IsLinked)) feeders[input.Name].Target = stage.Port(input);
        foreach (var input in node.Streams?.Streams ?? []) feeders[input.Name].Target = stage.Port(input);
        return this;
    }

    /// <summary>Feeds whole samples, [samples, ...shape], to the first input; the time of a regular stream goes on from the block before, from 0 at first.</summary>
    public NodeRun Push<T>(ReadOnlySpan<T> values) where T : struct => Push(feeders.Keys.First(), values);

    /// <summary>Feeds whole samples to an input.</summary>
    public NodeRun Push<T>(string port, ReadOnlySpan<T> values) where T : struct
    {
        FeederOf<T>(port).Push(values, []);
        return this;
    }

    /// <summary>Feeds samples that each have a stamp.</summary>
    public NodeRun Push<T>(string port, ReadOnlySpan<T> values, ReadOnlySpan<double> stamps) where T : struct
    {
        FeederOf<T>(port).Push(values, stamps);
        return this;
    }

    /// <summary>The next samples of an input begin at this time; if some came before, they come after a gap.</summary>
    public NodeRun Begin(string port, double time)
    {
        feeders[port].Output.Begin(time);
        return this;
    }

    /// <summary>Promises that nothing earlier will come at an input.</summary>
    public NodeRun Settle(string port, double until)
    {
        feeders[port].Settle(until);
        return this;
    }

    /// <summary>Feeds a clock offset that was measured for the stream at an input, in order with its samples.</summary>
    public NodeRun Send(string port, ClockOffset measured)
    {
        feeders[port].Send(measured);
        return this;
    }

    /// <summary>Ends all inputs.</summary>
    public NodeRun End()
    {
        foreach (var feeder in feeders.Values) feeder.Target.End();
        return this;
    }

    /// <summary>Steps a source until it is done, at most so many times.</summary>
    public NodeRun Step(int steps = int.MaxValue)
    {
        var source = (IStreamNode)node;
        while (steps-- > 0)
        {
            var result = source.Step();
            for (var i = 0; i < collectors.Count; i++)
                while (node.OutputPorts[i].Pending.Count > 0) collectors[i].Receive(node.OutputPorts[i].Pending.Take());
            if (result == StepResult.Done) break;
        }
        return this;
    }

    /// <summary>Gives back what the node holds outside; a sink completes its file.</summary>
    public NodeRun Close()
    {
        open?.Close();
        open = null;
        return this;
    }

    /// <summary>What the node says it sends, by port; the default output where none is named.</summary>
    public StreamFormat OutputFormat(string? port = null) => Find(port).Format;

    /// <summary>Everything that came out of a port; the default output where none is named.</summary>
    public RunResult<T> Result<T>(string? port = null) where T : struct => Find(port).Result<T>();

    /// <summary>Forgets what came out, so that a long run can be read piece by piece; also how allocation is measured, since it keeps its memory.</summary>
    public NodeRun Clear()
    {
        foreach (var collector in collectors) collector.Clear();
        return this;
    }

    /// <summary>Count what comes out, but keep none of it: for measuring.</summary>
    public NodeRun CountOnly()
    {
        foreach (var collector in collectors) collector.CountsOnly = true;
        return this;
    }

    /// <summary>Everything the node and its ports remember.</summary>
    public byte[] Save()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(buffer);
        PortState.Save(node, ref writer);
        foreach (var feeder in feeders.Values) feeder.Output.Save(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Restores what <see cref="Save"/> gave, into a node configured alike.</summary>
    public NodeRun Load(byte[] state)
    {
        var reader = new StateReader(state);
        PortState.Load(node, ref reader);
        foreach (var feeder in feeders.Values) feeder.Output.Load(ref reader);
        return this;
    }

    /// <summary>Back to how all was after Configure.</summary>
    public NodeRun Reset()
    {
        node.Reset();
        stage?.Restart();
        foreach (var input in node.InputPorts) input.Clear();
        foreach (var input in node.Streams?.Streams ?? []) input.Clear();
        foreach (var output in node.OutputPorts) output.Restart();
        foreach (var feeder in feeders.Values) feeder.Output.Restart();
        return Clear();
    }

    /// <summary>Changes a live setting, written as in a graph file.</summary>
    public NodeRun Change(string setting, string value)
    {
        var place = new Place($"--set {setting}");
        node.Change(new SettingReader(node.Descriptor, node.Descriptor.Name, place, new Dictionary<string, SettingValue> { [setting] = Graphs.YamlSettings.Parse(value, place) }));
        return this;
    }

    private string NextPort()
    {
        if (BlockForm.Of(node) is not null) return BlockForm.InputName;
        return node.InputPorts.FirstOrDefault(p => !p.IsLinked)?.Name ?? node.Streams?.Name ?? throw new ArgumentException("The node has no further input.");
    }

    private ArgumentException NoPort(string port) => new($"{node.Descriptor.Name} has no input '{port}'.");

    private Feeder<T> FeederOf<T>(string port) where T : struct =>
        feeders.TryGetValue(port, out var feeder) ? (Feeder<T>)feeder : throw NoPort(port);

    private Collector Find(string? port) => port is null ? collectors[0] : collectors.First(c => c.Name == port);

    private abstract class Feeder
    {
        public IReceiver Target { get; set; } = Discard.Instance;

        public abstract Output Output { get; }

        public static Feeder Of(StreamFormat format, string name) => format.Element switch
        {
            ElementType.Float32 => new Feeder<float>(format, name),
            ElementType.Float64 => new Feeder<double>(format, name),
            ElementType.Int8 => new Feeder<sbyte>(format, name),
            ElementType.Int16 => new Feeder<short>(format, name),
            ElementType.Int32 => new Feeder<int>(format, name),
            ElementType.Int64 => new Feeder<long>(format, name),
            _ => new Feeder<Event>(format, name),
        };

        public void Send(ClockOffset measured)
        {
            Output.Send(measured);
            while (Output.Pending.Count > 0) Target.Receive(Output.Pending.Take());
        }

        public void Settle(double until)
        {
            if (Output.Tick(until) is { } tick) Target.Receive(tick);
        }
    }

    private sealed class Feeder<T>(StreamFormat format, string name) : Feeder where T : struct
    {
        private readonly Output<T> output = new() { Name = name, Format = format };

        public override Output Output => output;

        public void Push(ReadOnlySpan<T> values, ReadOnlySpan<double> stamps)
        {
            if (!output.HasBegun) output.Begin(0);
            var samples = values.Length / Math.Max(1, format.SampleSize);
            if (samples * format.SampleSize != values.Length) throw new ArgumentException($"{values.Length} values are not whole samples of {format.SampleSize}.");
            values.CopyTo(output.Reserve(samples));
            if (stamps.Length > 0) output.Commit(stamps);
            else output.Commit(samples);
            while (output.Pending.Count > 0) Target.Receive(output.Pending.Take());
        }
    }

    private sealed class Collector(string name, StreamFormat format) : IReceiver
    {
        private readonly List<Block> blocks = [];

        public string Name => name;

        public StreamFormat Format => format;

        public bool CountsOnly { get; set; }

        public void Receive(Block block)
        {
            if (CountsOnly || block.Count == 0) block.Release();
            else blocks.Add(block);
        }

        public void End()
        {
        }

        public void Clear()
        {
            foreach (var block in blocks) block.Release();
            blocks.Clear();
        }

        public RunResult<T> Result<T>() where T : struct
        {
            List<T> values = [];
            List<double> times = [];
            List<int> gaps = [];
            List<long> indices = [];
            foreach (var block in blocks)
            {
                if (block.Gap) gaps.Add(times.Count);
                for (var i = 0; i < block.Count; i++)
                {
                    times.Add(block.TimeOf(i));
                    indices.Add(block.Index + i);
                }
                values.AddRange(((Block<T>)block).Values);
            }
            return new RunResult<T>(format, [.. values], [.. times], [.. indices], [.. gaps]);
        }
    }

    private sealed class NoStatus : ISessionStatus
    {
        public double StreamTime => 0;

        public (double Median, double P99) Latency => (double.NaN, double.NaN);

        public IReadOnlyList<NodeStatus> Nodes => [];

        public IReadOnlyList<LinkStatus> Links => [];
    }
}

/// <summary>What came out of a port.</summary>
/// <typeparam name="T">The type of one value.</typeparam>
/// <param name="Format">What it is.</param>
/// <param name="Values">[samples, ...shape].</param>
/// <param name="Times">Seconds, one per sample.</param>
/// <param name="Indices">The place of each sample in its stream.</param>
/// <param name="Gaps">The samples (counted here from 0) before which some are missing.</param>
public sealed record RunResult<T>(StreamFormat Format, T[] Values, double[] Times, long[] Indices, int[] Gaps);
