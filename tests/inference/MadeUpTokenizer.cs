using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Streaming.Tests;

/// <summary>
/// A tokenizer of random numbers in the files of the EphysTokenizer, written pickle by pickle, and its equations written out: an oracle that needs no recording.
/// </summary>
internal sealed class MadeUpTokenizer
{
    public const int Units = 128, Kinds = 128, Taps = 10;
    private const string Gru = "encoder_layer.rnn_layers.0.", Dense = "token_weights_layer.dense_layer.", Norm = "token_weights_layer.norm_layer.", Basis = "decoder_layer.token_basis_layer.";

    private readonly Random random = new(3);

    public MadeUpTokenizer()
    {
        Add(Gru + "weight_ih_l0", 2, 3 * Units, 1);
        Add(Gru + "weight_hh_l0", 0.2, 3 * Units, Units);
        Add(Gru + "bias_ih_l0", 0.3, 3 * Units);
        Add(Gru + "bias_hh_l0", 0.3, 3 * Units);
        Add(Dense + "weight", 1, Kinds, Units);
        Add(Dense + "bias", 0.1, Kinds);
        Add(Norm + "weight", 1, Kinds);
        foreach (ref var gain in Tensors[Norm + "weight"].Values.AsSpan()) gain = 1 + gain / 5; // nearly alike, so that many tokens win
        Add(Norm + "bias", 0.1, Kinds);
        Add(Basis + "weight", 1, Kinds, Kinds, Taps);
        Add(Basis + "bias", 1, Kinds);
        // Raw tokens 0, 8, 16 ... were never used; the others count down, so that no token keeps its number.
        var next = Enumerable.Range(0, Kinds).Count(raw => raw % 8 != 0);
        Labels = [.. Enumerable.Range(0, Kinds).Select(raw => raw % 8 == 0 ? 0 : next--)];
    }

    /// <summary>Shape and numbers of each tensor.</summary>
    public Dictionary<string, (int[] Shape, float[] Values)> Tensors { get; } = [];

    /// <summary>The token of each raw one.</summary>
    public int[] Labels { get; set; }

    /// <summary>Replaces a tensor.</summary>
    public void Add(string name, double size, params int[] shape) =>
        Tensors[name] = (shape, [.. Enumerable.Range(0, shape.Aggregate(1, (n, d) => n * d)).Select(_ => (float)(size * (2 * random.NextDouble() - 1)))]);

    /// <summary>Writes model_state.pt and vocab.pkl.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var names = Tensors.Keys.ToList();
        var pickle = "}(" + string.Concat(names.Select((name, i) => $"V{name}\n" + Tensor(i, Tensors[name].Shape))) + "u.";
        Archive(Path.Combine(folder, "model_state.pt"), CompressionLevel.NoCompression,
            [("state/data.pkl", Encoding.ASCII.GetBytes(pickle)), .. names.Select((name, i) => ($"state/data/{i}", MemoryMarshal.AsBytes(Tensors[name].Values.AsSpan()).ToArray()))]);
        File.WriteAllBytes(Path.Combine(folder, "vocab.pkl"),
        [
            .. Encoding.ASCII.GetBytes($"}}Vlabel_map\ncnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntVb\ntR(I1\n(I{Labels.Length}\ntcnumpy\ndtype\n(Vi4\nI00\nI01\ntR(I3\nV<\nNNNI-1\nI-1\nI0\ntbI00\nB"),
            .. BitConverter.GetBytes(4 * Labels.Length), .. MemoryMarshal.AsBytes(Labels.AsSpan()), .. "tbs."u8,
        ]);
    }

    /// <summary>Writes an archive as torch.save does.</summary>
    public static void Archive(string path, CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var entry = archive.CreateEntry(name, level).Open();
            entry.Write(content);
        }
    }

    /// <summary>The tokens of a channel by the equations of PyTorch's GRU, Linear and LayerNorm, in double precision.</summary>
    public long[] Encode(IReadOnlyList<float> signal)
    {
        var hidden = new double[Units];
        return [.. signal.Select(x =>
        {
            var (fed, kept) = (Product(Gru + "weight_ih_l0", Gru + "bias_ih_l0", [x]), Product(Gru + "weight_hh_l0", Gru + "bias_hh_l0", hidden));
            for (var i = 0; i < Units; i++)
            {
                var reset = Sigmoid(fed[i] + kept[i]);
                var update = Sigmoid(fed[Units + i] + kept[Units + i]);
                var fresh = Math.Tanh(fed[2 * Units + i] + reset * kept[2 * Units + i]);
                hidden[i] = (1 - update) * fresh + update * hidden[i];
            }
            var scores = Product(Dense + "weight", Dense + "bias", hidden);
            var mean = scores.Average();
            var deviation = Math.Sqrt(scores.Average(s => (s - mean) * (s - mean)) + 1e-5);
            var normed = scores.Select((s, i) => (s - mean) / deviation * Tensors[Norm + "weight"].Values[i] + Tensors[Norm + "bias"].Values[i]).ToList();
            return (long)Labels[normed.IndexOf(normed.Max())];
        })];
    }

    /// <summary>The signal of a channel: a causal convolution over one-hot tokens, its outputs added up; token 0 is the first raw one that was never used.</summary>
    public float[] Decode(IReadOnlyList<long> tokens)
    {
        var (basis, bias) = (Tensors[Basis + "weight"].Values, Tensors[Basis + "bias"].Values);
        return [.. tokens.Select((_, t) =>
        {
            var sum = bias.Sum(b => (double)b);
            for (var tap = Math.Max(0, Taps - 1 - t); tap < Taps; tap++)
            {
                var raw = Array.IndexOf(Labels, (int)tokens[t - (Taps - 1) + tap]);
                for (var o = 0; o < Kinds; o++) sum += basis[(o * Kinds + raw) * Taps + tap];
            }
            return (float)sum;
        })];
    }

    private double[] Product(string weight, string bias, double[] x)
    {
        var (rows, add) = (Tensors[weight].Values, Tensors[bias].Values);
        var product = new double[add.Length];
        for (var i = 0; i < product.Length; i++)
        {
            product[i] = add[i];
            for (var j = 0; j < x.Length; j++) product[i] += rows[i * x.Length + j] * x[j];
        }
        return product;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static string Tensor(int storage, int[] shape)
    {
        var strides = shape.Select((_, i) => shape[(i + 1)..].Aggregate(1, (n, d) => n * d));
        return $"ctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nV{storage}\nVcpu\nI{shape.Aggregate(1, (n, d) => n * d)}\ntQI0\n({Whole(shape)}t({Whole(strides)}tI00\nccollections\nOrderedDict\n)RtR";
    }

    private static string Whole(IEnumerable<int> numbers) => string.Concat(numbers.Select(n => $"I{n}\n"));
}
