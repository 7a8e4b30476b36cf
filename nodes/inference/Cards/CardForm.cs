namespace Streaming.Inference;

/// <summary>What may stand in each part of a card: the reader checks against it, and the published schema is written from it.</summary>
internal static class CardForm
{
    public static NodeDescriptor Head { get; } = Part("a card",
        Text("model", "The model's name."),
        Text("summary", "One sentence on what it does."),
        Text("licence", "The licence of its weights."),
        Text("source", "Who trained it, on what, and where it was taken from."),
        Item("accuracy", "Measured quality, by what was measured.", SettingType.Map),
        Whole("latency", "Samples of the first input by which the output belongs to earlier ones than it comes with.", 0));

    public static NodeDescriptor Input { get; } = Part("an input of a card", [.. Port,
        Whole("hop", "New samples a step.", 1),
        Whole("context", "Samples before the new ones that the tensor needs again.", 0),
        Item("pad", "The value of the context before the first sample; left out, the first step waits for as many samples.", SettingType.Number)]);

    public static NodeDescriptor Output { get; } = Part("an output of a card", Port);

    public static NodeDescriptor State { get; } = Part("a state of a card",
        Text("input", "The tensor that what was remembered is read from.", required: true),
        Text("output", "The tensor that what will be remembered is written to.", required: true),
        Item("initial", "The value of all its numbers before the first step.", SettingType.Number),
        Item("axes", "What each dimension is: batch, which counts sessions, or any other word; 'name=9' gives a dynamic one its length.", SettingType.Texts));

    /// <summary>Parts that hold parts.</summary>
    public static IReadOnlyList<string> Sections { get; } = ["inputs", "outputs", "states", "constants"];

    private static SettingInfo[] Port =>
    [
        Text("tensor", "The tensor it is bound to.", required: true),
        Item("kind", "What one sample means.", SettingType.Choice) with { Choices = SettingText.Choices<StreamKind>() },
        Item("rate", "Samples per second; left out: any, or what follows from the first input.", SettingType.Number) with { Unit = "Hz", Minimum = 0 },
        Item("axes", "What each dimension is: batch, time, or part of a sample; 'name=9' gives a dynamic one its length.", SettingType.Texts),
        Item("labels", "The channels' names.", SettingType.Texts),
        Text("unit", "The unit of its values."),
    ];

    private static NodeDescriptor Part(string name, params SettingInfo[] settings) =>
        new(name, "", "", GapPolicy.Reset, false, false, "", [], [], settings, _ => throw new NotSupportedException("A part of a card is no node."));

    private static SettingInfo Text(string name, string summary, bool required = false) => Item(name, summary, SettingType.Text) with { Required = required };

    private static SettingInfo Whole(string name, string summary, int least) => Item(name, summary, SettingType.Integer) with { Minimum = least };

    private static SettingInfo Item(string name, string summary, SettingType type) =>
        new(name, summary, type, "", "", double.NegativeInfinity, double.PositiveInfinity, [], false, false, false, false);
}
