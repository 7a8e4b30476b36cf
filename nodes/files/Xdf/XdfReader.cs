using System.Numerics;
using System.Runtime.InteropServices;

namespace Streaming.Files.Xdf;

/// <summary>What <see cref="XdfReader.Next"/> found.</summary>
public enum XdfPiece
{
    /// <summary>Samples of one stream.</summary>
    Samples,

    /// <summary>A clock measurement of one stream.</summary>
    ClockOffset,
}

/// <summary>
/// Reads an XDF file piece by piece in its order. A piece is at most one chunk and at most about 256 KiB of values; numeric pieces allocate nothing.
/// Everything that the spans show is valid until the next call of <see cref="Next"/>.
/// </summary>
public sealed class XdfReader : IDisposable
{
    private const int PieceBytes = 1 << 18, PieceSamples = 1 << 12;

    private readonly XdfFile file;
    private readonly XdfStream? only;
    private readonly long firstSample;
    private readonly ByteSource source;
    private readonly ChunkWalker chunk;
    private readonly SampleWalker samples;
    private readonly (long Count, double Stamp, int Offsets)[] states;
    private readonly double[] stamps;
    private readonly byte[] values;
    private string[] texts = [];
    private int nextDamage;

    internal XdfReader(XdfFile file, XdfStream? only, long firstSample = 0)
    {
        this.file = file;
        this.only = only;
        this.firstSample = firstSample;
        states = new (long, double, int)[file.streams.Count];
        var (longest, largest) = (0, 0);
        foreach (var stream in file.streams)
        {
            if (only is not null && stream != only) continue;
            var most = (int)Math.Min(Room(stream), stream.SampleCount);
            (longest, largest) = (Math.Max(longest, most), Math.Max(largest, most * stream.SampleBytes));
        }
        stamps = new double[longest];
        values = new byte[largest];
        source = file.OpenBytes(file.End);
        chunk = new(source);
        samples = new(chunk);
        Stream = only!;
        source.Skip(4);
        if (only is not null) Seek(only);
    }

    /// <summary>The kind of this piece.</summary>
    public XdfPiece Kind { get; private set; }

    /// <summary>The stream of this piece.</summary>
    public XdfStream Stream { get; private set; }

    /// <summary>Index of the first sample of this piece in its stream.</summary>
    public long FirstSample { get; private set; }

    /// <summary>Samples in this piece.</summary>
    public int Count { get; private set; }

    /// <summary>Raw stamps, in seconds of the sender's clock.</summary>
    public ReadOnlySpan<double> Stamps => stamps.AsSpan(0, Count);

    /// <summary>Numeric values as stored: [samples, channels], little-endian.</summary>
    public ReadOnlySpan<byte> Values => values.AsSpan(0, Count * Stream.SampleBytes);

    /// <summary>Text values, [samples, channels]; empty for a numeric stream.</summary>
    public ReadOnlySpan<string> Texts => Stream.Format == XdfFormat.String ? texts.AsSpan(0, Count * Stream.ChannelCount) : [];

    /// <summary>The clock measurement of this piece.</summary>
    public ClockOffset ClockOffset { get; private set; }

    /// <summary>Place of <see cref="ClockOffset"/> in <see cref="XdfStream.ClockOffsets"/>.</summary>
    public int ClockOffsetIndex { get; private set; }

    /// <summary>Moves to the next piece; false behind the last one.</summary>
    public bool Next()
    {
        while (true)
        {
            if (samples.Left > 0 && NextSamples()) return true;
            while (nextDamage < file.damage.Count && source.Position == file.damage[nextDamage].From)
                source.MoveTo(file.damage[nextDamage++].To);
            if (source.Position >= file.End || chunk.NextChunk() != Step.Done) return false;
            switch (chunk.Tag)
            {
                case ChunkTag.Samples when Known(out var stream) && states[stream.Index].Count < stream.SampleCount:
                    Stream = stream;
                    if (samples.Begin(stream, states[stream.Index].Stamp) != Step.Done) return false;
                    break;
                case ChunkTag.ClockOffset when Known(out var stream) && states[stream.Index].Offsets < stream.offsets.Count:
                    Stream = stream;
                    Kind = XdfPiece.ClockOffset;
                    FirstSample = states[stream.Index].Count;
                    Count = 0;
                    ClockOffsetIndex = states[stream.Index].Offsets++;
                    ClockOffset = stream.offsets[ClockOffsetIndex];
                    chunk.SkipChunk();
                    return true;
                default:
                    chunk.SkipChunk();
                    break;
            }
        }
    }

