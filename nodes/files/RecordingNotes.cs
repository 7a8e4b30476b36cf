using System.Collections;

namespace Streaming.Files;

/// <summary>What a reader had to put up with, once each; bounded, so that a broken file cannot fill the memory with complaints.</summary>
internal sealed class RecordingNotes : IReadOnlyList<string>
{
    private const int Limit = 64;
    private readonly List<string> notes = [];

    public int Count => notes.Count;

    public string this[int index] => notes[index];

    /// <summary>The first part of the recording that is missing or cannot be read; null where there is none.</summary>
    public RecordingException? Damage { get; private set; }

    /// <summary>Notes that a part of the recording is missing or cannot be read.</summary>
    public void Add(string note, RecordingException damage)
    {
        Damage ??= damage;
        Add(note);
    }

    public void Add(string note)
    {
        if (notes.Count < Limit && !notes.Contains(note)) notes.Add(note);
        if (notes.Count == Limit) notes[Limit - 1] = "more notes are left out";
    }

    public IEnumerator<string> GetEnumerator() => notes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
