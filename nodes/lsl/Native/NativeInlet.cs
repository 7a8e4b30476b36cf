using System.Diagnostics;
using System.Text;

namespace Streaming.Lsl.Native;

/// <summary>
/// An inlet of liblsl. The library looks for a lost stream by itself and tells no more of that than that the clock may be another: a break is known where the stream
/// came back as another outlet, not where the same one was reached again, and what it drops it does not count.
/// </summary>
internal sealed unsafe class NativeInlet : ILslInlet
{
    private const int LostError = -2, TimeoutError = -1;
    private const double Slice = 0.05;           // s, how long a wait in the library may hide that the stream was renewed
    private const double SilentAfter = 2;        // s without a sample of a regular stream
    private static readonly TimeSpan refreshing = TimeSpan.FromSeconds(2);
    private readonly InletHandle inlet;
    private readonly NativeMinder minder;
    private readonly nint[] texts;
    private readonly uint[] lengths;
    private readonly int channels, sampleBytes;
    private readonly LslFormat format;
    private readonly bool recovers;
    private readonly Action<string>? note;
    private volatile LslStreamInfo info;
    private long heard = Stopwatch.GetTimestamp();
    private double joining;                      // the stamp that the next sample has where none was sent yet; NaN: one was
    private bool renewed;
    private volatile bool lost;

    /// <exception cref="LslException">It does not answer in time.</exception>
    public NativeInlet(NativeLsl backend, LslStreamInfo stream, LslInletOptions options)
    {
        (format, channels, sampleBytes, note) = (stream.Format, stream.ChannelCount, stream.SampleBytes, options.Note);
        recovers = options.Recover && stream.SourceId.Length > 0;
        var start = Stopwatch.GetTimestamp();
        inlet = Create(backend, stream, options);
        try
        {
            info = Full(backend, inlet, stream, Left(start, options));
            LslApi.OpenStream(inlet, Left(start, options), out var failed);
            if (failed != 0) throw Wrong(backend, stream, failed == TimeoutError ? $"no data in {options.Timeout:0.#} s" : $"error {failed} of liblsl");
        }
        catch
        {
            inlet.Dispose();
            throw;
        }
        texts = new nint[format == LslFormat.String ? channels : 0];
        lengths = new uint[texts.Length];
        minder = new NativeMinder(inlet, stream.Name, Refresh);
    }

    /// <inheritdoc/>
    public LslStreamInfo Info => info;

    /// <summary>How it stands to its stream: <see cref="LslConnection.Recovering"/> is concluded from the silence of a regular stream, since the library does not tell.</summary>
    public LslConnection Connection =>
        lost ? LslConnection.Lost
        : info.IsRegular && Stopwatch.GetElapsedTime(Volatile.Read(ref heard)).TotalSeconds > SilentAfter + 5 / info.Rate ? LslConnection.Recovering
        : LslConnection.Connected;

    /// <inheritdoc/>
    public int Available => (int)LslApi.SamplesAvailable(inlet);

    /// <summary>0: the library does not count them.</summary>
    public long Dropped => 0;

    /// <summary>Times that the stream came back as another outlet.</summary>
    public long Outages { get; private set; }

    /// <inheritdoc/>
    public LslChunk Pull(Span<byte> values, Span<double> stamps, TimeSpan timeout)
    {
        if (format == LslFormat.String) throw new InvalidOperationException($"Stream '{info.Name}' is one of text: use PullText.");
        if (stamps.Length == 0) return default;
        if (values.Length < stamps.Length * sampleBytes) throw new ArgumentException($"{values.Length} bytes have no room for {stamps.Length} samples of {sampleBytes}.", nameof(values));
        fixed (byte* data = values)
        fixed (double* times = stamps)
        {
            if (!First(data, out times[0], timeout)) return default;
            var more = stamps.Length - 1;
            // While the first stamp is awaited, samples go one by one.
            var count = more == 0 || !double.IsNaN(joining) ? 0 : Rest(data + sampleBytes, times + 1, more);
            return new LslChunk(1 + count, Break());
        }
    }

    /// <inheritdoc/>
    public LslChunk PullText(Span<string> values, Span<double> stamps, TimeSpan timeout)
    {
        if (format != LslFormat.String) throw new InvalidOperationException($"Stream '{info.Name}' is one of numbers: use Pull.");
        if (values.Length < stamps.Length * channels) throw new ArgumentException($"{values.Length} texts have no room for {stamps.Length} samples of {channels}.", nameof(values));
        var count = 0;
        while (count < stamps.Length && First(null, out stamps[count], count == 0 ? timeout : TimeSpan.Zero))
        {
            for (var i = 0; i < channels; i++)
            {
                values[count * channels + i] = Encoding.UTF8.GetString((byte*)texts[i], (int)lengths[i]);
                LslApi.DestroyString((byte*)texts[i]);
            }
            count++;
        }
        return count == 0 ? default : new LslChunk(count, Break());
    }

    /// <inheritdoc/>
    public bool TryTakeOffset(out LslOffset offset) => minder.TryTake(out offset);

    public void Dispose()
    {
        minder.Dispose();
        inlet.Dispose();
    }

