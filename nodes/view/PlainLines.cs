using System.Globalization;
using System.Text;

namespace Streaming.View;

/// <summary>Says in one line what the display would show, for logs.</summary>
internal static class PlainLines
{
    /// <summary>Says each text that stays once, as soon as it is there.</summary>
    public static void Tell(Picture picture, Action<string> note)
    {
        foreach (var captions in picture.Captions)
        {
            while (captions.TryTell(out var line, out var missed))
            {
                var who = picture.Captions.Count > 1 ? captions.Node + ": " : "";
                if (missed > 0) note(string.Create(CultureInfo.InvariantCulture, $"{who}({missed} texts came too fast to be shown)"));
                note($"{Figure.Clock(line.Time - picture.Origin)}  {who}{(line.Said.Text.Length == 0 ? "(some texts are missing)" : line.Said.Text.ReplaceLineEndings(" "))}");
            }
        }
    }

    public static string Of(Picture picture, Traffic traffic)
    {
        var line = new StringBuilder(Figure.Clock(picture.Time - picture.Origin));
        foreach (var signal in picture.Signals.Where(s => !s.IsAudio))
        {
            var levels = Enumerable.Range(0, signal.Channels).Select(c => Math.Sqrt(Scale.Moments(signal, c).Variance)).Where(double.IsFinite).Order().ToArray();
            if (levels.Length > 0) line.Append($"  {signal.Name} {Figure.Number(levels[levels.Length / 2])} {signal.Unit}".TrimEnd()).Append(" rms");
        }
        foreach (var level in picture.Levels.Where(l => l.IsThere))
        {
            line.Append(CultureInfo.InvariantCulture, $"  {level.Name}");
            for (var c = 0; c < level.Labels.Count; c++)
            {
                line.Append(CultureInfo.InvariantCulture, $" {level.Rms(c):0.0} dBFS, peak {level.Peak(c):0.0}");
                if (level.Clipped(c) > 0) line.Append(CultureInfo.InvariantCulture, $", clipped {level.Clipped(c)}");
            }
        }
        foreach (var curve in picture.Curves.Where(c => c.Count > 0))
        {
            line.Append(CultureInfo.InvariantCulture, $"  {curve.Name}");
            for (var c = 0; c < Math.Min(curve.Channels, 8); c++) line.Append(CultureInfo.InvariantCulture, $" {curve.Labels[c]}={Figure.Number(curve[curve.Count - 1, c])}");
        }
        foreach (var stream in picture.Features.Where(f => f.IsThere))
        {
            line.Append(CultureInfo.InvariantCulture, $"  {stream.Name}");
            for (var i = 0; i < Math.Min(stream.Values.Length, 8); i++)
                line.Append(CultureInfo.InvariantCulture, $" {(i < stream.Format.Labels.Count ? stream.Format.Labels[i] + "=" : "")}{Figure.Number(stream.Values[i])}");
        }
        if (picture.Events is { Count: > 0 } events)
        {
            var last = events[0];
            line.Append(CultureInfo.InvariantCulture, $"  {last.Event.Text}");
            if (last.Event.Value != 0) line.Append(CultureInfo.InvariantCulture, $" {last.Event.Value:0.00}");
            if (last.Outcome != Outcome.Unknown) line.Append(last.Outcome == Outcome.Right ? " right" : " wrong");
            if (events.Judged > 0) line.Append(CultureInfo.InvariantCulture, $" ({DecisionPanel.Accuracy(events)})");
        }
        var (median, p99) = traffic.Latency;
        if (double.IsFinite(median)) line.Append(CultureInfo.InvariantCulture, $"  latency {Figure.Time(median)}, p99 {Figure.Time(p99)}");
        line.Append(CultureInfo.InvariantCulture, $"  dropped {traffic.Dropped}");
        if (traffic.Outages > 0) line.Append(CultureInfo.InvariantCulture, $"  outages {traffic.Outages}");
        return line.ToString();
    }
}
