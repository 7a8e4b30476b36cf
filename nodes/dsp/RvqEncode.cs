namespace Streaming.Dsp;

/// <summary>
/// Quantises vectors [dimension] to codes int32 [stages], one for each stage of a residual codebook (see <see cref="ResidualQuantiser"/>). Fewer stages need fewer
/// bits and lose more: a stage of 16 codewords at 50 vectors a second takes 200 bits a second.
/// </summary>
[Node("dsp.rvq.encode", Summary = "Quantises vectors with a residual codebook.", Gap = GapPolicy.Continue, Example = "codebook: codebook.npy")]
public sealed partial class RvqEncode : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>A NumPy file (.npy) with a float32 array [stages, codewords, dimension].</summary>
        [FilePath]
        public required string Codebook { get; init; }

        /// <summary>How many stages to use, from the first on; 0 for all.</summary>
        [Range(0, 1 << 20)]
        public int Stages { get; init; }
    }

    private ResidualQuantiser quantiser = null!;

    /// <summary>The vectors.</summary>
    [Input(Kinds = [StreamKind.Features, StreamKind.Signal])]
    public Input<float> Vectors { get; } = new();

    /// <summary>The codes.</summary>
    [Output]
    public Output<int> Codes { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var (shape, values) = NpyFile.Read(Current.Codebook);
        quantiser = new ResidualQuantiser(values, shape, Current.Stages);
        var format = Vectors.Format;
        if (format.SampleSize != quantiser.Dimension)
            throw new FormatMismatchException($"vectors of {quantiser.Dimension} values, as the codebook has", format.ToString(), "use the codebook that belongs to them");
        Codes.Format = format with { Kind = StreamKind.Features, Element = ElementType.Int32, Shape = [quantiser.Stages], Labels = [], Axis = null, Unit = "" };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Vectors.Available > 0)
        {
            if (Vectors.Gap || !Codes.HasBegun) Codes.Begin(Vectors.TimeOf(0));
            quantiser.Encode(Vectors.Samples, Codes.Reserve(1));
            if (Codes.Format.Rate > 0) Codes.Commit(1);
            else Codes.Commit(Vectors.TimeOf(0));
            Vectors.Advance(1);
        }
        return StepResult.NeedInput;
    }
}
