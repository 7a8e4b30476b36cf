namespace Streaming.Tests;

/// <summary>Joins: for each marker the mean of the signal over the next <c>length</c> samples from its time on, stamped with the marker.</summary>
[Node("test.after", Summary = "The mean after each marker.", Gap = GapPolicy.Handled, Example = "length: 5")]
public sealed partial class After : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples to average.</summary>
        [Range(1, 1000)] public int Length { get; init; } = 5;
    }

    [State] private readonly double[] starts = new double[64];
    [State] private readonly double[] sums = new double[64];
    [State] private readonly int[] counts = new int[64];
    [State] private int open;

    /// <summary>The signal.</summary>
    [Input(Kinds = [StreamKind.Signal])] public Input<float> Signal { get; } = new();

    /// <summary>Where to begin.</summary>
    [Input(Kinds = [StreamKind.Events])] public Input<Event> Markers { get; } = new();

    /// <summary>The means.</summary>
    [Output] public Output<Event> Means { get; } = new();

    public void Configure() => Means.Format = StreamFormat.Events();

    public StepResult Step()
    {
        while (Markers.Available > 0 || Signal.Available > 0)
        {
            var marker = Markers.Available > 0 ? Markers.TimeOf(0) : double.PositiveInfinity;
            var sample = Signal.Available > 0 ? Signal.TimeOf(0) : double.PositiveInfinity;
            if (marker <= sample)
            {
                starts[open] = marker;
                (sums[open], counts[open]) = (0, 0);
                open++;
                Markers.Advance(1);
                continue;
            }
            var value = Signal.Samples[0];
            for (var i = 0; i < open; i++)
            {
                sums[i] += value;
                counts[i]++;
            }
            Signal.Advance(1);
            while (open > 0 && counts[0] == Current.Length)
            {
                Means.Write(new Event("mean", sums[0] / Current.Length), starts[0]);
                open--;
                Array.Copy(starts, 1, starts, 0, open);
                Array.Copy(sums, 1, sums, 0, open);
                Array.Copy(counts, 1, counts, 0, open);
            }
        }
        if (open > 0) Means.Settle(starts[0]);
        else Means.Settle(Math.Min(Signal.Bound, Markers.Bound));
        return StepResult.NeedInput;
    }
}

/// <summary>Sums everything so far: its state shows whether anything was lost or repeated.</summary>
[Node("test.sum", Summary = "The running sum.", Example = "")]
public sealed partial class RunningSum : IBlockNode<float>
{
    [State] private double[] sums = [];

    public StreamFormat Configure(StreamFormat input)
    {
        sums = new double[input.Channels];
        return input;
    }

    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            ref var sum = ref sums[i % sums.Length];
            sum += input[i];
            output[i] = (float)sum;
        }
    }
}

/// <summary>Delays by whole blocks until it has seen <c>hold</c> samples: a fork and join around it deadlocks an engine that lets links wait for each other.</summary>
[Node("test.hold", Summary = "Holds samples back.", Waits = true, Gap = GapPolicy.Continue, Example = "hold: 10")]
public sealed partial class Hold : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Samples held back.</summary>
        [Range(0, 100000)] public int Count { get; init; } = 10;
    }

    private readonly Queue<float> held = new();

    /// <summary>What comes.</summary>
    [Input] public Input<float> Signal { get; } = new();

    /// <summary>The same, later.</summary>
    [Output] public Output<float> Later { get; } = new();

    public int LatencySamples => Current.Count;

    public void Configure() => Later.Format = Signal.Format with { Name = "held" };

    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (!Later.HasBegun) Later.Begin(Signal.TimeOf(0));
            foreach (var value in Signal.Samples) held.Enqueue(value);
            Signal.Advance(Signal.Available);
            Flush(Current.Count);
        }
        if (Signal.Ended) Flush(0);
        return StepResult.NeedInput;
    }

    private void Flush(int keep)
    {
        var channels = Later.Format.Channels;
        var n = held.Count / channels - keep;
        if (n <= 0) return;
        var room = Later.Reserve(n);
        for (var i = 0; i < n * channels; i++) room[i] = held.Dequeue();
        Later.Commit(n);
    }
}

/// <summary>A device that is lost now and then.</summary>
[Node("test.flaky", Summary = "Is lost every so many steps.", Example = "")]
public sealed partial class Flaky : IStreamNode, IResource
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Steps between two losses.</summary>
        public int Every { get; init; } = 5;

        /// <summary>Tries to open that fail after a loss.</summary>
        public int Refusals { get; init; } = 2;

        /// <summary>Steps in all.</summary>
        public int Steps { get; init; } = 19;
    }

    [State] private int step;
    private int refused;
    private bool lost;

    /// <summary>The signal.</summary>
    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 100);

    public void Open(NodeContext context)
    {
        if (lost && refused++ < Current.Refusals) throw new SourceLostException("amplifier does not answer");
        (refused, lost) = (0, false);
        Signal.Begin(step);
    }

    public void Close()
    {
    }

    public StepResult Step()
    {
        if (++step % Current.Every == 0)
        {
            lost = true;
            throw new SourceLostException("amplifier lost");
        }
        Signal.Reserve(1)[0] = step;
        Signal.Commit(1);
        return step >= Current.Steps ? StepResult.Done : StepResult.Again;
    }
}

/// <summary>Stands for a node that reads a file.</summary>
[Node("test.file", Summary = "Needs a path.", Example = "path: x")]
public sealed partial class FileSource : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file.</summary>
        [FilePath] public required string Path { get; init; }
    }

    /// <summary>The signal.</summary>
    [Output] public Output<float> Signal { get; } = new();

    public void Configure() => Signal.Format = StreamFormat.Signal(1, 1);

    public StepResult Step() => StepResult.Done;
}

/// <summary>Stands for a node that writes a file.</summary>
[Node("test.writer", Summary = "Needs a path.", Waits = true, Example = "path: x")]
public sealed partial class FileSink : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The file.</summary>
        [FilePath(Written = true)] public required string Path { get; init; }
    }

    /// <summary>What comes.</summary>
    [Input] public Input<float> Signal { get; } = new();

    public void Configure()
    {
    }

    public StepResult Step()
    {
        Signal.Advance(Signal.Available);
        return StepResult.NeedInput;
    }
}

/// <summary>Passes on what comes, but takes even numbers only.</summary>
[Node("test.picky", Summary = "Refuses odd numbers.", Example = "even: 2")]
public sealed partial class Picky : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>An even number.</summary>
        [Live] public int Even { get; init; }
    }

    public StreamFormat Configure(StreamFormat input) => input;

    public void Process(ReadOnlySpan<float> input, Span<float> output) => input.CopyTo(output);

    public void SettingsChanged()
    {
        if (Current.Even % 2 != 0) throw new FormatMismatchException("an even number", $"{Current.Even}", "add 1");
    }
}
