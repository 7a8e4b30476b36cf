namespace Streaming.Inference;

/// <summary>
/// Lets a thread sleep until another wakes it; a call that comes before it sleeps is not lost. It sleeps at once and never spins: whoever spins here takes the
/// processor from the one who runs the step that is waited for.
/// </summary>
internal sealed class Wake
{
    private readonly object gate = new();
    private bool isCalled;

    /// <summary>Sleeps until it is called, or not at all if it was since it last woke.</summary>
    public void Wait()
    {
        lock (gate)
        {
            while (!isCalled) Monitor.Wait(gate);
            isCalled = false;
        }
    }

    /// <summary>Wakes it.</summary>
    public void Call()
    {
        lock (gate)
        {
            isCalled = true;
            Monitor.Pulse(gate);
        }
    }
}
