using System.Runtime.InteropServices;
using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>What one stream of an XDF file holds, as bytes and bits.</summary>
internal sealed record Recorded(byte[] Values, long[] Stamps, string[] Texts, ClockOffset[] Offsets)
{
    public static Recorded[] All(XdfFile file)
    {
        var all = file.Streams.Select(_ => (Values: new List<byte>(), Stamps: new List<long>(), Texts: new List<string>(), Offsets: new List<ClockOffset>())).ToArray();
        using var reader = file.Read();
        while (reader.Next())
        {
            var (values, stamps, texts, offsets) = all[reader.Stream.Index];
            if (reader.Kind == XdfPiece.ClockOffset) offsets.Add(reader.ClockOffset);
            else
            {
                values.AddRange(reader.Values);
                stamps.AddRange(MemoryMarshal.Cast<double, long>(reader.Stamps));
                texts.AddRange(reader.Texts);
            }
        }
        return [.. all.Select(s => new Recorded([.. s.Values], [.. s.Stamps], [.. s.Texts], [.. s.Offsets]))];
    }

    /// <summary>Whether this is the beginning of <paramref name="whole"/>.</summary>
    public void AssertPrefixOf(Recorded whole)
    {
        Assert.Equal(whole.Values[..Values.Length], Values);
        Assert.Equal(whole.Stamps[..Stamps.Length], Stamps);
        Assert.Equal(whole.Texts[..Texts.Length], Texts);
        Assert.Equal(whole.Offsets[..Offsets.Length], Offsets);
    }
}
