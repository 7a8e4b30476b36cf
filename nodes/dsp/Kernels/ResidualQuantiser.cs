using System.Numerics.Tensors;

namespace Streaming.Dsp;

/// <summary>
/// Residual vector quantisation: each stage chooses the codeword nearest to what the stages before left over, and the vector is the sum of those chosen (Juang and
/// Gray, ICASSP 1982; Zeghidour et al., SoundStream, IEEE/ACM Trans. Audio Speech Lang. Process. 30, 2022, section III-C).
/// </summary>
public sealed class ResidualQuantiser
{
    private readonly float[] codewords; // [stages, codewords, stride], padded with zeros
    private readonly float[] halves;    // half the square of each codeword's length
    private readonly float[] residual;
    private readonly int stride;

    /// <summary>Prepares the first stages of a codebook.</summary>
    /// <param name="codebook">[stages, codewords, dimension], finite.</param>
    /// <param name="shape">The dimensions of the codebook.</param>
    /// <param name="stages">How many stages to use; 0 for all.</param>
    /// <exception cref="FormatMismatchException">The codebook has another shape or fewer stages.</exception>
    public ResidualQuantiser(ReadOnlySpan<float> codebook, ReadOnlySpan<int> shape, int stages = 0)
    {
        if (shape.Length != 3)
            throw new FormatMismatchException("a codebook of shape (stages, codewords, dimension)", $"one of {shape.Length} dimensions", "stack the codebooks of all stages");
        if (stages > shape[0]) throw new FormatMismatchException($"at most {shape[0]} stages, as the codebook has", $"{stages}", "lower stages");
        (Stages, Codewords, Dimension) = (stages > 0 ? stages : shape[0], shape[1], shape[2]);
        if (codebook.Length != (long)shape[0] * Codewords * Dimension) throw new ArgumentException($"the codebook must have {(long)shape[0] * Codewords * Dimension} values, but has {codebook.Length}.");
        stride = Dot.Padded(Dimension);
        residual = new float[stride];
        codewords = new float[Stages * Codewords * stride];
        halves = new float[Stages * Codewords];
        for (var i = 0; i < halves.Length; i++)
        {
            var codeword = codewords.AsSpan(i * stride, stride);
            codebook.Slice(i * Dimension, Dimension).CopyTo(codeword);
            halves[i] = Dot.Product(codeword, codeword) / 2;
        }
    }

    /// <summary>Stages in use.</summary>
    public int Stages { get; }

    /// <summary>Codewords of a stage.</summary>
    public int Codewords { get; }

    /// <summary>Values of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Chooses a codeword of each stage; of two as near as each other the first. A vector that is not finite gets codeword 0 from there on.</summary>
    public void Encode(ReadOnlySpan<float> vector, Span<int> codes)
    {
        vector[..Dimension].CopyTo(residual);
        for (var stage = 0; stage < Stages; stage++)
        {
            int best = 0, first = stage * Codewords;
            var most = float.NegativeInfinity;
            for (var i = 0; i < Codewords; i++)
            {
                // |r - c|² = |r|² - 2 (r·c - |c|²/2): the nearest has the greatest of what is in brackets.
                var score = Dot.Product(residual, codewords.AsSpan((first + i) * stride, stride)) - halves[first + i];
                if (score > most) (best, most) = (i, score);
            }
            codes[stage] = best;
            TensorPrimitives.Subtract(residual, codewords.AsSpan((first + best) * stride, stride), residual);
        }
    }

    /// <summary>Adds up the codewords chosen.</summary>
    /// <exception cref="InvalidDataException">A code is not one of the codebook.</exception>
    public void Decode(ReadOnlySpan<int> codes, Span<float> vector)
    {
        vector = vector[..Dimension];
        vector.Clear();
        for (var stage = 0; stage < Stages; stage++)
        {
            if ((uint)codes[stage] >= (uint)Codewords)
                throw new InvalidDataException($"stage {stage + 1}: expected a code from 0 to {Codewords - 1}, found {codes[stage]}; decode with the codebook that the codes were made with");
            TensorPrimitives.Add(vector, codewords.AsSpan((stage * Codewords + codes[stage]) * stride, Dimension), vector);
        }
    }
}
