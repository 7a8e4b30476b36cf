using System.Buffers.Binary;

namespace Streaming.Files;

/// <summary>Reads a continuous BrainVision recording: a header (.vhdr) that names the files of the samples and of the markers beside it.</summary>
/// <remarks>
/// Any sample can be the next. A file of samples that is shorter than the header states is read as far as it is whole; <see cref="Notes"/> says so.
/// </remarks>
public sealed class BrainVisionReader : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly Stream data;
    private readonly RecordingNotes notes = new();
    private readonly byte[] buffer;
    private readonly int held;              // samples of one channel, or of all, that the buffer has room for

    /// <summary>Reads the texts and finds the samples.</summary>
    /// <param name="header">The header file.</param>
    /// <param name="name">What messages call it; where the other files are relative to it.</param>
    /// <param name="open">Opens the other files by path; the reader disposes them.</param>
    /// <exception cref="RecordingException">One of the files cannot be read.</exception>
    public BrainVisionReader(Stream header, string name, Func<string, Stream> open)
    {
        var text = new BrainVisionText(header, name, "Header");
        Header = BrainVisionParser.Header(text);
        if (Header.MarkerFile.Length > 0)
        {
            using var stream = Sibling(text, "MarkerFile", Header.MarkerFile, open, out var path);
            var (markers, malformed) = BrainVisionParser.Markers(new BrainVisionText(stream, path, "Marker"));
            Markers = markers;
            if (malformed > 0) notes.Add($"markers that cannot be read are left out: {malformed}");
        }
        data = Sibling(text, "DataFile", Header.DataFile, open, out var dataPath);
        try
        {
            Samples = CountSamples(dataPath);
        }
        catch
        {
            data.Dispose();
            throw;
        }
        var unit = Header.IsVectorized ? Header.ValueBytes : Header.Channels.Count * Header.ValueBytes;
        held = (int)Math.Max(1, Math.Min(Samples, BufferBytes / unit));
        buffer = new byte[Samples == 0 ? 0 : held * unit];
    }

    /// <summary>Opens a recording by its header file.</summary>
    /// <exception cref="RecordingException">One of its files cannot be read.</exception>
    public static BrainVisionReader Open(string path)
    {
        using var header = Bytes.Open(path);
        return new BrainVisionReader(header, path, Bytes.Open);
    }

    /// <summary>The header.</summary>
    public BrainVisionHeader Header { get; }

    /// <summary>The markers in order of their samples.</summary>
    public IReadOnlyList<BrainVisionMarker> Markers { get; } = [];

    /// <summary>What the reader had to put up with.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The first part of the recording that is missing; null where there is none.</summary>
    public RecordingException? Damage => notes.Damage;

    /// <summary>Samples of each channel that the file holds.</summary>
    public long Samples { get; }

    /// <summary>Copies samples of some channels in their units, [samples, channels].</summary>
    /// <param name="first">The first sample.</param>
    /// <param name="channels">Places of the channels in the header.</param>
    /// <param name="values">Receives as many samples as it has room for, or as there are.</param>
    /// <returns>Samples copied; fewer only at the end.</returns>
    public int Read(long first, ReadOnlySpan<int> channels, Span<float> values)
    {
        var wanted = (int)Math.Clamp(Samples - first, 0, values.Length / channels.Length);
        for (var done = 0; done < wanted;)
        {
            var now = Math.Min(held, wanted - done);
            var read = Header.IsVectorized ? ReadVectors(first + done, channels, values[(done * channels.Length)..], now) : ReadFrames(first + done, channels, values[(done * channels.Length)..], now);
            if (read < now)
            {
                notes.Add("the file of the samples became shorter while it was read");
                return done + read;
            }
            done += now;
        }
        return wanted;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => data.Dispose();

    internal void Note(string note) => notes.Add(note);

    private int ReadFrames(long first, ReadOnlySpan<int> channels, Span<float> values, int count)
    {
        var frame = Header.Channels.Count * Header.ValueBytes;
        var whole = data.ReadAt(first * frame, buffer.AsSpan(0, count * frame)) / frame;
        for (var c = 0; c < channels.Length; c++) Convert(channels[c], buffer.AsSpan(channels[c] * Header.ValueBytes), frame, whole, values[c..], channels.Length);
        return whole;
    }

    private int ReadVectors(long first, ReadOnlySpan<int> channels, Span<float> values, int count)
    {
        var whole = count;
        for (var c = 0; c < channels.Length; c++)
        {
            var place = (channels[c] * Samples + first) * Header.ValueBytes;
            whole = Math.Min(whole, data.ReadAt(place, buffer.AsSpan(0, count * Header.ValueBytes)) / Header.ValueBytes);
            Convert(channels[c], buffer, Header.ValueBytes, whole, values[c..], channels.Length);
        }
        return whole;
    }

    private void Convert(int channel, ReadOnlySpan<byte> from, int step, int count, Span<float> to, int stride)
    {
        var resolution = Header.Channels[channel].Resolution;
        for (var i = 0; i < count; i++)
        {
            var value = from[(i * step)..];
            to[i * stride] = Header.Format switch
            {
                BrainVisionFormat.Int16 => (float)(BinaryPrimitives.ReadInt16LittleEndian(value) * resolution),
                BrainVisionFormat.Int32 => (float)(BinaryPrimitives.ReadInt32LittleEndian(value) * resolution),
                _ => (float)(BinaryPrimitives.ReadSingleLittleEndian(value) * resolution),
            };
        }
    }

    private long CountSamples(string path)
    {
        var frame = Header.Channels.Count * Header.ValueBytes;
        var (whole, rest, stated) = (data.Length / frame, data.Length % frame, Header.StatedSamples);
        var expected = stated < 0 ? $"whole samples of {Header.Channels.Count} channels, {frame} bytes each" : $"{stated} samples of {frame} bytes, as the header states";
        var found = rest == 0 ? $"{whole}" : $"{whole} and {rest} bytes";
        // Where a channel begins follows from the length: a wrong one would mix the channels.
        if (Header.IsVectorized && (rest != 0 || (stated >= 0 && stated != whole)))
            throw new RecordingException(path, $"byte {data.Length}", expected, found, "Copy the recording again; a file of vectors that is not whole cannot be told apart.");
        if (stated > whole) notes.Add($"the header states {stated} samples; the file holds {whole}", Bytes.Short(path, data.Length, expected, found));
        else if (rest != 0) notes.Add($"the last sample is cut: {rest} of {frame} bytes, left out", Bytes.Short(path, data.Length, expected, found));
        else if (stated >= 0 && stated < whole) notes.Add($"the header states {stated} samples; the file holds {whole}");
        return whole;
    }

    private static Stream Sibling(BrainVisionText text, string key, string file, Func<string, Stream> open, out string path)
    {
        // $b stands for the header's own name.
        var name = file.Replace("$b", Path.GetFileNameWithoutExtension(text.Name), StringComparison.Ordinal).Replace('\\', '/');
        path = Path.Combine(Path.GetDirectoryName(text.Name) ?? "", Path.GetFileName(name));
        try
        {
            return open(path);
        }
        catch (RecordingException e)
        {
            throw new RecordingException(text.Name, text.Place("Common Infos", key), $"a file {path}", e.Found, "Keep the three files of a recording together; where they were renamed, name them so in the header.");
        }
    }
}
