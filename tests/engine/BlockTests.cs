using System.Runtime.CompilerServices;

namespace Streaming.Tests;

public class BlockTests
{
    private static readonly StreamFormat stereo = StreamFormat.Signal(2, 100);

    [Fact]
    public void MemoryIsAlignedPinnedAndLentAgain()
    {
        var pool = new BlockPool<float>(stereo);
        Gen.Int[1, 500].Array[1, 20].Sample(lengths =>
        {
            var held = lengths.Select(pool.Lease).ToList();
            foreach (var (block, samples) in held.Zip(lengths))
            {
                Assert.True(block.Capacity >= samples * 2);
                block.Count = samples;
                unsafe
                {
                    Assert.Equal(0u, (nuint)Unsafe.AsPointer(ref block.Values[0]) % Block<float>.Alignment);
                }
            }
            Assert.Equal(held.Count, held.Distinct().Count());
            Assert.Equal(held.Count, pool.Leased);
            foreach (var block in held) block.Release();
            Assert.Equal(0, pool.Leased);
        }, threads: 1);
        var made = pool.Made;
        for (var i = 0; i < 100; i++) pool.Lease(500).Release();
        Assert.Equal(made, pool.Made);
    }

    [Fact]
    public void WhatNobodyMayReadIsPoisonedInTests()
    {
        var pool = new BlockPool<float>(stereo);
        var block = pool.Lease(3);
        AssertPoisoned(block);
        block.Room(6).Fill(5);
        block.WritableStamps(3).Fill(5);
        block.Release();
        AssertPoisoned(block);

        var events = new BlockPool<Event>(StreamFormat.Events()).Lease(1);
        events.Room(1)[0] = new("1", 1);
        events.Release();
        Assert.Equal(double.NaN, events.Room(1)[0].Value);
        var counts = new BlockPool<int>(StreamFormat.Signal(1, 100) with { Element = ElementType.Int32 }).Lease(1);
        Assert.Equal(unchecked((int)0xA5A5A5A5), counts.Room(1)[0]);

        static void AssertPoisoned(Block<float> block)
        {
            Assert.All(block.Room(block.Capacity).ToArray(), v => Assert.Equal(float.NaN, v));
            Assert.All(block.StampRoom.ToArray(), v => Assert.Equal(double.NaN, v));
        }
    }

    [Fact]
    public void TheLastHolderGivesItBackAndNobodyWritesWhatIsShared()
    {
        var pool = new BlockPool<float>(stereo);
        var block = pool.Lease(3);
        block.Count = 3;
        block.Values.Fill(5);
        block.Retain();
        Assert.False(block.IsExclusive);
        var own = (Block<float>)block.Own();
        Assert.NotSame(block, own);
        Assert.Equal(block.Values.ToArray(), own.Values.ToArray());
        Assert.True(block.IsExclusive);
        Assert.Same(block, block.Own());
        block.Release();
        own.Release();
        Assert.Equal(0, pool.Leased);
        Assert.Equal("A block was released more often than it was held.", Assert.Throws<InvalidOperationException>(block.Release).Message);
    }

    [Fact]
    public void ManyThreadsLeaveNothingBehind()
    {
        var pool = new BlockPool<int>(stereo with { Element = ElementType.Int32 });
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                var block = pool.Lease(1 + i % 7);
                block.Count = 1;
                block.Values[0] = thread;
                block.Retain();
                block.Release();
                Assert.Equal(thread, block.Values[0]);
                block.Release();
            }
        });
        Assert.Equal(0, pool.Leased);
        Assert.InRange(pool.Made, 1, 100);
    }

    [Fact]
    public void APoolHoldsTheTypeOfItsFormatOnly() =>
        Assert.StartsWith("A pool of Double cannot hold signal float32[2] 100 Hz.", Assert.Throws<ArgumentException>(() => new BlockPool<double>(stereo)).Message, StringComparison.Ordinal);

    [Fact]
    public void TimeFollowsFromTheIndexOrFromStamps()
    {
        var block = new BlockPool<float>(stereo).Lease(3);
        block.Count = 3;
        block.Index = 1000;
        block.Clock = new SampleClock(5, 900, 100);
        Assert.Equal(6, block.TimeOf(0), 12);
        Assert.Equal(6.02, block.TimeOf(2), 12);
        double[] stamps = [1, 4, 2];
        stamps.CopyTo(block.WritableStamps(3));
        Assert.Equal(4, block.TimeOf(1));
        block.Shift(-0.5);
        Assert.Equal([0.5, 3.5, 1.5], block.Stamps.ToArray());
    }
}