    /// <summary>Values of a numeric piece in their own type, [samples, channels].</summary>
    /// <typeparam name="T">float, double, int, short, sbyte or long, as <see cref="XdfStream.Format"/> says.</typeparam>
    public ReadOnlySpan<T> ValuesAs<T>() where T : unmanaged
    {
        var fits = Stream.Format switch
        {
            XdfFormat.Float32 => typeof(T) == typeof(float),
            XdfFormat.Double64 => typeof(T) == typeof(double),
            XdfFormat.Int32 => typeof(T) == typeof(int),
            XdfFormat.Int16 => typeof(T) == typeof(short),
            XdfFormat.Int8 => typeof(T) == typeof(sbyte),
            XdfFormat.Int64 => typeof(T) == typeof(long),
            _ => false,
        };
        if (!fits) throw new InvalidOperationException($"{Stream} holds {Stream.Format}, not {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Values);
    }

    /// <summary>Values of a numeric piece as float32, [samples, channels]; wider formats are rounded to the nearest.</summary>
    public void CopyTo(Span<float> destination)
    {
        if (Stream.Format == XdfFormat.String) throw new InvalidOperationException($"{Stream} holds text.");
        Convert(Stream.Format, Values, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    internal static void Convert(XdfFormat format, ReadOnlySpan<byte> values, Span<float> destination)
    {
        switch (format)
        {
            case XdfFormat.Float32: MemoryMarshal.Cast<byte, float>(values).CopyTo(destination); break;
            case XdfFormat.Double64: Convert(MemoryMarshal.Cast<byte, double>(values), destination); break;
            case XdfFormat.Int32: Convert(MemoryMarshal.Cast<byte, int>(values), destination); break;
            case XdfFormat.Int16: Convert(MemoryMarshal.Cast<byte, short>(values), destination); break;
            case XdfFormat.Int8: Convert(MemoryMarshal.Cast<byte, sbyte>(values), destination); break;
            case XdfFormat.Int64: Convert(MemoryMarshal.Cast<byte, long>(values), destination); break;
        }
    }

    /// <summary>Samples that a piece of a stream has room for.</summary>
    private static int Room(XdfStream stream)
    {
        if (stream.Format == XdfFormat.String) return Math.Max(1, PieceSamples / 16 / Math.Max(1, stream.ChannelCount));
        return stream.SampleBytes == 0 ? PieceSamples : Math.Clamp(PieceBytes / stream.SampleBytes, 1, PieceSamples);
    }

    private void Seek(XdfStream stream)
    {
        var points = CollectionsMarshal.AsSpan(stream.seekPoints);
        int low = 0, high = points.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (points[middle].FirstSample <= firstSample) low = middle + 1;
            else high = middle;
        }
        if (low <= 1) return;
        var point = points[low - 1];
        source.MoveTo(point.Position);
        states[stream.Index] = (point.FirstSample, point.PreviousStamp, point.ClockOffsets);
        while (nextDamage < file.damage.Count && file.damage[nextDamage].To <= point.Position) nextDamage++;
    }

    private bool Known(out XdfStream stream)
    {
        stream = null!;
        return chunk.StreamId(out var id) == Step.Done && file.byId.TryGetValue(id, out stream!) && chunk.Start > stream.Header && (only ?? stream) == stream;
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<float> to) where T : unmanaged, INumberBase<T>
    {
        to = to[..from.Length];
        for (var i = 0; i < from.Length; i++) to[i] = float.CreateTruncating(from[i]);
    }

    private bool NextSamples()
    {
        ref var state = ref states[Stream.Index];
        var text = Stream.Format == XdfFormat.String;
        var width = Stream.SampleBytes;
        var room = Room(Stream);
        if (text && texts.Length < room * Stream.ChannelCount) texts = new string[room * Stream.ChannelCount];
        var from = source.Position;
        Kind = XdfPiece.Samples;
        Count = 0;
        FirstSample = Math.Max(state.Count, firstSample);
        while (Count < room && samples.Left > 0 && state.Count < Stream.SampleCount && (Count == 0 || !text || source.Position - from < PieceBytes))
        {
            var keep = state.Count >= firstSample;
            var step = text
                ? samples.Next(keep ? texts.AsSpan(Count * Stream.ChannelCount, Stream.ChannelCount) : default)
                : samples.Next(keep ? values.AsSpan(Count * width, width) : default(Span<byte>));
            if (step != Step.Done)
            {
                source.MoveTo(file.End);   // only the last chunk of a cut file ends early
                samples.Stop();
                break;
            }
            if (keep) stamps[Count++] = samples.Stamp;
            state = (state.Count + 1, samples.Stamp, state.Offsets);
        }
        if (samples.Left > 0 && state.Count == Stream.SampleCount)
        {
            samples.Stop();
            chunk.SkipChunk();
        }
        return Count > 0;
    }
}
