namespace Streaming.Speech;

/// <summary>
/// Turns the tokens' probabilities of each frame into words. With a beam of 1 the most probable token counts; with more all ways to say the same are summed up (prefix beam search),
/// and hotwords can be listened for. A word's confidence is the product of its tokens' probabilities, each the highest of its frames; it begins where its first token is first heard,
/// or 'lead' before it where tokens are whole words, and ends where its last one is last heard. At a gap the search begins anew.
/// </summary>
[Node("speech.ctc", Summary = "Turns tokens' probabilities (CTC) into words, utterances and partial texts with times.", Gap = GapPolicy.Handled, Example = "tokens: tokens.txt, penalty: -35, beam: 4")]
public sealed partial class Ctc : SpeechDecoder, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : DecoderSettings
    {
        /// <summary>The model's tokens.txt, for probabilities whose labels are not the tokens; a stream of speech.encoder brings them.</summary>
        [FilePath]
        public string Tokens { get; init; } = "";
    }

    /// <summary>Logarithms of the tokens' probabilities, the blank last; numbers before the softmax do as well.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Logprobs { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var tokens = Named();
        var vocabulary = new Vocabulary(tokens);
        var width = tokens.Count + 1;
        Expect(Logprobs, width, "probabilities of tokens and the blank", "link the 'logprobs' of the model with these tokens to it");
        var hotwords = Hotwords(Current, vocabulary);
        ITokenSearch search = Current.Beam == 1 ? new CtcGreedy(width, tokens.Count, (float)Current.Penalty) : new CtcBeam(width, tokens.Count, (float)Current.Penalty, new Beam(Current.Beam), hotwords);
        Begin(Logprobs, search, vocabulary, Current, double.PositiveInfinity);
    }

    private ValueList<string> Named()
    {
        if (Current.Tokens.Length > 0) return TokenTable.Read(Current.Tokens);
        var labels = Logprobs.Format.Labels;
        if (labels.Count < 2) throw new FormatMismatchException("tokens as the stream's labels, as speech.encoder gives them", $"{Logprobs.Format} without labels", "name the model's tokens.txt in 'tokens'");
        return ValueList.From(labels.Take(labels.Count - 1));
    }
}
