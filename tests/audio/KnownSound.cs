using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Tests;

/// <summary>
/// Plays on a sound server, without end, samples that tell their places by their values, and notes when the server took each: it takes them as it plays, 20 ms ahead.
/// By PulseAudio's simple interface. Source: pulse/simple.h, sample.h, def.h.
/// </summary>
internal sealed unsafe partial class KnownSound : IDisposable
{
    /// <summary>Seconds for which sound waits in the server until it is played.</summary>
    public const double Ahead = 0.02;

    private const int Turn = 30_000;                // values, after which they begin anew
    private const double Piece = 0.005;             // s
    private const int Int16LittleEndian = 3, Playback = 1;
    private readonly List<double> taken = [];
    private readonly int rate, piece;
    private readonly nint stream;
    private readonly Thread thread;
    private volatile bool stops;

    public KnownSound(SoundServer server, int rate)
    {
        (this.rate, piece) = (rate, (int)(rate * Piece));
        var samples = new SampleSpec { Format = Int16LittleEndian, Rate = (uint)rate, Channels = 1 };
        var buffer = new BufferAttributes { MaxLength = uint.MaxValue, TargetLength = 2 * (uint)(rate * Ahead), PreBuffer = 0, MinRequest = uint.MaxValue, FragmentSize = uint.MaxValue };
        stream = New(server.Address, "known", Playback, "mic", "sound", &samples, null, &buffer, out var error);
        if (stream == 0) throw new IOException($"PulseAudio's error {error}");
        thread = new Thread(Play) { IsBackground = true, Name = "known sound" };
        thread.Start();
    }

    /// <summary>Samples taken so far.</summary>
    public int Count { get { lock (taken) return taken.Count * piece; } }

    /// <summary>The value that a place has, of 16 bits.</summary>
    public static short ValueOf(long place) => (short)((place % Turn) + 1);

    /// <summary>The place that a value tells; -1 for silence. Places differ by multiples of 30,000 that have the same value: the one given is nearest to another.</summary>
    public static long PlaceOf(float value, long near)
    {
        var said = (long)MathF.Round(value * 32768) - 1;
        return said < 0 ? -1 : said + (long)Math.Round((double)(near - said) / Turn) * Turn;
    }

    /// <summary>When the sample of a place was taken, in seconds of the system's clock; it is played at most <see cref="Ahead"/> and the sink's own block later.</summary>
    public double TakenAt(long place)
    {
        // Of a piece its last sample was the last to find room.
        lock (taken) return taken[(int)(place / piece)] - ((piece - 1 - (place % piece)) / (double)rate);
    }

    public void Dispose()
    {
        stops = true;
        thread.Join();
        Free(stream);
    }

    private void Play()
    {
        var values = new short[piece];
        for (var at = 0L; !stops; at += piece)
        {
            for (var i = 0; i < piece; i++) values[i] = ValueOf(at + i);
            fixed (short* data = values)
                if (Write(stream, data, (nuint)(2 * piece), out _) < 0) return;
            lock (taken) taken.Add(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
        }
    }

    [LibraryImport("libpulse-simple.so.0", EntryPoint = "pa_simple_new", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint New(string server, string name, int direction, string device, string stream, SampleSpec* samples, void* map, BufferAttributes* buffer, out int error);

    [LibraryImport("libpulse-simple.so.0", EntryPoint = "pa_simple_write")]
    private static partial int Write(nint stream, void* data, nuint bytes, out int error);

    [LibraryImport("libpulse-simple.so.0", EntryPoint = "pa_simple_free")]
    private static partial void Free(nint stream);

    private struct SampleSpec
    {
        public int Format;
        public uint Rate;
        public byte Channels;
    }

    private struct BufferAttributes
    {
        public uint MaxLength, TargetLength, PreBuffer, MinRequest, FragmentSize;
    }
}
