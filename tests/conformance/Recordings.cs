using System.Globalization;
using System.Text;
using Streaming.Record;

namespace Streaming.Tests;

/// <summary>Writes a recording, or another file that a node reads, of the kind a path's ending asks for.</summary>
internal static class Recordings
{
    public static void Make(string path)
    {
        if (File.Exists(path) || Directory.Exists(path)) return;
        switch (Path.GetExtension(path))
        {
            case ".csv":
                File.WriteAllText(path, Csv());
                break;
            case ".wav" or ".pcm":
                File.WriteAllBytes(path, Wav());
                break;
            case ".edf":
                File.WriteAllBytes(path, Edf());
                break;
            case ".vhdr":
                File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "conformance.eeg"), [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 37 % 251))]);
                File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "conformance.vmrk"), BrainVisionMarkers);
                File.WriteAllText(path, BrainVisionHeader);
                break;
            case ".onnx":
                File.WriteAllBytes(path, OnnxModel.RunningSum(samples: 5, channels: 8));
                File.WriteAllText(Path.ChangeExtension(path, ".yaml"), OnnxModel.RunningSumCard);
                break;
            case ".txt":
                File.WriteAllText(path, string.Concat(TinyTransducer.Tokens.Select((t, i) => $"{t} {i}\n")));
                break;
            case ".transducer":
                TinyTransducer.Write(path);
                break;
            case ".npy":
                File.WriteAllBytes(path, Npy());
                break;
            case ".xdf":
                Xdf(path);
                break;
            case ".speech":
                Speech(path);
                break;
            default:
                Assert.Fail($"the conformance suite cannot make a recording '{Path.GetFileName(path)}'; add its kind to {nameof(Recordings)}");
                break;
        }
    }

    private const string BrainVisionHeader = """
        Brain Vision Data Exchange Header File Version 1.0
        [Common Infos]
        DataFile=conformance.eeg
        MarkerFile=conformance.vmrk
        DataFormat=BINARY
        DataOrientation=MULTIPLEXED
        NumberOfChannels=2
        SamplingInterval=4000
        [Binary Infos]
        BinaryFormat=INT_16
        [Channel Infos]
        Ch1=O1,,0.1,uV
        Ch2=O2,,0.1,uV
        """;

    private const string BrainVisionMarkers = """
        Brain Vision Data Exchange Marker File, Version 1.0
        [Marker Infos]
        Mk1=Stimulus,S  1,100,1,0
        Mk2=New Segment,,500,1,0
        Mk3=Response,R  2,600,20,0
        """;

    /// <summary>A folder with a speech model: a tiny one of random weights.</summary>
    private static void Speech(string path)
    {
        Directory.CreateDirectory(path);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "speech", "models", "cached"))) File.Copy(file, Path.Combine(path, Path.GetFileName(file)), overwrite: true);
    }

    private static string Csv()
    {
        var text = new StringBuilder("timestamps,POz,O1,Marker0\n");
        for (var i = 0; i < 1000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{1000 + (i / 250.0):0.000},{i % 100},{-i % 50},{(i % 50 == 25 ? 1 + (i / 50 % 2) : 0)}\n");
        return text.ToString();
    }

    private static byte[] Wav()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + 32000);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(16000);
        writer.Write(32000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(32000);
        for (var i = 0; i < 16000; i++) writer.Write((short)(10000 * Math.Sin(i * 0.05)));
        return stream.ToArray();
    }

    private static byte[] Npy()
    {
        // A codebook of 8 stages, 64 codewords each, of 8 values.
        using var stream = new MemoryStream();
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, 118, 0]);
        stream.Write(Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (8, 64, 8), }".PadRight(117) + "\n"));
        for (var i = 0; i < 8 * 64 * 8; i++) stream.Write(BitConverter.GetBytes((float)((i * 7919 % 101) - 50)));
        return stream.ToArray();
    }

    private static byte[] Edf()
    {
        using var stream = new MemoryStream();
        string Field(string value, int width) => value.PadRight(width);
        var header = new StringBuilder();
        header.Append(Field("0", 8)).Append(Field("X X X X", 80)).Append(Field("Startdate 02-JAN-2026 X X X", 80)).Append("02.01.26").Append("10.00.00");
        header.Append(Field("768", 8)).Append(Field("EDF+C", 44)).Append(Field("10", 8)).Append(Field("1", 8)).Append(Field("2", 4));
        header.Append(Field("Cz", 16)).Append(Field("EDF Annotations", 16));
        header.Append(new string(' ', 160)).Append(Field("uV", 8)).Append(Field("", 8));
        header.Append(Field("-3276.8", 8)).Append(Field("-1", 8)).Append(Field("3276.7", 8)).Append(Field("1", 8));
        header.Append(Field("-32768", 8)).Append(Field("-32768", 8)).Append(Field("32767", 8)).Append(Field("32767", 8));
        header.Append(new string(' ', 160)).Append(Field("100", 8)).Append(Field("20", 8)).Append(new string(' ', 64));
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        for (var record = 0; record < 10; record++)
        {
            for (var i = 0; i < 100; i++) stream.Write(BitConverter.GetBytes((short)((record * 100) + i)));
            var annotations = new byte[40];
            Encoding.ASCII.GetBytes($"+{record}\u0014\u0014\0+{record}.5\u0014T{record % 3}\u0014\0").CopyTo(annotations, 0);
            stream.Write(annotations);
        }
        return stream.ToArray();
    }

    private static void Xdf(string path)
    {
        var descriptor = Family.Nodes.Single(n => n.Name == "record.xdf");
        var place = new Place("conformance", 1, 1);
        var node = descriptor.Create(new SettingReader(descriptor, "record", place, new Dictionary<string, SettingValue> { ["path"] = new ScalarValue(path, place) }));
        var port = descriptor.Inputs[0];
        var signal = Material.Of(port with { Kinds = [StreamKind.Signal] });
        var markers = Material.Of(port with { Kinds = [StreamKind.Events] });
        var run = new NodeRun(node).Feed(port.Name, signal.Format).Feed(port.Name, markers.Format).Configure();
        signal.Push(run, port.Name + "0", 0, signal.Count);
        markers.Push(run, port.Name + "1", 0, markers.Count);
        run.End().Close();
    }
}
