using System.Text;
using Streaming.Files;

namespace Streaming.Tests;

public sealed class BrainVisionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streaming-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Message(BrainVisionFile file) => Assert.Throws<RecordingException>(() => BrainVisionReader.Open(file.Write(folder)).Dispose()).Message;

    private static (RunResult<float> Signal, RunResult<Event> Events, StreamFormat Format) Play(BrainVisionSource.Settings settings)
    {
        var run = new NodeRun(new BrainVisionSource(settings)).Configure();
        run.Step().Close();
        return (run.Result<float>("signal"), run.Result<Event>("events"), run.OutputFormat("signal"));
    }

    /// <summary>Expected values: NumPy over the file of the samples (int16, [7900, 32], times 0.5).</summary>
    [Fact]
    public void A_recording_of_16_bit_integers()
    {
        var (signal, events, format) = Play(new() { Path = SharedData.Path("eeg/brainvision/test.vhdr"), Block = 77 });
        Assert.Equal((32, 1000.0, ""), (format.Channels, format.Rate, format.Unit));
        Assert.Equal("FP1 FP2 F3 F4", string.Join(' ', format.Labels.Take(4)));
        Assert.Equal("ReRef", format.Labels[31]);
        Assert.Equal(7900 * 32, signal.Values.Length);
        Assert.Equal([-23.5f, -18, -23.5f, -5.5f], signal.Values[..4]);
        Assert.Equal([25.5f, 40, 221.5f], new[] { 0, 16, 31 }.Select(c => signal.Values[7899 * 32 + c]));
        Assert.Equal([-11f, -1], new[] { 5, 25 }.Select(c => signal.Values[1000 * 32 + c]));
        Assert.Equal((7472612.0, 502803220.5), (signal.Values.Sum(v => (double)Math.Abs(v)), signal.Values.Sum(v => (double)v * v)));
        Assert.Equal([919.5, -196067, 1545295], new[] { 0, 10, 31 }.Select(c => Enumerable.Range(0, 7900).Sum(i => (double)signal.Values[i * 32 + c])));
        Assert.Empty(signal.Gaps);
        Assert.Equal(7.899, signal.Times[^1], 1e-12);
        Assert.Equal(["New Segment", "S253", "S255", "254", "S255", "254", "S255", "S253", "S255", "R255", "254", "S255", "Sync On", "O  1"], events.Values.Select(e => e.Text));
        Assert.Equal([0, 253, 255, 254, 255, 254, 255, 253, 255, 255, 254, 255, 0, 1], events.Values.Select(e => e.Value));
        Assert.Equal([0, 0.486, 0.496, 1.769, 1.779, 3.252, 3.262, 4.935, 4.945, 5.999, 6.619, 6.629, 7.629, 7.699], events.Times.Select(t => Math.Round(t, 9)));
    }

    /// <summary>Expected values: NumPy over the file of the samples (float32, [2112, 32]).</summary>
    [Fact]
    public void A_recording_of_floats()
    {
        var (signal, events, format) = Play(new() { Path = SharedData.Path("eeg/eeglab/testbva.vhdr") });
        Assert.Equal((32, 200.0, "µV"), (format.Channels, format.Rate, format.Unit));
        Assert.Equal(2112 * 32, signal.Values.Length);
        Assert.Equal([0.3f, -5.4f, -12.5f], signal.Values[..3]);
        Assert.Equal([-10.8f, 11.3f, 11.400001f], new[] { 2111 * 32, 2111 * 32 + 31, 1000 * 32 + 17 }.Select(i => signal.Values[i]));
        Assert.Equal(-323.1999404653907, signal.Values.Sum(v => (double)v), 1e-6);
        Assert.Equal(638254.6103902981, signal.Values.Sum(v => (double)Math.Abs(v)), 1e-6);
        Assert.Equal(17, events.Values.Length);
        Assert.Equal(("S  4", 4.0, 107 / 200.0), (events.Values[1].Text, events.Values[1].Value, events.Times[1]));
        var one = Play(new() { Path = SharedData.Path("eeg/eeglab/testbva.vhdr"), Channels = ["cz", "Fp2"] });
        Assert.Equal(Enumerable.Range(0, 2112).SelectMany(i => new[] { signal.Values[i * 32 + 17], signal.Values[i * 32 + 1] }), one.Signal.Values);
    }

    [Theory]
    [InlineData("INT_16", false, 0.5)]
    [InlineData("INT_16", true, 0.5)]
    [InlineData("INT_32", false, 32768.0)]
    [InlineData("INT_32", true, 32768.0)]
    [InlineData("IEEE_FLOAT_32", false, 0.125)]
    [InlineData("IEEE_FLOAT_32", true, 0.125)]
    public void Every_format_in_both_orders(string format, bool vectorized, double unit)
    {
        var path = new BrainVisionFile { Format = format, Vectorized = vectorized, Samples = 20_011 }.Write(folder);
        foreach (var block in new[] { 1000, 20_011 })
        {
            var (signal, events, played) = Play(new() { Path = path, Block = block });
            Assert.Equal(["Fp1", "C,z", "Oz"], played.Labels);
            Assert.Equal("µV", played.Unit);
            Assert.Equal(Enumerable.Range(0, 20_011 * 3).Select(k => (float)(unit * (format == "INT_16" ? (short)(100 * (k % 3) + k / 3) : 100 * (k % 3) + k / 3))), signal.Values);
            Assert.Equal([new("New Segment"), new("S  1", 1), new("a,b", 0, 0.05)], events.Values);
            Assert.Equal([0, 0.05, 0.1], events.Times);
        }
        Assert.Equal(Enumerable.Range(0, 20_011).Select(i => (float)(unit * (format == "INT_16" ? (short)(200 + i) : 200 + i))), Play(new() { Path = path, Channels = ["oz"] }).Signal.Values);
    }

    [Fact]
    public void A_new_segment_comes_after_a_gap_as_long_as_its_date_says()
    {
        var path = new BrainVisionFile
        {
            // Half a second after the first; with no date; with one that lies before.
            Markers = ["New Segment,,1,1,0,20260131170509000000", "New Segment,,11,1,0,20260131170509500000", "Stimulus,S1,16,1,0", "New Segment,,21,1,0,00000000000000000000", "New Segment,,31,1,0,20260131170508000000"],
        }.Write(folder);
        for (var block = 1; block < 50; block += 6)
        {
            var (signal, events, _) = Play(new() { Path = path, Block = block });
            Assert.Equal([10, 20, 30], signal.Gaps);
            for (var i = 0; i < 40; i++) Assert.Equal(i < 10 ? i / 200.0 : 0.5 + (i - 10) / 200.0, signal.Times[i], 1e-12);
            Assert.Equal([0, 0.5, 0.525, 0.55, 0.6], events.Times.Select(t => Math.Round(t, 9)));
        }
    }

    [Fact]
    public void A_restored_player_goes_on()
    {
        var settings = new BrainVisionSource.Settings { Path = new BrainVisionFile { Markers = ["New Segment,,11,1,0,", "Stimulus,S1,16,1,0"] }.Write(folder), Block = 3 };
        for (var steps = 0; steps < 15; steps++)
        {
            var original = new NodeRun(new BrainVisionSource(settings)).Configure().Step(steps);
            var resumed = new NodeRun(new BrainVisionSource(settings)).Configure().Load(original.Save());
            var (rest, again) = (original.Clear().Step(), resumed.Step());
            Assert.Equal(rest.Result<float>("signal").Values, again.Result<float>("signal").Values);
            Assert.Equal(rest.Result<float>("signal").Times, again.Result<float>("signal").Times);
            Assert.Equal(rest.Result<Event>("events").Values, again.Result<Event>("events").Values);
        }
    }

    [Fact]
    public void Text_without_a_code_page_is_of_the_West()
    {
        var file = new BrainVisionFile { Codepage = "", Encoding = Encoding.Latin1, Markers = ["Comment,größer,1,1,0"] };
        var (_, events, format) = Play(new() { Path = file.Write(folder) });
        Assert.Equal(("µV", "größer"), (format.Unit, events.Values[0].Text));
    }

    [Fact]
    public void The_front_door_knows_it()
    {
        var run = new NodeRun(new RecordingSource(new() { Path = [new BrainVisionFile().Write(folder)] })).Configure().Step();
        Assert.Equal(120, run.Result<float>("signal").Values.Length);
        Assert.Equal(3, run.Result<Event>("events").Values.Length);
    }

    [Fact]
    public void What_is_cut_is_played_as_far_as_it_is_whole_with_a_note()
    {
        var path = new BrainVisionFile { More = "DataPoints=40" }.Write(folder);
        var data = Path.Combine(folder, "a.eeg");
        File.WriteAllBytes(data, File.ReadAllBytes(data)[..^7]);
        using var reader = BrainVisionReader.Open(path);
        Assert.Equal(38, reader.Samples);
        Assert.Equal(["the header states 40 samples; the file holds 38"], reader.Notes);
        Assert.Equal($"{data}, byte 233: expected 40 samples of 6 bytes, as the header states, found 38 and 5 bytes. All that is whole is played; copy the recording again for the rest.", reader.Damage!.Message);
        new BrainVisionFile { Markers = ["Stimulus,S1,99,1,0", "Stimulus,S1,zero", "S"] }.Write(folder);
        File.WriteAllBytes(data, File.ReadAllBytes(data)[..^7]);
        var run = new NodeRun(new BrainVisionSource(new() { Path = path })).Configure().Step();
        Assert.Empty(run.Result<Event>("events").Values);
        using var again = BrainVisionReader.Open(path);
        Assert.Equal(["markers that cannot be read are left out: 2", "the last sample is cut: 5 of 6 bytes, left out"], again.Notes);
    }

    [Fact]
    public void A_file_of_vectors_must_be_whole()
    {
        var path = new BrainVisionFile { Vectorized = true }.Write(folder);
        var data = Path.Combine(folder, "a.eeg");
        File.WriteAllBytes(data, File.ReadAllBytes(data)[..^7]);
        Assert.Equal($"{data}, byte 233: expected whole samples of 3 channels, 6 bytes each, found 38 and 5 bytes. Copy the recording again; a file of vectors that is not whole cannot be told apart.",
            Assert.Throws<RecordingException>(() => BrainVisionReader.Open(path)).Message);
        Assert.EndsWith("a.eeg, byte 240: expected 41 samples of 6 bytes, as the header states, found 40. Copy the recording again; a file of vectors that is not whole cannot be told apart.",
            Message(new() { Vectorized = true, More = "DataPoints=41" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.eeg", "line 5 (DataFile)")]
    [InlineData("a.vmrk", "line 6 (MarkerFile)")]
    public void A_file_that_is_not_beside_the_header_is_named(string missing, string place)
    {
        var path = new BrainVisionFile().Write(folder);
        File.Delete(Path.Combine(folder, missing));
        Assert.Equal($"{path}, {place}: expected a file {Path.Combine(folder, missing)}, found no such file. Keep the three files of a recording together; where they were renamed, name them so in the header.",
            Assert.Throws<RecordingException>(() => BrainVisionReader.Open(path)).Message);
    }

    [Theory]
    [InlineData("SegmentationType=MARKERBASED", "line 11 (SegmentationType): expected NOTSEGMENTED, found MARKERBASED. Only continuous recordings are played; play the recording before it was cut, and cut it with dsp.epochs.")]
    [InlineData("Averaged=YES", "line 11 (Averaged): expected NO, found YES. Only continuous recordings are played; play the recording before it was averaged.")]
    [InlineData("DataType=FREQUENCYDOMAIN", "line 11 (DataType): expected TIMEDOMAIN, found FREQUENCYDOMAIN. Only continuous recordings are played; play the recording it was computed from.")]
    [InlineData("DataPoints=many", "line 11 (DataPoints): expected a whole number, found \"many\". Correct the header.")]
    public void What_is_no_continuous_recording_is_refused(string line, string message) =>
        Assert.Equal($"{Path.Combine(folder, "a.vhdr")}, {message}", Message(new() { More = line }));

    [Fact]
    public void Wrong_headers_are_named()
    {
        var path = Path.Combine(folder, "a.vhdr");
        Assert.Equal($"{path}, line 13 (BinaryFormat): expected INT_16 or INT_32 or IEEE_FLOAT_32, found UINT_16. Export it in one of these forms.", Message(new() { Format = "UINT_16" }));
        Assert.Equal($"{path}, line 16 (Ch2): expected a resolution other than 0, found \"0\". Correct the header.", Message(new() { Channels = ["a", "b,,0,µV"] }));
        Assert.Equal($"{path}, line 9 (NumberOfChannels): expected a number from 1 to 100000, found \"0\". Correct the header.", Message(new() { Channels = [] }));
        var text = Encoding.UTF8.GetString(new BrainVisionFile().Header());
        string Changed(string from, string to)
        {
            new BrainVisionFile().Write(folder);
            File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
            return Assert.Throws<RecordingException>(() => BrainVisionReader.Open(path)).Message;
        }
        Assert.Equal($"{path}, [Channel Infos]: expected 3 channels, as NumberOfChannels says, found no Ch3. Correct the header.", Changed("Ch3=", "Ch4="));
        Assert.Equal($"{path}, [Common Infos], SamplingInterval: expected a value, found none. Correct the header.", Changed("SamplingInterval", "Interval"));
        Assert.Equal($"{path}, line 10 (SamplingInterval): expected a time above 0 in microseconds, found \"-1\". Correct the header.", Changed("SamplingInterval=5000", "SamplingInterval=-1"));
        Assert.Equal($"{path}, line 7 (DataFormat): expected BINARY, found ASCII. Only continuous recordings are played; export it in binary form.", Changed("=BINARY", "=ASCII"));
        Assert.Equal($"{path}, line 8 (DataOrientation): expected MULTIPLEXED or VECTORIZED, found DIAGONAL. Export it in one of these forms.", Changed("MULTIPLEXED", "DIAGONAL"));
        Assert.Equal($"{path}, line 1: expected \"Brain Vision Data Exchange Header File Version 1.0\", found \"Brain Vision Data Exchange Marker File, ...\". Name the .vhdr file of the recording.", Changed("Header File", "Marker File,"));
        Assert.Equal($"{path}, [Channel Infos]: expected a channel \"Pz\", found Fp1, C,z, Oz. Name a channel of the recording.",
            Assert.Throws<RecordingException>(() => Play(new() { Path = new BrainVisionFile().Write(folder), Channels = ["Pz"] })).Message);
    }
}
