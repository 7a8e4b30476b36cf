using System.Numerics;

namespace Streaming.Simulate;

/// <summary>How strongly each channel sees a source: 1 at the source and less with distance, as volume conduction blurs it.</summary>
internal static class Topography
{
    /// <summary>The weights of one source.</summary>
    /// <param name="electrodes">Positions of the channels, on a sphere of radius 1.</param>
    /// <param name="source">Position of the source on that sphere.</param>
    /// <param name="width">Distance, in radii, at which a quarter is left.</param>
    public static double[] Of(ReadOnlySpan<Vector3> electrodes, Vector3 source, float width)
    {
        var weights = new double[electrodes.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var falloff = 1 + Vector3.DistanceSquared(electrodes[i], source) / (width * width);
            weights[i] = 1 / (falloff * falloff);
        }
        return weights;
    }

    /// <summary>A generator under every electrode, blurred by distance: row j is what generator j gives to each channel. Every channel has unit power.</summary>
    public static double[][] Mixing(ReadOnlySpan<Vector3> electrodes, float width)
    {
        var rows = new double[electrodes.Length][];
        for (var j = 0; j < rows.Length; j++) rows[j] = Of(electrodes, electrodes[j], width);
        for (var i = 0; i < rows.Length; i++)
        {
            var power = 0.0;
            foreach (var row in rows) power += row[i] * row[i];
            foreach (var row in rows) row[i] /= Math.Sqrt(power);
        }
        return rows;
    }
}
