namespace Streaming;

/// <summary>The stream that a node learnt from, or is to work on, as its file tells it.</summary>
internal sealed class FitStream(StreamFormat format)
{
    private const double Alike = 1e-9; // relative difference at which two rates or steps are one

    private readonly string kind = SettingText.Of(format.Kind);
    private readonly double step = format.Axis?.Step ?? 0;

    public void Write(FitWriter writer)
    {
        writer.Text("kind", kind);
        writer.Number("channels", format.Channels);
        writer.Texts("labels", format.Labels);
        writer.Number("rate", format.Rate);
        writer.Number("step", step);
        writer.Text("unit", format.Unit);
    }

    public void Check(FitReader learnt)
    {
        if (learnt.Text("kind") is var before && before != kind) throw Other(learnt, "kind", before, kind);
        if (learnt.Number("channels") is var channels && channels != format.Channels) throw Other(learnt, "channels", $"{channels} channels", $"{format.Channels}");
        var labels = learnt.Texts("labels");
        if (labels.Count > 0 && format.Labels.Count > 0)
            for (var i = 0; i < labels.Count && i < format.Labels.Count; i++)
                if (labels[i] != format.Labels[i]) throw Other(learnt, "labels", $"channel {i} '{labels[i]}'", $"'{format.Labels[i]}'");
        if (Differ(learnt.Number("rate"), format.Rate))
            throw Other(learnt, "rate", FormattableString.Invariant($"{learnt.Number("rate")} Hz"), FormattableString.Invariant($"{format.Rate} Hz"));
        if (Differ(learnt.Number("step"), step))
            throw Other(learnt, "step", FormattableString.Invariant($"a step of {learnt.Number("step")} {format.Axis?.Unit}").TrimEnd(),
                FormattableString.Invariant($"{step} {format.Axis?.Unit}").TrimEnd());
        if (learnt.Text("unit") is var unit && unit != format.Unit) throw Other(learnt, "unit", $"the unit '{unit}'", $"'{format.Unit}'");
    }

    private static bool Differ(double a, double b) => !(Math.Abs(a - b) <= Alike * Math.Max(Math.Abs(a), Math.Abs(b)));

    private static FitException Other(FitReader learnt, string name, string before, string now) => learnt.Wrong(name, $"the stream learnt from, with {before}", now);
}
