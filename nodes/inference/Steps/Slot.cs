namespace Streaming.Inference;

/// <summary>
/// The place of one session at a model that several may share: what its next step is fed, what its last one made, and what the model remembers of it. The
/// numbers it remembers lie among those of the other sessions as long as they step together, and apart while it waits for its turn.
/// </summary>
internal sealed class Slot : Waiter, IState
{
    private const int Piece = 16 << 10; // bytes
    private readonly StateArena arena;
    private int looked;
    private int lookedFrom;

    public Slot(StateArena arena, StepPlan plan)
    {
        this.arena = arena;
        Inputs = [.. plan.Inputs.Select(p => TensorMemory.Of(p.Tensor.Type, p.Dimensions.Span))];
        Outputs = [.. plan.Outputs.Select(p => TensorMemory.Of(p.Tensor.Type, p.Dimensions.Span))];
        Parked = [.. plan.States.Select(s => new byte[s.Bytes])];
        arena.Admit(this);
        Reset();
    }

    /// <summary>To be filled before a step.</summary>
    public IReadOnlyList<TensorMemory> Inputs { get; }

    /// <summary>Filled by a step.</summary>
    public IReadOnlyList<TensorMemory> Outputs { get; }

    /// <summary>Its place among those that step together; -1: it is apart.</summary>
    public int Row { get; set; } = -1;

    /// <summary>Its place among all sessions on a device; -1: it has none.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Its place in the step being packed.</summary>
    public int NextRow { get; set; }

    /// <summary>It takes part in the step being packed.</summary>
    public bool IsWanted { get; set; }

    /// <summary>No number looked at among those remembered is NaN or infinite.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>What is remembered of it while it is apart, by state.</summary>
    public byte[][] Parked { get; }

    /// <summary>
    /// Looks for a number that is none among what was remembered last. Large states are looked at piece by piece, one piece a step, so that looking never costs
    /// more than a microsecond or so. What lies on a device is not looked at: it shows in what comes out.
    /// </summary>
    public void Look()
    {
        if (Parked.Length == 0 || !arena.IsOnHost) return;
        IsSound = arena.IsFinite(this, looked, lookedFrom, Piece, out var length);
        lookedFrom += length;
        if (lookedFrom == Parked[looked].Length) (looked, lookedFrom) = ((looked + 1) % Parked.Length, 0);
    }

    /// <summary>Goes on in another place with what is remembered here.</summary>
    public void MoveTo(Slot other)
    {
        arena.Park(this);
        for (var state = 0; state < Parked.Length; state++) Parked[state].CopyTo(other.Parked[state], 0);
        other.arena.Unpark(other);
        (other.looked, other.lookedFrom, other.IsSound) = (looked, lookedFrom, IsSound);
        (other.Late, other.Lateness) = (Late, Lateness);
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("looked", looked);
        writer.Write("lookedFrom", lookedFrom);
        arena.Save(this, ref writer);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        (looked, lookedFrom) = (reader.ReadInt32("looked"), reader.ReadInt32("lookedFrom"));
        var isThere = Parked.Length == 0 ? (looked, lookedFrom) == (0, 0) : (uint)looked < (uint)Parked.Length && (uint)lookedFrom < (uint)Parked[looked].Length;
        if (!isThere) throw new StateException("A model's state is damaged.");
        arena.Load(this, ref reader);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        (looked, lookedFrom, IsSound) = (0, 0, true);
        for (var state = 0; state < Parked.Length; state++) Reset(state);
    }

    /// <summary>Sets one of its states to its beginning.</summary>
    public void Reset(int state) => arena.Reset(this, state);
}
