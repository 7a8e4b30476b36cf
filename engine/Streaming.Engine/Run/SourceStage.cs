namespace Streaming.Runtime;

/// <summary>A node without inputs, at the head of its thread: it is stepped, held back until its blocks are due, and retried when its device is lost.</summary>
internal sealed class SourceStage(IStreamNode node, NodeMeter meter, HeldResource? held, SessionControl control, Action<string> note, int sampling)
{
    private static readonly TimeSpan firstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longestRetry = TimeSpan.FromSeconds(10);

    private readonly Output[] outputs = [.. node.OutputPorts];
    private readonly PaceClock clock = new(control.Time, control.Speed);
    private readonly bool paced = node.IsPaced;
    private IReceiver[] targets = [];
    private TimeSpan backoff = firstRetry;
    private long steps;
    private Output? leader;                    // whose times count: another output may bear the stamps of another clock
    private double origin = double.NaN;        // s, the time of the first sample sent
    private double newest = double.NegativeInfinity;

    public IStreamNode Node => node;

    public HeldResource? Held => held;

    /// <summary>Seconds of stream sent since the run began, or went on after it had paused at the limit.</summary>
    public double StreamTime => double.IsNaN(origin) || double.IsNegativeInfinity(newest) ? 0 : newest - origin;

    /// <summary>Nothing will ever come again.</summary>
    public bool IsDone { get; private set; }

    /// <summary>It stopped at the limit and may go on after a pause.</summary>
    public bool IsPaused { get; private set; }

    public void Connect(IReceiver[] outputTargets) => targets = outputTargets;

    /// <summary>One step, with everything that follows from it on this thread. False: nothing more.</summary>
    public bool Step(Segment segment)
    {
        if (IsPaused) (IsPaused, origin) = (false, double.NaN);
        if (held is { IsOpen: false } && !TryOpen(segment)) return true;
        StepResult result;
        var timed = (steps++ & sampling) == 0;
        try
        {
            result = timed ? TimedStep(segment) : node.Step();
            backoff = firstRetry;
        }
        catch (SourceLostException e)
        {
            Lose(e, segment);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new NodeFailedException(meter.Name, meter.Type, e);
        }
        if (clock.Paces && paced)
        {
            var (due, isSteady) = Due();
            segment.Wait(clock.Remaining(due, isSteady));
        }
        Send(timed);
        if (result.Kind == StepKind.Done)
        {
            IsDone = true;
            return false;
        }
        segment.Wait(result.Time);
        if (StreamTime < control.Limit) return true;
        if (control.PausesAtLimit) IsPaused = true;
        else IsDone = true;
        return false;
    }

    private StepResult TimedStep(Segment segment)
    {
        var start = Mark.Now();
        var result = node.Step();
        meter.Add(start, segment.Rounds > NodeMeter.WarmUp);
        return result;
    }

    public void End()
    {
        foreach (var target in targets) target.End();
    }

    private bool TryOpen(Segment segment)
    {
        try
        {
            held!.Open();
            clock.Restart();
            return true;
        }
        catch (SourceLostException e)
        {
            Lose(e, segment);
            return false;
        }
    }

    private void Lose(SourceLostException e, Segment segment)
    {
        if (meter.Lost == 0 || backoff == firstRetry) note($"{meter.Name}: {e.Message}; trying again");
        meter.Lose(e.Message);
        Send(timed: false);
        held?.Close();
        foreach (var output in outputs) output.BreakOff();
        segment.Wait(backoff);
        backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, longestRetry.Ticks));
    }

    /// <summary>The time of the newest sample waiting to be sent, and whether its stream has a rate.</summary>
    private (double Time, bool IsSteady) Due()
    {
        var (due, isSteady) = (double.NegativeInfinity, false);
        foreach (var output in outputs)
        {
            for (var i = 0; i < output.Pending.Count; i++)
            {
                var block = output.Pending[i];
                if (block.Count == 0 || !double.IsFinite(block.Until) || block.Until < due) continue;
                (due, isSteady) = (block.Until, output.Format.Rate > 0);
            }
        }
        return (due, isSteady);
    }

    /// <summary>Passes on what the step left; blocks of a timed step carry their arrival, so their whole path is measured.</summary>
    private void Send(bool timed)
    {
        var now = timed ? control.Time.GetTimestamp() : 0;
        foreach (var output in outputs)
            if (output.Pending.Count > 0 && output.Format.Kind != StreamKind.Events) Follow(output);
        for (var i = 0; i < outputs.Length; i++)
        {
            while (outputs[i].Pending.Count > 0)
            {
                var block = outputs[i].Pending.Take();
                if (block.Count > 0)
                {
                    meter.BlocksSent++;
                    meter.Sent[i] += block.Count;
                    if (double.IsFinite(block.Until) && (outputs[i] == leader || outputs[i].Format.Kind == StreamKind.Events)) newest = Math.Max(newest, block.Until);
                }
                block.Arrival = now;
                targets[i].Receive(block);
            }
        }
        SendTicks();
    }

    private void Follow(Output output)
    {
        if ((leader is null || double.IsNaN(origin)) && output.Pending.Front.Count > 0) (leader, origin, newest) = (output, output.Pending.Front.TimeOf(0), double.NegativeInfinity);
    }

    /// <summary>A source of events alone has come as far as it promises.</summary>
    private void Follow(double promise)
    {
        if (leader is not null || paced) return;
        if (double.IsNaN(origin)) origin = promise;
        newest = Math.Max(newest, promise);
    }

    /// <summary>How far the signals have come: the linked ones, since a node may leave out the others; those where none is linked.</summary>
    private double SignalTime()
    {
        double linked = double.PositiveInfinity, left = double.NegativeInfinity;
        foreach (var output in outputs)
        {
            if (output.Format.Rate == 0 || !output.HasBegun) continue;
            if (output.IsLinked) linked = Math.Min(linked, output.NextTime);
            else left = Math.Max(left, output.NextTime);
        }
        return double.IsPositiveInfinity(linked) ? left : linked;
    }

    /// <summary>Event streams have come as far as the signals of the same source, unless the node says otherwise.</summary>
    private void SendTicks()
    {
        var signals = SignalTime();
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].IsLinked) continue;
            var until = outputs[i].Promised;
            if (double.IsNaN(until)) until = outputs[i].Format.Rate > 0 ? double.PositiveInfinity : signals;
            if (double.IsPositiveInfinity(until)) continue;
            if (double.IsFinite(until)) Follow(until);
            if (outputs[i].Tick(until) is { } tick) targets[i].Receive(tick);
        }
    }
}
