using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// A transducer in two files, as sherpa-onnx exports NeMo's: a decoder (prediction network) and a joiner. A context is the decoder's states and its output, so a blank costs a run of
/// the joiner alone.
/// </summary>
internal sealed class SplitTransducer : ITransducer
{
    private readonly ModelFunction decoder;
    private readonly ModelFunction joiner;
    private readonly Prediction prediction;
    private readonly FunctionTensor predicted;
    private readonly FunctionTensor[] after;
    private readonly FunctionTensor encoded;
    private readonly FunctionTensor joined;
    private readonly FunctionTensor scored;
    private readonly int states;

    private SplitTransducer(ModelFunction decoder, ModelFunction joiner, int width, int tokens, int rows)
    {
        (this.decoder, this.joiner, Tokens, MostRows) = (decoder, joiner, tokens, rows);
        var roles = new Roles(decoder);
        var (targets, lengths, before) = (roles.Targets(), roles.Lengths(), roles.States());
        roles.Close();
        prediction = new Prediction(targets, lengths, before);
        decoder.Prepare(rows, [.. decoder.Inputs.Select(i => prediction.ShapeOf(i)!)]);
        (predicted, after) = roles.Outputs("the prediction network", 0, before);
        states = prediction.Size;
        roles = new Roles(joiner);
        encoded = roles.Vector("encoder frames", "enc", width);
        joined = roles.Vector("the decoder's output", "dec", predicted.RowSize);
        roles.Close();
        joiner.Prepare(rows, [.. joiner.Inputs.Select(i => Roles.Laid(i, i == encoded ? width : predicted.RowSize)!)]);
        (scored, _) = roles.Outputs("the tokens' scores, with the blank", tokens, []);
    }

    public int Tokens { get; }

    public int ContextSize => states + predicted.RowSize;

    public int MostRows { get; }

    /// <summary>Loads both files.</summary>
    /// <param name="decoderPath">The decoder.</param>
    /// <param name="joinerPath">The joiner.</param>
    /// <param name="width">Numbers of an encoder frame.</param>
    /// <param name="tokens">Tokens with the blank.</param>
    /// <param name="rows">Hypotheses at once.</param>
    /// <exception cref="ModelException">One is missing, or not of this form.</exception>
    public static SplitTransducer Load(string decoderPath, string joinerPath, int width, int tokens, int rows)
    {
        var decoder = ModelFunction.Open(decoderPath);
        ModelFunction? joiner = null;
        try
        {
            joiner = ModelFunction.Open(joinerPath);
            return new SplitTransducer(decoder, joiner, width, tokens, rows);
        }
        catch
        {
            joiner?.Dispose();
            decoder.Dispose();
            throw;
        }
    }

    public void Begin(Span<float> context)
    {
        context.Clear();
        prediction.Write(1, 0, Tokens - 1, context);
        decoder.Run(1);
        Take(1, 0, context);
    }

    public void Score(ReadOnlySpan<float> frame, Span<float> contexts, ReadOnlySpan<int> places, Span<float> scores)
    {
        var rows = places.Length;
        for (var row = 0; row < rows; row++)
        {
            encoded.Write(rows, row, frame);
            joined.Write(rows, row, (ReadOnlySpan<float>)contexts.Slice((places[row] * ContextSize) + states, predicted.RowSize));
        }
        joiner.Run(rows);
        for (var row = 0; row < rows; row++) scored.Read(rows, row, scores.Slice(row * Tokens, Tokens));
    }

    public void Extend(Span<float> contexts, ReadOnlySpan<Extension> extensions)
    {
        var rows = extensions.Length;
        for (var row = 0; row < rows; row++) prediction.Write(rows, row, extensions[row].Token, contexts.Slice(extensions[row].From * ContextSize, states));
        decoder.Run(rows);
        for (var row = 0; row < rows; row++) Take(rows, row, contexts.Slice(extensions[row].To * ContextSize, ContextSize));
    }

    public void Dispose()
    {
        decoder.Dispose();
        joiner.Dispose();
    }

    private void Take(int rows, int row, Span<float> context)
    {
        Prediction.Read(after, rows, row, context);
        predicted.Read(rows, row, context[states..]);
    }
}
