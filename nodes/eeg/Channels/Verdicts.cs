namespace Streaming.Eeg;

/// <summary>
/// Makes of what is wrong in single windows what is bad: a channel without numbers or that lies flat at once, one that goes astray after a share of the last windows was
/// wrong; good again after a row of windows without fault. A window of which nothing can be said leaves a channel as it is.
/// </summary>
internal sealed partial class Verdicts : IState
{
    private readonly int channels, memory, enough, recover;
    [State] private readonly bool[] astray;     // [memory, channels], a ring
    [State] private readonly int[] count;       // of the windows remembered, those in which a channel was astray
    [State] private readonly int[] clean;       // windows without fault in a row
    [State] private readonly Fault[] reasons;   // why a channel is bad; None while it is good
    [State] private int at;

    /// <summary>Remembers so many windows, of which a part makes bad; so many clean ones make good.</summary>
    public Verdicts(int channels, int memory, double share, int recover)
    {
        (this.channels, this.memory, this.recover) = (channels, memory, recover);
        enough = Math.Max(1, (int)Math.Floor(share * memory) + 1);
        enough = Math.Min(enough, memory);
        astray = new bool[memory * channels];
        count = new int[channels];
        clean = new int[channels];
        reasons = new Fault[channels];
    }

    /// <summary>Why a channel is bad; None while it is good.</summary>
    public Fault this[int channel] => reasons[channel];

    /// <summary>Takes what a window showed of a channel; says whether it became bad or good.</summary>
    public bool Take(int channel, Fault fault)
    {
        ref var before = ref astray[at * channels + channel];
        var now = fault is Fault.Uncorrelated or Fault.Unpredicted or Fault.Noisy;
        count[channel] += (now ? 1 : 0) - (before ? 1 : 0);
        before = now;
        clean[channel] = fault switch { Fault.None => clean[channel] + 1, Fault.Unknown => clean[channel], _ => 0 };
        if (reasons[channel] == Fault.None)
        {
            if (fault is Fault.Missing or Fault.Flat || (now && count[channel] >= enough)) reasons[channel] = fault;
            return reasons[channel] != Fault.None;
        }
        if (clean[channel] < recover) return false;
        reasons[channel] = Fault.None;
        for (var i = channel; i < astray.Length; i += channels) astray[i] = false;
        count[channel] = 0;
        return true;
    }

    /// <summary>All channels were taken: the next window follows.</summary>
    public void Next() => at = (at + 1) % memory;
}
