namespace Streaming;

/// <summary>Something that remembers: it can be saved, restored into a new object configured alike, and reset to how it was after Configure.</summary>
public interface IState
{
    /// <summary>Writes all it remembers.</summary>
    void Save(ref StateWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="StateException">It was written by something configured differently.</exception>
    void Load(ref StateReader reader);

    /// <summary>Forgets everything.</summary>
    void Reset();
}

/// <summary>A saved state does not fit what is to be restored.</summary>
public sealed class StateException : Exception
{
    /// <summary>Says what was expected and found.</summary>
    public StateException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
