namespace Streaming.Speech;

/// <summary>Writes tokens as text, with a space before each word but the first; or only counts its letters where there is no room.</summary>
internal ref struct Spelling(Vocabulary vocabulary, Span<char> room)
{
    private readonly Span<char> room = room;
    private bool isBetween;

    /// <summary>Letters so far.</summary>
    public int Length { get; private set; }

    /// <summary>The text so far.</summary>
    public readonly ReadOnlySpan<char> Text => room[..Length];

    /// <summary>Goes on with some tokens.</summary>
    public void Add(ReadOnlySpan<Token> tokens)
    {
        foreach (var token in tokens)
        {
            isBetween |= vocabulary.BeginsWord(token.Id) && Length > 0;
            var text = vocabulary.Text(token.Id);
            if (text.Length == 0) continue;
            if (isBetween) Put(" ");
            isBetween = false;
            Put(text);
        }
    }

    private void Put(ReadOnlySpan<char> text)
    {
        if (!room.IsEmpty) text.CopyTo(room[Length..]);
        Length += text.Length;
    }
}
