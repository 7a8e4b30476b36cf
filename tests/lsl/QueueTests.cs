using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>The ring in which samples wait, against a list.</summary>
public class QueueTests
{
    private const int Width = 2;

    private sealed record Sample(byte A, byte B, double Stamp, LslBreak Break);

    [Fact]
    public void ItIsAListThatForgetsItsOldest() => Gen.Select(Gen.Int[1, 200], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 90]).Array[1, 60]).Sample((capacity, steps) =>
    {
        var queue = new SampleQueue<byte>(Width, capacity);
        List<Sample> model = [];
        var (mark, dropped, next) = (LslBreak.None, 0L, 0);
        foreach (var (what, count) in steps)
        {
            if (what == 0)
            {
                var note = (LslBreak)(count % 4);
                queue.Note(note);
                mark = (LslBreak)Math.Max((int)mark, (int)note);
            }
            else if (what == 1)
            {
                var (values, stamps) = (new byte[count * Width], new double[count]);
                var read = queue.Take(values, stamps);
                var expected = model.Take(1).Concat(model.Skip(1).TakeWhile(s => s.Break == LslBreak.None)).Take(count).ToList();
                Assert.Equal(expected.Count, read.Samples);
                Assert.Equal(expected.Count > 0 ? expected[0].Break : LslBreak.None, read.Break);
                for (var i = 0; i < expected.Count; i++) Assert.Equal((expected[i].A, expected[i].B, expected[i].Stamp), (values[i * Width], values[(i * Width) + 1], stamps[i]));
                model.RemoveRange(0, expected.Count);
            }
            else
            {
                var added = Enumerable.Range(0, count).Select(i => new Sample((byte)next, (byte)(next >> 8), next++, LslBreak.None)).ToList();
                queue.Add([.. added.SelectMany(s => new[] { s.A, s.B })], [.. added.Select(s => s.Stamp)]);
                // What does not fit pushes the oldest out; the next one left says what went missing.
                if (added.Count > 0) added[0] = added[0] with { Break = mark };
                if (added.Count > 0) mark = LslBreak.None;
                model.AddRange(added);
                var lost = Math.Max(0, model.Count - capacity);
                if (lost > 0)
                {
                    var worst = (LslBreak)model.Take(lost).Append(model[lost]).Max(s => Math.Max((int)s.Break, (int)LslBreak.Dropped));
                    dropped += lost;
                    model.RemoveRange(0, lost);
                    model[0] = model[0] with { Break = worst };
                }
            }
            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(dropped, queue.Dropped);
            Assert.Equal(model.Count(s => s.Break == LslBreak.Renewed) + (mark == LslBreak.Renewed ? 1 : 0), queue.Renewals);
        }
    }, iter: 2000);

    [Fact]
    public void TextsAreBoundedByWhatTheyWeigh()
    {
        var queue = new SampleQueue<string>(1, 100, static t => t[0].Length, 50);
        for (var i = 0; i < 10; i++) queue.Add([new string('x', 20)], [i]);
        Assert.Equal((2, 8L), (queue.Count, queue.Dropped));
        queue.Add([new string('y', 500)], [10]);        // heavier than all that is allowed, yet held
        Assert.Equal(1, queue.Count);
    }
}
