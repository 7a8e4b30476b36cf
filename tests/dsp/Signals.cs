namespace Streaming.Tests;

/// <summary>The signal whose reference values were computed with scipy 1.10 and numpy 1.24, and ways to cut it into blocks.</summary>
internal static class Signals
{
    public const double Rate = 256;

    /// <summary>A 10 Hz sine of amplitude 20, an offset of 30 and 1000 per channel, and a fixed sequence spread over -50 to 50.</summary>
    public static float[] Make(int samples, int channels = 1)
    {
        var x = new float[samples * channels];
        for (var t = 0; t < samples; t++)
            for (var c = 0; c < channels; c++)
                x[t * channels + c] = (float)(20 * Math.Sin(2 * Math.PI * 10 * t / Rate + c) + ((t * 7919 + c * 104729) % 101 - 50) + 1000 * c + 30);
        return x;
    }

    public static float[] Channel(float[] block, int channels, int channel)
    {
        var x = new float[block.Length / channels];
        for (var t = 0; t < x.Length; t++) x[t] = block[t * channels + channel];
        return x;
    }

    public delegate void InPlace(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Runs a kernel that keeps the shape over blocks whose sizes repeat.</summary>
    public static float[] Run(InPlace process, float[] input, int channels, params int[] sizes)
    {
        var output = new float[input.Length];
        for (int at = 0, i = 0; at < input.Length; i++)
        {
            var length = Math.Min(sizes[i % sizes.Length] * channels, input.Length - at);
            process(input.AsSpan(at, length), output.AsSpan(at, length));
            at += length;
        }
        return output;
    }

    public static readonly int[][] Cuts = [[1], [7], [64], [3, 1, 200, 17], [1000]];

    /// <summary>The bytes that a warm action allocates on this thread.</summary>
    public static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
