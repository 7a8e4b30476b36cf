using System.Text;
using Streaming.Dsp;

namespace Streaming.Tests;

/// <summary>Residual vector quantisation: the nearest codewords, a published codec's codebook, and files that are no codebook.</summary>
public class RvqTests
{
    private const string Lyra = "models/lyra2_codebooks_46x16x64.npy";

    [Theory]
    [InlineData(5, 7, 3)]
    [InlineData(3, 16, 16)]
    [InlineData(1, 1, 40)]
    public void Each_stage_chooses_the_nearest_codeword(int stages, int codewords, int dimension)
    {
        var random = new Random(1);
        var codebook = Noise(random, stages * codewords * dimension);
        var quantiser = new ResidualQuantiser(codebook, [stages, codewords, dimension]);
        for (var trial = 0; trial < 50; trial++) AssertNearest(quantiser, codebook, Noise(random, dimension));
    }

    [Fact]
    public void A_codecs_codebook_quantises_better_with_each_stage()
    {
        var (shape, values) = NpyFile.Read(SharedData.Path(Lyra));
        Assert.Equal([46, 16, 64], shape);
        var random = new Random(2);
        var all = new ResidualQuantiser(values, shape);
        var codes = new int[46];
        var decoded = new float[64];
        var errors = new double[47];
        for (var trial = 0; trial < 20; trial++)
        {
            // Vectors as the codec makes them: a sum of codewords, and a little that no codeword has.
            var x = Noise(random, 64).Select(v => 0.2f * v).ToArray();
            for (var stage = 0; stage < 46; stage++)
            {
                var at = (stage * 16 + random.Next(16)) * 64;
                for (var i = 0; i < 64; i++) x[i] += values[at + i];
            }
            AssertNearest(all, values, x);
            all.Encode(x, codes);
            for (var stages = 0; stages <= 46; stages++)
            {
                if (stages > 0) new ResidualQuantiser(values, shape, stages).Decode(codes, decoded);
                else Array.Clear(decoded);
                errors[stages] += x.Zip(decoded, (a, b) => Math.Pow(a - b, 2)).Sum();
            }
        }
        // The last stage is made for outliers: its codewords are ten times as long as those before, and make these vectors worse.
        Assert.All(Enumerable.Range(1, 45), n => Assert.True(errors[n] < errors[n - 1], $"stage {n}: {errors[n]:0.###} after {errors[n - 1]:0.###}"));
        Assert.True(errors[45] < 0.15 * errors[0], $"{errors[45]} of {errors[0]}");
        Assert.Equal(0, Signals.Allocated(() =>
        {
            all.Encode(decoded, codes);
            all.Decode(codes, decoded);
        }));
    }

