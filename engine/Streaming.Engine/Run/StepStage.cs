namespace Streaming.Runtime;

/// <summary>A stream node with inputs: it steps whenever something came that it may see.</summary>
internal sealed class StepStage
{
    private readonly IStreamNode node;
    private readonly Input[] inputs;
    private readonly Output[] outputs;
    private readonly NodeMeter meter;
    private readonly bool settles;          // several inputs: samples show only once all inputs have come as far
    private readonly bool resets;
    private readonly double latency;
    private readonly int sampling;
    private readonly TimeProvider time;
    private readonly Action<TimeSpan> wait;
    private IReceiver[] targets = [];
    private bool ended;
    private long arrival;
    private bool timed;                     // the block just received is one of those whose steps are timed

    /// <param name="node">The node.</param>
    /// <param name="meter">Counts what it does.</param>
    /// <param name="sampling">One block of so many, plus one, is timed; a mask.</param>
    /// <param name="time">The session's clock.</param>
    /// <param name="wait">Lets a time pass on the node's thread.</param>
    public StepStage(IStreamNode node, NodeMeter meter, int sampling, TimeProvider time, Action<TimeSpan> wait)
    {
        this.node = node;
        this.meter = meter;
        this.sampling = sampling;
        this.time = time;
        this.wait = wait;
        inputs = [.. node.InputPorts.Where(p => p.IsLinked), .. node.Streams?.Streams ?? []];
        outputs = [.. node.OutputPorts];
        settles = node.Streams is null && inputs.Length > 1;
        resets = node.Descriptor.Gap == GapPolicy.Reset;
        latency = inputs.Length > 0 && inputs[0].Format.Rate > 0 ? node.LatencySamples / inputs[0].Format.Rate : 0;
        foreach (var input in inputs) input.HoldsAtGap = resets;
    }

    /// <summary>Where each output leads, in the order of the ports.</summary>
    public void Connect(IReceiver[] outputTargets) => targets = outputTargets;

    public IReceiver Port(Input input) => new Entry(this, input);

    /// <summary>All inputs have ended and were worked off.</summary>
    public bool HasEnded => ended;

    /// <summary>The stamp of the session's clock at which the node is called though nothing came; far away where it did not ask for it.</summary>
    public long Due { get; private set; } = long.MaxValue;

    /// <summary>Back to how all was before the first block.</summary>
    public void Restart() => (ended, arrival, Due) = (false, 0, long.MaxValue);

    /// <summary>Calls the node, since the time it named has passed.</summary>
    public void Call()
    {
        try
        {
            Pump();
        }
        catch (Exception e) when (e is not (NodeFailedException or OperationCanceledException))
        {
            throw new NodeFailedException(meter.Name, meter.Type, e);
        }
    }

    private void Receive(Input input, Block block)
    {
        if (ended)
        {
            block.Release();
            return;
        }
        if (block.Count > 0)
        {
            timed = (meter.Own.Blocks++ & sampling) == 0;
            meter.Own.Samples += block.Count;
            arrival = block.Arrival == 0 ? 0 : Math.Max(arrival, block.Arrival); // 0: this block's path is not measured
        }
        input.Enqueue(block);
        Pump();
        timed = false;
    }

    private void End(Input input)
    {
        if (ended) return;
        input.End();
        Pump();
        foreach (var other in inputs)
            if (!other.HasEnded) return;
        (ended, Due) = (true, long.MaxValue);
        foreach (var other in inputs) other.Clear();
        foreach (var target in targets) target.End();
    }

    /// <summary>Steps until the node needs more than there is.</summary>
    private void Pump()
    {
        while (true)
        {
            if (settles) Settle();
            var result = Step();
            SendPending();
            if (result.Kind == StepKind.Again) continue;
            if (result.Kind == StepKind.Wait)
            {
                wait(result.Time);
                continue;
            }
            if (resets && PassGaps()) continue;
            Due = result.Time == TimeSpan.Zero ? long.MaxValue : time.GetTimestamp() + (long)(result.Time.TotalSeconds * time.TimestampFrequency);
            break;
        }
        SendTicks();
    }

    private StepResult Step()
    {
        if (!timed) return node.Step();
        var start = Mark.Now();
        var result = node.Step();
        meter.Add(start, meter.Own.Blocks > NodeMeter.WarmUp);
        return result;
    }

    private void Settle()
    {
        var horizon = double.PositiveInfinity;
        foreach (var input in inputs) horizon = Math.Min(horizon, input.Bound);
        foreach (var input in inputs) input.Settle(horizon);
    }

    private bool PassGaps()
    {
        var passed = false;
        foreach (var input in inputs)
        {
            if (!input.IsHeld) continue;
            if (!passed) node.ResetAtGap();
            input.PassGap();
            passed = true;
        }
        return passed;
    }

    private void SendPending()
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            while (outputs[i].Pending.Count > 0)
            {
                var block = outputs[i].Pending.Take();
                block.Arrival = arrival;
                if (block.Count > 0) meter.BlocksSent++;
                meter.Sent[i] += block.Count;
                targets[i].Receive(block);
            }
        }
    }

    /// <summary>Tells those downstream how far time has come, even where no sample did.</summary>
    private void SendTicks()
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].IsLinked) continue;
            var until = outputs[i].Promised;
            if (double.IsNaN(until))
            {
                if (outputs[i].Format.Rate > 0) continue;
                until = double.PositiveInfinity;
                foreach (var input in inputs) until = Math.Min(until, input.NextTime);
                until -= latency;
            }
            if (double.IsPositiveInfinity(until)) continue;
            if (outputs[i].Tick(until) is { } tick) targets[i].Receive(tick);
        }
    }

    private sealed class Entry(StepStage stage, Input input) : IReceiver
    {
        public void Receive(Block block)
        {
            try
            {
                stage.Receive(input, block);
            }
            catch (Exception e) when (e is not (NodeFailedException or OperationCanceledException))
            {
                throw new NodeFailedException(stage.meter.Name, stage.meter.Type, e);
            }
        }

        public void End()
        {
            try
            {
                stage.End(input);
            }
            catch (Exception e) when (e is not (NodeFailedException or OperationCanceledException))
            {
                throw new NodeFailedException(stage.meter.Name, stage.meter.Type, e);
            }
        }
    }
}
