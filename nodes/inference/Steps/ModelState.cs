namespace Streaming.Inference;

/// <summary>
/// What a model remembers between two steps: for each pair two tensors, one to read and one to write, which change places after every step. Nothing is copied.
/// </summary>
internal sealed class ModelState : IState, IDisposable
{
    private readonly IReadOnlyList<StepState> plan;
    private readonly TensorMemory[][] sides;

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

    /// <summary>What was written is read next.</summary>
    public void Swap() => Side ^= 1;

    /// <inheritdoc/>
    public void Reset()
    {
        Side = 0;
        for (var i = 0; i < plan.Count; i++) sides[0][i].Fill(plan[i].Card.Initial);
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        for (var i = 0; i < plan.Count; i++) writer.Write<byte>(plan[i].Input.Name, sides[Side][i].Bytes);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        for (var i = 0; i < plan.Count; i++) reader.Read(plan[i].Input.Name, sides[Side][i].Bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var memory in sides.SelectMany(s => s)) memory.Dispose();
    }

    private TensorMemory[] Memory() => [.. plan.Select(s => TensorMemory.Of(s.Input.Type, s.Dimensions.Span))];
}
