using System.Runtime.InteropServices;
using Streaming.Simulate;

namespace Streaming.Tests;

public class SubjectTests
{
    private static readonly Gen<Subject.Settings> someSettings =
        from protocol in Gen.OneOf(Protocol.Rest, Protocol.Ssvep, Protocol.MotorImagery, Protocol.P300, Protocol.Free)
        from seed in Gen.Long
        from rate in Gen.OneOf(100.0, 128, 250, 512)
        from channels in Gen.OneOf<ValueList<string>>(["Oz"], ["TP9", "AF7", "AF8", "TP10", "POz"], ["Fp1", "Fp2", "T7", "T8", "POz", "O1", "Oz", "O2"])
        from dropouts in Gen.OneOf<ValueList<ValueList<double>>>([], [[0.5, 0.25], [3, 1.1]])
        from jumps in Gen.OneOf<ValueList<ValueList<double>>>([], [[0.7, 20], [2, -20]])
        from outageRate in Gen.OneOf(0.0, 40)
        from jumpRate in Gen.OneOf(0.0, 50)
        select new Subject.Settings
        {
            Protocol = protocol, Seed = seed, Rate = rate, Channels = channels, Phase = 1.3, Trial = 0.7, Pause = 0.2, Dropouts = dropouts,
            Jumps = jumps, OutageRate = outageRate, OutageLength = 0.2, JumpRate = jumpRate,
            BlinkRate = 60, MuscleRate = 60, PopRate = 60, Seconds = 5,
        };

    [Fact]
    public void The_length_of_blocks_changes_no_bit() =>
        Gen.Select(someSettings, Gen.Int[1, 700]).Sample((settings, block) =>
            Assert.True(Run(settings).Same(Run(settings with { Block = block }))), iter: 60);

    [Fact]
    public void A_restored_subject_goes_on_bit_for_bit() =>
        Gen.Select(someSettings, Gen.Int[0, 60]).Sample((settings, steps) =>
        {
            settings = settings with { Block = 13 };
            var original = new NodeRun(new Subject(settings)).Configure();
            Steps(original, steps);
            var saved = original.Save();
            var resumed = new NodeRun(new Subject(settings)).Configure();
            Steps(resumed, 7);                       // whatever it had done before is forgotten
            resumed.Clear().Load(saved);
            original.Clear();
            Assert.True(Rest(original).Same(Rest(resumed)));
        }, iter: 60);

    [Fact]
    public void Reset_begins_again() => someSettings.Sample(settings =>
    {
        var run = new NodeRun(new Subject(settings)).Configure();
        var first = Rest(run);
        run.Reset();
        Assert.True(first.Same(Rest(run)));
    }, iter: 10);

    [Fact]
    public void Another_seed_is_another_signal() =>
        Assert.False(Run(new() { Seconds = 2 }).Same(Run(new() { Seconds = 2, Seed = 2 })));

    // Written by the first machine that ran it: any other must agree to the last bit.
    [Theory]
    [InlineData(Protocol.Rest, 4114949054528333567)]
    [InlineData(Protocol.Ssvep, 6502323253091978261)]
    public void The_samples_are_the_same_on_every_machine(Protocol protocol, ulong expected)
    {
        var run = Run(new() { Protocol = protocol, Phase = 2, Pause = 0.5, BlinkRate = 60, MuscleRate = 60, PopRate = 30, Seconds = 8 });
        var hash = 14695981039346656037UL;           // FNV-1a
        foreach (var b in MemoryMarshal.AsBytes<float>(run.Signal.Values)) hash = (hash ^ b) * 1099511628211UL;
        Assert.Equal(expected, hash);
    }

