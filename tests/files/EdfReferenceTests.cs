using System.Text.Json;
using Streaming.Files;

namespace Streaming.Tests;

/// <summary>Public recordings against what other programs read from them.</summary>
public class EdfReferenceTests
{
    // First values, sum and count computed with numpy from the raw bytes; those of S001R04 are also given with the data.
    [Theory]
    [InlineData("eegmmidb/S001R03.edf", 0, -57, -49, -55, -73, -33384, 20000)]
    [InlineData("eegmmidb/S001R04.edf", 0, -5, -12, -77, -66, 2783, 20000)]
    [InlineData("eegmmidb/S001R08.edf", 0, -60, -68, -52, -36, 10202, 20000)]
    [InlineData("edf/pyedflib_test_generator.edf", 3, 2752, 1277, 2555, 2588, 194629042, 120000)]
    [InlineData("edf/pyedflib_test_generator.edf", 6, 832, 1610, 2282, 2805, 20752, 120000)]
    [InlineData("edf/pyedflib_test_generator.bdf", 0, 87830, 175574, 263145, 350456, -15000, 30000)]
    [InlineData("edf/pyedflib_test_generator.bdf", 4, -1755456, 2621131, 2375625, -173784, -354224397, 29970)]
    [InlineData("edf/pyedflib_test_generator_datarec_generator_0_5.bdf", 3, 621599, 413330, 240980, -93616, -3099012166, 58500)]
    [InlineData("edf/edfio_short_psg.edf", 0, 53, -28, 14, -26, 46710, 30000)]
    [InlineData("edf/edfio_short_psg.bdf", 3, -482, 628, -95, -663, 109827, 300)]
    [InlineData("edf/pyedflib_test_utf8.edf", 0, -24, -29, -39, -38, 56106, 89344)]
    public void Digital_values_agree(string file, int signal, int a, int b, int c, int d, long sum, int count)
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/" + file));
        var values = Digital(reader, signal);
        Assert.Equal([a, b, c, d], values[..4]);
        Assert.Equal(sum, values.Sum(v => (long)v));
        Assert.Equal(count, values.Length);
        Assert.Empty(reader.Notes);
    }

    [Theory]
    [InlineData("edf/mne_test.bdf", "edf/mne_test_bdf_eeglab.mat")]
    [InlineData("edf/mne_test.edf", "edf/mne_test_edf_eeglab.mat")]
    public void Physical_values_agree_with_EEGLAB(string file, string reference)
    {
        var (expected, rows, columns) = MatFile.Read(SharedData.Path("eeg/" + reference));
        using var reader = EdfReader.Open(SharedData.Path("eeg/" + file));
        var signals = reader.Header.Signals.Where(s => !s.IsAnnotations && !s.IsStatus).ToArray();
        Assert.Equal(rows, signals.Length);
        var perRecord = signals[0].SamplesPerRecord;
        Assert.Equal(columns, perRecord * reader.Records);
        var block = new float[perRecord * rows];
        while (reader.Read())
        {
            for (var c = 0; c < rows; c++) reader.Physical(signals[c], 0, perRecord, block.AsSpan(c), rows);
            var at = (int)(reader.Next - 1) * perRecord * rows;
            Assert.Equal<float>(expected.AsSpan(at, block.Length).ToArray(), block);
        }
    }

    [Fact]
    public void Status_triggers_of_a_BioSemi_recording_are_its_rises()
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/edf/mne_test.bdf"));
        var status = reader.Header.Signals.Single(s => s.IsStatus);
        var triggers = new StatusTriggers();
        var found = new List<(int, int)>();
        foreach (var (value, i) in Digital(reader, status.Index).Select((v, i) => (v, i)))
            if (triggers.Next(value, out var code)) found.Add((i, code));
        Assert.Equal([(589, 128)], found);                       // numpy.diff of the low 16 bits > 0
        Assert.Equal(2048, status.Rate);
    }

    [Theory]
    [InlineData("edf/edfio_short_psg.edf")]
    [InlineData("edf/edfio_short_psg.bdf")]
    public void Header_agrees_with_edfio(string file)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Path("eeg/edf/edfio_short_psg_header_reference.json")));
        using var reader = EdfReader.Open(SharedData.Path("eeg/" + file));
        Assert.Equal(new DateTime(1989, 4, 24, 16, 13, 0), reader.Header.Start);
        Assert.Equal("X F X Female_33yr", reader.Header.Patient);
        Assert.Equal(EdfContinuity.Plain, reader.Header.Continuity);
        Assert.Equal(expected.RootElement.GetArrayLength(), reader.Header.Signals.Count);
        foreach (var (e, s) in expected.RootElement.EnumerateArray().Zip(reader.Header.Signals))
        {
            Assert.Equal(e.GetProperty("label").GetString(), s.Label);
            Assert.Equal(e.GetProperty("transducer_type").GetString(), s.Transducer);
            Assert.Equal(e.GetProperty("physical_dimension").GetString(), s.Unit);
            Assert.Equal(e.GetProperty("physical_min").GetDouble(), s.PhysicalMinimum);
            Assert.Equal(e.GetProperty("physical_max").GetDouble(), s.PhysicalMaximum);
            Assert.Equal(e.GetProperty("digital_min").GetDouble(), s.DigitalMinimum);
            Assert.Equal(e.GetProperty("digital_max").GetDouble(), s.DigitalMaximum);
            Assert.Equal(e.GetProperty("prefiltering").GetString(), s.Prefilter);
            Assert.Equal(e.GetProperty("samples_per_data_record").GetInt32(), s.SamplesPerRecord);
            Assert.Equal(e.GetProperty("reserved").GetString(), s.Reserved);
            Assert.Equal(e.GetProperty("sampling_frequency").GetDouble(), s.Rate);
        }
    }

    [Fact]
    public void Motor_imagery_annotations_are_read()
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/eegmmidb/S001R04.edf"));
        var found = reader.Annotations();
        Assert.Equal(30, found.Count);
        Assert.Equal([new(0, 4.2, "T0"), new(4.2, 4.1, "T2"), new(8.3, 4.2, "T0"), new(12.5, 4.1, "T1")], found.Take(4));
        Assert.Equal(new(120.4, 4.1, "T1"), found[^1]);
    }

    [Fact]
    public void A_sleep_scoring_without_signals_is_read()
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/edf/edfio_SC4001EC-Hypnogram.edf"));
        var found = reader.Annotations();
        Assert.Equal(154, found.Count);
        Assert.Equal(new(0, 30630, "Sleep stage W"), found[0]);
        Assert.Equal(new(79500, 6900, "Sleep stage ?"), found[^1]);
        Assert.Equal(0, reader.Header.RecordDuration);
        Assert.Empty(reader.Notes);
    }

    [Fact]
    public void Annotation_texts_are_UTF8()
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/edf/pyedflib_test_utf8.edf"));
        Assert.Equal(["XLSpike", "Clip Note", "中文测试八个字", "XLEvent", "XLSpike"], reader.Annotations().Select(a => a.Text));
    }

    [Fact]
    public void A_start_between_seconds_is_taken_off_annotations()
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/edf/edfio_test_subsecond.edf"));
        Assert.Equal(0.3945312, reader.FirstOnset);
        Assert.Equal([2.3457031, 3.8867187, 290.8964843, 583.9667968], reader.Annotations().Select(a => a.Onset + 0.3945312), (a, b) => Math.Abs(a - b) < 1e-12 * b);
        Assert.True(reader.Read());
        Assert.Equal(0, reader.Onset);
        Assert.Equal(8711, reader.Header.Signals[0].PhysicalMinimum);   // an inverted signal
    }

    [Fact]
    public void An_event_of_the_whole_length_in_a_late_record_is_read()
    {
        using var reader = EdfReader.Open(SharedData.Path("eeg/edf/mne_test.edf"));
        Assert.Equal([new(0, null, "start"), new(0.1344, 0.2560, "type A"), new(0.3904, 1, "type A"), new(2, null, "type B"), new(2.5, 2.5, "type A")], reader.Annotations());
    }

    private static int[] Digital(EdfReader reader, int index)
    {
        var signal = reader.Header.Signals[index];
        var all = new int[signal.SamplesPerRecord * reader.Records];
        for (reader.Next = 0; reader.Read();) reader.Digital(signal, 0, all.AsSpan((int)(reader.Next - 1) * signal.SamplesPerRecord, signal.SamplesPerRecord));
        return all;
    }
}
