using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>The kernels on real recordings, everything causal.</summary>
public class RecordingTests(ITestOutputHelper output)
{
    // Reference: the same chain in scipy and numpy finds 129 of 131 (.985); numpy offline over all six recordings .979.
    [Fact]
    public void Flicker_at_20_and_30_Hz_is_told_apart_within_a_second()
    {
        int right = 0, trials = 0;
        foreach (var path in Directory.GetFiles(SharedData.Path("eeg/muse-ssvep"), "*.csv").Order())
        {
            var (labels, rows) = ReadCsv(path);
            int poz = Channels.Find(labels, "POz|Right AUX"), marker = Channels.Find(labels, "Marker0");
            var filter = new Biquads(ButterworthDesign.BandPass(4, 5, 50, 256), 1);
            var epochs = new EpochBuffer((int)Math.Round(0.3 * 256), 256, 1, late: 0);
            var correlation = new CanonicalCorrelation(256, 256, 1, [30, 20], 2);
            var scores = new float[2];
            var sample = new float[1];
            for (var t = 0; t < rows.Count; t++)
            {
                if (rows[t][marker] != 0) epochs.Mark(t, (int)rows[t][marker]);
                sample[0] = rows[t][poz];
                filter.Process(sample, sample);
                epochs.Take(sample);
                if (!epochs.Ready) continue;
                correlation.Score(epochs.Current, scores);
                trials++;
                if ((scores[0] > scores[1] ? 1 : 2) == epochs.Stamp) right++;
            }
        }
        output.WriteLine($"{right} of {trials} right ({(double)right / trials:F3})");
        Assert.True(trials > 120);
        Assert.True(right >= 0.95 * trials, $"{right} of {trials}");
    }

    // The same as nodes, each file from its signal and markers to the accuracy; what the kernels decide, the nodes decide.
    [Fact]
    public void Nodes_from_select_to_accuracy_decide_alike()
    {
        double right = 0, trials = 0;
        foreach (var path in Directory.GetFiles(SharedData.Path("eeg/muse-ssvep"), "*.csv").Order())
        {
            var (labels, rows) = ReadCsv(path);
            var marker = Channels.Find(labels, "Marker0");
            var times = Enumerable.Range(0, rows.Count).Where(t => rows[t][marker] != 0).ToArray();
            Event[] marks = [.. times.Select(t => new Event(rows[t][marker].ToString(CultureInfo.InvariantCulture)))];
            double[] stamps = [.. times.Select(t => t / 256.0)];

            var eeg = StreamFormat.Signal(5, 256, "µV", ValueList.From(labels[1..6]));
            var selected = Pass(new Select(new() { Channels = ["POz|Right AUX"] }), eeg, [.. rows.SelectMany(r => r[1..6])]);
            var filtered = Pass(new Butterworth(new() { Low = 5, High = 50 }), selected.Format, selected.Values);
            var cut = new NodeRun(new Epochs(new() { From = 0.3, To = 1.3 })).Feed("signal", filtered.Format).Feed("markers", StreamFormat.Events()).Configure()
                .Push<float>("signal", filtered.Values).Push("markers", marks, stamps).End();
            var decide = new NodeRun(new Ssvep(new() { Frequencies = [30, 20], Classes = ["1", "2"] })).Feed(cut.OutputFormat()).Configure()
                .Push<float>("windows", cut.Result<float>().Values, cut.Result<float>().Times).End();
            var accuracy = new Accuracy();
            new NodeRun(accuracy).Feed("decisions", decide.OutputFormat()).Feed("truth", StreamFormat.Events()).Configure()
                .Push<Event>("decisions", decide.Result<Event>().Values, decide.Result<Event>().Times).Push("truth", marks, stamps).End();
            var figures = accuracy.Conclude().ToDictionary(c => c.Name, c => c.Value);
            right += figures["right"];
            trials += figures["decisions"];
            Assert.Equal(0, figures["events without decision"]);
        }
        Assert.Equal((129, 131), (right, trials));

        static RunResult<float> Pass(INode node, StreamFormat format, float[] values) => new NodeRun(node).Feed(format).Configure().Push<float>(values).Result<float>();
    }

