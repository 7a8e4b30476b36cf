using Streaming.Files.Xdf;

namespace Streaming.Tests;

internal static class XdfReading
{
    /// <summary>All that a reader gives of one stream.</summary>
    public static (List<double> Stamps, List<float> Values, List<string> Texts, List<ClockOffset> Offsets) All(this XdfFile file, XdfStream stream, long from = 0)
    {
        var all = (Stamps: new List<double>(), Values: new List<float>(), Texts: new List<string>(), Offsets: new List<ClockOffset>());
        using var reader = file.Read(stream, from);
        var next = from;
        while (reader.Next())
        {
            Assert.Same(stream, reader.Stream);
            if (reader.Kind == XdfPiece.ClockOffset)
            {
                all.Offsets.Add(reader.ClockOffset);
                continue;
            }
            Assert.Equal(next, reader.FirstSample);
            next += reader.Count;
            all.Stamps.AddRange(reader.Stamps);
            all.Texts.AddRange(reader.Texts);
            if (stream.Format == XdfFormat.String) continue;
            var values = new float[reader.Count * stream.ChannelCount];
            reader.CopyTo(values);
            all.Values.AddRange(values);
        }
        Assert.Equal(stream.SampleCount, next);
        return all;
    }

    /// <summary>The corrected time of each sample.</summary>
    public static double[] Times(this XdfTimeline timeline, List<double> stamps) => [.. stamps.Select((stamp, i) => timeline.TimeOf(i, stamp))];
}
