namespace Streaming;

/// <summary>What a stream of events holds, as <see cref="StreamFormat.Content"/> says it where nodes of several families must agree; others may say what they like.</summary>
public static class EventContent
{
    /// <summary>Moments of an experiment, such as stimuli and responses.</summary>
    public const string Markers = "Markers";

    /// <summary>What was decided for each trial; the text is the class.</summary>
    public const string Decisions = "Decisions";

    /// <summary>Final words, each with its beginning and duration; the value is the confidence.</summary>
    public const string Words = "Words";

    /// <summary>Final texts, each of a whole utterance; the value is the confidence.</summary>
    public const string Utterances = "Utterances";

    /// <summary>Texts of an utterance that still goes on; the value says how many characters stay. An empty one follows the final.</summary>
    public const string Partials = "Partials";

    /// <summary>Texts to be shown, of one or several lines.</summary>
    public const string Cues = "Cues";
}
