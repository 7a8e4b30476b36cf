namespace Streaming.Tests;

/// <summary>Counts upwards: sample i has the value i on each channel.</summary>
[Node("test.ramp", Summary = "Counts upwards.", Paced = true, Example = "samples: 100")]
public sealed partial class Ramp : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples in all.</summary>
        public int Samples { get; init; } = 1000;

        /// <summary>Samples in a block.</summary>
        [Range(1, 100000)] public int Block { get; init; } = 10;

        /// <summary>Channels.</summary>
        public int Channels { get; init; } = 2;

        /// <summary>Samples per second.</summary>
        [Unit("Hz")] public double Rate { get; init; } = 250;

        /// <summary>Samples between two markers; 0: none.</summary>
        public int MarkEvery { get; init; }
    }

    [State] private long position;

    /// <summary>The signal.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>Markers "m".</summary>
    [Output] public Output<Event> Markers { get; } = new();

    /// <summary>A second signal, which nobody asks for.</summary>
    [Output] public Output<float> Spare { get; } = new();

    public void Configure()
    {
        Spare.Format = StreamFormat.Signal(1, Current.Rate);
        Signal.Format = StreamFormat.Signal(Current.Channels, Current.Rate, "µV");
        Markers.Format = StreamFormat.Events();
    }

    public StepResult Step()
    {
        if (position == 0)
        {
            Signal.Begin(0);
            Spare.Begin(0);
        }
        var n = (int)Math.Min(Current.Block, Current.Samples - position);
        var room = Signal.Reserve(n);
        for (var i = 0; i < n; i++)
        {
            room.Slice(i * Current.Channels, Current.Channels).Fill(position + i);
            if (Current.MarkEvery > 0 && (position + i) % Current.MarkEvery == 0) Markers.Write(new Event("m", position + i), (position + i) / Current.Rate);
        }
        Signal.Commit(n);
        position += n;
        return position >= Current.Samples ? StepResult.Done : StepResult.Again;
    }
}

/// <summary>Adds a number, and the count of samples seen when asked to remember.</summary>
[Node("test.add", Summary = "Adds a number.", Example = "number: 1")]
public sealed partial class Add : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>What is added.</summary>
        [Live, Range(-1000, 1000)] public float Number { get; init; } = 1;
    }

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++) output[i] = input[i] + Current.Number;
    }
}

/// <summary>Keeps everything that comes.</summary>
[Node("test.keep", Summary = "Keeps everything.", Waits = true, Gap = GapPolicy.Handled)]
public sealed partial class Keep : IStreamNode, IResource
{
    /// <summary>What comes.</summary>
    [Input] public Inputs Streams { get; } = new();

    public List<float> Values { get; } = [];

    public List<double> Times { get; } = [];

    public List<Event> Events { get; } = [];

    public List<int> Gaps { get; } = [];

    public int Opened { get; private set; }

    public int Closed { get; private set; }

    public Action<Keep>? OnStep { get; set; }

    public void Configure()
    {
    }

    public void Open(NodeContext context) => Opened++;

    public void Close() => Closed++;

    public StepResult Step()
    {
        OnStep?.Invoke(this);
        foreach (var stream in Streams.Streams)
        {
            while (stream.Available > 0)
            {
                if (stream.Gap) Gaps.Add(Times.Count);
                if (stream.Format.Kind == StreamKind.Events)
                {
                    Events.AddRange(stream.Samples<Event>());
                }
                else
                {
                    Values.AddRange(stream.Samples<float>());
                    for (var i = 0; i < stream.Available; i++) Times.Add(stream.TimeOf(i));
                }
                stream.Advance(stream.Available);
            }
        }
        return StepResult.NeedInput;
    }
}
