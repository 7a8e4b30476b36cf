using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Streaming.Tests;

/// <summary>A BrainVision recording as a test writes it: 3 channels at 200 Hz, sample i of channel c is 100 c + i, or what is changed of that.</summary>
internal sealed record BrainVisionFile
{
    public string Format { get; init; } = "INT_16";

    public bool Vectorized { get; init; }

    public int Samples { get; init; } = 40;

    public string[] Channels { get; init; } = ["Fp1,,0.5,µV", "C\\1z,Fp1,0.5,µV", "Oz,,0.5"];

    public string[] Markers { get; init; } = ["New Segment,,1,1,0,20260131170509000000", "Stimulus,S  1,11,1,0", "Comment,a\\1b,21,10,0"];

    public string More { get; init; } = "";

    public string Codepage { get; init; } = "Codepage=UTF-8";

    public Encoding Encoding { get; init; } = Encoding.UTF8;

    public byte[] Header() => Encoding.GetBytes($"""
        Brain Vision Data Exchange Header File Version 1.0
        ; a comment
        [Common Infos]
        {Codepage}
        DataFile=a.eeg
        MarkerFile=a.vmrk
        DataFormat=BINARY
        DataOrientation={(Vectorized ? "VECTORIZED" : "MULTIPLEXED")}
        NumberOfChannels={Channels.Length}
        SamplingInterval=5000
        {More}
        [Binary Infos]
        BinaryFormat={Format}
        [Channel Infos]
        {string.Join('\n', Channels.Select((c, i) => $"Ch{i + 1}={c}"))}
        [Comment]
        NumberOfChannels=99
        """.ReplaceLineEndings("\r\n"));

    public byte[] Marks() => Encoding.GetBytes($"""
        Brain Vision Data Exchange Marker File, Version 1.0
        [Common Infos]
        {Codepage}
        [Marker Infos]
        {string.Join('\n', Markers.Select((m, i) => $"Mk{i + 1}={m}"))}
        """.ReplaceLineEndings("\r\n"));

    public byte[] Data()
    {
        var width = Format == "INT_16" ? 2 : 4;
        var bytes = new byte[Samples * Channels.Length * width];
        for (var i = 0; i < Samples; i++)
        {
            for (var c = 0; c < Channels.Length; c++)
            {
                var at = bytes.AsSpan((Vectorized ? c * Samples + i : i * Channels.Length + c) * width);
                var value = 100 * c + i;
                if (Format == "INT_16") BinaryPrimitives.WriteInt16LittleEndian(at, (short)value);
                else if (Format == "INT_32") BinaryPrimitives.WriteInt32LittleEndian(at, value * 65536);
                else BinaryPrimitives.WriteSingleLittleEndian(at, value / 4f);
            }
        }
        return bytes;
    }

    /// <summary>Writes the three files; returns the header's path.</summary>
    public string Write(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "a.vhdr"), Header());
        File.WriteAllBytes(Path.Combine(folder, "a.vmrk"), Marks());
        File.WriteAllBytes(Path.Combine(folder, "a.eeg"), Data());
        return Path.Combine(folder, "a.vhdr");
    }

    /// <summary>The three files in one, each with its length before it.</summary>
    public byte[] Pack()
    {
        byte[][] parts = [Header(), Marks(), Data()];
        return [.. parts.SelectMany(p => Encoding.ASCII.GetBytes(p.Length.ToString("00000000", CultureInfo.InvariantCulture)).Concat(p))];
    }
}
