using Microsoft.ML.OnnxRuntime.Tensors;

namespace Streaming.Inference;

/// <summary>A card and a model brought together: the exact dimensions of every tensor of a step, and what each is for.</summary>
/// <param name="Card">The card.</param>
/// <param name="Inputs">Streams in; the first sets the pace.</param>
/// <param name="Outputs">Streams out.</param>
/// <param name="States">What the model hands itself.</param>
/// <param name="Constants">What never changes.</param>
/// <param name="Unused">Outputs that nobody reads.</param>
internal sealed record StepPlan(
    Card Card,
    IReadOnlyList<StepPort> Inputs,
    IReadOnlyList<StepPort> Outputs,
    IReadOnlyList<StepState> States,
    IReadOnlyList<StepConstant> Constants,
    IReadOnlyList<TensorInfo> Unused)
{
    /// <summary>Sees to it that the model can step several sessions at once.</summary>
    /// <param name="path">The model, for the message.</param>
    /// <param name="sessions">How many.</param>
    /// <exception cref="ModelException">A tensor of it holds but one.</exception>
    public void CheckBatch(string path, int sessions)
    {
        foreach (var (tensor, batch) in OfOneSession)
        {
            var remedy = batch >= 0 || tensor.Dimensions.All(d => d >= 0) ? "export the model with a dynamic batch dimension, or leave 'batch' out" : "write in its card which dimension counts sessions ('batch' among its axes), or leave 'batch' out";
            throw new ModelException(path, $"a dynamic dimension that counts sessions in every tensor, for 'batch: {sessions}'", $"{tensor}", remedy);
        }
    }

    /// <summary>Sees to it that another model can go on in the place of this one, with what it remembers.</summary>
    /// <param name="path">The other model, for the message.</param>
    /// <param name="next">Its plan.</param>
    /// <exception cref="ModelException">Its ports or states are not alike.</exception>
    public void CheckSuccessor(string path, StepPlan next)
    {
        Alike(path, "latency", [$"{Card.Latency}"], [$"{next.Card.Latency}"]);
        Alike(path, "inputs", Inputs.Select(Port), next.Inputs.Select(Port));
        Alike(path, "outputs", Outputs.Select(Port), next.Outputs.Select(Port));
        CheckStates(path, next);

        static string Port(StepPort p) => $"{p.Card.Name} {p.Format(p.Card.Rate)}, {p.Hop} a step{(p.Card.Context > 0 ? $" and {p.Card.Context} before" : "")}";
    }

    /// <summary>Sees to it that another model can go on with what this one remembers.</summary>
    /// <param name="path">The other model, for the message.</param>
    /// <param name="next">Its plan.</param>
    /// <exception cref="ModelException">Its states are not alike.</exception>
    public void CheckStates(string path, StepPlan next)
    {
        var isAlike = States.Count == next.States.Count;
        for (var i = 0; isAlike && i < States.Count; i++)
        {
            var (mine, other) = (States[i], next.States[i]);
            isAlike = mine.Input.Name == other.Input.Name && mine.Input.Type == other.Input.Type && mine.Dimensions.Equals(other.Dimensions);
        }
        if (!isAlike) Alike(path, "states", States.Select(State), next.States.Select(State));

        static string State(StepState s) => $"{s.Input.Name} {s.Input.TypeName}[{string.Join(", ", s.Dimensions)}]";
    }

    private static void Alike(string path, string what, IEnumerable<string> mine, IEnumerable<string> others)
    {
        if (mine.SequenceEqual(others)) return;
        throw new ModelException(path, $"the {what} of the model that runs ({string.Join("; ", mine)}), to go on in its place", $"{string.Join("; ", others)}", "end the run and begin it with this model");
    }

    /// <summary>It can step several sessions at once.</summary>
    public bool CanBatch => !OfOneSession.Any();

    /// <summary>Tensors that hold but one session: they have no dimension that counts them, or a fixed one.</summary>
    private IEnumerable<(TensorInfo Tensor, int Batch)> OfOneSession => Inputs.Select(p => (p.Tensor, p.Batch))
        .Concat(Outputs.Select(p => (p.Tensor, p.Batch)))
        .Concat(States.Select(s => (s.Input, s.Batch)))
        .Concat(States.Select(s => (s.Output, s.Dimensions.Equals(s.OutputDimensions) ? s.Batch : -1)))
        .Where(((TensorInfo Tensor, int Batch) t) => t.Batch < 0 || t.Tensor.Dimensions[t.Batch] >= 0);

    internal static int[] With(ReadOnlySpan<int> dimensions, int batch, int sessions)
    {
        var all = dimensions.ToArray();
        if (batch >= 0) all[batch] = sessions;
        return all;
    }
}

/// <summary>A stream at a tensor whose dimensions are all known: [Outer, Time, Inner] with Outer * Inner values in a sample.</summary>
/// <param name="Card">What the card says of it.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Dimensions">Its dimensions in a step.</param>
/// <param name="Shape">The dimensions of one sample of the stream.</param>
/// <param name="Outer">Values before the time axis.</param>
/// <param name="Time">Samples in the tensor: context and new ones.</param>
/// <param name="Inner">Values after the time axis.</param>
internal sealed record StepPort(CardPort Card, TensorInfo Tensor, ValueList<int> Dimensions, ValueList<int> Shape, int Outer, int Time, int Inner)
{
    /// <summary>New samples a step.</summary>
    public int Hop => Time - Card.Context;

