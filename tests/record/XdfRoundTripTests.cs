using Streaming.Record;

namespace Streaming.Tests;

/// <summary>What is written is read back bit for bit.</summary>
public class XdfRoundTripTests
{
    private static readonly Gen<XdfPlans.Plan> plans = XdfPlans.Of(Gen.Enum<ElementType>(), XdfPlans.Stamps, leastChannels: 0);

    [Fact]
    public void Every_format_and_any_stamps_come_back_bit_for_bit()
    {
        using var folder = new Folder();
        plans.Array[1, 4].Sample(plan =>
        {
            var disk = new Disk();
            using (var writer = new XdfWriter(new(disk, "disk"), StillTime.Instance))
                XdfPlans.Write(writer, plan);
            var file = folder.Xdf(disk.ToArray());
            Assert.Empty(file.Notes);
            var read = Recorded.All(file);
            for (var i = 0; i < plan.Length; i++)
            {
                var samples = plan[i].Steps.OfType<XdfPlans.Samples>().ToArray();
                Assert.Equal(plan[i].Rate, file.Streams[i].NominalRate);
                Assert.Equal(samples.Sum(s => s.Stamps.Length), file.Streams[i].FooterSampleCount);
                Assert.Equal(samples.SelectMany(s => s.Stamps).Select(BitConverter.DoubleToInt64Bits), read[i].Stamps);
                Assert.Equal(plan[i].Steps.OfType<XdfPlans.Offset>().Select(o => o.Value), read[i].Offsets);
                if (plan[i].Element == ElementType.Event) Assert.Equal(samples.SelectMany(s => s.Values).Select(XdfPlans.Text), read[i].Texts);
                else Assert.Equal(samples.SelectMany(s => s.Values), read[i].Values);
            }
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void Stamps_given_by_their_first_follow_by_one_interval()
    {
        using var folder = new Folder();
        var disk = new Disk();
        using (var writer = new XdfWriter(new(disk, "disk"), StillTime.Instance))
        {
            var stream = writer.Add(new() { Name = "a", Rate = 100 });
            stream.Write<float>(new float[170], 7);
            stream.Write<float>(new float[30], 8.7);
        }
        var expected = XdfPlans.Deduced(7, 1 / 100.0, 170).Concat(XdfPlans.Deduced(8.7, 1 / 100.0, 30));
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), Recorded.All(folder.Xdf(disk.ToArray()))[0].Stamps);
        // 200 samples of 4 bytes: 1 byte for a deduced stamp, 9 for the first of each chunk and of the second call.
        Assert.InRange(disk.Length, 200 * 5, 200 * 5 + 2000);
    }
}
