using Streaming.Cli.Text;
using Streaming.Lsl;

namespace Streaming.Cli.Network;

/// <summary>Streams that must be there, by name: says when one is missing, again and again while it is, and at the end.</summary>
internal sealed class Requirements(IReadOnlyList<string> names, TimeProvider time, double firstReminder, double lastReminder)
{
    private const int Blinks = 2;                // searches in a row that may overlook a stream
    private readonly Dictionary<string, Absence> all = names.Distinct().ToDictionary(n => n, _ => new Absence());
    private long begun;

    /// <summary>One was missing at some time.</summary>
    public bool HasMissed => all.Values.Any(a => a.Total > 0 || a.Since != 0);

    /// <summary>What is missing when the recording begins.</summary>
    public IReadOnlyList<string> Begin(IReadOnlyList<LslStreamInfo> there)
    {
        begun = time.GetTimestamp();
        var said = new List<string>();
        foreach (var (name, absence) in all)
        {
            if (there.Any(s => s.Name == name)) continue;
            absence.Begin(begun, firstReminder);
            said.Add($"WARNING: required stream '{name}' is missing{Meant(name, there)}");
        }
        return said;
    }

    /// <summary>What is to be said after a search.</summary>
    public IReadOnlyList<string> Look(IReadOnlyList<LslStreamInfo> there)
    {
        var now = time.GetTimestamp();
        var said = new List<string>();
        foreach (var (name, absence) in all)
        {
            if (there.Any(s => s.Name == name))
            {
                absence.Overlooked = 0;
                if (absence.Since == 0) continue;
                said.Add($"required stream '{name}' is there after {Quantity.Clock(absence.Seconds(time, now))}");
                absence.End(time, now);
            }
            else if (absence.Since == 0)
            {
                if (++absence.Overlooked < Blinks) continue;
                absence.Begin(now, firstReminder);
                said.Add($"WARNING: required stream '{name}' is missing");
            }
            else if (absence.Seconds(time, now) >= absence.Reminder)
            {
                absence.Reminder += Math.Clamp(absence.Reminder, firstReminder, lastReminder);
                said.Add($"WARNING: required stream '{name}' has been missing for {Quantity.Clock(absence.Seconds(time, now))}");
            }
        }
        return said;
    }

    /// <summary>How it was in the end, a line for each.</summary>
    public IReadOnlyList<string> Conclude()
    {
        var now = time.GetTimestamp();
        return [.. all.Select(a => a.Value.Since != 0
            ? $"required stream '{a.Key}' {(a.Value.Since == begun ? "never came" : $"was missing at the end, for {Quantity.Clock(a.Value.Seconds(time, now))}")}"
            : a.Value.Total > 0 ? $"required stream '{a.Key}' was missing for {Quantity.Clock(a.Value.Total)}" : $"required stream '{a.Key}' was there all the time")];
    }

    private static string Meant(string name, IReadOnlyList<LslStreamInfo> there) =>
        Nearest.Remedy(name, there.Select(s => Shown.Text(s.Name))) is { } remedy && remedy.StartsWith("did", StringComparison.Ordinal) ? $" ({remedy})" : "";

    /// <summary>How long a stream has been away.</summary>
    private sealed class Absence
    {
        public long Since { get; private set; }

        /// <summary>Seconds of absences that are over.</summary>
        public double Total { get; private set; }

        /// <summary>Seconds of absence at which it is told again.</summary>
        public double Reminder { get; set; }

        public int Overlooked { get; set; }

        public void Begin(long now, double reminder) => (Since, Reminder, Overlooked) = (now, reminder, 0);

        public double Seconds(TimeProvider time, long now) => time.GetElapsedTime(Since, now).TotalSeconds;

        public void End(TimeProvider time, long now) => (Total, Since) = (Total + Seconds(time, now), 0);
    }
}
