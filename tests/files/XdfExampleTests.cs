using Streaming.Files.Xdf;

namespace Streaming.Tests;

/// <summary>The example files of the XDF project against their README and against pyxdf 1.17.5 (commit 8ceb102), which computed the times.</summary>
public class XdfExampleTests
{
    private static XdfFile Open(string name) => XdfFile.Open(SharedData.Path($"eeg/xdf/{name}.xdf"));

    [Fact]
    public void Minimal_reads_as_its_README_says()
    {
        var file = Open("minimal");
        Assert.Empty(file.Notes);
        Assert.Null(file.Recorded);
        Assert.Equal([0u, 0x02C0FFEEu], file.Streams.Select(s => s.Id));
        var (signal, text) = (file.Streams[0], file.Streams[1]);
        Assert.Equal(("SendDataC", "EEG", XdfFormat.Int16, 3, 10.0, 9L), (signal.Name, signal.Type, signal.Format, signal.ChannelCount, signal.NominalRate, signal.SampleCount));
        Assert.Equal(("SendDataString", "StringMarker", XdfFormat.String, 1), (text.Name, text.Type, text.Format, text.ChannelCount));
        Assert.Equal(9, signal.FooterSampleCount);
        Assert.Equal(["ch1", "ch2", "ch3"], signal.Labels);

        var data = file.All(signal);
        Assert.Equal([192, 255, 238, 12, 22, 32, 13, 23, 33, 14, 24, 34, 15, 25, 35, 12, 22, 32, 13, 23, 33, 14, 24, 34, 15, 25, 35], data.Values);
        Assert.Equal(9, data.Stamps.Count);
        for (var i = 0; i < 9; i++) Assert.Equal(5.1 + 0.1 * i, data.Stamps[i], 1e-12);
        Assert.Equal(5.899999999999999, signal.LastStamp);
        Assert.Equal([new(6.1, -0.1), new(7.1, -0.1)], data.Offsets);

        var texts = file.All(text);
        Assert.Equal(["Hello", "World", "from", "LSL", "Hello", "World", "from", "LSL"], texts.Texts[1..]);
        Assert.StartsWith("<?xml version=\"1.0\"?><info><writer>LabRecorder xdfwriter</writer>", texts.Texts[0], StringComparison.Ordinal);
        Assert.Empty(texts.Offsets);
    }

    [Fact]
    public void Minimal_is_shifted_by_its_clock_offset()
    {
        var file = Open("minimal");
        var timelines = file.Timelines();
        var times = timelines[0].Times(file.All(file.Streams[0]).Stamps);
        for (var i = 0; i < 9; i++) Assert.Equal(5.0 + 0.1 * i, times[i], 1e-12);
        Assert.Equal(10, timelines[0].EffectiveRate, 1e-9);
        Assert.Empty(timelines[1].Clock);
        Assert.Equal(5.1, timelines[1].TimeOf(0, 5.1), 1e-12);
    }

    [Fact]
    public void Clock_resets_reads_as_its_README_says()
    {
        var file = Open("clock_resets");
        Assert.Empty(file.Notes);
        var (markers, eeg) = (file.Streams.Single(s => s.Id == 1), file.Streams.Single(s => s.Id == 2));
        Assert.Equal((175L, 115), (markers.SampleCount, markers.ClockOffsets.Count));
        Assert.Equal((27815L, 653150.379117, 261.9267033), (eeg.SampleCount, eeg.FirstStamp, eeg.LastStamp));

        var texts = file.All(markers);
        Assert.Equal(["XXX", "Test", "Blah", "Test", "Test-1-2-3"], texts.Texts[..5]);
        Assert.Equal(["Test-1-2-3", "Testtest", "Test", "Test-1-2-3", "XXX"], texts.Texts[^5..]);
        Assert.Equal(653156.026169, texts.Offsets[0].Time, 1e-6);
        Assert.Equal(1121.166, texts.Offsets[^1].Value, 1e-3);

        var data = file.All(eeg);
        float[] first = [0.142f, 0.463f, 0.354f, 0.220f, 0.761f, 0.323f, 0.312f, 0.861f], last = [0.873f, 0.064f, 0.684f, 0.153f, 0.306f, 0.123f, 0.711f, 0.892f];
        for (var channel = 0; channel < 8; channel++)
        {
            Assert.Equal(first[channel], data.Values[channel], 5e-4f);
            Assert.Equal(last[channel], data.Values[^(8 - channel)], 5e-4f);
        }
        Assert.Equal(8413562731.522518, data.Stamps.Sum(), 1e-2);
    }

