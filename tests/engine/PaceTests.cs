namespace Streaming.Tests;

/// <summary>A source that holds its data already sends it when it is due, also where its clock jumps or hardly anything happens.</summary>
public class PaceTests
{
    private static async Task<double> Waited(Scripted source, double speed)
    {
        var time = new VirtualTime();
        var keep = new Choosy { OnStep = sink => { sink.Read(); return StepResult.NeedInput; } };
        await using var session = new Graph().Add("source", source).Add("keep", keep).Link("source > keep").Start(new RunOptions { Speed = speed, Time = time });
        await session.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        return time.Waits.Sum(w => w.TotalSeconds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_clock_that_goes_back_is_not_hurried_after(double speed) =>
        // 30 s of stream, the last 20 of them told as the 20 before.
        Assert.Equal(28 / speed, await Waited(new Scripted { Seconds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, .. Enumerable.Range(-20, 20).Select(i => (double)i)] }, speed), 0.1);

    [Fact]
    public async Task A_steady_stream_that_jumps_far_is_not_held_back() =>
        Assert.Equal(2, await Waited(new Scripted { Seconds = [0, 1, 5000, 5001] }, 1), 0.1);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Events_wait_as_long_as_nothing_happens(double speed) =>
        Assert.Equal(7400 / speed, await Waited(new Scripted { Seconds = [0, 100, 200, 7400], AreEvents = true }, speed), 0.1);
}

/// <summary>Sends something at times that a test gives: a sample of a steady stream that lasts a second, or an event.</summary>
[Node("test.scripted", Summary = "Sends at given times.", Paced = true)]
public sealed partial class Scripted : IStreamNode
{
    [State] private int next;

    public double[] Seconds { get; init; } = [];

    public bool AreEvents { get; init; }

    /// <summary>The steady stream.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>Events.</summary>
    [Output] public Output<Event> Events { get; } = new();

    public void Configure()
    {
        Signal.Format = StreamFormat.Signal(1, 1);
        Events.Format = StreamFormat.Events();
    }

    public StepResult Step()
    {
        var time = Seconds[next];
        if (AreEvents) Events.Write(new Event("e"), time);
        else
        {
            if (next == 0 || time != Seconds[next - 1] + 1) Signal.Begin(time);
            Signal.Reserve(1)[0] = next;
            Signal.Commit(1);
        }
        return ++next == Seconds.Length ? StepResult.Done : StepResult.Again;
    }
}
