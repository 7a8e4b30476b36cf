namespace Streaming.Lsl;

/// <summary>Reads what a user says of a stream that may come later than the graph starts.</summary>
internal static class Expectation
{
    private static readonly string[] known = ["channels", "rate", "format", "name", "type", "unit"];

    /// <summary>The stream as declared.</summary>
    /// <exception cref="FormatMismatchException">The declaration cannot be.</exception>
    public static LslStreamInfo Read(ValueMap expect, ValueMap stream)
    {
        foreach (var (name, _) in expect.Entries)
            if (!known.Contains(name)) throw Wrong("channels, rate, format, name, type or unit", $"'{name}'");
        var format = LslFormat.Float32;
        if (expect["format"] is { } word && !LslFormats.TryParse(word, out format))
            throw Wrong("format to be float32, double64, string, int32, int16, int8 or int64", $"'{word}'");
        var channels = LslNumbers.Whole(expect["channels"] ?? "1", 1, InfoXml.MostChannels)
            ?? throw Wrong($"channels to be a whole number from 1 to {InfoXml.MostChannels}", $"'{expect["channels"]}'");
        var rate = LslNumbers.Parse(expect["rate"] ?? "0") is { } hertz and >= 0 ? hertz : throw Wrong("rate to be a number of at least 0", $"'{expect["rate"]}'");
        return new()
        {
            Name = expect["name"] ?? stream["name"] ?? "stream",
            Type = expect["type"] ?? stream["type"] ?? "",
            ChannelCount = channels,
            Format = format,
            Rate = rate,
            Description = expect["unit"] is { } unit ? Units(unit, channels) : "",
        };
    }

    /// <summary>Why a stream that came is not the one that was configured; null where it is.</summary>
    public static string? Differs(LslStreamInfo configured, LslStreamInfo came) =>
        configured.ChannelCount == came.ChannelCount && configured.Format == came.Format && configured.Rate == came.Rate ? null
        : $"expected {Say(configured)}, found {Say(came)}";

    private static string Say(LslStreamInfo info) => FormattableString.Invariant($"{info.Format.Name()}[{info.ChannelCount}] at {info.Rate:0.####} Hz");

    private static string Units(string unit, int channels)
    {
        var channel = $"<channel><unit>{System.Security.SecurityElement.Escape(unit)}</unit></channel>";
        return $"<desc><channels>{string.Concat(Enumerable.Repeat(channel, channels))}</channels></desc>";
    }

    private static FormatMismatchException Wrong(string expected, string found) => new(expected, found, "mend the setting expect");
}
