using System.Globalization;
using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>Writes what streams say of themselves for people. It comes from the network, so nothing in it may steer a terminal.</summary>
internal static class Shown
{
    private const int Longest = 40;

    /// <summary>A text of one line without control characters, cut where it is long; "-" where it is empty.</summary>
    public static string Text(string text)
    {
        if (text.Length == 0) return "-";
        var clean = string.Concat(text.Select(c => char.IsControl(c) || c is >= '\u200B' and <= '\u200F' or >= '\u2028' and <= '\u202E' ? '?' : c));
        return clean.Length <= Longest ? clean : string.Concat(clean.AsSpan(0, Longest - 1), "…");
    }

    /// <summary>Such as "250 Hz", or "irregular".</summary>
    public static string Rate(double rate) => rate > 0 ? rate.ToString("0.###", CultureInfo.InvariantCulture) + " Hz" : "irregular";

    /// <summary>Such as "EEG 'BioSemi' (float32, 64 channels, 512 Hz) of lab3".</summary>
    public static string Stream(LslStreamInfo stream)
    {
        var type = stream.Type.Length > 0 ? Text(stream.Type) + " " : "";
        var channels = stream.ChannelCount == 1 ? "1 channel" : $"{stream.ChannelCount} channels";
        return $"{type}'{Text(stream.Name)}' ({stream.Format.Name()}, {channels}, {Rate(stream.Rate)}) of {Text(stream.Hostname)}";
    }
}
