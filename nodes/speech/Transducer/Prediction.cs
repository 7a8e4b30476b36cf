using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>The inputs of a prediction network: a token, its length and states, filled from contexts.</summary>
internal sealed class Prediction(FunctionTensor targets, FunctionTensor? lengths, FunctionTensor[] states)
{
    /// <summary>The dimensions of an input, with -1 for its rows; null where it is none of these.</summary>
    public ValueList<int>? ShapeOf(FunctionTensor input)
    {
        if (input == targets) return [-1, 1];
        if (input == lengths) return [-1];
        return Array.IndexOf(states, input) >= 0 ? [input.Dimensions[0], -1, input.Dimensions[2]] : null;
    }

    /// <summary>Numbers of the states of a row.</summary>
    public int Size => states.Sum(s => s.RowSize);

    /// <summary>Sets a row: a token, and the states before it.</summary>
    public void Write(int rows, int row, int token, ReadOnlySpan<float> before)
    {
        targets.WriteWhole(row, token);
        lengths?.WriteWhole(row, 1);
        foreach (var state in states)
        {
            state.Write(rows, row, before[..state.RowSize]);
            before = before[state.RowSize..];
        }
    }

    /// <summary>Takes the states of a row.</summary>
    public static void Read(FunctionTensor[] states, int rows, int row, Span<float> after)
    {
        foreach (var state in states)
        {
            state.Read(rows, row, after[..state.RowSize]);
            after = after[state.RowSize..];
        }
    }
}
