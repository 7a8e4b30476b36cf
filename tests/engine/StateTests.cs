using System.Buffers;

namespace Streaming.Tests;

public class StateTests
{
    [Fact]
    public void WhatIsWrittenIsRead()
    {
        Gen.Select(Gen.Long, Gen.ULong, Gen.Double, Gen.Float, Gen.Bool, Gen.String, Gen.Short.Array).Sample((whole, natural, number, single, truth, text, list) =>
        {
            var state = Written((ref StateWriter w) =>
            {
                w.Write("whole", whole);
                w.Write("natural", natural);
                w.Write("number", number);
                w.Write("single", single);
                w.Write("truth", truth);
                w.Write("text", text);
                w.Write<short>("list", list);
                w.WriteStruct("struct", new SampleClock(number, whole, single));
            });
            var reader = new StateReader(state);
            Assert.Equal(whole, reader.ReadInt64("whole"));
            Assert.Equal(natural, reader.ReadUInt64("natural"));
            Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(reader.ReadDouble("number")));
            Assert.Equal(BitConverter.SingleToInt32Bits(single), BitConverter.SingleToInt32Bits(reader.ReadSingle("single")));
            Assert.Equal(truth, reader.ReadBoolean("truth"));
            Assert.Equal(text, reader.ReadText("text"));
            Assert.Equal(list, reader.ReadArray<short>("list"));
            Assert.Equal(new SampleClock(number, whole, single), reader.ReadStruct<SampleClock>("struct"));
        });
    }

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        var state = Written((ref StateWriter w) =>
        {
            w.Write("long", long.MaxValue);
            w.Write<short>("list", [1, 2, 3]);
        });
        Assert.Equal("Expected the state 'short', found 'long': it was saved by another graph or version.", Refused(state, (ref StateReader r) => r.ReadInt64("short")));
        Assert.Equal("The saved state is damaged at 'long'.", Refused(state, (ref StateReader r) => r.ReadInt32("long")));
        Assert.Equal("The saved state is damaged at 'long'.", Refused(state, (ref StateReader r) => r.ReadText("long")));
        Assert.Equal("State 'list' holds 3 values where 2 are expected: it was saved by a node configured differently.", Refused(state, (ref StateReader r) =>
        {
            r.ReadInt64("long");
            r.Read("list", new short[2].AsSpan());
        }));
        Assert.Equal("State 'list' is damaged: 6 bytes are not whole values.", Refused(state, (ref StateReader r) =>
        {
            r.ReadInt64("long");
            r.ReadArray<int>("list");
        }));
        Assert.Equal("The saved state is damaged at 'more'.", Refused(state, (ref StateReader r) =>
        {
            r.ReadInt64("long");
            r.ReadArray<short>("list");
            r.ReadInt64("more");
        }));
    }

    [Fact]
    public async Task AnyByteCutOrChangedIsNoticedBeforeANodeSeesIt()
    {
        await using var session = new Graph("kept").Add("ramp", new Ramp()).Add("sum", new RunningSum()).Link("ramp > sum").Start(new RunOptions { Speed = 0, Limit = 1, PauseAtLimit = true });
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        var saved = new ArrayBufferWriter<byte>();
        session.Save(saved);
        var state = saved.WrittenSpan.ToArray();
        session.Load(state);
        Gen.Select(Gen.Int[0, state.Length - 1], Gen.Byte[1, 255]).Sample((at, change) =>
        {
            byte[] changed = [.. state];
            changed[at] ^= change;
            Assert.Equal($"These {state.Length} bytes are no saved state, or a damaged one: their checksum is wrong. Save the session again.", Assert.Throws<StateException>(() => session.Load(changed)).Message);
            Assert.Throws<StateException>(() => session.Load(state[..at]));
        });
    }

    /// <summary>What a reader meets in bytes that no writer wrote is told as a damaged state, never as anything else.</summary>
    [Fact]
    public void ArbitraryBytesAreNeverMoreThanDamage()
    {
        var good = Written((ref StateWriter w) =>
        {
            w.Write("a", 300);
            w.Write("b", 1.5);
            w.Write("c", "text");
            w.Write<float>("d", [1, 2, 3]);
        });
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bytes = [.. good];
            bytes[at] = value;
            try
            {
                var reader = new StateReader(bytes.AsMemory(0, length));
                reader.ReadInt32("a");
                reader.ReadDouble("b");
                reader.ReadText("c");
                reader.Read("d", new float[3].AsSpan());
            }
            catch (StateException)
            {
            }
        }, iter: 5000);
    }

    private delegate void Writing(ref StateWriter writer);

    private delegate void Reading(ref StateReader reader);

    private static byte[] Written(Writing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Refused(byte[] state, Reading read) => Assert.Throws<StateException>(() =>
    {
        var reader = new StateReader(state);
        read(ref reader);
    }).Message;
}
