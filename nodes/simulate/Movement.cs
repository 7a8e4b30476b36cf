namespace Streaming.Simulate;

/// <summary>A movement made or imagined, and the parts of the motor cortex whose rhythms it takes down.</summary>
/// <param name="Label">The event at which it begins.</param>
/// <param name="Parts">Places of <see cref="SensorimotorRhythms"/>.</param>
internal sealed record Movement(string Label, int[] Parts)
{
    // The left hand has its place on the right, the feet in the middle.
    private static readonly (string Name, int[] Parts)[] known = [("left", [2]), ("right", [0]), ("fists", [0, 2]), ("feet", [1])];

    /// <summary>Reads the setting <c>movements</c>.</summary>
    /// <exception cref="FormatMismatchException">One is not known.</exception>
    public static Movement[] Read(ValueMap movements)
    {
        var all = new Movement[movements.Entries.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var (label, name) = movements.Entries[i];
            var parts = known.FirstOrDefault(k => k.Name == name).Parts;
            if (parts is null)
                throw new FormatMismatchException($"one of the movements {string.Join(", ", known.Select(k => k.Name))} for '{label}'",
                    $"'{name}'", "set movements to events with a movement, such as { T1: fists, T2: feet }");
            all[i] = new(label, parts);
        }
        return all;
    }
}
