namespace Streaming.Tests;

/// <summary>No damaged recording crashes a reader, keeps it busy without end or makes it hold more than its size is worth.</summary>
/// <remarks>The variable STREAMING_FUZZ_COUNT sets the number of damaged recordings for each reader; 2,000 without it. STREAMING_FUZZ_SEED is the first one's seed, each next one's is one more.</remarks>
public class FuzzTests
{
    private static readonly int count = Variable("STREAMING_FUZZ_COUNT", 2000);
    private static readonly int seed = Variable("STREAMING_FUZZ_SEED", 1);

    public static TheoryData<string> Readers => [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Damaged_recordings_are_read_or_refused(string reader)
    {
        var read = FuzzTargets.All.Single(t => t.Name == reader).Run(count, seed);
        TestContext.Current.SendDiagnosticMessage($"{reader}: {read} of {count} damaged recordings were read to their end, the others refused");
        Assert.InRange(read, 1, count - 1);
    }

    [Fact]
    public void Endless_reading_is_found()
    {
        var endless = new FuzzTarget("endless", () => ["abc"u8.ToArray()], s =>
        {
            for (var n = 0; s is CountingStream || n < 9; n++)
            {
                s.Position = 0;
                s.ReadByte();
            }
            return 0;
        });
        Assert.Contains("too many reads", Assert.Throws<InvalidOperationException>(() => endless.Run(1, 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Greed_is_found()
    {
        var greedy = new FuzzTarget("greedy", () => ["abc"u8.ToArray()], s =>
        {
            GC.KeepAlive(s is CountingStream ? new byte[5 << 20] : null);
            return 0;
        });
        Assert.Contains("bytes allocated", Assert.Throws<InvalidOperationException>(() => greedy.Run(1, 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_is_found()
    {
        var crashing = new FuzzTarget("crashing", () => ["abc"u8.ToArray()], s => s is CountingStream ? throw new IndexOutOfRangeException() : 0);
        Assert.Contains("seed 7", Assert.Throws<InvalidOperationException>(() => crashing.Run(1, 7)).Message, StringComparison.Ordinal);
    }

    private static int Variable(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var wanted) ? wanted : otherwise;

    [Fact]
    public void The_same_seed_makes_the_same_damage()
    {
        var seeds = FuzzTargets.All[0].Seeds();
        for (var i = 0; i < 100; i++) Assert.Equal(Mutation.Of(seeds, new Random(i)), Mutation.Of(seeds, new Random(i)));
    }
}
