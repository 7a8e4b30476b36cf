namespace Streaming.Plot;

/// <summary>What a report is about.</summary>
/// <param name="Name">The name of the stream; empty where it has none.</param>
/// <param name="Unit">The unit of its values; empty where it has none.</param>
internal sealed record Subject(string Name, string Unit)
{
    /// <summary>Its name, or what it is.</summary>
    public string Title => Name.Length > 0 ? Name : "Signal";

    /// <summary>A figure's name with a unit, as it stands above a column or beside an axis.</summary>
    public string With(string name, string ofUnit = "") => Unit.Length == 0 ? name : $"{name} ({Unit}{ofUnit})";
}
