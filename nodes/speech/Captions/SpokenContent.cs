namespace Streaming.Speech;

/// <summary>What a stream of recognised speech holds, as the content of its format says it.</summary>
internal static class SpokenContent
{
    /// <summary>Final words, each with its beginning and duration.</summary>
    public const string Words = "Words";

    /// <summary>Final texts, each of a whole utterance.</summary>
    public const string Utterances = "Utterances";

    /// <summary>Texts of an utterance that still goes on; the value says how many characters stay. An empty one follows the final.</summary>
    public const string Partials = "Partials";

    /// <summary>Texts to be shown, of one or several lines.</summary>
    public const string Cues = "Cues";
}
