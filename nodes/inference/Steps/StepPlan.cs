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
    IReadOnlyList<TensorInfo> Unused);

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
    /// <summary>Its size.</summary>
    public long Bytes => Dimensions.Aggregate((long)ElementSize.Of(Input.Type), (bytes, d) => bytes * d);
}

/// <summary>A tensor that never changes.</summary>
/// <param name="Card">What the card says of it.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Dimensions">Its dimensions.</param>
internal sealed record StepConstant(CardConstant Card, TensorInfo Tensor, ValueList<int> Dimensions);

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
