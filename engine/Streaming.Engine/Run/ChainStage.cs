namespace Streaming.Runtime;

/// <summary>Block nodes that follow one another on one thread: each block runs through all of them, in place wherever that is possible.</summary>
internal sealed class ChainStage<T> : IReceiver where T : struct
{
    private readonly IBlockNode<T>[] nodes;
    private readonly Work[] work;          // each node's Process: a delegate is called faster than an interface that meets many types
    private readonly NodeMeter[] meters;
    private readonly Mark[] marks;         // before the first node of a timed block, and after each
    private readonly BlockPool<T>[] pools;
    private readonly bool[] reshapes;      // the output has another width, so it needs a block of its own
    private readonly int[] ends;           // the first node from here on that reshapes: up to it a block is worked on in place
    private readonly double[] shifts;      // seconds by which a node's output is later than its stamp says
    private readonly bool shiftsTime;
    private readonly bool resetsAtGap;
    private readonly IReceiver next;
    private readonly int sampling;         // a power of two less one: which blocks are timed
    private readonly ChainCount count = new();

    public ChainStage(IReadOnlyList<(IBlockNode<T> Node, StreamFormat In, StreamFormat Out, NodeMeter Meter)> chain, IReceiver next, int inFlight, int sampling)
    {
        nodes = [.. chain.Select(c => c.Node)];
        work = [.. chain.Select(c => (Work)c.Node.Process)];
        meters = [.. chain.Select(c => c.Meter)];
        marks = new Mark[chain.Count + 1];
        pools = [.. chain.Select(c => new BlockPool<T>(c.Out) { InFlight = inFlight })];
        reshapes = [.. chain.Select(c => c.In.SampleSize != c.Out.SampleSize)];
        ends = [.. chain.Select((_, i) => Array.IndexOf([.. reshapes, true], true, i))];
        shifts = [.. chain.Select(c => c.Node.LatencySamples == 0 ? 0 : -c.Node.LatencySamples / c.In.Rate)];
        shiftsTime = shifts.Any(s => s != 0);
        resetsAtGap = nodes.Any(n => n.Descriptor.Gap == GapPolicy.Reset);
        foreach (var meter in meters) meter.CountWith(count);
        this.next = next;
        this.sampling = sampling;
    }

    private delegate void Work(ReadOnlySpan<T> input, Span<T> output);

    public void Receive(Block received)
    {
        var block = (Block<T>)received;
        if (block.Count > 0)
        {
            if (block.Gap && resetsAtGap) ResetAtGap();
            count.Samples += block.Count;
            block = (count.Blocks++ & sampling) == 0 ? RunTimed(block) : Run(block);
        }
        else if (shiftsTime)
        {
            block = Shifted(block);
        }
        next.Receive(block);
    }

    public void End() => next.End();

    private Block<T> Run(Block<T> block)
    {
        var work = this.work; // read once: the inner loop is the engine's hottest
        var i = 0;
        try
        {
            while (i < work.Length)
            {
                if (reshapes[i] || !block.IsExclusive)
                {
                    block = IntoOwnBlock(block, i);
                    i++;
                    continue;
                }
                var values = block.Values;
                for (var end = ends[i]; i < end; i++) work[i](values, values);
            }
        }
        catch (Exception e) when (e is not NodeFailedException)
        {
            block.Release();
            throw new NodeFailedException(meters[i].Name, meters[i].Type, e);
        }
        if (shiftsTime) foreach (var shift in shifts) block.Shift(shift);
        return block;
    }

    private Block<T> RunTimed(Block<T> block)
    {
        var warm = count.Blocks > NodeMeter.WarmUp;
        var i = 0;
        try
        {
            marks[0] = Mark.Now();
            for (; i < work.Length; i++)
            {
                if (reshapes[i] || !block.IsExclusive) block = IntoOwnBlock(block, i);
                else work[i](block.Values, block.Values);
                marks[i + 1] = Mark.Now();
            }
        }
        catch (Exception e) when (e is not NodeFailedException)
        {
            block.Release();
            throw new NodeFailedException(meters[i].Name, meters[i].Type, e);
        }
        for (i = 0; i < meters.Length; i++) meters[i].Add(marks[i], marks[i + 1], warm);
        if (shiftsTime) foreach (var shift in shifts) block.Shift(shift);
        return block;
    }

    private Block<T> IntoOwnBlock(Block<T> block, int i)
    {
        var result = pools[i].Lease(block.Count);
        result.TakeHeader(block);
        try
        {
            work[i](block.Values, result.Values);
        }
        catch
        {
            result.Release();
            throw;
        }
        block.Release();
        return result;
    }

    private Block<T> Shifted(Block<T> block)
    {
        var own = block.Own();
        foreach (var shift in shifts) own.Shift(shift);
        return (Block<T>)own;
    }

    private void ResetAtGap()
    {
        foreach (var node in nodes)
            if (node.Descriptor.Gap == GapPolicy.Reset) node.ResetAtGap();
    }
}
