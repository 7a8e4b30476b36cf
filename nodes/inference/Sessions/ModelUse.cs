namespace Streaming.Inference;

/// <summary>How a node of a model family uses a model that it steps itself.</summary>
public sealed record ModelUse
{
    /// <summary>How it is run.</summary>
    public Execution Execution { get; init; } = new();

    /// <summary>Sessions that step as one, at most; see the setting 'batch' of <see cref="Onnx"/>.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>How long a step that is ready waits for those of other sessions, at most.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>What is done when the model makes a number that is none.</summary>
    public Unsound Unsound { get; init; }

    /// <summary>
    /// Samples along the time axis, by port or tensor, where the card's number is not the one wanted: one file whose axis is dynamic is stepped in chunks of any
    /// length. Sessions with other lengths do not meet. Names that the card does not have are passed over.
    /// </summary>
    public IReadOnlyDictionary<string, int> Lengths { get; init; } = new Dictionary<string, int>();

    /// <summary>Constants of the card that are set anew before a step, by tensor, such as the number of samples that count; they begin as the card has them.</summary>
    public IReadOnlyList<string> Varying { get; init; } = [];

    /// <summary>What states begin with, by the tensor that is read, where the card's number is not the one wanted.</summary>
    public IReadOnlyDictionary<string, double> Beginnings { get; init; } = new Dictionary<string, double>();

    /// <summary>The card, where the model has none of its own beside it; empty: that beside it, or what names make plain.</summary>
    public string Card { get; init; } = "";
}
