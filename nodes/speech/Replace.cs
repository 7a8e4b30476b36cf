namespace Streaming.Speech;

/// <summary>
/// Filters words: replaces, removes or hides whole words and phrases, whatever their case. Of several phrases that begin at a word the longest counts; punctuation around it stays, but goes
/// with what is removed.
/// </summary>
/// <remarks>
/// In a stream of words a phrase may reach over several, which become one with their times merged; a word that may begin a phrase waits until the next, or a pause, decides. In a stream of
/// utterances or other texts, each is looked through by itself. In partials, the value still says how many characters stay, whatever comes. A stream says by its content which it is.
/// </remarks>
[Node("speech.replace", Summary = "Replaces, removes or hides words and phrases in what was said.", Gap = GapPolicy.Handled, Example = "words: { \"1\": one }, hide: [darn], across: true")]
public sealed partial class Replace : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>Words or phrases with what takes their place, such as { gonna: going to, um: "" }; an empty text removes them.</summary>
        public ValueMap Words { get; init; } = ValueMap.Empty;

        /// <summary>Words or phrases whose letters become asterisks.</summary>
        public ValueList<string> Hide { get; init; } = [];

        /// <summary>A file with more of them, one a line: a phrase alone is hidden, 'phrase = text' replaced, 'phrase =' removed; # begins a comment.</summary>
        [FilePath] public string File { get; init; } = "";

        /// <summary>Look for phrases across events too, although the stream does not say that it holds words.</summary>
        public bool Across { get; init; }

        /// <summary>The silence between two words that ends a phrase.</summary>
        [Unit("s"), Range(0.05, 60)] public double Pause { get; init; } = 1;
    }

    private Phrases phrases = null!;
    private TextReplacer texts = null!;
    private bool areWords, arePartials;
    [State] private WordQueue held = null!;     // words that may begin a phrase
    [State] private long replaced;

    /// <summary>What was said: words, utterances, partials, or other texts.</summary>
    [Input(Kinds = [StreamKind.Events])] public Input<Event> Said { get; } = new();

    /// <summary>The same with its words replaced.</summary>
    [Output] public Output<Event> Filtered { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        phrases = new();
        foreach (var (words, text) in Current.Words.Entries) phrases.Add(words, text, "the setting words");
        foreach (var words in Current.Hide) phrases.Add(words, null, "the setting hide");
        if (Current.File.Length > 0) PhraseFile.Read(Current.File, phrases);
        if (phrases.Count == 0) throw new FormatMismatchException("words to replace or to hide", "none", "name some in 'words', 'hide' or 'file', or take the node out");
        texts = new(phrases);
        held = new();
        arePartials = Said.Format.Content == EventContent.Partials;
        areWords = !arePartials && (Current.Across || Said.Format.Content == EventContent.Words);
        Filtered.Format = Said.Format;
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Said.Available > 0)
        {
            var (time, said) = (Said.TimeOf(0), Said.Samples[0]);
            if (areWords)
            {
                if (Said.Gap || (held.Count > 0 && time - held.End >= Current.Pause)) Send(isAll: true);
                held.Add(time, said);
                Send(isAll: false);
            }
            else if (arePartials)
            {
                var stable = (int)Math.Clamp(said.Value, 0, said.Text.Length);
                var text = texts.Replace(said.Text, ref stable);
                Filtered.Write(said with { Text = text, Value = stable }, time);
            }
            else
            {
                var text = texts.Replace(said.Text);
                replaced += texts.Found;
                if (text.Length > 0 || said.Text.Length == 0) Filtered.Write(said with { Text = text }, time);
            }
            Said.Advance(1);
        }
        if (held.Count > 0 && Said.Bound - held.End >= Current.Pause) Send(isAll: true);
        Filtered.Settle(held.Count > 0 ? held.TimeOf(0) : Said.Bound);
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => arePartials ? [] : [new("replaced", replaced)];

    /// <summary>Sends the words held for which it is decided; all of them where none follows.</summary>
    private void Send(bool isAll)
    {
        while (held.Count > 0)
        {
            var phrase = phrases.Find(new Held(held), 0, grows: false, out var isOpen);
            if (isOpen && !isAll) return;
            var count = phrase?.Words.Length ?? 1;
            if (phrase is null) Filtered.Write(held[0], held.TimeOf(0));
            else
            {
                replaced++;
                Put(phrase, count);
            }
            held.Remove(count);
        }
    }

    private void Put(Phrase phrase, int count)
    {
        if (phrase.Text is null)
        {
            for (var i = 0; i < count; i++) Filtered.Write(held[i] with { Text = TextReplacer.Hidden(held[i].Text) }, held.TimeOf(i));
            return;
        }
        if (phrase.Text.Length == 0) return;
        Filtered.Write(new(texts.Around(held[0].Text, held[count - 1].Text, phrase), held.ValueOf(count), held.EndOf(count) - held.TimeOf(0)), held.TimeOf(0));
    }

    private readonly struct Held(WordQueue words) : ITokens
    {
        public int Count => words.Count;

        public ReadOnlySpan<char> this[int i] => words[i].Text;
    }
}
