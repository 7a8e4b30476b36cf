using System.Globalization;

namespace Streaming.Audio;

/// <summary>Which device a user means: by its name or what the system calls it, whole or a part that only one has; or the system's default.</summary>
/// <param name="Device">A name, or a part of one in any case; "default" for the system's.</param>
/// <param name="Api">The interface to reach it by; empty for any.</param>
/// <param name="Plays">A device that plays is meant, not one that captures.</param>
/// <param name="Loopback">What the machine plays is meant.</param>
internal sealed record DeviceChoice(string Device, string Api, bool Plays, bool Loopback)
{
    private const int MostNamed = 12;

    private bool IsDefault => Device.Equals("default", StringComparison.OrdinalIgnoreCase);

    private string Kind => Plays ? "a device that plays" : Loopback ? "a loopback of what is played" : "a device that captures";

    /// <summary>The device; null where it is not there.</summary>
    /// <exception cref="FormatMismatchException">Several are meant, or the interface does not exist.</exception>
    public AudioDevice? Find(IReadOnlyList<AudioDevice> devices)
    {
        var all = Suitable(devices);
        if (IsDefault)
        {
            var first = Plays ? all.FirstOrDefault(d => d.IsDefaultOutput)
                : Loopback ? all.FirstOrDefault(d => d.Id == DefaultLoopback(devices))
                : all.FirstOrDefault(d => d.IsDefaultInput);
            return first ?? (all.Count == 1 ? all[0] : null);
        }
        var exact = all.Where(d => d.Name == Device || d.Id == Device).ToList();
        if (exact.Count == 0) exact = [.. all.Where(d => Says(d.Name) || Says(d.Id))];
        // Who names a part of a microphone's name does not mean the loopback beside it.
        if (exact.Count > 1 && exact.Any(d => !d.IsLoopback)) exact.RemoveAll(d => d.IsLoopback);
        if (exact.Count > 1) throw new FormatMismatchException($"one device named '{Device}'", $"{exact.Count}: {Names(exact)}", "name one of them in full, or its interface with 'api'");
        return exact.Count == 1 ? exact[0] : null;
    }

    /// <summary>What to say where it is not there.</summary>
    public FormatMismatchException NotFound(IReadOnlyList<AudioDevice> devices)
    {
        var all = Suitable(devices);
        var wanted = IsDefault ? $"{Kind} that is the system's default" : $"{Kind} named '{Device}'";
        return new(wanted, all.Count == 0 ? "none at all" : $"none; there are {Names(all)}", all.Count == 0 ? "plug one in; 'streaming audio list' shows what there is" : "set 'device' to one of these names, or a part of one");
    }

    /// <summary>The rate to open it with.</summary>
    /// <exception cref="FormatMismatchException">It does not run at that rate.</exception>
    public static double Rate(AudioDevice device, double wanted)
    {
        if (wanted == 0) return device.Rate;
        return device.Rates.Contains(wanted) ? wanted : throw new FormatMismatchException(
            $"a rate that '{device.Name}' has ({string.Join(", ", device.Rates.Select(r => r.ToString(CultureInfo.InvariantCulture)))} Hz)", FormattableString.Invariant($"{wanted} Hz"),
            FormattableString.Invariant($"leave 'rate' out and resample with {{ node: dsp.resample, rate: {wanted} }}"));
    }

    private bool Says(string name) => name.Contains(Device, StringComparison.OrdinalIgnoreCase);

    private List<AudioDevice> Suitable(IReadOnlyList<AudioDevice> devices)
    {
        var apis = devices.Select(d => d.Api).Distinct().ToList();
        if (Api.Length > 0 && devices.Count > 0 && !apis.Contains(Api, StringComparer.OrdinalIgnoreCase))
            throw new FormatMismatchException($"an interface that is there ({string.Join(", ", apis)})", $"'{Api}'", "set 'api' to one of them, or leave it out");
        return [.. devices.Where(d => (Plays ? d.Outputs : d.Inputs) > 0 && (!Loopback || d.IsLoopback) && (Api.Length == 0 || d.Api.Equals(Api, StringComparison.OrdinalIgnoreCase)))];
    }

    private static string? DefaultLoopback(IReadOnlyList<AudioDevice> devices) =>
        devices.FirstOrDefault(d => d.IsDefaultOutput) is { } playing ? devices.FirstOrDefault(d => d.IsLoopback && (d.Id == playing.Id + ".monitor" || d.Id == playing.Id))?.Id : null;

    private static string Names(IReadOnlyList<AudioDevice> devices) =>
        string.Join(", ", devices.Take(MostNamed).Select(d => $"'{d.Name}'{(devices.Count(o => o.Name == d.Name) > 1 ? $" ({(d.Id != d.Name ? d.Id : d.Api)})" : "")}")) + (devices.Count > MostNamed ? ", ..." : "");
}
