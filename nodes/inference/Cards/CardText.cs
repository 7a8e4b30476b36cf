using System.Globalization;
using System.Text;

namespace Streaming.Inference;

/// <summary>Writes a card as a user would.</summary>
internal static class CardText
{
    /// <summary>The card as YAML.</summary>
    /// <param name="card">The card.</param>
    /// <param name="doubts">What to settle, each a comment above the line it is about.</param>
    public static string Of(Card card, params IReadOnlyList<Doubt> doubts)
    {
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"model: {Quoted(card.Model)}\n"));
        if (card.Summary.Length > 0) text.Append(FormattableString.Invariant($"summary: {card.Summary}\n"));
        if (card.Licence.Length > 0) text.Append(FormattableString.Invariant($"licence: {card.Licence}\n"));
        if (card.Latency > 0) text.Append(FormattableString.Invariant($"latency: {card.Latency}\n"));
        text.Append("inputs:\n");
        foreach (var port in card.Inputs) Port(text, port, doubts);
        text.Append("outputs:\n");
        foreach (var port in card.Outputs) Port(text, port, doubts);
        if (card.States.Count > 0) text.Append("states:\n");
        foreach (var state in card.States)
        {
            Comments(text, state.Input, doubts);
            text.Append(FormattableString.Invariant($"  - {{ input: {Quoted(state.Input)}, output: {Quoted(state.Output)}{(state.Initial == 0 ? "" : $", initial: {state.Initial}")}{(state.Axes.Count == 0 ? "" : $", axes: {SettingText.Of(state.Axes)}")} }}\n"));
        }
        if (card.Constants.Count > 0) text.Append("constants:\n");
        foreach (var constant in card.Constants)
        {
            Comments(text, constant.Tensor, doubts);
            text.Append(FormattableString.Invariant($"  {Quoted(constant.Tensor)}: {(constant.Values.Count == 1 ? SettingText.Of(constant.Values[0]) : SettingText.Of(constant.Values))}\n"));
        }
        return text.ToString();
    }

    private static void Comments(StringBuilder text, string tensor, IReadOnlyList<Doubt> doubts)
    {
        foreach (var doubt in doubts.Where(d => d.Tensor == tensor)) text.Append(CultureInfo.InvariantCulture, $"  # in doubt: {doubt}\n");
    }

    private static void Port(StringBuilder text, CardPort port, IReadOnlyList<Doubt> doubts)
    {
        Comments(text, port.Tensor, doubts);
        List<string> parts = [$"tensor: {Quoted(port.Tensor)}", $"kind: {SettingText.Of(port.Kind)}"];
        if (port.Rate > 0) parts.Add($"rate: {SettingText.Of(port.Rate)}");
        parts.Add($"axes: {SettingText.Of(port.Axes)}");
        if (port.Hop > 0) parts.Add($"hop: {SettingText.Of((long)port.Hop)}");
        if (port.Context > 0) parts.Add($"context: {SettingText.Of((long)port.Context)}");
        if (!double.IsNaN(port.Pad)) parts.Add($"pad: {SettingText.Of(port.Pad)}");
        if (port.Labels.Count > 0) parts.Add($"labels: {SettingText.Of(port.Labels)}");
        if (port.Unit.Length > 0) parts.Add($"unit: {port.Unit}");
        text.Append("  ").Append(port.Name).Append(": { ").AppendJoin(", ", parts).Append(" }\n");
    }

    private static string Quoted(string text) => text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') ? text : $"\"{text}\"";
}
