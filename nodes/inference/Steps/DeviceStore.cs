using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>
/// What a model on a device remembers of all its sessions, each in a place of its own. When others step than before, the device itself moves their rows between
/// here and the packed tensors, in one run of a small model; nothing of them crosses to the processor.
/// </summary>
internal sealed class DeviceStore : IDisposable
{
    private readonly SharedSession session;
    private readonly IReadOnlyList<StepState> states;
    private readonly IReadOnlyList<DeviceMemory>[] packed;
    private readonly int most;
    private readonly List<int> free = [];
    private List<DeviceMemory>[] kept = [];
    private TensorMemory[] indices = [];
    private StepBinding[,] bindings = new StepBinding[0, 0];
    private int places;
    private int side;

    /// <summary>A store beside the packed tensors of so many sessions.</summary>
    /// <param name="execution">How the model is run.</param>
    /// <param name="states">States whose first dimension counts sessions.</param>
    /// <param name="packed">Their tensors, both sides.</param>
    /// <param name="most">Sessions in a step, at most.</param>
    public DeviceStore(Execution execution, IReadOnlyList<StepState> states, IReadOnlyList<DeviceMemory>[] packed, int most)
    {
        (this.states, this.packed, this.most) = (states, packed, most);
        session = SharedSession.OfBytes(RowModel.For([.. states.Select(s => (s.Input.Type, s.DimensionsFor(1)))]), execution);
        Grow();
    }

    /// <summary>Bytes that cross to the device when others step than before, and back.</summary>
    public (long Up, long Down) CrossingBytes => bindings[0, 0].CrossingBytes;

    /// <summary>Gives a session a place.</summary>
    public void Admit(Slot slot)
    {
        if (free.Count == 0) Grow();
        slot.Place = free[^1];
        free.RemoveAt(free.Count - 1);
    }

    /// <summary>A session needs its place no more.</summary>
    public void Leave(Slot slot)
    {
        free.Add(slot.Place);
        slot.Place = -1;
    }

    /// <summary>Copies out what is remembered of a session that is not packed.</summary>
    public void Read(int state, Slot slot, Span<byte> to) => states[state].Layout.Read(kept[side][state].Fetch(), places, slot.Place, to);

    /// <summary>Copies in what is remembered of a session that is not packed.</summary>
    public void Write(int state, Slot slot, ReadOnlySpan<byte> from)
    {
        states[state].Layout.Write(kept[side][state].Fetch(), places, slot.Place, from);
        kept[side][state].Store();
    }

    /// <summary>Puts the rows of those who were packed back into their places, and those of who is ready where the next step reads them.</summary>
    /// <param name="from">The side that is read next.</param>
    /// <param name="before">Who is packed there.</param>
    /// <param name="ready">Who is to be.</param>
    public void Rearrange(int from, ReadOnlySpan<Slot?> before, ReadOnlySpan<Slot> ready)
    {
        var keep = MemoryMarshal.Cast<byte, long>(indices[0].Bytes);
        var pack = MemoryMarshal.Cast<byte, long>(indices[1].Bytes);
        for (var place = 0; place < places; place++) keep[place] = place;
        for (var row = 0; row < before.Length; row++)
            if (before[row]!.Place >= 0) keep[before[row]!.Place] = places + row;
        pack.Clear();
        foreach (var slot in ready) pack[slot.NextRow] = slot.Row >= 0 ? places + slot.Row : slot.Place;
        bindings[side, from].Run();
        side ^= 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        session.Dispose();
    }

    /// <summary>Twice as many places; what lies in those before is copied over.</summary>
    private void Grow()
    {
        var larger = Math.Max(most, 2 * places);
        var next = new[] { Memory(larger), Memory(larger) };
        for (var i = 0; i < states.Count && places > 0; i++)
        {
            kept[side][i].Fetch().CopyTo(next[0][i].Bytes);
            next[0][i].Store();
        }
        Free();
        free.AddRange(Enumerable.Range(places, larger - places).Reverse());
        (kept, places, side) = (next, larger, 0);
        var keep = new TensorInfo("keep", TensorElementType.Int64, [places], [""]);
        var pack = new TensorInfo("pack", TensorElementType.Int64, [most], [""]);
        indices = [session.MemoryOfInput(keep, [places]), session.MemoryOfInput(pack, [most])];
        bindings = new StepBinding[2, 2];
        for (var to = 0; to < 2; to++)
            for (var from = 0; from < 2; from++) bindings[to, from] = Bind(to, from);
    }

    private StepBinding Bind(int from, int read)
    {
        var binding = new StepBinding(session);
        for (var i = 0; i < states.Count; i++)
        {
            binding.Keep($"kept.{i}", kept[from][i], states[i].DimensionsFor(places));
            binding.Keep($"packed.{i}", packed[read][i], states[i].DimensionsFor(most));
            binding.Leave($"kept.next.{i}", kept[from ^ 1][i], states[i].DimensionsFor(places));
            // The other side is free now: it takes the rows, and gives them to the side that is read.
            binding.Leave($"packed.next.{i}", packed[read ^ 1][i], states[i].DimensionsFor(most));
            binding.Then(packed[read ^ 1][i], packed[read][i]);
        }
        binding.Read("keep", indices[0], [places]);
        binding.Read("pack", indices[1], [most]);
        return binding;
    }

    private List<DeviceMemory> Memory(int count) => [.. states.Select(s => packed[0][0].Alike(s.Input.Type, s.DimensionsFor(count)))];

    private void Free()
    {
        foreach (var binding in bindings) binding.Dispose();
        foreach (var memory in kept.SelectMany(k => k)) memory.Dispose();
        foreach (var index in indices) index.Dispose();
    }
}
