namespace Streaming.Inference;

/// <summary>
/// What a model remembers of the sessions that step together, packed as it reads it: for each state two tensors, one to read and one to write, which change places
/// after every step; or one for both, where a step writes but some of its numbers anew. As long as the same sessions step, nothing is copied; who leaves is copied
/// out, who joins is copied in, and nobody else moves.
/// </summary>
internal sealed class StateArena : IDisposable
{
    private readonly IReadOnlyList<StepState> plan;
    private readonly RowLayout[] layouts;
    private readonly byte[][] initial; // the number that each state is full of at its beginning
    private readonly TensorMemory[][] sides;
    private readonly Slot?[] packed;
    private readonly DeviceStore? store;
    private readonly int[] stored; // the place of each state in the store; -1: the processor moves its rows
    private readonly Lock gate = new();

    /// <summary>An arena for so many sessions in a step.</summary>
    public StateArena(LoadedModel model, int most)
    {
        plan = model.Plan.States;
        layouts = [.. plan.Select(s => s.Layout)];
        initial = [.. plan.Select(s => TensorMemory.Number(s.Input.Type, s.Card.Initial))];
        packed = new Slot?[most];
        var first = Memory(model, most);
        sides = [first, Beside(model, most, first)];
        OnDevice = sides[0].Count(m => m is DeviceMemory);
        stored = new int[plan.Count];
        var moved = new List<int>();
        for (var i = 0; i < plan.Count; i++)
        {
            var isMoved = most > 1 && sides[0][i] is DeviceMemory && plan[i].Batch == 0 && RowModel.CanMove(plan[i].Input.Type);
            stored[i] = isMoved ? moved.Count : -1;
            if (isMoved) moved.Add(i);
        }
        if (moved.Count > 0) store = new DeviceStore(model.Shared.Execution, [.. moved.Select(i => plan[i])], [.. sides.Select(side => (DeviceMemory[])[.. moved.Select(i => (DeviceMemory)side[i])])], most);
    }

    /// <summary>All of it lies in the processor's memory.</summary>
    public bool IsOnHost => OnDevice == 0;

    /// <summary>States that lie in the memory of a device.</summary>
    public int OnDevice { get; }

    /// <summary>States that are written where they are read.</summary>
    public int InPlace => sides[0].Zip(sides[1]).Count(s => ReferenceEquals(s.First, s.Second));

    /// <summary>Which of the two is read next: 0 or 1.</summary>
    public int Side { get; private set; }

    /// <summary>Sessions packed now.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that cross to a device, and back, when others step than before; without those of states that the processor moves.</summary>
    public (long Up, long Down) CrossingBytes => store?.CrossingBytes ?? (0, 0);

    /// <summary>States whose rows the device itself moves.</summary>
    public int MovedOnDevice => stored.Count(s => s >= 0);

    /// <summary>The tensors of a side, in the order of the plan.</summary>
    public IReadOnlyList<TensorMemory> Of(int side) => sides[side];

    /// <summary>What was written is read next.</summary>
    public void Swap() => Side ^= 1;

    /// <summary>Packs exactly these sessions; afterwards each knows its row.</summary>
    public void Pack(ReadOnlySpan<Slot> ready)
    {
        lock (gate)
        {
            if (IsPacked(ready)) return;
            foreach (var slot in ready) slot.IsWanted = true;
            Seat(ready);
            for (var i = 0; i < plan.Count; i++)
                if (stored[i] < 0) Rearrange(i, ready);
            store?.Rearrange(Side, packed.AsSpan(0, Count), ready);
            Settle(ready);
            foreach (var slot in ready) slot.IsWanted = false;
        }
    }

    /// <summary>Makes room for a session.</summary>
    public void Admit(Slot slot)
    {
        lock (gate) store?.Admit(slot);
    }

    /// <summary>A session comes no more.</summary>
    public void Leave(Slot slot)
    {
        lock (gate) store?.Leave(slot);
    }

    /// <summary>Copies what is remembered of a session to <see cref="Slot.Parked"/>, wherever it lies.</summary>
    public void Park(Slot slot)
    {
        lock (gate)
        {
            for (var i = 0; i < plan.Count; i++)
            {
                if (slot.Row >= 0) layouts[i].Read(sides[Side][i].Fetch(), Count, slot.Row, slot.Parked[i]);
                else if (stored[i] >= 0) store!.Read(stored[i], slot, slot.Parked[i]);
            }
        }
    }

    /// <summary>What stands in <see cref="Slot.Parked"/> is remembered of a session from now on.</summary>
    public void Unpark(Slot slot)
    {
        lock (gate)
        {
            for (var i = 0; i < plan.Count; i++) Restore(slot, i);
        }
    }

