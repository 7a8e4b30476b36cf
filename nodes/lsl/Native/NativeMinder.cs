namespace Streaming.Lsl.Native;

/// <summary>Waits for what liblsl measures of an inlet's clock, off the thread that pulls, and does what takes long.</summary>
internal sealed class NativeMinder : IDisposable
{
    private const int MostHeld = 64;
    private const double Patience = 0.25;        // s
    private readonly InletHandle inlet;
    private readonly Action renew;
    private readonly Thread thread;
    private readonly Queue<LslOffset> held = new(MostHeld);
    private readonly ManualResetEventSlim closing = new();
    private int renewals;                        // of the outlet; what was measured before says nothing about the present one
    private bool isRenewed;

    /// <param name="inlet">Whose clock.</param>
    /// <param name="name">Names the thread.</param>
    /// <param name="renew">Called on the thread of its own once the outlet is another.</param>
    public NativeMinder(InletHandle inlet, string name, Action renew)
    {
        (this.inlet, this.renew) = (inlet, renew);
        thread = new Thread(Mind) { IsBackground = true, Name = $"liblsl {name}" };
        thread.Start();
    }

    public bool TryTake(out LslOffset offset)
    {
        lock (held) return held.TryDequeue(out offset);
    }

    /// <summary>The outlet is another.</summary>
    public void Renew()
    {
        lock (held)
        {
            held.Clear();
            renewals++;
            isRenewed = true;
        }
    }

    public void Dispose()
    {
        closing.Set();
        thread.Join();
        closing.Dispose();
    }

    private void Mind()
    {
        var last = double.NaN;
        while (!closing.IsSet)
        {
            if (TakeRenewed(out var before)) renew();
            var value = LslApi.TimeCorrection(inlet, out var time, out var roundTrip, Patience, out var error);
            if (error == 0 && time != last)
            {
                last = time;
                Keep(new LslOffset(time, value, roundTrip), before);
            }
            closing.Wait(TimeSpan.FromSeconds(Patience));
        }
    }

    private bool TakeRenewed(out int count)
    {
        lock (held)
        {
            count = renewals;
            var was = isRenewed;
            isRenewed = false;
            return was;
        }
    }

    private void Keep(LslOffset offset, int before)
    {
        lock (held)
        {
            if (before != renewals) return;
            if (held.Count == MostHeld) held.Dequeue();
            held.Enqueue(offset);
        }
    }
}
