namespace Streaming.Simulate;

/// <summary>Decides sample by sample what the subject does.</summary>
internal sealed partial class Schedule : IState
{
    private readonly Subject.Settings settings;
    private readonly string[] classes;    // that can be attended
    private readonly string[] movements;
    private readonly Xoshiro256 seeded;
    private bool wantClosed;
    private int wantTarget;
    [State] private Xoshiro256 random;
    [State] private long change;
    [State] private bool begun, closed;
    [State] private int target = -1;
    [State] private int stimulus = -1;

    public Schedule(Subject.Settings settings, string[] classes, string[] movements, Xoshiro256 seeded)
    {
        (this.settings, this.classes, this.movements, this.seeded) = (settings, classes, movements, seeded);
        Want(settings.Eyes, settings.Attend);
        Reset();
    }

    /// <summary>Whether the eyes are closed.</summary>
    public bool Closed => closed;

    /// <summary>The class that is attended, or the movement that is made; or -1.</summary>
    public int Target => target;

    /// <summary>The stimulus that begins with this sample, common (0) or waited for (1); or -1.</summary>
    public int Stimulus => stimulus;

    /// <summary>What the free protocol does from the next sample on.</summary>
    /// <exception cref="FormatMismatchException">There is no such class.</exception>
    public void Want(Eyes eyes, string attend)
    {
        wantClosed = eyes == Eyes.Closed;
        wantTarget = attend.Length == 0 ? -1 : Array.IndexOf(classes, attend);
        if (attend.Length > 0 && wantTarget < 0)
            throw new FormatMismatchException($"one of the classes {string.Join(", ", classes)} to attend", $"'{attend}'", "set attend to one of them, or leave it out");
    }

    /// <summary>Goes to a sample; each is asked for once, in order.</summary>
    /// <returns>How many things begin here, at most two, written to the head of the span.</returns>
    public int Advance(long sample, Span<Truth> begins) => settings.Protocol switch
    {
        Protocol.Rest => Rest(sample, begins),
        Protocol.Ssvep => Try(classes, sample, begins),
        Protocol.MotorImagery => Try(movements, sample, begins),
        Protocol.P300 => Flash(sample, begins),
        _ => Follow(sample, begins),
    };

    partial void OnReset()
    {
        random = seeded;
        closed = settings.Protocol == Protocol.Rest;        // so that the first phase opens them
        if (settings.Protocol is Protocol.Ssvep or Protocol.MotorImagery) change = PauseLength();
        if (settings.Protocol == Protocol.P300) change = Samples(1);
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

    private int Try(string[] labels, long sample, Span<Truth> begins)
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
        target = random.Below(labels.Length);
        begins[0] = new(sample, labels[target], trial);
        return 1;
    }

    private int Flash(long sample, Span<Truth> begins)
    {
        stimulus = -1;
        if (sample != change) return 0;
        change += Samples(settings.Interval * random.Uniform(0.8, 1.2));
        stimulus = random.Uniform() < settings.TargetRate ? 1 : 0;
        begins[0] = new(sample, stimulus == 1 ? "2" : "1", Samples(settings.Interval / 2));
        return 1;
    }

    private int Follow(long sample, Span<Truth> begins)
    {
        var count = 0;
        if (!begun || closed != wantClosed) begins[count++] = new(sample, Name(wantClosed));
        if (target != wantTarget && wantTarget >= 0) begins[count++] = new(sample, classes[wantTarget]);
        (begun, closed, target) = (true, wantClosed, wantTarget);
        return count;
    }

    private static string Name(bool closed) => closed ? "closed" : "open";

    private long PauseLength() => Samples(settings.Pause * random.Uniform(1, 2));

    private long Samples(double seconds) => Math.Max(1, (long)Math.Round(seconds * settings.Rate));
}