    /// <summary>Writes what is remembered of a session.</summary>
    public void Save(Slot slot, ref StateWriter writer)
    {
        Park(slot);
        for (var i = 0; i < plan.Count; i++) writer.Write<byte>(plan[i].Input.Name, slot.Parked[i]);
    }

    /// <summary>Reads what is remembered of a session.</summary>
    public void Load(Slot slot, ref StateReader reader)
    {
        for (var i = 0; i < plan.Count; i++) reader.Read(plan[i].Input.Name, slot.Parked[i].AsSpan());
        Unpark(slot);
    }

    /// <summary>Sets a state of a session to its beginning.</summary>
    public void Reset(Slot slot, int state)
    {
        lock (gate)
        {
            TensorMemory.Fill(slot.Parked[state], initial[state]);
            Restore(slot, state);
        }
    }

    /// <summary>No number in a piece of a session's state is NaN or infinite.</summary>
    /// <param name="slot">A session that is packed.</param>
    /// <param name="state">The state.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="most">Bytes looked at, at most.</param>
    /// <param name="length">Bytes looked at.</param>
    public bool IsFinite(Slot slot, int state, int from, int most, out int length)
    {
        var layout = layouts[state];
        var (piece, within) = Math.DivRem(from, layout.Inner);
        length = Math.Min(most, layout.Inner - within);
        return sides[Side][state].IsFinite((piece * Count + slot.Row) * layout.Inner + within, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        store?.Dispose();
        foreach (var memory in sides.SelectMany(s => s).Distinct()) memory.Dispose();
    }

    private bool IsPacked(ReadOnlySpan<Slot> ready)
    {
        if (ready.Length != Count) return false;
        foreach (var slot in ready)
            if (slot.Row < 0) return false;
        return true;
    }

    /// <summary>Who has a row that is still there keeps it; the others take the rows in which nobody stays.</summary>
    private void Seat(ReadOnlySpan<Slot> ready)
    {
        var free = 0;
        foreach (var slot in ready)
        {
            slot.NextRow = slot.Row;
            if (slot.Row >= 0 && slot.Row < ready.Length) continue;
            while (free < Count && packed[free]!.IsWanted) free++;
            slot.NextRow = free++;
        }
    }

    private void Rearrange(int state, ReadOnlySpan<Slot> ready)
    {
        var (layout, before, after) = (layouts[state], Count, ready.Length);
        var memory = sides[Side][state];
        var tensor = memory.Fetch();
        for (var row = 0; row < before; row++)
            if (!packed[row]!.IsWanted) layout.Read(tensor, before, row, packed[row]!.Parked[state]);
        // Where the numbers of a session lie in pieces, another number of sessions moves all of them: by way of the side that is free now.
        var moveAll = layout.Outer > 1 && before != after;
        var from = moveAll ? sides[Side ^ 1][state].Bytes : tensor;
        if (moveAll) tensor[..(before * layout.Bytes)].CopyTo(from);
        foreach (var slot in ready)
        {
            if (slot.Row < 0) layout.Write(tensor, after, slot.NextRow, slot.Parked[state]);
            else if (moveAll || slot.Row != slot.NextRow) layout.Move(from, before, slot.Row, tensor, after, slot.NextRow);
        }
        memory.Store();
    }

    private void Settle(ReadOnlySpan<Slot> ready)
    {
        for (var row = 0; row < Count; row++) packed[row]!.Row = -1;
        foreach (var slot in ready)
        {
            slot.Row = slot.NextRow;
            packed[slot.Row] = slot;
        }
        for (var row = ready.Length; row < Count; row++) packed[row] = null;
        Count = ready.Length;
    }

    private void Restore(Slot slot, int state)
    {
        if (slot.Row < 0)
        {
            if (stored[state] >= 0) store!.Write(stored[state], slot, slot.Parked[state]);
            return;
        }
        var memory = sides[Side][state];
        layouts[state].Write(memory.Fetch(), Count, slot.Row, slot.Parked[state]);
        memory.Store();
    }

    /// <summary>What is written where the other is read. A provider for devices keeps its own account of what it holds, and rows that lie in pieces need room to be moved.</summary>
    private TensorMemory[] Beside(LoadedModel model, int most, TensorMemory[] first)
    {
        var isProcessor = model.Shared.Execution.Provider == Provider.Cpu;
        return [.. plan.Select((s, i) => isProcessor && s.IsScattered && s.Layout.Outer == 1 ? first[i] : model.Shared.MemoryOfInput(s.Input, s.DimensionsFor(most)))];
    }

    private TensorMemory[] Memory(LoadedModel model, int most) => [.. plan.Select(s => model.Shared.MemoryOfInput(s.Input, s.DimensionsFor(most)))];
}