    [Fact]
    public void Nothing_is_allocated_after_configuration()
    {
        var run = new NodeRun(new Subject(new() { Protocol = Protocol.Ssvep, BlinkRate = 100 })).Configure().CountOnly();
        run.Step(500);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)       // a collection that another test causes may count what is left of this thread's buffer
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Step(200);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Signal_and_clean_carry_their_format_and_time()
    {
        var run = Run(new() { Seconds = 1, Rate = 500, Block = 100 });
        Assert.Equal("signal float32[8] 500 Hz µV", run.Signal.Format.ToString());
        Assert.Equal(["Fp1", "Fp2", "T7", "T8", "POz", "O1", "Oz", "O2"], run.Clean.Format.Labels);
        Assert.Equal("EEG", run.Signal.Format.Content);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => i / 500.0), run.Signal.Times);
        Assert.Equal(run.Signal.Times, run.Clean.Times);
        Assert.Empty(run.Signal.Gaps);
    }

    [Fact]
    public void Rest_opens_and_closes_the_eyes_in_turn()
    {
        var run = Run(new() { Phase = 4, Seconds = 20, BlinkRate = 0, MuscleRate = 0, PopRate = 0 });
        Assert.Equal([new("open", 0, 4), new("closed", 0, 4), new("open", 0, 4), new("closed", 0, 4), new("open", 0, 4)], run.Truth.Values);
        Assert.Equal([0, 4, 8, 12, 16], run.Truth.Times);
    }

    [Fact]
    public void Free_follows_live_settings()
    {
        var run = new NodeRun(new Subject(new() { Protocol = Protocol.Free, Block = 250, Attend = "2", MuscleRate = 0, PopRate = 0, BlinkRate = 0, SsvepLevel = 200 })).Configure();
        run.Step(4).Change("eyes", "closed").Step(8).Change("attend", "1").Step(4);
        var truth = run.Result<Event>("events");
        Assert.Equal([new("open"), new("2"), new("closed"), new("1")], truth.Values);
        Assert.Equal([0, 0, 4, 12], truth.Times);
        var oz = run.Result<float>("clean").Values.Where((_, i) => i % 8 == 6).Select(v => (double)v).ToArray();
        Assert.True(Spectrum.Explained(oz.AsSpan(500, 250), 20, 250) > 0.8);
        Assert.True(Spectrum.Explained(oz.AsSpan(3500, 250), 30, 250) > 0.8);
    }

    [Fact]
    public void A_dropout_loses_the_source_and_leaves_a_gap_of_its_length_in_an_unchanged_signal()
    {
        var whole = Run(new() { Seconds = 20, Phase = 5 });
        var run = new NodeRun(new Subject(new() { Seconds = 20, Phase = 5, Dropouts = [[4.5, 2], [12, 0.1]] })).Configure();
        var lost = Assert.Throws<SourceLostException>(() => run.Step());
        Assert.Equal("the simulated amplifier is away from 4.5 s for 2 s", lost.Message);
        Assert.Throws<SourceLostException>(() => run.Step());
        run.Step();
        var signal = run.Result<float>("signal");
        Assert.Equal([1125, 2500], signal.Gaps);
        Assert.Equal(5000 - 500 - 25, signal.Times.Length);
        Assert.Equal(1124 / 250.0, signal.Times[1124]);
        Assert.Equal(6.5, signal.Times[1125]);
        for (var i = 0; i < signal.Times.Length; i++)
        {
            var sample = (int)Math.Round(signal.Times[i] * 250);
            Assert.True(signal.Values.AsSpan(i * 8, 8).SequenceEqual(whole.Signal.Values.AsSpan(sample * 8, 8)));
        }
        var truth = run.Result<Event>("events");
        Assert.Contains(new Event("dropout", 0, 2), truth.Values);
        Assert.Equal(whole.Truth.Values, truth.Values.Where(t => t.Text != "dropout"));
        Assert.Equal(truth.Times.Order(), truth.Times);
    }

    [Fact]
    public void A_dropout_at_the_start_and_one_beyond_the_end_are_no_trouble()
    {
        var run = Run(new() { Seconds = 3, Dropouts = [[0, 1], [2, 100]] });
        Assert.Equal(250, run.Signal.Times.Length);
        Assert.Equal(1, run.Signal.Times[0]);
    }

    [Fact]
    public void A_clock_that_jumps_leaves_a_gap_and_no_sample_is_missing()
    {
        var whole = Run(new() { Seconds = 20, Phase = 5 });
        var jumped = Run(new() { Seconds = 20, Phase = 5, Jumps = [[4.5, 20], [12, -40]] });
        Assert.Equal([1125, 3000], jumped.Signal.Gaps);
        Assert.Equal(whole.Signal.Values, jumped.Signal.Values);
        for (var i = 0; i < 5000; i++) Assert.Equal(whole.Signal.Times[i] + (i < 1125 ? 0 : i < 3000 ? 20 : -20), jumped.Signal.Times[i], 1e-9);
        var jumps = jumped.Truth.Values.Index().Where(t => t.Item.Text == "jump").ToArray();
        Assert.Equal([20, -40], jumps.Select(j => j.Item.Value));
        Assert.Equal([4.5, 32], jumps.Select(j => jumped.Truth.Times[j.Index]));
        var others = jumped.Truth.Values.Index().Where(t => t.Item.Text != "jump").ToArray();
        Assert.Equal(whole.Truth.Values, others.Select(o => o.Item));
        Assert.All(others.Zip(whole.Truth.Times), pair => Assert.Equal(pair.Second + (pair.Second < 4.5 ? 0 : pair.Second < 12 ? 20 : -20), jumped.Truth.Times[pair.First.Index], 1e-9));
    }

    [Fact]
    public void Outages_and_jumps_at_random_come_as_often_and_as_long_as_set()
    {
        var run = Run(new() { Seconds = 1800, Rate = 100, Channels = ["Oz"], Block = 1000, OutageRate = 2, OutageLength = 5, JumpRate = 1 });
        var outages = run.Truth.Values.Where(t => t.Text == "dropout").Select(t => t.Duration).ToArray();
        var jumps = run.Truth.Values.Where(t => t.Text == "jump").Select(t => t.Value).ToArray();
        Assert.InRange(outages.Length, 50, 70);
        Assert.InRange(outages.Average(), 4.5, 5.5);
        Assert.All(outages, o => Assert.InRange(o, 2.49, 7.51));
        Assert.InRange(jumps.Length, 20, 34);          // one that falls into an outage does not happen
        Assert.All(jumps, j => Assert.InRange(Math.Abs(j), 10, 30));
        Assert.InRange(jumps.Count(j => j > 0), 6, jumps.Length - 6);
        Assert.Equal(run.Signal.Gaps.Length, outages.Length + jumps.Length);
        Assert.Equal(180_000, run.Signal.Times.Length + outages.Sum(o => o * 100), 1.0);
    }

    [Fact]
    public void Blocks_are_as_irregular_as_set_and_the_samples_are_the_same()
    {
        var settings = new Subject.Settings { Seconds = 20, Block = 10, Irregular = 1 };
        var run = new NodeRun(new Subject(settings)).Configure();
        var lengths = new HashSet<int>();
        for (var before = 0; before < 5000;)
        {
            run.Step(1);
            var now = run.Result<float>("signal").Times.Length;
            lengths.Add(now - before);
            before = now;
        }
        Assert.Equal((1, 20), (lengths.Min(), lengths.Max()));
        Assert.Equal(Run(settings with { Irregular = 0 }).Signal.Values, run.Result<float>("signal").Values);
    }

    public static TheoryData<string, Subject.Settings, string> Wrong => new()
    {
        { "jump", new() { Jumps = [[3]] }, "expected rows of two numbers in jumps, found 1 in row 1; write [at second, by seconds], such as [[10, 2]]" },
        { "jumps", new() { Jumps = [[3, 1], [2, 1]] }, "expected jumps in order of time, found [2, 1] in row 2; sort the rows" },
        { "channels", new() { Channels = [] }, "expected at least one electrode, found no channels; set channels to labels such as [POz, O1, O2]" },
        { "twice", new() { Channels = ["Oz", "oz"] }, "expected each electrode once, found 'Oz' twice; name every channel once" },
        { "place", new() { Channels = ["Oz", "EOG"] },
            "expected an electrode of the 10-10 system, such as Fp1, Cz, T8, POz or O2, found 'EOG'; name a channel that has a place on the head" },
        { "classes", new() { Protocol = Protocol.Ssvep, Classes = ValueMap.Empty },
            "expected at least one class for the protocol ssvep, found none; set classes to labels with the frequency of their flicker, such as { left: 12, right: 15 }" },
        { "frequency", new() { Classes = ValueMap.Of(("a", "130")) },
            "expected a frequency between 0 and 125 Hz for the class 'a', found '130'; set classes to labels with the frequency of their flicker, such as { left: 12, right: 15 }" },
        { "number", new() { Classes = ValueMap.Of(("a", "fast")) },
            "expected a frequency between 0 and 125 Hz for the class 'a', found 'fast'; set classes to labels with the frequency of their flicker, such as { left: 12, right: 15 }" },
        { "attend", new() { Attend = "3" }, "expected one of the classes 1, 2 to attend, found '3'; set attend to one of them, or leave it out" },
        { "row", new() { Dropouts = [[3]] }, "expected rows of two numbers in dropouts, found 1 in row 1; write [at second, for seconds], such as [[10, 2]]" },
        { "order", new() { Dropouts = [[3, 1], [4, 1]] },
            "expected dropouts of at least one sample, in order of time and with samples between them, found [4, 1] in row 2; sort the rows, or join those that touch" },
        { "empty", new() { Dropouts = [[3, 0]] },
            "expected dropouts of at least one sample, in order of time and with samples between them, found [3, 0] in row 1; sort the rows, or join those that touch" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(string what, Subject.Settings settings, string message)
    {
        Assert.NotEmpty(what);
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => new NodeRun(new Subject(settings)).Configure()).Message);
    }

    [Fact]
    public void A_state_of_another_subject_is_refused()
    {
        var saved = new NodeRun(new Subject(new() { Channels = ["Oz"] })).Configure().Save();
        var run = new NodeRun(new Subject(new())).Configure();
        Assert.Contains("it was saved by a node configured differently", Assert.Throws<StateException>(() => run.Load(saved)).Message);
    }

    private static void Steps(NodeRun run, int steps)
    {
        while (steps-- > 0)
        {
            try
            {
                run.Step(1);
            }
            catch (SourceLostException)
            {
                steps++;                             // the engine would wait a little and step again
            }
        }
    }

    private static Outcome Run(Subject.Settings settings) => Rest(new NodeRun(new Subject(settings)).Configure());

    private static Outcome Rest(NodeRun run)
    {
        while (true)
        {
            try
            {
                run.Step();
                return new(run.Result<float>("signal"), run.Result<float>("clean"), run.Result<Event>("events"));
            }
            catch (SourceLostException)
            {
            }
        }
    }

    private sealed record Outcome(RunResult<float> Signal, RunResult<float> Clean, RunResult<Event> Truth)
    {
        public bool Same(Outcome other) => Same(Signal, other.Signal) && Same(Clean, other.Clean) && Same(Truth, other.Truth);

        private static bool Same<T>(RunResult<T> a, RunResult<T> b) =>
            a.Values.SequenceEqual(b.Values) && a.Times.SequenceEqual(b.Times) && a.Indices.SequenceEqual(b.Indices) && a.Gaps.SequenceEqual(b.Gaps);
    }
}
