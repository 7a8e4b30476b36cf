namespace Streaming.Speech;

/// <summary>
/// Makes words, utterances and partials of frames, by any search. An utterance that ends in silence settles the best hypothesis; one that is cut for its length ends after a whole
/// word, and the search goes on as it is. What the search knows of earlier words it keeps until nothing was said for as long as the encoder remembers: if it began anew sooner, a
/// transducer would say the last word again, which the encoder still hears and its prediction network no longer knows of.
/// </summary>
internal sealed partial class Dictation : IState
{
    private readonly Output<Event> words;
    private readonly Output<Event> utterances;
    private readonly Output<Event> partials;
    private readonly Vocabulary vocabulary;
    private readonly DecoderSettings settings;
    private readonly double memory;
    [State] private readonly ITokenSearch search;
    [State] private readonly Transcript transcript;
    [State] private readonly Endpoint endpoint;
    [State] private ulong shown;                          // stands for the tokens of the last partial
    [State] private int shownStable;
    [State] private bool isShown;                         // the last partial has text
    [State] private double said;                          // seconds, the end of the last token that is settled
    [State] private bool isCut = true;                    // nothing was heard yet of what comes, or since a gap
    [State] private bool isAnew = true;                   // the search has heard no token since it began
    [State] private double heard = double.NegativeInfinity; // seconds, the end of what was heard, or later where more was promised

    /// <param name="search">Finds tokens.</param>
    /// <param name="vocabulary">Their texts.</param>
    /// <param name="settings">When an utterance is over, and what is shown of it.</param>
    /// <param name="memory">Seconds that the encoder remembers; infinite where the search need not know.</param>
    /// <param name="words">Where words go.</param>
    /// <param name="utterances">Where utterances go.</param>
    /// <param name="partials">Where partials go.</param>
    public Dictation(ITokenSearch search, Vocabulary vocabulary, DecoderSettings settings, double memory, Output<Event> words, Output<Event> utterances, Output<Event> partials)
    {
        (this.search, this.vocabulary, this.settings, this.memory) = (search, vocabulary, settings, memory);
        (this.words, this.utterances, this.partials) = (words, utterances, partials);
        (transcript, endpoint) = (new Transcript(vocabulary, vocabulary.IsOfWords ? settings.Lead : 0, settings.Confidence), new Endpoint(settings.Silence, settings.Threshold, settings.Pause));
    }

    /// <summary>Hears how probable speech is at a time.</summary>
    public void HearVoice(float probability, double time) => endpoint.Hear(probability, time);

    /// <summary>Nothing is known of speech any more.</summary>
    public void ForgetVoice() => endpoint.Forget();

    /// <summary>Hears a frame.</summary>
    public void Take(ReadOnlySpan<float> frame, double start, double end)
    {
        heard = Math.Max(heard, end);
        if (isCut) transcript.BeginAt(start);
        isCut = false;
        search.Take(frame, start, end);
        var isSaid = Keep();
        var first = First;
        if (isSaid || (!double.IsPositiveInfinity(first) && endpoint.IsOver(Last, end)) || transcript.IsFull && transcript.Worded == 0) Finish();
        else if (double.IsPositiveInfinity(first)) Forget(end);
        else if ((settings.Longest > 0 && end - first >= settings.Longest && transcript.Worded > 0) || transcript.IsFull) Send();
        Show();
    }

    /// <summary>Ends the utterance there is: what comes next has nothing to do with it.</summary>
    public void Conclude()
    {
        Finish();
        (isAnew, isCut) = (true, true);
        search.Begin();
        Show();
    }

    /// <summary>Promises what can still come, now that nothing is to be heard from before a time.</summary>
    public void Settle(double bound)
    {
        var unsaid = transcript.Worded < transcript.Tokens.Length ? transcript.Tokens[transcript.Worded].Start : search.Earliest;
        words.Settle(transcript.Beginning(Math.Min(bound, unsaid)));
        utterances.Settle(Math.Min(transcript.Begun, transcript.Beginning(Math.Min(bound, First))));
        partials.Settle(bound);
        if (double.IsFinite(bound)) heard = Math.Max(heard, bound);
    }

    /// <summary>Seconds, the earliest that the utterance can begin; infinite where there is none.</summary>
    private double First => transcript.Tokens.Length > 0 ? transcript.Tokens[0].Start : search.Earliest;

    /// <summary>Seconds, the end of the last token of the best hypothesis.</summary>
    private double Last => search.Best.Length > 0 ? search.Best[^1].End : transcript.Tokens.Length > 0 ? transcript.Tokens[^1].End : double.PositiveInfinity;

    /// <summary>Keeps what is settled, and sends the words that are whole by it.</summary>
    /// <returns>The model says that the utterance is over.</returns>
    private bool Keep()
    {
        var settled = search.Best[..search.Settled];
        var isOver = false;
        foreach (var token in settled) isOver |= token.Id == vocabulary.End;
        if (settled.Length > 0) (isAnew, said) = (false, settled[^1].End);
        transcript.Add(settled);
        search.Remove(settled.Length);
        // The next word may have begun with a token that is stable, but goes on.
        var isNext = search.Stable > 0 && vocabulary.BeginsWord(search.Best[0].Id);
        while (transcript.TryTakeWord(isNext, out var word)) Write(words, word);
        return isOver;
    }

    /// <summary>Settles what the best hypothesis says and sends it.</summary>
    private void Finish()
    {
        search.Finish();
        Keep();
        while (transcript.TryTakeWord(true, out var word)) Write(words, word);
        Send();
    }

    /// <summary>After a silence that is longer than what the encoder remembers, the search begins anew.</summary>
    private void Forget(double now)
    {
        if (isAnew || now - said < memory) return;
        isAnew = true;
        search.Begin();
    }

    private void Send()
    {
        if (transcript.TryTakeUtterance(out var utterance)) Write(utterances, utterance);
    }

    /// <summary>Sends a partial where it is another one than the last.</summary>
    private void Show()
    {
        var following = settings.Partials == ShownText.All ? search.Best : search.Best[..search.Stable];
        var spoken = transcript.With(following, search.Stable, out var sure);
        if (settings.Partials == ShownText.Stable) spoken = spoken[..sure];
        var key = 0UL;
        foreach (var token in spoken) key = TokenPaths.Extended(key, token.Id);
        if (key == shown && sure == shownStable) return;
        (shown, shownStable) = (key, sure);
        var text = transcript.Text(spoken);
        if (text.Length == 0 && !isShown) return;
        isShown = text.Length > 0;
        partials.Write(new Event(text, transcript.Length(spoken[..sure])), heard);
    }

    private static void Write(Output<Event> output, Word word) => output.Write(new Event(word.Text, word.Confidence, word.End - word.Start), word.Start);
}
