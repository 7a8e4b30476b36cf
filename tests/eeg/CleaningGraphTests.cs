using System.Buffers;
using Streaming.Dsp;
using Streaming.Eeg;
using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>The nodes together in a graph: the same from blocks of any size, and from a state saved amid a fault.</summary>
public class CleaningGraphTests
{
    [Fact]
    public async Task Blocks_of_any_size_conclude_the_same()
    {
        var whole = await Run(block: 250);
        Assert.True(whole.Count > 5);
        foreach (var block in new[] { 7, 64 }) Assert.Equal(whole, await Run(block));
    }

    [Fact]
    public async Task A_session_goes_on_from_a_saved_state()
    {
        var state = new ArrayBufferWriter<byte>();
        await using (var first = Make(25).Compile().Prepare(new RunOptions { Speed = 0, Limit = 47.3, PauseAtLimit = true }))
        {
            first.Run();
            await first.Completion;
            first.Save(state);
        }
        await using var second = Make(25).Compile().Prepare(new RunOptions { Speed = 0 });
        second.Load(state.WrittenMemory);
        second.Run();
        await second.Completion;
        Assert.Equal(await Run(25), Conclusions(second));
    }

    private static async Task<List<string>> Run(int block)
    {
        await using var session = Make(block).Start(new RunOptions { Speed = 0 });
        await session.Completion;
        return Conclusions(session);
    }

    // All that is concluded: how long each channel was bad and replaced, to the sample, and what the cleaned signal's powers are.
    private static List<string> Conclusions(Session session) => [.. session.Report().Results.SelectMany(r => r.Value.Select(c => $"{r.Key} {c.Name} {c.Value:R}")).Order(StringComparer.Ordinal)];

    private static Graph Make(int block) => new Graph("cleaning")
        .Add("person", new Subject(new() { Protocol = Protocol.Free, Seconds = 120, Block = block, Channels = ValueList.From(Material.Cap) }))
        .Add("faults", new Faults(new() { FlatRate = 3, NoiseRate = 3, LineRate = 3, PopRate = 10, MissingRate = 10, MissingLength = 0.5, Length = 15 }))
        .Add("bad", new BadChannels(new()))
        .Add("repair", new Interpolate(new()))
        .Add("linked", new Reference(new() { Mode = ReferenceMode.Linked, Channels = ["C3", "C4"] }))
        .Add("eog", new Eog(new() { Channels = ["Fp1", "Fp2"] }))
        .Add("scale", new Percentile(new() { Time = 10 }))
        .Add("windows", new Window(new() { Length = 2 }))
        .Add("spectra", new Psd(new()))
        .Add("powers", new Compare())
        .Link("person > faults > bad").Link("faults.output > repair.signal").Link("bad.mask > repair.mask")
        .Link("repair > linked.signal").Link("bad.mask > linked.mask")
        .Link("linked > eog > scale > windows > spectra > powers.first").Link("spectra > powers.second");
}
