using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>How a signal is cut into frames.</summary>
public class FramingTests
{
    /// <summary>It is known beforehand how many frames a block completes, however the signal is framed and cut.</summary>
    [Fact]
    public void A_block_completes_as_many_frames_as_are_said_to_follow() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 60], Gen.Int[1, 2], Gen.Enum<FramePadding>(), Gen.Int[0, 40], Gen.Int[0, 50].Array[1, 30]).Sample((length, hop, channels, padding, before, blocks) =>
        {
            var framing = new Framing(length, hop, channels, padding, padding == FramePadding.None ? -before : Math.Min(before, length));
            foreach (var samples in blocks)
            {
                var (said, found) = (framing.Following(samples), 0);
                ReadOnlySpan<float> block = new float[samples * channels];
                do
                {
                    block = framing.Take(block);
                    if (framing.Ready) found++;
                }
                while (!block.IsEmpty || framing.Ready);
                Assert.Equal(said, found);
            }
        });
}
