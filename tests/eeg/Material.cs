using System.Runtime.InteropServices;
using Streaming.Files;
using Streaming.Simulate;

namespace Streaming.Tests;

/// <summary>A signal to clean: public recordings and simulated ones, [samples, channels] in microvolts.</summary>
internal sealed record Material(StreamFormat Format, float[] Values)
{
    public int Channels => Format.Channels;

    public int Samples => Values.Length / Channels;

    public double Seconds => Samples / Format.Rate;

    /// <summary>A run of S001 of eegmmidb: 64 channels, 160 Hz.</summary>
    public static Material Motor(string file)
    {
        var run = new NodeRun(new EdfSource(new() { Path = SharedData.Path($"eeg/eegmmidb/{file}") })).Configure().Step();
        var result = run.Result<float>();
        run.Close();
        return new Material(run.OutputFormat(), result.Values);
    }

    /// <summary>EEGLAB's example: 32 channels, of which EOG1 and EOG2 are at the eyes, 128 Hz, 238 s.</summary>
    public static Material Eeglab()
    {
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path("eeg/eeglab/eeglab_data.fdt"))).ToArray();
        var labels = File.ReadLines(SharedData.Path("eeg/eeglab/eeglab_chan32.locs")).Select(line => line.Split('\t', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1]);
        return new Material(StreamFormat.Signal(32, 128, "µV", ValueList.From(labels)), values);
    }

    /// <summary>A simulated person who keeps the eyes open, with blinks, muscle, mains and drift but without pops.</summary>
    public static Material Subject(double seconds, params string[] channels)
    {
        var run = new NodeRun(new Subject(new() { Protocol = Protocol.Free, Seconds = seconds, PopRate = 0, Channels = ValueList.From(channels) })).Configure().Step();
        return new Material(run.OutputFormat("signal"), run.Result<float>("signal").Values);
    }

    /// <summary>Labels of a cap of 32.</summary>
    public static string[] Cap { get; } = ["Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "FC5", "FC1", "FC2", "FC6", "T7", "C3", "Cz", "C4", "T8", "CP5", "CP1", "CP2", "CP6", "P7", "P3", "Pz",
        "P4", "P8", "PO7", "PO3", "POz", "PO4", "PO8", "O1", "O2"];

    /// <summary>Labels of a cap of 64.</summary>
    public static string[] LargeCap { get; } = [.. Cap, "Fpz", "AF7", "AF3", "AFz", "AF4", "AF8", "F5", "F1", "F2", "F6", "FT7", "FC3", "FCz", "FC4", "FT8", "C5", "C1", "C2", "C6", "TP7", "CP3", "CPz", "CP4", "TP8",
        "P5", "P1", "P2", "P6", "Oz", "Iz", "TP9", "TP10"];

    public float[] Channel(string label)
    {
        var at = ChannelLabels.Find(Format.Labels, label);
        return [.. Enumerable.Range(0, Samples).Select(i => Values[i * Channels + at])];
    }

    /// <summary>The same with the samples of some channels changed: (time in seconds, channel, value) to value.</summary>
    public Material With(string label, Func<double, float, float> change)
    {
        var at = ChannelLabels.Find(Format.Labels, label);
        var values = (float[])Values.Clone();
        for (var i = 0; i < Samples; i++) values[i * Channels + at] = change(i / Format.Rate, values[i * Channels + at]);
        return this with { Values = values };
    }
}
