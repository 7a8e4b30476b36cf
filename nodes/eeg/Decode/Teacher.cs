namespace Streaming.Eeg;

/// <summary>Tells the true class of a window: that of the latest true event at or before its time, within a while.</summary>
internal sealed partial class Teacher(ValueMap classes, string[] names, double within) : IState
{
    [State] private int at = -1;
    [State] private double since = double.NegativeInfinity;

    /// <summary>The class of what has this time, or -1 where no true event is so near before it; times may not step back.</summary>
    public int ClassAt(Input<Event> truth, double time)
    {
        while (truth.Available > 0 && truth.TimeOf(0) <= time)
        {
            var name = classes[truth.Samples[0].Text];
            if (name is not null) (at, since) = (Array.IndexOf(names, name), truth.TimeOf(0));
            truth.Advance(1);
        }
        return time - since <= within ? at : -1;
    }
}
