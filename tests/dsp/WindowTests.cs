using Streaming.Dsp;

namespace Streaming.Tests;

public class WindowTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(10, 10)]
    [InlineData(4, 25)]
    public void Windows_follow_each_other_by_the_hop_at_any_cut(int length, int hop)
    {
        const int channels = 2, samples = 203;
        var x = Signals.Make(samples, channels);
        foreach (var cut in Signals.Cuts)
        {
            var window = new SlidingWindow(length, hop, channels);
            var starts = new List<long>();
            for (int at = 0, i = 0; at < x.Length; i++)
            {
                var size = Math.Min(cut[i % cut.Length] * channels, x.Length - at);
                ReadOnlySpan<float> block = x.AsSpan(at, size);
                while (!block.IsEmpty)
                {
                    block = window.Take(block);
                    if (!window.Ready) continue;
                    starts.Add(window.Start);
                    Assert.Equal(x.AsSpan((int)window.Start * channels, length * channels), window.Current);
                }
                at += size;
            }
            Assert.Equal(Enumerable.Range(0, (samples - length) / hop + 1).Select(k => (long)k * hop), starts);
        }
    }

    [Fact]
    public void A_reset_begins_anew_and_nothing_is_allocated()
    {
        var window = new SlidingWindow(8, 5, 1);
        var x = Signals.Make(30);
        window.Take(x);
        Assert.True(window.Ready);
        window.Reset();
        Assert.False(window.Ready);
        Assert.Equal(22, window.Take(x).Length);
        Assert.Equal(0, window.Start);
        Assert.Equal(0, Signals.Allocated(() =>
        {
            ReadOnlySpan<float> block = x;
            while (!block.IsEmpty) block = window.Take(block);
        }));
    }

    [Fact]
    public void Epochs_are_cut_around_markers_at_any_cut() =>
        Gen.Select(Gen.Int[-30, 20], Gen.Int[1, 40], Gen.Int[0, 250].Array[0, 12], Gen.Int[1, 60].Array[1, 10]).Sample((from, length, marks, sizes) =>
        {
            const int channels = 2, samples = 200;
            Array.Sort(marks);
            var x = Signals.Make(samples, channels);
            var epochs = new EpochBuffer(from, length, channels, late: 60);
            var found = new List<(long Start, int Code)>();
            int next = 0;
            for (int at = 0, i = 0; at < samples; i++)
            {
                var size = Math.Min(sizes[i % sizes.Length], samples - at);
                while (next < marks.Length && marks[next] < at + size) epochs.Mark(marks[next], next++); // as a marker comes: with the block that holds its sample
                ReadOnlySpan<float> block = x.AsSpan(at * channels, size * channels);
                do
                {
                    block = epochs.Take(block);
                    if (!epochs.Ready) continue;
                    found.Add((epochs.Start, (int)epochs.Stamp));
                    Assert.Equal(x.AsSpan((int)epochs.Start * channels, length * channels), epochs.Current);
                }
                while (!block.IsEmpty || epochs.Ready);
                at += size;
            }
            var whole = marks.Select((m, code) => (Start: (long)m + from, Code: code)).Where(e => marks[e.Code] < samples && e.Start + length <= samples).ToList();
            Assert.Equal(whole.Where(e => e.Start >= 0), found);
            Assert.Equal(whole.Count(e => e.Start < 0), epochs.Missed);
        }, iter: 500);

    [Fact]
    public void An_epoch_that_cannot_be_cut_is_counted()
    {
        var epochs = new EpochBuffer(0, 10, 1, late: 5, most: 2);
        var x = Signals.Make(100);
        epochs.Take(x.AsSpan(0, 50));
        epochs.Mark(20, 1); // its samples are gone
        epochs.Mark(38, 2); // late, but still there
        epochs.Mark(60, 3); // one too many wait
        Assert.Equal(1, epochs.Missed);
        epochs.Take([]);
        Assert.True(epochs.Ready);
        Assert.Equal((38, 2.0, 2L), (epochs.Start, epochs.Stamp, epochs.Missed));
        Assert.Equal(x.AsSpan(38, 10), epochs.Current);
        epochs.Reset();
        Assert.Equal((0, false), (epochs.Missed, epochs.Ready));
    }
}
