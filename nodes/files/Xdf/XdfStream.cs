using System.Xml.Linq;

namespace Streaming.Files.Xdf;

/// <summary>A place from which a stream can be read.</summary>
/// <param name="Position">First byte of a Samples chunk.</param>
/// <param name="FirstSample">Index of its first sample.</param>
/// <param name="PreviousStamp">Stamp of the sample before, from which a first stamp may be deduced; 0 before the first sample.</param>
/// <param name="ClockOffsets">Clock measurements of the stream before this place.</param>
public readonly record struct XdfSeekPoint(long Position, long FirstSample, double PreviousStamp, int ClockOffsets);

/// <summary>One stream of an XDF file: what its header says, and what the scan of the file counted.</summary>
public sealed class XdfStream
{
    internal XdfStream(uint id, XElement info, XdfFormat format, int channelCount, double nominalRate)
    {
        Id = id;
        Info = info;
        Format = format;
        ChannelCount = channelCount;
        NominalRate = nominalRate;
        Interval = nominalRate > 0 ? 1 / nominalRate : 0;
        Name = Field("name");
        Type = Field("type");
        SourceId = Field("source_id");
        Uid = Field("uid");
        Hostname = Field("hostname");
        (Labels, Units) = Channels();
        CanDropSamples = (string?)Description?.Element("synchronization")?.Element("can_drop_samples") is { } text
            && text.Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Number of the stream in its file; any value, in any order.</summary>
    public uint Id { get; }

    /// <summary>Place in <see cref="XdfFile.Streams"/>.</summary>
    public int Index { get; internal init; }

    /// <summary>The whole header, root <c>info</c>.</summary>
    public XElement Info { get; }

    /// <summary>What the sender told of itself (<c>desc</c>), or null.</summary>
    public XElement? Description => Info.Element("desc");

    /// <summary>Name of the stream.</summary>
    public string Name { get; }

    /// <summary>Content type, for example <c>EEG</c> or <c>Markers</c>.</summary>
    public string Type { get; }

    /// <summary>Names the device across restarts; may be empty.</summary>
    public string SourceId { get; }

    /// <summary>Names one run of the sender.</summary>
    public string Uid { get; }

    /// <summary>Machine of the sender.</summary>
    public string Hostname { get; }

    /// <summary>How values are stored.</summary>
    public XdfFormat Format { get; }

    /// <summary>Values per sample.</summary>
    public int ChannelCount { get; }

    /// <summary>Samples per second as the sender claims; 0 if irregular.</summary>
    public double NominalRate { get; }

    /// <summary>Name of each channel; <c>ch1</c>, <c>ch2</c>, .. where the header gives none.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Unit of each channel; empty where the header gives none.</summary>
    public IReadOnlyList<string> Units { get; }

    /// <summary>Whether the sender may leave samples out, so that a line through index and stamp would be wrong.</summary>
    public bool CanDropSamples { get; }

    /// <summary>Samples that can be read.</summary>
    public long SampleCount { get; internal set; }

    /// <summary>Raw stamp of the first sample, in seconds of the sender's clock; 0 if there is none.</summary>
    public double FirstStamp { get; internal set; }

    /// <summary>Raw stamp of the last sample; 0 if there is none.</summary>
    public double LastStamp { get; internal set; }

    /// <summary>Clock measurements in the order of the file.</summary>
    public IReadOnlyList<ClockOffset> ClockOffsets => offsets;

    /// <summary>Places to start from, about one per 64 KiB of the file; none in a packed file.</summary>
    public IReadOnlyList<XdfSeekPoint> SeekPoints => seekPoints;

    /// <summary>Sample count by the footer, which recorders get wrong at times; null without a readable footer.</summary>
    public long? FooterSampleCount { get; internal set; }

    /// <summary>Byte of the header's chunk; what names the stream before is not its own.</summary>
    internal long Header { get; init; }

    internal readonly List<ClockOffset> offsets = [];
    internal readonly List<XdfSeekPoint> seekPoints = [];

    /// <summary>What is added to a stamp to deduce the next one, in seconds.</summary>
    internal double Interval { get; }

    /// <summary>Bytes of the values of one sample; 0 for text.</summary>
    internal int SampleBytes => ChannelCount * Format.Size();

    /// <inheritdoc/>
    public override string ToString() => $"stream {Id} ({Name})";

    private string Field(string name) => (string?)Info.Element(name) ?? "";

    private (string[] Labels, string[] Units) Channels()
    {
        var labels = new string[ChannelCount];
        var units = new string[ChannelCount];
        using var described = (Description?.Element("channels")?.Elements("channel") ?? []).GetEnumerator();
        for (var i = 0; i < ChannelCount; i++)
        {
            var channel = described.MoveNext() ? described.Current : null;
            var label = (string?)channel?.Element("label");
            labels[i] = string.IsNullOrWhiteSpace(label) ? $"ch{i + 1}" : label.Trim();
            units[i] = ((string?)channel?.Element("unit") ?? "").Trim();
        }
        return (labels, units);
    }
}
