namespace Streaming.View;

/// <summary>The ways to show a stream.</summary>
internal enum Panel
{
    Trace,
    Spectrogram,
    Bars,
    Numbers,
    Events,
    Captions,
}

/// <summary>Which way a stream is shown.</summary>
internal static class Choice
{
    private const double Audio = 8000;           // samples per second from which a signal is heard rather than seen
    private const double Infrasonic = 1000;      // Hz up to which a spectrum is that of a body rather than of a voice

    /// <summary>Texts of an utterance that still goes on.</summary>
    public static bool IsPartial(StreamFormat format) => format.Content == EventContent.Partials;

    /// <summary>The node that a stream comes from.</summary>
    public static string NodeOf(string stream) => stream.LastIndexOf('.') is >= 0 and var dot ? stream[..dot] : stream;

    /// <summary>Samples of sound, full scale 1.</summary>
    public static bool IsAudio(StreamFormat format) => format is { Kind: StreamKind.Signal, Rate: >= Audio, Unit: "" };

    /// <summary>An entry of the setting means this stream.</summary>
    public static bool Names(string entry, string stream) => entry == stream || (stream.StartsWith(entry, StringComparison.Ordinal) && stream.LastIndexOf('.') == entry.Length);

    /// <summary>As the setting says or, where it does not, as kind and rate suggest.</summary>
    /// <exception cref="FormatMismatchException">The stream cannot be shown, or not so.</exception>
    public static Panel Of(AnyInput stream, ValueMap show)
    {
        var format = stream.Format;
        if (format.Kind != StreamKind.Events && format.Element != ElementType.Float32) throw new FormatMismatchException("signals of float32", format.ToString(), "convert it before the display");
        var ways = Ways(format);
        if (ways.Length == 0) throw new FormatMismatchException("regular signals, spectra, features or events", format.ToString(), "link what it was made from");
        foreach (var (name, word) in show.Entries)
        {
            if (!Names(name, stream.Name)) continue;
            foreach (var way in ways)
                if (Word(way) == word) return way;
            throw new FormatMismatchException($"{string.Join(" or ", ways.Select(Word))} for '{stream.Name}' in the setting show", $"'{word}'", $"it is {format}");
        }
        return ways[0];
    }

    private static string Word(Panel panel) => panel.ToString().ToLowerInvariant();

    /// <summary>The ways that a format allows, the usual one first.</summary>
    private static Panel[] Ways(StreamFormat format) => format switch
    {
        { Kind: StreamKind.Signal, Rate: > 0 } => format.Rate >= Audio ? [Panel.Spectrogram, Panel.Trace] : [Panel.Trace, Panel.Spectrogram],
        { Kind: StreamKind.Features, Rate: > 0 } => [Panel.Numbers, Panel.Trace],
        { Kind: StreamKind.Features } => [Panel.Numbers],
        { Kind: StreamKind.Spectrum, Axis: { } axis, Rate: > 0 } => axis.Start + axis.Step * (format.Shape[0] - 1) > Infrasonic ? [Panel.Spectrogram, Panel.Bars] : [Panel.Bars, Panel.Spectrogram],
        { Kind: StreamKind.Spectrum, Axis: not null } => [Panel.Bars],
        { Kind: StreamKind.Events, Content: EventContent.Partials or EventContent.Utterances } => [Panel.Captions, Panel.Events],
        { Kind: StreamKind.Events } => [Panel.Events, Panel.Captions],
        _ => [],
    };
}
