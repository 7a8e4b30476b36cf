using System.Globalization;

namespace Streaming.Benchmarks;

/// <summary>Whether brain signals still do their tasks, before and after cleaning.</summary>
internal static class GatesRun
{
    /// <returns>Whether all are met.</returns>
    public static async Task<bool> Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("gates needs the folder of the recordings");
        if (!Directory.Exists(arguments[0])) throw new ArgumentException($"there is no folder {arguments[0]}");
        var settings = RunSettings.Read(arguments[1..], rounds: 1, seconds: 0);
        var folder = Directory.CreateTempSubdirectory("gates").FullName;
        try
        {
            var catalog = new NodeCatalog(Dsp.Family.Nodes, Eeg.Family.Nodes, Files.Family.Nodes, Simulate.Family.Nodes, View.Family.Nodes);
            var table = new Table("task", "figure", "must be", "as recorded", "cleaned", "cleaning", "");
            var all = true;
            await foreach (var gate in Gates.Measure(arguments[0], catalog, folder).ConfigureAwait(false))
            {
                table.Add(gate.Task, gate.Figure, Figure(gate.Bar), Figure(gate.Before), Figure(gate.After), gate.Cleaning.Name, gate.IsMet ? "met" : "MISSED");
                all &= gate.IsMet;
            }
            settings.Show("Tasks on real recordings, causal processing", table);
            return all;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Figure(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
