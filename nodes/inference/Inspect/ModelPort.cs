namespace Streaming.Inference;

/// <summary>A stream at a tensor of a model.</summary>
/// <param name="Name">Its name in a link.</param>
/// <param name="Tensor">The tensor as the model declares it, such as "input float32[1, 512]".</param>
/// <param name="Format">What flows there; a rate of 0 stands for any, or for what follows from the first input. Null where doubts leave it open.</param>
/// <param name="Hop">New samples a step; 0 where doubts leave it open.</param>
/// <param name="Context">Samples before the new ones that a step sees again.</param>
public sealed record ModelPort(string Name, string Tensor, StreamFormat? Format, int Hop, int Context)
{
    internal static IReadOnlyList<ModelPort> Of(IReadOnlyList<CardPort> card, IReadOnlyList<TensorInfo> tensors, IReadOnlyList<StepPort>? plan, Func<StepPort, double> rate) =>
    [
        .. card.Select((port, i) => new ModelPort(
            port.Name,
            $"{tensors.First(t => t.Name == port.Tensor)}",
            plan?[i].Format(port.Rate > 0 ? port.Rate : rate(plan[i])),
            plan?[i].Hop ?? 0,
            port.Context)),
    ];
}

/// <summary>A pair of tensors through which a model remembers.</summary>
/// <param name="Input">The tensor it reads, as the model declares it.</param>
/// <param name="Output">The tensor it writes, as the model declares it.</param>
/// <param name="Pairing">How it is known that they belong together.</param>
/// <param name="Bytes">Its size; -1 where doubts leave it open.</param>
public sealed record ModelPair(string Input, string Output, Pairing Pairing, long Bytes)
{
    /// <summary>A step writes some of its numbers anew and leaves the others: on the processor it is written where it is read.</summary>
    public bool IsScattered { get; init; }
}

/// <summary>How two tensors were found to be one state.</summary>
public enum Pairing
{
    /// <summary>The card says so.</summary>
    Card,

    /// <summary>Their names leave no doubt.</summary>
    Name,

    /// <summary>Their shapes are alike, which a card must confirm.</summary>
    Guess,
}
