namespace Streaming.View;

/// <summary>The newest values of streams of features, each with its name.</summary>
internal static class FeaturePanel
{
    public static void Draw(Screen screen, Area area, IReadOnlyList<Newest> features)
    {
        screen.Title(area, features.Count == 1 ? features[0].Name : "features", features.Count == 1 ? features[0].Format.Unit : "");
        var y = area.Y + 1;
        foreach (var stream in features)
        {
            for (var i = 0; i < stream.Values.Length && y < area.Y + area.Height; i++, y++)
            {
                var number = stream.IsThere ? Figure.Number(stream.Values[i]) : "–";
                var label = i < stream.Format.Labels.Count ? stream.Format.Labels[i] : $"{i + 1}";
                screen.Write(area.X, y, Figure.Fit(label, area.Width - number.Length - 1), Ink.Label);
                screen.WriteBefore(area.X + area.Width - 1, y, number, Ink.Plain);
            }
        }
    }
}
