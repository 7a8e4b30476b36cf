namespace Streaming.Dsp;

/// <summary>
/// Turns codes int32 [stages] back into vectors [dimension], the sums of the codewords they name (see <see cref="ResidualQuantiser"/>). The codes tell how many
/// stages there are. A code that the codebook does not have ends the run with an error.
/// </summary>
[Node("dsp.rvq.decode", Summary = "Turns codes of a residual codebook into vectors.", Gap = GapPolicy.Continue, Example = "codebook: codebook.npy")]
public sealed partial class RvqDecode : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>A NumPy file (.npy) with a float32 array [stages, codewords, dimension].</summary>
        [FilePath]
        public required string Codebook { get; init; }
    }

    private ResidualQuantiser quantiser = null!;

    /// <summary>The codes.</summary>
    [Input(Kinds = [StreamKind.Features])]
    public Input<int> Codes { get; } = new();

    /// <summary>The vectors.</summary>
    [Output]
    public Output<float> Vectors { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var (shape, values) = NpyFile.Read(Current.Codebook);
        quantiser = new ResidualQuantiser(values, shape, Codes.Format.SampleSize);
        Vectors.Format = Codes.Format with { Kind = StreamKind.Features, Element = ElementType.Float32, Shape = [quantiser.Dimension], Labels = [], Axis = null };
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Codes.Available > 0)
        {
            if (Codes.Gap || !Vectors.HasBegun) Vectors.Begin(Codes.TimeOf(0));
            quantiser.Decode(Codes.Samples, Vectors.Reserve(1));
            if (Vectors.Format.Rate > 0) Vectors.Commit(1);
            else Vectors.Commit(Codes.TimeOf(0));
            Codes.Advance(1);
        }
        return StepResult.NeedInput;
    }
}
