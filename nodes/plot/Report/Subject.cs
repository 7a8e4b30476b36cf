namespace Streaming.Plot;

/// <summary>What a report is about.</summary>
/// <param name="Name">The name of the stream; empty where it has none.</param>
/// <param name="Unit">The unit of its values; empty where it has none.</param>
internal sealed record Subject(string Name, string Unit)
{
    /// <summary>A figure's name with a unit, as it stands above a column or beside an axis.</summary>
    public string With(string name, string ofUnit = "") => Unit.Length == 0 ? name : $"{name} ({Unit}{ofUnit})";
}
