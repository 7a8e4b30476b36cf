namespace Streaming.Speech;

/// <summary>
/// Frames of features on their way into an encoder: the chunk being gathered, behind those that it is to see again. A chunk of T encoder frames has 8T rows; the
/// first begins with 7 that do not exist, since the subsampling of NeMo's causal encoders ends frame j with mel frame 8j.
/// </summary>
internal sealed class FrameWindow : IState
{
    /// <summary>Rows before a stream's first frame that its first chunk holds.</summary>
    public const int Before = SpeechModel.FramesPerStep - 1;

    private readonly int again;
    private readonly int width;
    private readonly float nothing;
    private readonly float[] rows;
    private int filled;

    /// <summary>A window.</summary>
    /// <param name="again">Rows before a chunk that it sees again.</param>
    /// <param name="most">Rows of the longest chunk.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="nothing">What stands in rows before the stream.</param>
    public FrameWindow(int again, int most, int width, float nothing)
    {
        (this.again, this.width, this.nothing) = (again, width, nothing);
        rows = new float[(again + most) * width];
        Reset();
    }

    /// <summary>Rows of the chunk that are there.</summary>
    public int Gathered => filled - again;

    /// <summary>Rows that it can take.</summary>
    public int Room => rows.Length / width - filled;

    /// <summary>Takes frames.</summary>
    public void Add(ReadOnlySpan<float> frames, int count)
    {
        frames[..(count * width)].CopyTo(rows.AsSpan(filled * width));
        filled += count;
    }

    /// <summary>Takes frames of one value.</summary>
    public void Fill(float value, int count)
    {
        rows.AsSpan(filled * width, count * width).Fill(value);
        filled += count;
    }

    /// <summary>Rows of the window, counted from the first that is seen again; those that are not there are zero.</summary>
    public ReadOnlySpan<float> Rows(int from, int count)
    {
        rows.AsSpan(filled * width).Clear();
        return rows.AsSpan(from * width, count * width);
    }

    /// <summary>Goes on behind a chunk of so many rows.</summary>
    public void Advance(int count)
    {
        count = Math.Min(count, Gathered);
        rows.AsSpan(count * width, (filled - count) * width).CopyTo(rows);
        filled -= count;
    }

    /// <summary>What was gathered behind a chunk of so many rows is the beginning of a stream.</summary>
    /// <returns>How many frames it is.</returns>
    public int BeginBehind(int count)
    {
        var left = Math.Max(0, Gathered - count);
        rows.AsSpan((filled - left) * width, left * width).CopyTo(rows.AsSpan((again + Before) * width));
        Reset();
        filled += left;
        return left;
    }

    /// <inheritdoc/>
    public void Save(ref StateWriter writer)
    {
        writer.Write("filled", filled);
        writer.Write<float>("rows", rows.AsSpan(0, filled * width));
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        var count = reader.ReadInt32("filled");
        if (count < again || count > rows.Length / width) throw new StateException($"An encoder's window of {rows.Length / width} frames cannot hold {count}.");
        reader.Read("rows", rows.AsSpan(0, count * width));
        filled = count;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        filled = 0;
        Fill(nothing, again + Before);
    }
}
