namespace Streaming.Lsl;

/// <summary>
/// A ring of samples with their stamps. It grows as it fills, up to its capacity; then the oldest samples are dropped and counted, and the next one says so.
/// Not safe for several threads.
/// </summary>
/// <typeparam name="T">Bytes of numbers, or texts.</typeparam>
internal sealed class SampleQueue<T>
{
    private const int Smallest = 64;

    private readonly int width;
    private readonly int capacity;
    private T[] values;
    private double[] stamps;
    private LslBreak[] breaks;
    private readonly Func<ReadOnlySpan<T>, long>? weigh;
    private readonly long heaviest;
    private long weight;
    private int first, room, renewed;

    /// <param name="width">Items of one sample.</param>
    /// <param name="capacity">The most samples to hold.</param>
    /// <param name="weigh">What a sample weighs, where samples differ.</param>
    /// <param name="heaviest">The most weight to hold; one sample is held whatever it weighs.</param>
    public SampleQueue(int width, long capacity, Func<ReadOnlySpan<T>, long>? weigh = null, long heaviest = long.MaxValue)
    {
        (this.width, this.weigh, this.heaviest) = (width, weigh, heaviest);
        // No array is longer; what would be is far more than any memory.
        this.capacity = (int)Math.Clamp(capacity, 1, Math.Max(1, (1L << 30) / Math.Max(1, width)));
        room = Math.Min(this.capacity, Smallest);
        (values, stamps, breaks) = (new T[room * width], new double[room], new LslBreak[room]);
    }

    public int Count { get; private set; }

    public long Dropped { get; private set; }

    /// <summary>What may be missing before the next sample to be added.</summary>
    public LslBreak Mark { get; private set; }

    /// <summary>Breaks still to come at which the stream came back as another outlet.</summary>
    public int Renewals => renewed + (Mark == LslBreak.Renewed ? 1 : 0);

    /// <summary>Something may be missing before the next sample to be added; the worst that was said counts.</summary>
    public void Note(LslBreak found) => Mark = (LslBreak)Math.Max((int)Mark, (int)found);

    /// <summary>Adds samples.</summary>
    public void Add(ReadOnlySpan<T> samples, ReadOnlySpan<double> times)
    {
        if (times.Length > capacity)
        {
            var lost = times.Length - capacity;
            Dropped += lost;
            Note(LslBreak.Dropped);
            samples = samples[(lost * width)..];
            times = times[lost..];
        }
        Drop(Count + times.Length - capacity);
        if (Count + times.Length > room) Grow(Count + times.Length);
        var at = Place(Count);
        var before = Math.Min(times.Length, room - at);
        Put(samples[..(before * width)], times[..before], at);
        Put(samples[(before * width)..], times[before..], 0);
        if (times.Length == 0) return;
        Break(at, Mark);
        Mark = LslBreak.None;
        Count += times.Length;
        if (weigh is null) return;
        weight += weigh(samples);
        while (weight > heaviest && Count > 1) Drop(1);
    }

    /// <summary>Takes samples up to the next break.</summary>
    public LslChunk Take(Span<T> samples, Span<double> times)
    {
        if (Count == 0 || times.Length == 0) return default;
        var found = breaks[first];
        var most = Math.Min(Count, times.Length);
        var count = 1;
        while (count < most && breaks[Place(count)] == LslBreak.None) count++;
        var before = Math.Min(count, room - first);
        values.AsSpan(first * width, before * width).CopyTo(samples);
        values.AsSpan(0, (count - before) * width).CopyTo(samples[(before * width)..]);
        stamps.AsSpan(first, before).CopyTo(times);
        stamps.AsSpan(0, count - before).CopyTo(times[before..]);
        Remove(count);
        return new(count, found);
    }

    /// <summary>The oldest sample.</summary>
    public ReadOnlySpan<T> Front => values.AsSpan(first * width, width);

    /// <summary>The stamp of the oldest sample.</summary>
    public double FrontStamp => stamps[first];

    public void RemoveFront() => Remove(1);

    private void Put(ReadOnlySpan<T> samples, ReadOnlySpan<double> times, int at)
    {
        samples.CopyTo(values.AsSpan(at * width));
        times.CopyTo(stamps.AsSpan(at));
        breaks.AsSpan(at, times.Length).Clear();
    }

    private void Drop(int count)
    {
        if (count <= 0) return;
        var worst = LslBreak.Dropped;
        for (var i = 0; i < count; i++) worst = (LslBreak)Math.Max((int)worst, (int)breaks[Place(i)]);
        Dropped += count;
        Remove(count);
        if (Count > 0) Break(first, (LslBreak)Math.Max((int)worst, (int)breaks[first]));
        else Note(worst);
    }

    private void Remove(int count)
    {
        if (weigh is not null)
            for (var i = 0; i < count; i++) weight -= weigh(values.AsSpan(Place(i) * width, width));
        if (System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            for (var i = 0; i < count; i++) values.AsSpan(Place(i) * width, width).Clear();
        for (var i = 0; i < count && renewed > 0; i++) Break(Place(i), LslBreak.None);
        first = Place(count);
        Count -= count;
    }

    private void Break(int place, LslBreak found)
    {
        if (breaks[place] == LslBreak.Renewed) renewed--;
        if (found == LslBreak.Renewed) renewed++;
        breaks[place] = found;
    }

    private int Place(int i) => first + i >= room ? first + i - room : first + i;

    private void Grow(int wanted)
    {
        var larger = (int)Math.Min(capacity, Math.Max(wanted, room * 2L));
        var before = Math.Min(Count, room - first);
        var (newValues, newStamps, newBreaks) = (new T[larger * width], new double[larger], new LslBreak[larger]);
        values.AsSpan(first * width, before * width).CopyTo(newValues);
        values.AsSpan(0, (Count - before) * width).CopyTo(newValues.AsSpan(before * width));
        stamps.AsSpan(first, before).CopyTo(newStamps);
        stamps.AsSpan(0, Count - before).CopyTo(newStamps.AsSpan(before));
        breaks.AsSpan(first, before).CopyTo(newBreaks);
        breaks.AsSpan(0, Count - before).CopyTo(newBreaks.AsSpan(before));
        (values, stamps, breaks, first, room) = (newValues, newStamps, newBreaks, 0, larger);
    }
}
