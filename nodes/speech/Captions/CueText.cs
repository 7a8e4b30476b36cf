namespace Streaming.Speech;

/// <summary>How the letters of a cue are written.</summary>
public enum Casing
{
    /// <summary>As the words come.</summary>
    Keep,

    /// <summary>All small.</summary>
    Lower,

    /// <summary>All capital.</summary>
    Upper,

    /// <summary>A capital begins what follows a pause, or the end of a sentence; the rest is kept.</summary>
    Sentence,
}

/// <summary>Room in which the text of a cue is put together.</summary>
internal sealed class CueText
{
    private char[] letters = new char[256];
    private int length;

    /// <summary>The text so far: words with a space between two.</summary>
    public ReadOnlySpan<char> Text => letters.AsSpan(0, length);

    /// <summary>Begins anew with the first so many words.</summary>
    public CueText Of(WordQueue words, int count)
    {
        length = 0;
        for (var i = 0; i < count; i++) And(words[i].Text);
        return this;
    }

    /// <summary>Adds a word, or several with white space between them.</summary>
    public CueText And(ReadOnlySpan<char> word)
    {
        if (letters.Length < length + word.Length + 1) Array.Resize(ref letters, 2 * (length + word.Length + 1));
        var begins = true;
        foreach (var letter in word)
        {
            if (letter is ' ' or '\t' or '\n' or '\r')
            {
                begins = true;
                continue;
            }
            if (begins && length > 0) letters[length++] = ' ';
            letters[length++] = letter;
            begins = false;
        }
        return this;
    }

    /// <summary>Changes the letters, and breaks the text into lines.</summary>
    /// <param name="casing">How the letters are written.</param>
    /// <param name="begins">A sentence begins here; after it, whether one begins in the next cue.</param>
    /// <param name="width">Characters of a line.</param>
    /// <param name="same">A text that is given back where it came out equal, so that none is made.</param>
    public string Finish(Casing casing, ref bool begins, int width, string same)
    {
        for (var i = 0; i < length; i++)
        {
            ref var letter = ref letters[i];
            if (letter == ' ') begins |= i > 0 && EndsSentence(letters[i - 1]);
            else if (casing == Casing.Lower) letter = char.ToLowerInvariant(letter);
            else if (casing == Casing.Upper || (casing == Casing.Sentence && begins)) letter = char.ToUpperInvariant(letter);
            if (char.IsLetterOrDigit(letter)) begins = false;
        }
        begins = length > 0 && EndsSentence(letters[length - 1]);
        LineBreaks.Balance(letters.AsSpan(0, length), width);
        return Text.SequenceEqual(same) ? same : new(Text);
    }

    /// <summary>Whether a text may end here: how strongly, in seconds of pause that count as much.</summary>
    public static double PauseAfter(ReadOnlySpan<char> word) => word.Length == 0 ? 0 : EndsSentence(word[^1]) ? 2 : word[^1] is ',' or ';' or ':' ? 0.5 : 0;

    private static bool EndsSentence(char letter) => letter is '.' or '?' or '!' or '…';
}
