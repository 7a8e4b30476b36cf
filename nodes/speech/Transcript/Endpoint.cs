namespace Streaming.Speech;

/// <summary>When an utterance is over: after silence by what the decoder hears, or after a pause by what a speech detector hears, whichever is sooner.</summary>
/// <param name="silence">Seconds without a token; 0: does not count.</param>
/// <param name="threshold">A probability of speech below this is a pause.</param>
/// <param name="pause">Seconds of pause; 0: does not count.</param>
internal sealed partial class Endpoint(double silence, double threshold, double pause) : IState
{
    // A decoder hears a token a little after it was said, and the tokens of a word follow closer upon each other than this.
    private const double WithinWord = 0.24;
    private const double Rounding = 1e-6;

    [State] private double quiet = double.NaN; // seconds, when speech was last heard to stop; not a number while it goes on, or nothing is known of it
    [State] private double latest;             // seconds, when something was last known of speech

    /// <summary>Hears how probable speech is at a time.</summary>
    public void Hear(float probability, double time)
    {
        latest = time;
        if (!(probability < threshold)) quiet = double.NaN;
        else if (double.IsNaN(quiet)) quiet = time;
    }

    /// <summary>Nothing is known of speech any more.</summary>
    public void Forget() => quiet = double.NaN;

    /// <summary>An utterance with text is over.</summary>
    /// <param name="last">Seconds, the end of its last token.</param>
    /// <param name="now">Seconds, the end of what was heard.</param>
    public bool IsOver(double last, double now)
    {
        var still = now - last + Rounding;
        if (silence > 0 && still >= silence) return true;
        return pause > 0 && latest - quiet + Rounding >= pause && still >= Math.Min(WithinWord, pause);
    }
}
