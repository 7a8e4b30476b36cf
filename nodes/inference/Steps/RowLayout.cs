namespace Streaming.Inference;

/// <summary>Where the numbers of one session lie in a tensor that holds those of several: [outer, sessions, inner].</summary>
/// <param name="Outer">Pieces that the numbers of a session lie in.</param>
/// <param name="Inner">Bytes of a piece.</param>
internal readonly record struct RowLayout(int Outer, int Inner)
{
    /// <summary>Bytes of a session.</summary>
    public int Bytes => Outer * Inner;

    /// <summary>The layout of a tensor.</summary>
    /// <param name="dimensions">Its dimensions for one session.</param>
    /// <param name="batch">The dimension that counts sessions; -1: there is none, and the tensor holds but one.</param>
    /// <param name="size">Bytes of one number.</param>
    public static RowLayout Of(ReadOnlySpan<int> dimensions, int batch, int size)
    {
        int outer = 1, inner = size;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (i < batch) outer = checked(outer * dimensions[i]);
            else inner = checked(inner * dimensions[i]);
        }
        return new RowLayout(outer, inner);
    }

    /// <summary>A piece of a session's numbers in a tensor of so many sessions.</summary>
    public Span<byte> Piece(Span<byte> tensor, int sessions, int row, int piece) => tensor.Slice((piece * sessions + row) * Inner, Inner);

    /// <summary>Copies a session's numbers out of a tensor of so many sessions.</summary>
    public void Read(Span<byte> tensor, int sessions, int row, Span<byte> to)
    {
        for (var i = 0; i < Outer; i++) Piece(tensor, sessions, row, i).CopyTo(to.Slice(i * Inner, Inner));
    }

    /// <summary>Copies a session's numbers into a tensor of so many sessions.</summary>
    public void Write(Span<byte> tensor, int sessions, int row, ReadOnlySpan<byte> from)
    {
        for (var i = 0; i < Outer; i++) from.Slice(i * Inner, Inner).CopyTo(Piece(tensor, sessions, row, i));
    }

    /// <summary>Copies a session's numbers from one tensor, or place in it, to another.</summary>
    public void Move(Span<byte> from, int sessionsFrom, int rowFrom, Span<byte> to, int sessionsTo, int rowTo)
    {
        for (var i = 0; i < Outer; i++) Piece(from, sessionsFrom, rowFrom, i).CopyTo(Piece(to, sessionsTo, rowTo, i));
    }
}
