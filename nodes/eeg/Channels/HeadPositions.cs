using System.Globalization;
using System.Numerics;
using System.Xml;
using System.Xml.Linq;

namespace Streaming.Eeg;

/// <summary>Where the electrodes of a stream are, on a sphere of radius 1: x to the right ear, y to the nose, z up.</summary>
internal static class HeadPositions
{
    private const int Fewest = 5; // places that tell a sphere, and one over

    /// <summary>
    /// A place for each channel, or null where there is none. Measured places in the stream's description (<c>channels/channel/location</c> with X, Y and Z, as XDF's
    /// specification of EEG metadata has them) come first, laid onto a sphere; else the 10-10 system places a channel by its label.
    /// </summary>
    public static Vector3?[] Of(StreamFormat format)
    {
        var measured = Measured(format);
        var onSphere = measured.Count(p => p is not null) >= Fewest ? OnSphere(measured) : new Vector3?[format.Channels];
        for (var c = 0; c < format.Labels.Count; c++)
            if (onSphere[c] is null && Electrodes.TryFind(format.Labels[c], out var place)) onSphere[c] = place;
        return onSphere;
    }

    private static Vector3?[] Measured(StreamFormat format)
    {
        var places = new Vector3?[format.Channels];
        if (format.Description.Length == 0) return places;
        XElement[] channels;
        try
        {
            using var reader = XmlReader.Create(new StringReader(format.Description), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            channels = [.. XElement.Load(reader).DescendantsAndSelf("channels").Take(1).Elements("channel")];
        }
        catch (XmlException)
        {
            return places; // the description is the device's; what cannot be read says nothing
        }
        for (var c = 0; c < Math.Min(places.Length, channels.Length); c++)
            if (channels[c].Element("location") is { } at && Number(at, "X") is { } x && Number(at, "Y") is { } y && Number(at, "Z") is { } z)
                places[c] = new((float)x, (float)y, (float)z);
        return places;
    }

    private static double? Number(XElement location, string name) =>
        double.TryParse((string?)location.Element(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    // The sphere that fits best: |p|² = 2 c.p + (r² - |c|²) is linear in its unknowns.
    private static Vector3?[] OnSphere(Vector3?[] places)
    {
        var system = new double[4, 5];
        foreach (var p in places)
        {
            if (p is not { } at) continue;
            double[] row = [at.X, at.Y, at.Z, 1, at.LengthSquared()];
            for (var i = 0; i < 4; i++)
                for (var j = 0; j < 5; j++) system[i, j] += row[i] * row[j];
        }
        var centre = Solve(system) is { } solved ? new Vector3((float)solved[0], (float)solved[1], (float)solved[2]) / 2 : Vector3.Zero;
        return [.. places.Select(p => p is { } at && at != centre ? Vector3.Normalize(at - centre) : (Vector3?)null)];
    }

    private static double[]? Solve(double[,] a)
    {
        for (var k = 0; k < 4; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < 4; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k])) pivot = i;
            if (Math.Abs(a[pivot, k]) < 1e-9) return null; // all in one plane
            for (var j = 0; j < 5; j++) (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            for (var i = 0; i < 4; i++)
            {
                if (i == k) continue;
                var factor = a[i, k] / a[k, k];
                for (var j = k; j < 5; j++) a[i, j] -= factor * a[k, j];
            }
        }
        return [a[0, 4] / a[0, 0], a[1, 4] / a[1, 1], a[2, 4] / a[2, 2], a[3, 4] / a[3, 3]];
    }
}
