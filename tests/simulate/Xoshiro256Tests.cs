using Streaming.Simulate;

namespace Streaming.Tests;

public class Xoshiro256Tests
{
    // The vector that implementations of xoshiro256** share: the state 1, 2, 3, 4; confirmed by a separate implementation in Python.
    [Fact]
    public void Draws_the_reference_sequence()
    {
        var random = new Xoshiro256(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625, 8476171486693032832];
        Assert.Equal(expected, expected.Select(_ => random.Next()).ToArray());
    }

    [Fact]
    public void Continues_from_its_four_words()
    {
        var random = new Xoshiro256(seed: 7, stream: 3);
        for (var i = 0; i < 100; i++) random.Next();
        var (a, b, c, d) = random.State;
        var resumed = new Xoshiro256(a, b, c, d);
        for (var i = 0; i < 100; i++) Assert.Equal(random.Next(), resumed.Next());
    }

    [Fact]
    public void Refuses_the_state_it_could_never_leave()
    {
        var error = Assert.Throws<ArgumentException>(() => new Xoshiro256(0, 0, 0, 0));
        Assert.Equal("The state of xoshiro256** is four zeros: expected at least one bit set, as in any state that was saved.", error.Message);
    }

    [Fact]
    public void Streams_of_one_seed_are_unlike()
    {
        var heads = new HashSet<ulong>();
        for (ulong seed = 0; seed < 50; seed++)
            for (ulong stream = 0; stream < 20; stream++)
                Assert.True(heads.Add(new Xoshiro256(seed, stream).Next()));
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_no_memory()
    {
        const int count = 400_000;
        var numbers = new double[count];
        var random = new Xoshiro256(1, 0);
        random.Normal(numbers);
        Assert.Equal(0, numbers.Average(), 0.005);
        Assert.Equal(1, numbers.Average(x => x * x), 0.01);
        Assert.Equal(0, numbers.Zip(numbers.Skip(1), (x, y) => x * y).Average(), 0.005);
        Assert.Equal(2.7, numbers.Average(x => x * x * x * x), 0.03);        // 3 - 6/(5n), the kurtosis of a sum of n = 4 uniforms
        Assert.InRange(numbers.Max(Math.Abs), 3, 3.4642);
    }

    [Fact]
    public void Whole_numbers_fill_their_range_evenly()
    {
        var random = new Xoshiro256(2, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.Below(7)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
    }
}
