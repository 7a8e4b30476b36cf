using System.Diagnostics;

namespace Streaming.Lsl.Native;

/// <summary>A search for streams that goes on by itself.</summary>
internal sealed unsafe class NativeSearch : IDisposable
{
    /// <summary>How often it is worth asking for results.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private const double ForgetAfter = 5;        // s
    private readonly ResolverHandle resolver;
    private nint[] found = new nint[64];

    /// <param name="predicate">Within the session; empty for all streams.</param>
    /// <exception cref="LslException">The predicate is none.</exception>
    public NativeSearch(string predicate)
    {
        // liblsl puts the session before with "and" but without brackets.
        resolver = predicate.Trim().Length == 0 ? LslApi.CreateResolver(ForgetAfter) : LslApi.CreateResolver($"({predicate.Trim()})", ForgetAfter);
        if (resolver.IsInvalid) throw new LslException("an XPath 1.0 predicate such as type='EEG'", $"'{predicate}', which liblsl refuses", "mend the predicate");
    }

    /// <summary>The streams seen in the last seconds; without addresses, since the library keeps those to itself.</summary>
    public IReadOnlyList<LslStreamInfo> Results()
    {
        var streams = new List<LslStreamInfo>();
        foreach (var info in Handles())
        {
            if (NativeInfo.TryRead(info) is { } stream) streams.Add(stream);
            info.Dispose();
        }
        return streams;
    }

    /// <summary>The first stream seen, as the library has it, with its address; null where none was seen in time.</summary>
    public StreamInfoHandle? First(TimeSpan timeout)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < timeout; Thread.Sleep(Interval))
        {
            if (Handles() is not [var first, .. var others]) continue;
            foreach (var other in others) other.Dispose();
            return first;
        }
        return null;
    }

    public void Dispose() => resolver.Dispose();

    private StreamInfoHandle[] Handles()
    {
        while (true)
        {
            int count;
            fixed (nint* first = found) count = LslApi.ResolverResults(resolver, first, (uint)found.Length);
            var handles = found.AsSpan(0, Math.Max(0, count)).ToArray().Select(info => new StreamInfoHandle(info)).ToArray();
            if (count < found.Length) return handles;
            foreach (var handle in handles) handle.Dispose();
            found = new nint[2 * found.Length];
        }
    }
}
