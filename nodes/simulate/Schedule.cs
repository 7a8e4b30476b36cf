namespace Streaming.Simulate;

/// <summary>Decides sample by sample what the subject does.</summary>
internal sealed partial class Schedule : IState
{
    private readonly Subject.Settings settings;
    private readonly Flicker[] classes;
    private readonly Xoshiro256 seeded;
    private bool wantClosed;
    private int wantTarget;
    [State] private Xoshiro256 random;
    [State] private long change;
    [State] private bool begun, closed;
    [State] private int target = -1;

    public Schedule(Subject.Settings settings, Flicker[] classes, Xoshiro256 seeded)
    {
        (this.settings, this.classes, this.seeded) = (settings, classes, seeded);
        Want(settings.Eyes, settings.Attend);
        Reset();
    }

    /// <summary>Whether the eyes are closed.</summary>
    public bool Closed => closed;

    /// <summary>The class that is attended, or -1.</summary>
    public int Target => target;

    /// <summary>What the free protocol does from the next sample on.</summary>
    /// <exception cref="FormatMismatchException">There is no such class.</exception>
    public void Want(Eyes eyes, string attend)
    {
        wantClosed = eyes == Eyes.Closed;
        wantTarget = attend.Length == 0 ? -1 : Array.FindIndex(classes, c => c.Label == attend);
        if (attend.Length > 0 && wantTarget < 0)
            throw new FormatMismatchException($"one of the classes {string.Join(", ", classes.Select(c => c.Label))} to attend", $"'{attend}'", "set attend to one of them, or leave it out");
    }

    /// <summary>Goes to a sample; each is asked for once, in order.</summary>
    /// <returns>How many things begin here, at most two, written to the head of the span.</returns>
    public int Advance(long sample, Span<Truth> begins) => settings.Protocol switch
    {
        Protocol.Rest => Rest(sample, begins),
        Protocol.Ssvep => Attend(sample, begins),
        _ => Follow(sample, begins),
    };

    partial void OnReset()
    {
        random = seeded;
        closed = settings.Protocol == Protocol.Rest;        // so that the first phase opens them
        if (settings.Protocol == Protocol.Ssvep) change = PauseLength();
    }

    private int Rest(long sample, Span<Truth> begins)
    {
        if (sample != change) return 0;
        var phase = Samples(settings.Phase);
        change += phase;
        closed = !closed;
        begins[0] = new(sample, Name(closed), phase);
        return 1;
    }

    private int Attend(long sample, Span<Truth> begins)
    {
        if (sample != change) return 0;
        if (target >= 0)
        {
            target = -1;
            change += PauseLength();
            return 0;
        }
        var trial = Samples(settings.Trial);
        change += trial;
        target = random.Below(classes.Length);
        begins[0] = new(sample, classes[target].Label, trial);
        return 1;
    }

    private int Follow(long sample, Span<Truth> begins)
    {
        var count = 0;
        if (!begun || closed != wantClosed) begins[count++] = new(sample, Name(wantClosed));
        if (target != wantTarget && wantTarget >= 0) begins[count++] = new(sample, classes[wantTarget].Label);
        (begun, closed, target) = (true, wantClosed, wantTarget);
        return count;
    }

    private static string Name(bool closed) => closed ? "closed" : "open";

    private long PauseLength() => Samples(settings.Pause * random.Uniform(1, 2));

    private long Samples(double seconds) => Math.Max(1, (long)Math.Round(seconds * settings.Rate));
}
