namespace Streaming.Speech;

/// <summary>What may stand in each part of a speech.yaml.</summary>
internal static class SpeechForm
{
    public static NodeDescriptor Head { get; } = Part("a speech.yaml",
        Choice<EncoderForm>("form"),
        Whole("left", 1, required: true),
        Item("lookahead", SettingType.Numbers, required: true) with { Minimum = 0, Maximum = 1000 },
        Whole("layers", 1, required: true),
        Whole("width", 1, required: true),
        Item("tokens", SettingType.Text),
        Item("first", SettingType.Text));

    public static NodeDescriptor Features { get; } = Part("the features of a speech.yaml",
        Choice<FeatureConvention>("convention"),
        Whole("mels", 1, required: true),
        Item("rate", SettingType.Number) with { Minimum = 1, Unit = "Hz" });

    public static NodeDescriptor Transducer { get; } = Part("the transducer of a speech.yaml",
        Item("decoder", SettingType.Text),
        Item("joiner", SettingType.Text),
        Item("joint", SettingType.Text));

    private static NodeDescriptor Part(string name, params SettingInfo[] settings) =>
        new(name, "", "", GapPolicy.Reset, false, false, "", [], [], settings, _ => throw new NotSupportedException("A part of a file is no node."));

    private static SettingInfo Choice<T>(string name) where T : struct, Enum => Item(name, SettingType.Choice, required: true) with { Choices = SettingText.Choices<T>() };

    private static SettingInfo Whole(string name, int least, bool required) => Item(name, SettingType.Integer, required) with { Minimum = least };

    private static SettingInfo Item(string name, SettingType type, bool required = false) =>
        new(name, "", type, "", "", double.NegativeInfinity, double.PositiveInfinity, [], required, false, false, false);
}
