using System.Numerics;

namespace Streaming.Kernels;

/// <summary>
/// Where the electrodes of the 10-10 system (of which 10-20 is a part) sit on a sphere of radius 1: x to the right ear, y to the nose, z up.
/// The angles are the customary spherical ones: inclination from Cz (negative on the left) and azimuth, in degrees.
/// </summary>
internal static class Electrodes
{
    // The left half and the midline; the right half mirrors it.
    private static readonly (string Label, int Inclination, int Azimuth)[] table =
    [
        ("Fpz", 92, 90), ("AFz", 69, 90), ("Fz", 46, 90), ("FCz", 23, 90), ("Cz", 0, 0), ("CPz", 23, -90), ("Pz", 46, -90), ("POz", 69, -90), ("Oz", 92, -90),
        ("Iz", 115, -90),
        ("Fp1", -92, -72), ("AF7", -92, -54), ("AF3", -74, -65), ("F9", -115, -36), ("F7", -92, -36), ("F5", -75, -41), ("F3", -60, -51), ("F1", -50, -68),
        ("FT9", -115, -18), ("FT7", -92, -18), ("FC5", -69, -21), ("FC3", -49, -29), ("FC1", -31, -46),
        ("T9", -115, 0), ("T7", -92, 0), ("C5", -69, 0), ("C3", -46, 0), ("C1", -23, 0),
        ("TP9", -115, 18), ("TP7", -92, 18), ("CP5", -69, 21), ("CP3", -49, 29), ("CP1", -31, 46),
        ("P9", -115, 36), ("P7", -92, 36), ("P5", -75, 41), ("P3", -60, 51), ("P1", -50, 68), ("PO7", -92, 54), ("PO3", -74, 65), ("O1", -92, 72),
    ];

    private static readonly Dictionary<string, Vector3> positions = Positions();

    /// <summary>All labels that have a position.</summary>
    public static IReadOnlyCollection<string> Labels => positions.Keys;

    /// <summary>The place of an electrode; upper and lower case are alike.</summary>
    /// <exception cref="FormatMismatchException">The label is not one of the 10-10 system.</exception>
    public static Vector3 Position(string label) =>
        positions.TryGetValue(label, out var position) ? position
        : throw new FormatMismatchException("an electrode of the 10-10 system, such as Fp1, Cz, T8, POz or O2", $"'{label}'", "name a channel that has a place on the head");

    /// <summary>
    /// The place of an electrode by a label as recordings write it: padded with dots (<c>Fc5.</c>), after <c>EEG</c> or before <c>-Ref</c>; false where it names none.
    /// </summary>
    public static bool TryFind(string label, out Vector3 position)
    {
        var name = label.Trim().TrimEnd('.');
        if (name.StartsWith("EEG ", StringComparison.OrdinalIgnoreCase)) name = name[4..].TrimStart();
        if (name.EndsWith("-Ref", StringComparison.OrdinalIgnoreCase)) name = name[..^4];
        return positions.TryGetValue(name, out position);
    }

    private static Dictionary<string, Vector3> Positions()
    {
        var all = new Dictionary<string, Vector3>(StringComparer.OrdinalIgnoreCase);
        foreach (var (label, inclination, azimuth) in table)
        {
            double theta = inclination / 360.0, phi = azimuth / 360.0;
            var place = new Vector3((float)(Turn.Sin(theta) * Turn.Cos(phi)), (float)(Turn.Sin(theta) * Turn.Sin(phi)), (float)Turn.Cos(theta));
            all[label] = place;
            if (!char.IsAsciiDigit(label[^1])) continue;
            var name = label.TrimEnd('1', '3', '5', '7', '9');
            all[name + (label[^1] - '0' + 1)] = place with { X = -place.X };
        }
        // The older names of the temporal row.
        foreach (var (old, now) in (ReadOnlySpan<(string, string)>)[("T3", "T7"), ("T4", "T8"), ("T5", "P7"), ("T6", "P8")]) all[old] = all[now];
        return all;
    }
}
