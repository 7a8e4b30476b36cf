namespace Streaming.Speech;

/// <summary>
/// Turns the tokens' probabilities of each frame into words. With a beam of 1 the most probable token counts; with more all ways to say the same are summed up (prefix beam search),
/// and hotwords can be listened for. A word's confidence is the product of its tokens' probabilities, each the highest of its frames; it begins where its first token is first heard,
/// or 'lead' before it where tokens are whole words, and ends where its last one is last heard. At a gap the search begins anew.
/// </summary>
[Node("speech.ctc", Summary = "Turns tokens' probabilities (CTC) into words, utterances and partial texts with times.", Gap = GapPolicy.Handled, Example = "tokens: tokens.txt, penalty: -35, beam: 4")]
public sealed partial class Ctc : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings : DecoderSettings
    {
        /// <summary>The model's tokens.txt, for probabilities whose labels are not the tokens; a stream of speech.encoder brings them.</summary>
        [FilePath]
        public string Tokens { get; init; } = "";
    }

    [State] private Dictation dictation = null!;

    /// <summary>Logarithms of the tokens' probabilities, the blank last; numbers before the softmax do as well.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Logprobs { get; } = new();

    /// <summary>A probability of speech, to end utterances by; of several channels the highest counts.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Voice { get; } = new();

    /// <summary>Each word once it is final: its text with its confidence and duration, stamped with its beginning: the time of its first token, or 'lead' before it.</summary>
    [Output]
    public Output<Event> Words { get; } = new();

    /// <summary>Each utterance once it is over: its text with the mean confidence of its words and its duration, stamped with the beginning of the first.</summary>
    [Output]
    public Output<Event> Utterances { get; } = new();

    /// <summary>The utterance so far whenever it changes: its text with the number of letters that will not be taken back, stamped with the end of what was heard; empty after its end.</summary>
    [Output]
    public Output<Event> Partials { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var tokens = Named();
        var vocabulary = new Vocabulary(tokens);
        var width = tokens.Count + 1;
        Decoders.Expect(Logprobs.Format, width, "probabilities of tokens and the blank", "link the 'logprobs' of the model with these tokens to it");
        Decoders.ExpectVoice(Voice);
        var hotwords = Decoders.Hotwords(Current, vocabulary);
        ITokenSearch search = Current.Beam == 1 ? new CtcGreedy(width, tokens.Count, (float)Current.Penalty) : new CtcBeam(width, tokens.Count, (float)Current.Penalty, new Beam(Current.Beam), hotwords);
        (Words.Format, Utterances.Format, Partials.Format) = Decoders.Formats(Logprobs.Format.Name);
        dictation = new Dictation(search, vocabulary, Current, double.PositiveInfinity, Words, Utterances, Partials);
    }

    /// <inheritdoc/>
    public StepResult Step() => Decoders.Step(Logprobs, Voice, dictation);

    private ValueList<string> Named()
    {
        if (Current.Tokens.Length > 0) return TokenTable.Read(Current.Tokens);
        var labels = Logprobs.Format.Labels;
        if (labels.Count < 2) throw new FormatMismatchException("tokens as the stream's labels, as speech.encoder gives them", $"{Logprobs.Format} without labels", "name the model's tokens.txt in 'tokens'");
        return ValueList.From(labels.Take(labels.Count - 1));
    }
}
