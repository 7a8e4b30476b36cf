using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// A transducer in one file, as NeMo exports it (decoder_joint.onnx): it scores what follows a token and hands out the states after that token. A context is the last token with the
/// states before it and, once it was scored, those after it; so one more token costs no run, and each score costs one of the whole.
/// </summary>
internal sealed class JointTransducer : ITransducer
{
    private readonly ModelFunction model;
    private readonly Prediction prediction;
    private readonly FunctionTensor encoded;
    private readonly FunctionTensor scored;
    private readonly FunctionTensor[] after;
    private readonly int states;

    private JointTransducer(ModelFunction model, int width, int tokens, int rows)
    {
        (this.model, Tokens, MostRows) = (model, tokens, rows);
        var roles = new Roles(model);
        var (targets, lengths) = (roles.Targets(), roles.Lengths());
        encoded = roles.Vector("encoder frames", "enc", width);
        var before = roles.States();
        roles.Close();
        prediction = new Prediction(targets, lengths, before);
        model.Prepare(rows, [.. model.Inputs.Select(i => i == encoded ? Roles.Laid(i, width)! : prediction.ShapeOf(i)!)]);
        (scored, after) = roles.Outputs("the tokens' scores, with the blank", tokens, before);
        states = prediction.Size;
    }

    public int Tokens { get; }

    public int ContextSize => 1 + (2 * states);

    public int MostRows { get; }

    /// <summary>Loads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Numbers of an encoder frame.</param>
    /// <param name="tokens">Tokens with the blank.</param>
    /// <param name="rows">Hypotheses at once.</param>
    /// <exception cref="ModelException">It is missing, or not of this form.</exception>
    public static JointTransducer Load(string path, int width, int tokens, int rows)
    {
        var model = ModelFunction.Open(path);
        try
        {
            return new JointTransducer(model, width, tokens, rows);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Begin(Span<float> context)
    {
        context.Clear();
        context[0] = Tokens - 1;
    }

    public void Score(ReadOnlySpan<float> frame, Span<float> contexts, ReadOnlySpan<int> places, Span<float> scores)
    {
        var rows = places.Length;
        for (var row = 0; row < rows; row++)
        {
            var context = contexts.Slice(places[row] * ContextSize, ContextSize);
            encoded.Write(rows, row, frame);
            prediction.Write(rows, row, (int)context[0], context.Slice(1, states));
        }
        model.Run(rows);
        for (var row = 0; row < rows; row++)
        {
            scored.Read(rows, row, scores.Slice(row * Tokens, Tokens));
            Prediction.Read(after, rows, row, contexts.Slice((places[row] * ContextSize) + 1 + states, states));
        }
    }

    public void Extend(Span<float> contexts, ReadOnlySpan<Extension> extensions)
    {
        foreach (var extension in extensions)
        {
            var from = contexts.Slice((extension.From * ContextSize) + 1 + states, states);
            var to = contexts.Slice(extension.To * ContextSize, ContextSize);
            from.CopyTo(to[1..]);
            to[0] = extension.Token;
        }
    }

    public void Dispose() => model.Dispose();
}