    [Fact]
    public void Nodes_pass_times_and_gaps_on()
    {
        using var file = new Npy("(2, 3, 2)", 0, 0, 4, 0, 0, 4, /* second stage */ 0, 0, 1, 0, 0, 1);
        var vectors = new StreamFormat { Kind = StreamKind.Features, Shape = [2], Rate = 50, Labels = ["a", "b"] };
        var encode = new NodeRun(new RvqEncode(new() { Codebook = file.Path })).Feed(vectors).Configure();
        Assert.Equal(new StreamFormat { Kind = StreamKind.Features, Element = ElementType.Int32, Shape = [2], Rate = 50 }, encode.OutputFormat());
        var codes = encode.Begin("vectors", 1).Push<float>([4.9f, 0.1f, 0.2f, 0.9f]).Begin("vectors", 7).Push<float>([float.NaN, 3, 0, 4]).Result<int>();
        Assert.Equal([1, 1, 0, 2, 0, 0, 2, 0], codes.Values);
        Assert.Equal([1, 1.02, 7, 7.02], codes.Times);
        Assert.Equal([2], codes.Gaps);

        var decode = new NodeRun(new RvqDecode(new() { Codebook = file.Path })).Feed(encode.OutputFormat()).Configure();
        Assert.Equal(vectors with { Labels = [] }, decode.OutputFormat());
        var result = decode.Begin("codes", 1).Push<int>(codes.Values).Result<float>();
        Assert.Equal([5, 0, 0, 1, 0, 0, 0, 4], result.Values);

        // With fewer stages the codes are the first ones.
        var coarse = new NodeRun(new RvqEncode(new() { Codebook = file.Path, Stages = 1 })).Feed(vectors).Configure();
        Assert.Equal([1, 0], coarse.Push<float>([4.9f, 0.1f, 0.2f, 0.9f]).Result<int>().Values);
        Assert.Equal([4, 0], new NodeRun(new RvqDecode(new() { Codebook = file.Path })).Feed(coarse.OutputFormat()).Configure().Push<int>([1]).Result<float>().Values);

        Assert.Contains("stage 2: expected a code from 0 to 2, found 3; decode with the codebook that the codes were made with",
            Assert.ThrowsAny<Exception>(() => decode.Push<int>([0, 3])).Message, StringComparison.Ordinal);
        Assert.Equal("expected vectors of 2 values, as the codebook has, found features float32[3] 50 Hz; use the codebook that belongs to them",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new RvqEncode(new() { Codebook = file.Path })).Feed(vectors with { Shape = [3] }).Configure()).Message);
        Assert.Equal("expected at most 2 stages, as the codebook has, found 3; lower stages",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new RvqEncode(new() { Codebook = file.Path, Stages = 3 })).Feed(vectors).Configure()).Message);
    }

    [Fact]
    public void A_codebook_has_three_dimensions()
    {
        using var file = new Npy("(4,)", 1, 2, 3, 4);
        Assert.Equal("expected a codebook of shape (stages, codewords, dimension), found one of 1 dimensions; stack the codebooks of all stages",
            Assert.Throws<FormatMismatchException>(() => new NodeRun(new RvqEncode(new() { Codebook = file.Path })).Feed(StreamFormat.Signal(4, 50)).Configure()).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_of_any_version_is_read(byte version)
    {
        var (shape, values) = NpyFile.Read(new MemoryStream(Npy.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }", [1, 2, 3, 4, 5, 6], version)), "a.npy");
        Assert.Equal([1, 2, 3], shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "a.npy, byte 10: expected values of type '<f4', found '<f8'; save it with numpy.save as a float32 array in C order")]
    [InlineData("{'fortran_order': False, 'shape': (2,), }", "a.npy, byte 10: expected values of type '<f4', found no type; ")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }", "a.npy, byte 10: expected an array in C order, found another order; ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "a.npy, byte 10: expected a shape, found none; ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2), }", "a.npy, byte 10: expected dimensions of 1 or more, found '-1'; ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999999, 2), }", "a.npy, byte 10: expected dimensions of 1 or more, found '99999999999999999999'; ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000), }", "a.npy, byte 10: expected at most 268435456 values, found a shape of (2000000000, 2000000000, 2000000000); ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "expected 12 bytes of values, as the shape (3) tells, found 8; ")]
    public void A_header_that_does_not_fit_is_refused(string header, string message) =>
        Assert.Contains(message, Assert.Throws<ArrayFileException>(() => NpyFile.Read(new MemoryStream(Npy.Bytes(header, [1, 2])), "a.npy")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_array_is_refused()
    {
        var good = Npy.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", [1, 2]);
        Refuses(good[..7], "a.npy, byte 0: expected the beginning of a .npy file, found 7 bytes in all; ");
        Refuses([.. "RIFF and something"u8], "a.npy, byte 0: expected the beginning of a .npy file, found something else; ");
        Refuses([.. good[..6], 9, .. good[7..]], "a.npy, byte 6: expected version 1, 2 or 3, found 9; ");
        Refuses([.. good[..8], 255, 255, .. good[10..]], "a.npy, byte 8: expected a header of at most 65535 bytes within the file, found one of 65535; ");
        Refuses(good[..^1], "expected 8 bytes of values, as the shape (2) tells, found 7; ");
        Refuses(Npy.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", [1, float.NaN]), "a.npy, byte 72: expected a finite value, found NaN; train or export it anew");
        Assert.Contains("missing.npy: expected a file that can be read, found no such file; check the path and who may read it",
            Assert.Throws<ArrayFileException>(() => NpyFile.Read("missing.npy")).Message, StringComparison.Ordinal);

        static void Refuses(byte[] bytes, string message) =>
            Assert.Contains(message, Assert.Throws<ArrayFileException>(() => NpyFile.Read(new MemoryStream(bytes), "a.npy")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_read_or_refused()
    {
        var good = Npy.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 2), }", [1, 2, 3, 4, 5, 6, 7, 8]);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 4].Sample(damage =>
        {
            var bytes = good.ToArray();
            foreach (var (at, value) in damage) bytes[at] = value;
            try
            {
                Assert.Equal(8, NpyFile.Read(new MemoryStream(bytes), "a.npy").Values.Length);
            }
            catch (ArrayFileException)
            {
                // refused by name
            }
        }, iter: 3000);
    }

    // Searches every codeword of every stage in double precision.
    private static void AssertNearest(ResidualQuantiser quantiser, float[] codebook, float[] x)
    {
        var (stages, codewords, dimension) = (quantiser.Stages, quantiser.Codewords, quantiser.Dimension);
        var codes = new int[stages];
        var decoded = new float[dimension];
        quantiser.Encode(x, codes);
        quantiser.Decode(codes, decoded);
        var left = x.Select(v => (double)v).ToArray();
        for (var stage = 0; stage < stages; stage++)
        {
            double Distance(int i) => left.Select((v, d) => Math.Pow(v - codebook[(stage * codewords + i) * dimension + d], 2)).Sum();
            var best = Enumerable.Range(0, codewords).MinBy(Distance);
            Assert.Equal(best, codes[stage]);
            for (var d = 0; d < dimension; d++) left[d] -= codebook[(stage * codewords + best) * dimension + d];
        }
        for (var d = 0; d < dimension; d++) Assert.Equal(x[d] - left[d], decoded[d], 1e-3);
    }

    private static float[] Noise(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];

    /// <summary>A file as numpy.save writes it, gone when disposed.</summary>
    private sealed class Npy : IDisposable
    {
        public Npy(string shape, params float[] values)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllBytes(Path, Bytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}", values));
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);

        public static byte[] Bytes(string header, float[] values, byte version = 1)
        {
            var text = Encoding.ASCII.GetBytes(header + "\n");
            var length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
            return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. values.SelectMany(BitConverter.GetBytes)];
        }
    }
}
