namespace Streaming.Inference;

/// <summary>
/// What a model remembers between two steps: for each pair two tensors, one to read and one to write, which change places after every step. Nothing is copied.
/// </summary>
internal sealed class ModelState : IState, IDisposable
{
    private const int Piece = 16 << 10; // bytes
    private readonly IReadOnlyList<StepState> plan;
    private readonly TensorMemory[][] sides;
    private int looked;
    private int lookedFrom;

    public ModelState(IReadOnlyList<StepState> plan)
    {
        this.plan = plan;
        sides = [Memory(), Memory()];
        Reset();
    }

    /// <summary>Which of the two is read next: 0 or 1.</summary>
    public int Side { get; private set; }

    /// <summary>The tensors of a side, in the order of the plan.</summary>
    public IReadOnlyList<TensorMemory> Of(int side) => sides[side];

    /// <summary>
    /// Looks for a number that is none among what was written last. Large states are looked at piece by piece, one piece a step, so that looking never costs more
    /// than a microsecond or so.
    /// </summary>
    public bool IsSound()
    {
        if (plan.Count == 0) return true;
        var memory = sides[Side][looked];
        var (from, length) = (lookedFrom, Math.Min(Piece, memory.Bytes.Length - lookedFrom));
        lookedFrom += length;
        if (lookedFrom == memory.Bytes.Length) (looked, lookedFrom) = ((looked + 1) % plan.Count, 0);
        return memory.IsFinite(from, length);
    }

    /// <summary>What was written is read next.</summary>
    public void Swap() => Side ^= 1;

    /// <inheritdoc/>
    public void Reset()
    {
        (Side, looked, lookedFrom) = (0, 0, 0);
        for (var i = 0; i < plan.Count; i++) sides[0][i].Fill(plan[i].Card.Initial);
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("looked", looked);
        writer.Write("lookedFrom", lookedFrom);
        for (var i = 0; i < plan.Count; i++) writer.Write<byte>(plan[i].Input.Name, sides[Side][i].Bytes);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        (looked, lookedFrom) = (reader.ReadInt32("looked"), reader.ReadInt32("lookedFrom"));
        if ((uint)looked > (uint)plan.Count || lookedFrom < 0 || (lookedFrom > 0 && lookedFrom >= sides[0][looked].Bytes.Length)) throw new StateException("A model's state is damaged.");
        for (var i = 0; i < plan.Count; i++) reader.Read(plan[i].Input.Name, sides[Side][i].Bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var memory in sides.SelectMany(s => s)) memory.Dispose();
    }

    private TensorMemory[] Memory() => [.. plan.Select(s => TensorMemory.Of(s.Input.Type, s.Dimensions.Span))];
}
