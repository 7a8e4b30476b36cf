namespace Streaming.Inference;

/// <summary>A card as one session wants it: other lengths of time, constants that vary.</summary>
internal static class CardUse
{
    /// <summary>The card for a use.</summary>
    /// <param name="card">The card.</param>
    /// <param name="use">What is wanted.</param>
    /// <param name="path">The model, for messages.</param>
    /// <param name="inputs">The model's inputs, whose dynamic dimension counts sessions where they are constants.</param>
    /// <exception cref="ModelException">The use names what the card does not.</exception>
    public static Card For(this Card card, ModelUse use, string path, IReadOnlyList<TensorInfo> inputs)
    {
        if (use.Lengths.Count + use.Varying.Count + use.Beginnings.Count == 0) return card;
        var varying = use.Varying.Where(v => !card.Inputs.Any(p => Is(p, v))).Select(v => card.Constants.FirstOrDefault(c => c.Tensor == v)
            ?? throw new ModelException(path, $"'{v}' among the constants or inputs of its card", Names(card.Inputs), $"write '{v}: …' below 'constants:'")).ToList();
        return card with
        {
            Inputs = [.. card.Inputs.Select(Lengthened), .. varying.Select(Port)],
            Outputs = [.. card.Outputs.Select(Lengthened)],
            States = [.. card.States.Select(s => use.Beginnings.TryGetValue(s.Input, out var initial) ? s with { Initial = initial } : s)],
            Constants = [.. card.Constants.Except(varying)],
        };

        CardPort Lengthened(CardPort port)
        {
            foreach (var (name, length) in use.Lengths)
                if (Is(port, name)) return port with { Hop = length, IsAsked = true, Context = 0, Pad = double.NaN };
            return port;
        }

        CardPort Port(CardConstant constant) => new()
        {
            Name = constant.Tensor,
            Tensor = constant.Tensor,
            Place = constant.Place,
            Axes = [.. (inputs.FirstOrDefault(i => i.Name == constant.Tensor)?.Dimensions ?? []).Select(d => d < 0 ? "batch" : "part")],
        };
    }

    private static bool Is(CardPort port, string name) => port.Name == name || port.Tensor == name;

    private static string Names(IReadOnlyList<CardPort> ports) => string.Join(", ", ports.Select(p => p.Name));
}
