using Streaming.Files;

namespace Streaming.Tests;

/// <summary>Letters and digits one by one, of two people, as the encoder of the shipped model hears them: many of them as another.</summary>
internal static class SpokenClips
{
    private const int Silence = SpokenDigits.Rate / 2;
    private static readonly Lazy<IGrouping<string, HeardDigits>[]> heard = new(() =>
        [.. Directory.GetFiles(SharedData.Path("audio/alphanumeric"), "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file))!;
            var (encoded, logprobs) = HeardDigits.Encode([.. new float[Silence], .. Read(file), .. new float[Silence]]);
            return new HeardDigits([(name, 0, 0)], encoded, logprobs);
        }).GroupBy(h => h.Said[0].Word)]);

    /// <summary>The recordings of each word.</summary>
    public static IGrouping<string, HeardDigits>[] Heard => heard.Value;

    private static float[] Read(string path)
    {
        using var reader = WavReader.Open(path);
        var samples = new float[reader.Frames];
        reader.Read(samples);
        return samples;
    }
}