    /// <summary>Values in a sample.</summary>
    public int Width => Outer * Inner;

    /// <summary>The numbers of a step lie in the tensor as they do in the stream: sample after sample.</summary>
    public bool IsLaidOutAsStream => Outer == 1 || Time == 1;

    /// <summary>The dimension that counts sessions; -1: none does.</summary>
    public int Batch => Card.Axis("batch");

    /// <summary>Where a session lies among others.</summary>
    public RowLayout Layout { get; } = RowLayout.Of(Dimensions.Span, Card.Axis("batch"), ElementSize.Of(Tensor.Type));

    /// <summary>The tensor's dimensions in a step of so many sessions.</summary>
    public int[] DimensionsFor(int sessions) => StepPlan.With(Dimensions.Span, Batch, sessions);

    /// <summary>Puts samples of a stream, [samples, outer, inner], into the tensor, [outer, samples, inner].</summary>
    /// <param name="stream">The samples.</param>
    /// <param name="at">The place of the first in the tensor.</param>
    /// <param name="count">How many.</param>
    /// <param name="tensor">The tensor of one session.</param>
    public void ToTensor<T>(ReadOnlySpan<T> stream, int at, int count, Span<T> tensor)
    {
        if (IsLaidOutAsStream)
        {
            stream[..(count * Width)].CopyTo(tensor[(at * Width)..]);
            return;
        }
        for (var i = 0; i < Outer; i++)
            for (var t = 0; t < count; t++)
                stream.Slice((t * Outer + i) * Inner, Inner).CopyTo(tensor[((i * Time + at + t) * Inner)..]);
    }

    /// <summary>Takes the first samples of a stream, [samples, outer, inner], out of the tensor, [outer, samples, inner].</summary>
    /// <param name="tensor">The tensor of one session.</param>
    /// <param name="count">How many.</param>
    /// <param name="stream">The samples.</param>
    public void ToStream<T>(ReadOnlySpan<T> tensor, int count, Span<T> stream)
    {
        if (IsLaidOutAsStream)
        {
            tensor[..(count * Width)].CopyTo(stream);
            return;
        }
        for (var i = 0; i < Outer; i++)
            for (var t = 0; t < count; t++)
                tensor.Slice((i * Time + t) * Inner, Inner).CopyTo(stream[((t * Outer + i) * Inner)..]);
    }

    /// <summary>The type of the stream.</summary>
    public ElementType Element => Tensor.Type switch
    {
        TensorElementType.Double => ElementType.Float64,
        TensorElementType.Int64 => ElementType.Int64,
        TensorElementType.Int32 => ElementType.Int32,
        TensorElementType.Int16 => ElementType.Int16,
        TensorElementType.Int8 => ElementType.Int8,
        _ => ElementType.Float32,
    };

    /// <summary>The stream at it.</summary>
    /// <param name="rate">Samples per second.</param>
    public StreamFormat Format(double rate) => new()
    {
        Kind = Card.Kind,
        Element = Element,
        Shape = Shape,
        Rate = rate,
        Labels = Card.Labels.Count == Shape[^1] ? Card.Labels : [],
        Unit = Card.Unit,
        Name = Card.Name,
    };
}

/// <summary>A pair through which the model remembers.</summary>
/// <param name="Card">What the card says of it.</param>
/// <param name="Input">The tensor read.</param>
/// <param name="Output">The tensor written.</param>
/// <param name="Dimensions">The dimensions it is read with.</param>
/// <param name="OutputDimensions">The dimensions it is written with; they may differ in dimensions of 1.</param>
internal sealed record StepState(CardState Card, TensorInfo Input, TensorInfo Output, ValueList<int> Dimensions, ValueList<int> OutputDimensions)
{
    /// <summary>The dimension that counts sessions; -1: none does.</summary>
    public int Batch => Card.Batch;

    /// <summary>Where a session lies among others.</summary>
    public RowLayout Layout { get; } = RowLayout.Of(Dimensions.Span, Card.Batch, ElementSize.Of(Input.Type));

    /// <summary>Its size for a session.</summary>
    public long Bytes => Layout.Bytes;

    /// <summary>A step writes some of its numbers anew and leaves the others where they are.</summary>
    public bool IsScattered { get; init; }

    /// <summary>The dimensions it is read with in a step of so many sessions.</summary>
    public int[] DimensionsFor(int sessions) => StepPlan.With(Dimensions.Span, Batch, sessions);

    /// <summary>The dimensions it is written with in a step of so many sessions.</summary>
    public int[] OutputDimensionsFor(int sessions) => sessions == 1 ? OutputDimensions.Span.ToArray() : DimensionsFor(sessions);
}

/// <summary>A tensor that never changes.</summary>
/// <param name="Card">What the card says of it.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Dimensions">Its dimensions.</param>
internal sealed record StepConstant(CardConstant Card, TensorInfo Tensor, ValueList<int> Dimensions)
{
    /// <summary>Its dimensions in a step of so many sessions: a dynamic one counts them.</summary>
    public int[] DimensionsFor(int sessions) => [.. Dimensions.Select((d, i) => Tensor.Dimensions[i] < 0 ? d * sessions : d)];
}

/// <summary>Bytes of one value of a tensor.</summary>
internal static class ElementSize
{
    public static int Of(TensorElementType type) => type switch
    {
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Int16 or TensorElementType.UInt16 => 2,
        _ => 1,
    };

    public static int Of(ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Int16 => 2,
        _ => 1,
    };
}