    /// <summary>Waits for a sample; texts are left in <see cref="texts"/>.</summary>
    private bool First(byte* data, out double stamp, TimeSpan timeout)
    {
        var start = Stopwatch.GetTimestamp();
        var left = timeout.TotalSeconds;
        do
        {
            Look();
            stamp = Sample(data, Math.Clamp(left, 0, Slice), out var error);
            if (error == LostError)
            {
                if (!lost) note?.Invoke($"stream '{info.Name}' was lost{(recovers ? "" : " and is not looked for")}");
                lost = true;
                return false;
            }
            if (stamp != 0)
            {
                Look();
                Volatile.Write(ref heard, Stopwatch.GetTimestamp());
                if (HasStamp(stamp)) return true;
                if (format == LslFormat.String) Release();
            }
            left = timeout.TotalSeconds - Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (left > 0 || stamp != 0);
        return false;
    }

    private double Sample(byte* data, double timeout, out int error)
    {
        if (format != LslFormat.String) return LslApi.PullSample(inlet, data, sampleBytes, timeout, out error);
        fixed (nint* starts = texts)
        fixed (uint* sizes = lengths)
            return LslApi.PullTexts(inlet, (byte**)starts, sizes, channels, timeout, out error);
    }

    /// <summary>Takes what is there without waiting.</summary>
    private int Rest(byte* data, double* stamps, int samples)
    {
        var count = 0;
        while (count < samples && (stamps[count] = Sample(data + count * sampleBytes, 0, out _)) != 0) count++;
        return count;
    }

    /// <summary>
    /// A consumer that joins within a pushed chunk gets samples whose stamp was never sent: the library counts them up from 0. They have no time, so they are left out
    /// up to the first stamp that was sent.
    /// </summary>
    private bool HasStamp(double stamp)
    {
        if (double.IsNaN(joining)) return true;
        joining += info.IsRegular ? 1 / info.Rate : 0;
        if (stamp == joining) return false;
        joining = double.NaN;
        return true;
    }

    /// <summary>Sees whether the stream came back as another outlet.</summary>
    private void Look()
    {
        if (LslApi.WasClockReset(inlet) == 0) return;
        renewed = true;
        Outages++;
        joining = 0;
        minder.Renew();
        note?.Invoke($"stream '{info.Name}' came back as another outlet");
    }

    private LslBreak Break()
    {
        if (!renewed) return LslBreak.None;
        renewed = false;
        return LslBreak.Renewed;
    }

    /// <summary>What a stream says of itself, without becoming a consumer of it.</summary>
    /// <exception cref="LslException">It does not answer in time.</exception>
    public static LslStreamInfo FullInfo(NativeLsl backend, LslStreamInfo stream, double timeout)
    {
        using var asking = Create(backend, stream, new() { Timeout = timeout, Recover = false });
        return Full(backend, asking, stream, timeout);
    }

    private static InletHandle Create(NativeLsl backend, LslStreamInfo stream, LslInletOptions options)
    {
        using var resolved = Resolved(backend, stream, options.Timeout);
        var made = LslApi.CreateInlet(resolved, (int)Math.Clamp(Math.Ceiling(options.Buffer), 1, int.MaxValue), options.Chunk, options.Recover ? 1 : 0);
        return !made.IsInvalid ? made : throw Wrong(backend, stream, "an inlet that liblsl refuses");
    }

    /// <summary>The library tells no address of a stream it found, so that it must find it anew unless somebody else has.</summary>
    private static StreamInfoHandle Resolved(NativeLsl backend, LslStreamInfo stream, double timeout)
    {
        if (stream.V4Address.Length > 0 || stream.V6Address.Length > 0) return NativeInfo.Write(stream);
        using var search = new NativeSearch($"uid={LslQuery.Literal(stream.Uid)}");
        return search.First(TimeSpan.FromSeconds(timeout)) ?? throw Wrong(backend, stream, $"no answer in {timeout:0.#} s");
    }

    private static LslStreamInfo Full(NativeLsl backend, InletHandle inlet, LslStreamInfo stream, double timeout)
    {
        using var full = LslApi.GetFullInfo(inlet, timeout, out var error);
        if (error != 0 || full.IsInvalid) throw Wrong(backend, stream, error == TimeoutError ? $"no answer in {timeout:0.#} s" : $"error {error} of liblsl");
        return NativeInfo.Located(NativeInfo.TryRead(full) ?? throw Wrong(backend, stream, "a description that cannot be read"), stream);
    }

    private static double Left(long start, LslInletOptions options) => Math.Max(0.1, options.Timeout - Stopwatch.GetElapsedTime(start).TotalSeconds);

    /// <summary>The library keeps the description of the first outlet; that of the present one is asked for by another inlet.</summary>
    private void Refresh()
    {
        using var search = new NativeSearch(LslQuery.Recovery(info));
        using var found = search.First(refreshing);
        if (found is null) return;
        using var other = LslApi.CreateInlet(found, 1, 0, 0);
        if (other.IsInvalid) return;
        using var full = LslApi.GetFullInfo(other, refreshing.TotalSeconds, out var error);
        if (error == 0 && !full.IsInvalid && NativeInfo.TryRead(full) is { } present) info = present;
    }

    private void Release()
    {
        foreach (var text in texts) LslApi.DestroyString((byte*)text);
    }

    private static LslException Wrong(NativeLsl backend, LslStreamInfo stream, string found) =>
        new($"an outlet that serves stream {stream}", found, $"see whether it still runs ('streaming lsl list'), and whether a firewall lets {backend.Name} through");
}
