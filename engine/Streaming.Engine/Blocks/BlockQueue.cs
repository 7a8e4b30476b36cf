using System.Collections;

namespace Streaming;

/// <summary>A growing ring of blocks used by one thread.</summary>
internal sealed class BlockQueue : IEnumerable<Block>
{
    private Block[] ring = new Block[8];
    private int head;

    public int Count { get; private set; }

    public Block Front => ring[head];

    public Block this[int i] => ring[(head + i) & (ring.Length - 1)];

    public void Add(Block block)
    {
        if (Count == ring.Length) Grow();
        ring[(head + Count++) & (ring.Length - 1)] = block;
    }

    public Block Take()
    {
        var block = ring[head];
        ring[head] = null!;
        head = (head + 1) & (ring.Length - 1);
        Count--;
        return block;
    }

    /// <summary>Room for so many blocks without growing.</summary>
    public void MakeRoom(int blocks)
    {
        while (ring.Length < blocks) Grow();
    }

    public IEnumerator<Block> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return ring[(head + i) & (ring.Length - 1)];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Grow()
    {
        var larger = new Block[ring.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = ring[(head + i) & (ring.Length - 1)];
        ring = larger;
        head = 0;
    }
}
