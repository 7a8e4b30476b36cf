using Streaming.Files;
using Streaming.Lsl;

namespace Streaming.Tests;

/// <summary>A reader under fuzzing: recordings to damage, and a way to read one to its end.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="Seeds">Small valid recordings.</param>
/// <param name="ReadAll">Reads everything a user could; returns how many steps (records, rows, frames, annotations) it took.</param>
internal sealed record FuzzTarget(string Name, Func<byte[][]> Seeds, Func<Stream, long> ReadAll)
{
    private const int Allowance = 4 << 20;

    /// <summary>Damages the seeds <paramref name="count"/> times; every damaged recording must be read or refused by name, within bounds that follow from its size.</summary>
    /// <returns>How many were read to their end.</returns>
    public int Run(int count, int seed)
    {
        var seeds = Seeds();
        foreach (var whole in seeds) ReadAll(new MemoryStream(whole));
        var read = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutation.Of(seeds, new Random(seed + i));
            try
            {
                if (Survives(bytes)) read++;
            }
            catch (Exception fault)
            {
                var kept = Path.Combine(Path.GetTempPath(), $"fuzz-{Name}-{seed + i}.bin");
                File.WriteAllBytes(kept, bytes);
                throw new InvalidOperationException($"{Name}, seed {seed + i}, kept in {kept}: {fault.GetType().Name}: {fault.Message}", fault);
            }
        }
        return read;
    }

    private bool Survives(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            // A scan of annotations and of times beside the reading itself: four passes in the smallest steps at most.
            var steps = ReadAll(new CountingStream(bytes, reads: 1024 + 4L * bytes.Length, volume: Allowance + 64L * bytes.Length));
            if (steps > 1024 + 4L * bytes.Length) throw new WorkExceeded($"{steps} steps over {bytes.Length} bytes");
            return true;
        }
        catch (Exception e) when (e is RecordingException or WireException)
        {
            return false;
        }
        finally
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > Allowance + 64L * bytes.Length) throw new WorkExceeded($"{allocated} bytes allocated over {bytes.Length} bytes");
        }
    }
}
