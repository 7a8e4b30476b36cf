using System.Globalization;

namespace Streaming.Speech;

/// <summary>
/// Makes captions of words: cues of a few lines with the time at which each is shown. A cue ends with a pause, or where the next word would make it too long to read or to stay; then it is
/// split in its second half, after a sentence or where the pause is longest. It is sent as soon as nothing to come can change it: once its pause has passed, and its time to be shown.
/// </summary>
/// <remarks>
/// The text of a cue has line breaks, its duration is the time it is shown, its value the mean confidence of its words. Cues never overlap, and hold every word in its order. Defaults
/// follow common rules for subtitles: two lines of 42 characters, 1 to 6 s.
/// </remarks>
[Node("speech.cues", Summary = "Makes captions of words: cues of a few lines, with the time each is shown.", Gap = GapPolicy.Handled, Example = "pause: 0.6")]
public sealed partial class Cues : IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The silence between two words that ends a cue; words nearer to each other are merged.</summary>
        [Unit("s"), Range(0.05, 60)] public double Pause { get; init; } = 0.8;

        /// <summary>The longest time from the beginning of a cue's first word to the end of its last; a single word may last longer.</summary>
        [Unit("s"), Range(0.1, 600)] public double Longest { get; init; } = 6;

        /// <summary>Characters of a line; a longer word has a line of its own.</summary>
        [Range(1, 1000)] public int Width { get; init; } = 42;

        /// <summary>Lines of a cue.</summary>
        [Range(1, 20)] public int Lines { get; init; } = 2;

        /// <summary>The least time a cue is shown, where the next leaves as much: a shorter one stays on in the silence after it.</summary>
        [Unit("s"), Range(0, 60)] public double Minimum { get; init; } = 1;

        /// <summary>The least time between two cues, so that one is seen to follow the other; taken off the end of the first.</summary>
        [Unit("s"), Range(0, 10)] public double Gap { get; init; } = 0.08;

        /// <summary>Added to every time: above 0 shows the cues later, below 0 earlier.</summary>
        [Unit("s"), Range(-1e5, 1e5)] public double Offset { get; init; }

        /// <summary>How letters are written.</summary>
        public Casing Casing { get; init; }
    }

    private const double Equal = 0.001;         // s; of pauses that differ by less the last counts

    private readonly CueText room = new();
    [State] private WordQueue words = null!;     // of the cue that grows
    [State] private bool isWaiting;              // a cue is whole, but for its end, which the next may cut
    [State] private Event waiting;
    [State] private double start;                // s, of the cue that waits
    [State] private bool begins = true;          // a sentence begins with the next cue

    /// <summary>Final words, each stamped with its beginning: text, confidence, duration.</summary>
    [Input(Kinds = [StreamKind.Events])] public Input<Event> Words { get; } = new();

    /// <summary>The cues, each stamped with its beginning.</summary>
    [Output] public Output<Event> Shown { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        if (Words.Format.Content is EventContent.Partials or EventContent.Utterances)
            throw new FormatMismatchException("words, each with its time", $"{Words.Format.Content.ToLowerInvariant()}", "link the output 'words'");
        if (Current.Minimum > Current.Longest)
            throw new FormatMismatchException("minimum at most as long as longest", string.Create(CultureInfo.InvariantCulture, $"minimum {Current.Minimum:R} s, longest {Current.Longest:R} s"), "shorten one or lengthen the other");
        words = new();
        Shown.Format = StreamFormat.Events(Words.Format.Name, EventContent.Cues);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Words.Available > 0)
        {
            if (Words.Gap) Close(words.Count, pauses: true);
            if (!string.IsNullOrWhiteSpace(Words.Samples[0].Text)) Take(Words.TimeOf(0), Words.Samples[0]);
            Words.Advance(1);
        }
        // No word still to come begins before the bound.
        if (words.Count > 0 && Words.Bound - words.End >= Current.Pause) Close(words.Count, pauses: true);
        if (isWaiting && Words.Bound - Current.Gap >= Wanted) Send(Words.Bound);
        Shown.Settle(Current.Offset + (isWaiting ? start : words.Count > 0 ? words.TimeOf(0) : Words.Bound));
        return StepResult.NeedInput;
    }

    /// <summary>Seconds, where the cue that waits should end.</summary>
    private double Wanted => start + Math.Max(waiting.Duration, Current.Minimum);

    private void Take(double time, Event word)
    {
        // What begins at the same time stays together: a cue follows another, or the first could not be shown.
        if (words.Count > 0 && time > words.TimeOf(0) && time - words.End >= Current.Pause) Close(words.Count, pauses: true);
        while (words.Count > 0 && time > words.TimeOf(0) && !Fits(time, word)) Close(Split(time), pauses: false);
        if (isWaiting) Send(time);
        words.Add(time, word);
    }

    private bool Fits(double time, Event word) =>
        Math.Max(words.End, time + word.Duration) - words.TimeOf(0) <= Current.Longest && LineBreaks.Count(room.Of(words, words.Count).And(word.Text).Text, Current.Width) <= Current.Lines;

    /// <summary>The words of a cue that the word of this time does not fit into any more.</summary>
    private int Split(double time)
    {
        var (best, longest) = (words.Count, double.NegativeInfinity);
        for (var count = (words.Count + 1) / 2; count <= words.Count; count++)
        {
            var next = count < words.Count ? words.TimeOf(count) : time;
            var pause = next - words.EndOf(count) + CueText.PauseAfter(words[count - 1].Text);
            if (next > words.TimeOf(0) && pause > longest - Equal) (best, longest) = (count, pause);
        }
        return best;
    }

    /// <summary>The first so many words are a cue.</summary>
    private void Close(int count, bool pauses)
    {
        if (count == 0) return;
        var text = room.Of(words, count).Finish(Current.Casing, ref begins, Current.Width, words[0].Text);
        begins |= pauses;
        (waiting, start, isWaiting) = (new(text, words.ValueOf(count), words.EndOf(count) - words.TimeOf(0)), words.TimeOf(0), true);
        words.Remove(count);
        if (words.Count > 0) Send(words.TimeOf(0));
    }

    /// <summary>Sends the cue that waits; the next begins then, or later.</summary>
    private void Send(double next)
    {
        var end = Math.Min(Wanted, next - Current.Gap > start ? next - Current.Gap : next);     // where the gap would leave nothing, there is none
        Shown.Write(waiting with { Duration = Math.Max(0, end - start) }, start + Current.Offset);
        (waiting, isWaiting) = (default, false);
    }
}
