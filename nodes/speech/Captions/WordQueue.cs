namespace Streaming.Speech;

/// <summary>Words with their times, in the order in which they came.</summary>
internal sealed class WordQueue : IState
{
    private (double Time, Event Word)[] words = new (double, Event)[16];

    /// <summary>Words held.</summary>
    public int Count { get; private set; }

    /// <summary>Seconds, the end of the word that ends last.</summary>
    public double End => EndOf(Count);

    /// <summary>A word; the first is 0.</summary>
    public Event this[int i] => words[i].Word;

    /// <summary>Seconds, the beginning of a word.</summary>
    public double TimeOf(int i) => words[i].Time;

    /// <summary>Seconds, the end of the one that ends last of the first so many words.</summary>
    public double EndOf(int count)
    {
        var end = double.NegativeInfinity;
        foreach (var (time, word) in words.AsSpan(0, count)) end = Math.Max(end, time + word.Duration);
        return end;
    }

    /// <summary>The mean value, their confidence, of the first so many words.</summary>
    public double ValueOf(int count)
    {
        var sum = 0.0;
        foreach (var (_, word) in words.AsSpan(0, count)) sum += word.Value;
        return sum / count;
    }

    /// <summary>Takes a word behind all others.</summary>
    public void Add(double time, Event word)
    {
        if (Count == words.Length) Array.Resize(ref words, 2 * Count);
        words[Count++] = (time, word);
    }

    /// <summary>Lets the first so many words go.</summary>
    public void Remove(int count)
    {
        Array.Copy(words, count, words, 0, Count - count);
        Array.Clear(words, Count - count, count);
        Count -= count;
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("words", Count);
        foreach (var (time, word) in words.AsSpan(0, Count))
        {
            writer.Write("time", time);
            writer.Write("text", word.Text);
            writer.Write("value", word.Value);
            writer.Write("duration", word.Duration);
        }
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Reset();
        for (var n = reader.ReadInt64("words"); n > 0; n--) Add(reader.ReadDouble("time"), new(reader.ReadText("text")!, reader.ReadDouble("value"), reader.ReadDouble("duration")));
    }

    /// <inheritdoc/>
    public void Reset() => Remove(Count);
}
