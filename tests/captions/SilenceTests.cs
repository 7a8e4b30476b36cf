using System.Globalization;

namespace Streaming.Tests;

/// <summary>Nobody speaks for hours (STREAMING_SILENCE_HOURS; half of one unless it is set): nothing is made up, nothing grows, and what is said then is heard.</summary>
[Collection(nameof(Alone))]
public class SilenceTests(ITestOutputHelper output)
{
    [Fact]
    public async Task SilenceIsNotCaptionedAndCostsTheSameHourAfterHour()
    {
        const int parts = 12; // of the time
        var hours = double.Parse(Environment.GetEnvironmentVariable("STREAMING_SILENCE_HOURS") ?? "0.5", CultureInfo.InvariantCulture);
        var slice = (int)(3600 * hours / parts);
        var (sound, said) = new SpokenDigits().String(0);
        var (processor, heap, resident) = (new List<double>(), new List<long>(), new List<long>());
        var silence = new LongSilence
        {
            Seconds = slice * parts, Slice = slice, Speech = sound,
            Each = () =>
            {
                processor.Add(Environment.CpuUsage.TotalTime.TotalSeconds);
                heap.Add(GC.GetTotalMemory(true));
                resident.Add(Environment.WorkingSet);
            },
        };
        var (words, times, utterances) = await CaptionGraph.Hear(silence);

        var alone = await CaptionGraph.Hear(new CutMicrophone { Pieces = [sound] });
        var costs = processor.Zip(processor.Skip(1), (a, b) => 1000 * (b - a) / slice).ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{slice * parts} s of silence; processor, ms a second of stream: {string.Join(' ', costs.Select(c => c.ToString("0.00", CultureInfo.InvariantCulture)))}; heap, kB: {string.Join(' ', heap.Select(h => h >> 10))}; resident, MB: {string.Join(' ', resident.Select(r => r >> 20))}; then '{string.Join(' ', words)}' where '{string.Join(' ', said)}' was said and '{string.Join(' ', alone.Words)}' is heard without the silence"));
        Assert.All(times, t => Assert.True(t >= slice * parts, $"a word at {t} s, in the silence"));
        Assert.Equal(alone.Words, words);
        Assert.Equal(alone.Utterances, utterances);
        // The first slice warms up.
        Assert.InRange(heap[^1] - heap[1], long.MinValue, 256 << 10);
        Assert.InRange(resident[^1] - resident[1], long.MinValue, 16 << 20);
        Assert.InRange(costs[^4..].Min(), 0, 1.5 * costs[1..5].Min());
    }
}
