namespace Streaming.Inference;

/// <summary>What a card tells of a model beyond the model file: what flows through its ports, what it remembers, where it comes from.</summary>
internal sealed record Card
{
    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>One sentence on what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The licence of its weights.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Who trained it, on what, and where it was taken from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Measured quality, by what was measured.</summary>
    public ValueMap Accuracy { get; init; } = ValueMap.Empty;

    /// <summary>Samples of the first input by which the output belongs to earlier ones than it comes with: look-ahead, overlap.</summary>
    public int Latency { get; init; }

    /// <summary>The streams it reads, the first of which sets the pace.</summary>
    public ValueList<CardPort> Inputs { get; init; } = [];

    /// <summary>The streams it sends.</summary>
    public ValueList<CardPort> Outputs { get; init; } = [];

    /// <summary>What it hands itself from step to step.</summary>
    public ValueList<CardState> States { get; init; } = [];

    /// <summary>Inputs that never change, by tensor.</summary>
    public ValueList<CardConstant> Constants { get; init; } = [];
}

/// <summary>A stream at a tensor.</summary>
internal sealed record CardPort
{
    /// <summary>Its name in a link.</summary>
    public required string Name { get; init; }

    /// <summary>The tensor it is bound to.</summary>
    public required string Tensor { get; init; }

    /// <summary>Where the card says so, for errors.</summary>
    public Place Place { get; init; }

    /// <summary>What one sample means.</summary>
    public StreamKind Kind { get; init; }

    /// <summary>Samples per second; 0: any (an input), or what follows from the first input (an output).</summary>
    public double Rate { get; init; }

    /// <summary>What each dimension of the tensor is: batch, time, or part of a sample; "name=9" gives a dynamic one its length.</summary>
    public ValueList<string> Axes { get; init; } = [];

    /// <summary>New samples a step; 0: as many as the tensor's time axis holds beyond the context.</summary>
    public int Hop { get; init; }

    /// <summary>The hop is not the card's but that of who steps the model.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Samples before the new ones that the tensor needs again.</summary>
    public int Context { get; init; }

    /// <summary>The value of the context before the first sample; NaN: the first step waits until there are as many samples.</summary>
    public double Pad { get; init; } = double.NaN;

    /// <summary>The channels' names.</summary>
    public ValueList<string> Labels { get; init; } = [];

    /// <summary>The unit of its values.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The dimension that is this axis; -1: none is.</summary>
    public int Axis(string name) => CardAxes.Find(Axes, name);
}

/// <summary>A pair of tensors through which the model remembers.</summary>
/// <param name="Input">The tensor it reads what it remembered from.</param>
/// <param name="Output">The tensor it writes what it will remember to.</param>
/// <param name="Initial">The value of all its numbers before the first step.</param>
/// <param name="Axes">What each dimension is: batch, or any other word; "name=9" gives a dynamic one its length. Empty: none is dynamic, and none counts sessions.</param>
/// <param name="Place">Where the card says so.</param>
internal sealed record CardState(string Input, string Output, double Initial, ValueList<string> Axes, Place Place = default)
{
    /// <summary>The dimension that counts sessions; -1: none.</summary>
    public int Batch => CardAxes.Find(Axes, "batch");
}

/// <summary>The words for a tensor's dimensions.</summary>
internal static class CardAxes
{
    /// <summary>The dimension that is this axis, with a length or without; -1: none is.</summary>
    public static int Find(ValueList<string> axes, string name)
    {
        for (var i = 0; i < axes.Count; i++)
            if (axes[i].Split('=')[0] == name) return i;
        return -1;
    }
}

/// <summary>A tensor that never changes.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Values">One value for all its numbers, or one each.</param>
/// <param name="Place">Where the card says so.</param>
internal sealed record CardConstant(string Tensor, ValueList<double> Values, Place Place = default);