    [Fact]
    public void Clock_resets_are_found_and_dejittered_as_pyxdf_does()
    {
        var file = Open("clock_resets");
        var (markers, eeg) = (file.Streams.Single(s => s.Id == 1), file.Streams.Single(s => s.Id == 2));
        var raw = file.All(eeg).Stamps;

        var dejittered = file.Timelines(synchronise: false)[eeg.Index];
        Assert.Equal([(0L, 12876L), (12876L, 14939L)], dejittered.Segments.Select(s => (s.FirstSample, s.Count)));
        Assert.Equal(92.93410147206905, dejittered.EffectiveRate, 1e-9);
        var times = dejittered.Times(raw);
        Assert.Equal(653150.3140612387, times[0], 1e-8);
        Assert.Equal(262.0186437722327, times[^1], 1e-8);

        var both = file.Timelines();
        Assert.Equal([0L, 12876L], both[eeg.Index].Clock.Select(r => r.FirstSample));
        Assert.Equal([0L, 91L], both[markers.Index].Clock.Select(r => r.FirstSample));
        Assert.Equal([(0L, 12876L), (12876L, 14939L)], both[eeg.Index].Segments.Select(s => (s.FirstSample, s.Count)));
        Assert.Equal(92.93436959140696, both[eeg.Index].EffectiveRate, 1e-6);
        times = both[eeg.Index].Times(raw);
        Assert.Equal(810.0297917640847, times[0], 1e-6);
        Assert.Equal(1383.1842659544184, times[^1], 1e-6);
        Assert.Equal(30778328.70156823, times.Sum(), 1e-2);
        var marks = both[markers.Index].Times(file.All(markers).Stamps);
        Assert.Equal(812.9279041877016, marks[0], 1e-6);
        Assert.Equal(1380.8194507223984, marks[^1], 1e-6);
        Assert.Equal(190897.4659587968, marks.Sum(), 1e-3);

        var synchronised = file.Timelines(dejitter: false)[eeg.Index];
        Assert.Empty(synchronised.Segments);
        Assert.Equal(48.541225829137524, synchronised.EffectiveRate, 1e-6);
        Assert.Equal(810.0948474524776, synchronised.TimeOf(0, raw[0]), 1e-6);
    }

    [Fact]
    public void Empty_streams_are_streams_without_samples()
    {
        var file = Open("empty_streams");
        Assert.Empty(file.Notes);
        Assert.Equal(new DateTimeOffset(2025, 1, 31, 0, 21, 17, TimeSpan.Zero), file.Recorded);
        Assert.Equal([3u, 4u, 1u, 2u], file.Streams.Select(s => s.Id));
        Assert.Equal([0L, 10L, 1L, 0L], file.Streams.Select(s => s.SampleCount));
        Assert.All(file.Streams, s => Assert.Equal(7, s.ClockOffsets.Count));
        var counter = file.Streams[1];
        Assert.Equal(["ch:00"], counter.Labels);
        var data = file.All(counter);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], data.Values);
        Assert.Equal(91725.213948, data.Stamps[0], 1e-6);
        Assert.Equal(["{\"state\": 2}"], file.All(file.Streams[2]).Texts);

        var timelines = file.Timelines();
        var times = timelines[1].Times(data.Stamps);
        Assert.Equal(91725.21392546585, times[0], 1e-8);
        Assert.Equal(91734.21391809087, times[^1], 1e-8);
        Assert.Equal(1.0000008194432712, timelines[1].EffectiveRate, 1e-10);
        Assert.Equal(91725.01399347662, timelines[2].TimeOf(0, 91725.014004246), 1e-8);
        Assert.Empty(timelines[0].Segments);
    }

    [Fact]
    public void Cut_at_any_byte_gives_the_whole_prefix()
    {
        var whole = File.ReadAllBytes(SharedData.Path("eeg/xdf/minimal.xdf"));
        using var bytes = new XdfBytes();
        var complete = Open("minimal");
        var all = complete.Streams.Select(s => complete.All(s)).ToArray();
        long before = 0;
        for (var length = 4; length <= whole.Length; length++)
        {
            var file = XdfFile.Open(bytes.Save(_ => whole[..length]));
            long samples = 0;
            foreach (var stream in file.Streams)
            {
                var data = file.All(stream);
                samples += data.Stamps.Count;
                Assert.Equal(all[stream.Index].Stamps[..data.Stamps.Count], data.Stamps);
                Assert.Equal(all[stream.Index].Values[..data.Values.Count], data.Values);
                Assert.Equal(all[stream.Index].Texts[..data.Texts.Count], data.Texts);
            }
            Assert.InRange(samples, before, before + 1);
            before = samples;
            Assert.True(file.Notes.Count <= 1);
        }
        Assert.Equal(18, before);
    }
}