    // Reference (MNE's eegbci subject 1, offline): 626 against 54 µV²/Hz, peak 10 Hz.
    [Fact]
    public void Closed_eyes_raise_alpha()
    {
        var (open, _) = Alpha("eeg/eegmmidb/S001R01_first60s.edf");
        var (closed, peak) = Alpha("eeg/eegmmidb/S001R02_first60s.edf");
        output.WriteLine($"closed {closed:F1}, open {open:F1} µV²/Hz, ratio {closed / open:F2}, peak {peak:F2} Hz");
        Assert.True(closed >= 5 * open, $"{closed} against {open}");
        Assert.InRange(peak, 9, 11);
    }

    private static (double Mean, double Peak) Alpha(string recording)
    {
        var (labels, rate, x) = ReadEdf(SharedData.Path(recording));
        var chosen = Channels.Find(labels, ["O1", "Oz", "O2"]);
        var montage = new double[3, labels.Length];
        for (var i = 0; i < 3; i++) montage[i, chosen[i]] = 1;
        var samples = x.Length / labels.Length;
        var y = new float[samples * 3];
        new SpatialFilter(new Montage(["O1", "Oz", "O2"], montage)).Process(x, y);
        new Biquads(ButterworthDesign.HighPass(2, 1, rate), 3).Process(y, y);
        var welch = new Welch(rate, samples, 3, (int)(2 * rate));
        var density = new float[3 * welch.Bins];
        welch.Compute(y, density);
        var mean = new float[welch.Bins];
        for (var i = 0; i < density.Length; i++) mean[i / 3] += density[i] / 3;
        var band = Spectrum.Bins(new Band("alpha", 8, 13), welch.Resolution, welch.Bins);
        return (Spectrum.Mean(mean.AsSpan()[band]), Spectrum.Peak(mean, band, welch.Resolution));
    }

    private static (string[] Labels, List<float[]> Rows) ReadCsv(string path)
    {
        var lines = File.ReadAllLines(path);
        return (lines[0].Split(','), [.. lines.Skip(1).Select(line => line.Split(',').Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray())]);
    }

    // EDF with every kept signal at one rate, all but the annotations.
    private static (string[] Labels, double Rate, float[] Samples) ReadEdf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        string Text(int at, int length) => Encoding.ASCII.GetString(bytes, at, length).Trim();
        int header = int.Parse(Text(184, 8)), records = int.Parse(Text(236, 8)), signals = int.Parse(Text(252, 4));
        string[] Field(int before, int width) => [.. Enumerable.Range(0, signals).Select(s => Text(256 + before * signals + s * width, width))];
        var labels = Field(0, 16);
        double[] physicalLow = Numbers(Field(104, 8)), physicalHigh = Numbers(Field(112, 8)), low = Numbers(Field(120, 8)), high = Numbers(Field(128, 8)), counts = Numbers(Field(216, 8));
        static double[] Numbers(string[] fields) => [.. fields.Select(f => double.Parse(f, CultureInfo.InvariantCulture))];
        var kept = Enumerable.Range(0, signals).Where(s => labels[s] != "EDF Annotations").ToArray();
        var perRecord = (int)counts[kept[0]];
        var samples = new float[records * perRecord * kept.Length];
        var at = header;
        for (var r = 0; r < records; r++)
            for (var s = 0; s < signals; at += 2 * (int)counts[s], s++)
            {
                var column = Array.IndexOf(kept, s);
                for (var i = 0; column >= 0 && i < perRecord; i++)
                    samples[(r * perRecord + i) * kept.Length + column] = (float)((BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at + 2 * i)) - low[s])
                        * (physicalHigh[s] - physicalLow[s]) / (high[s] - low[s]) + physicalLow[s]);
            }
        return ([.. kept.Select(s => labels[s])], perRecord / double.Parse(Text(244, 8), CultureInfo.InvariantCulture), samples);
    }
}
