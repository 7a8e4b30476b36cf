namespace Streaming.Speech;

/// <summary>What can be set of every decoder.</summary>
public abstract record DecoderSettings
{
    /// <summary>Hypotheses that are followed at once; 1 is greedy: the most probable token at once, and never taken back.</summary>
    [Range(1, 64)]
    public int Beam { get; init; } = 1;

    /// <summary>Words or phrases to listen for, such as names. They need a beam above 1, and the spelling of the model's tokens.</summary>
    public ValueList<string> Hotwords { get; init; } = [];

    /// <summary>
    /// How much a hotword counts: the probability of each of its tokens is multiplied by e to the power of this, and what all tokens have together is left as it is. So it decides which word
    /// was said, where the model is in doubt, but not whether one was: it says none twice, nor one that was left out (see 'penalty'). What it takes for a hotword that is not said grows
    /// with it: 1 to 5 is sensible, 10 takes whatever is alike.
    /// </summary>
    [Range(0, 10)]
    public double Boost { get; init; } = 2;

    /// <summary>Taken off the natural logarithm of the blank's probability: above 0 where words are left out, below 0 where words are made up.</summary>
    [Range(-100, 100)]
    public double Penalty { get; init; }

    /// <summary>
    /// A word that the model is less sure of is left out of words, utterances and partials; 0: none is. What is no speech, or speech that the model does not know, comes out as words of little
    /// confidence.
    /// </summary>
    [Range(0, 1)]
    public double Confidence { get; init; }

    /// <summary>
    /// Where every token of the model is a whole word, which it says when it has heard most of it: how long before its token a word begins, unless the word before it lasts longer. Of no
    /// effect on models of pieces of words, which say the first piece near the word's beginning.
    /// </summary>
    [Unit("s"), Range(0, 2)]
    public double Lead { get; init; } = 0.4;

    /// <summary>An utterance is over when nothing was heard for so long after its last token; 0: silence does not end it.</summary>
    [Unit("s"), Range(0, 60)]
    public double Silence { get; init; } = 0.8;

    /// <summary>An utterance that lasts so long ends after its last whole word; 0: however long it is. It also ends so after 4,000 tokens.</summary>
    [Unit("s"), Range(0, 3600)]
    public double Longest { get; init; } = 20;

    /// <summary>With something linked to 'voice': speech less probable than this is a pause.</summary>
    [Range(0, 1)]
    public double Threshold { get; init; } = 0.35;

    /// <summary>With something linked to 'voice': an utterance is over after a pause of so long; 0: pauses do not end it.</summary>
    [Unit("s"), Range(0, 60)]
    public double Pause { get; init; } = 0.5;

    /// <summary>Whether a partial shows all that is thought, or what is stable alone: what will not be taken back.</summary>
    public ShownText Partials { get; init; }
}

/// <summary>What of an utterance is shown while it is spoken.</summary>
public enum ShownText
{
    /// <summary>All that is thought, with how much of it is stable.</summary>
    All,

    /// <summary>What will not be taken back.</summary>
    Stable,
}
