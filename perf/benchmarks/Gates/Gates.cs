namespace Streaming.Benchmarks;

/// <summary>
/// The tasks that brain signals must still do after they went through the engine, on public recordings with the shipped graphs and causal nodes alone: before cleaning
/// and after. What learns, cleaning included, learns from other recordings than those it is measured on.
/// </summary>
internal static class Gates
{
    private const double Drop = 0.02;

    /// <summary>Measures all, one after the other.</summary>
    /// <param name="data">The folder with eegmmidb, muse-ssvep and muse-p300.</param>
    /// <param name="catalog">The nodes known.</param>
    /// <param name="folder">Where to keep what is learnt.</param>
    public static async IAsyncEnumerable<Gate> Measure(string data, NodeCatalog catalog, string folder)
    {
        yield return await Both("SSVEP, 20 or 30 Hz: 1 s of POz, four Muse recordings", "accuracy", 0.97, Drop, Cleaning.Headband, Flicker).ConfigureAwait(false);
        yield return await Both("fists or feet moved: learnt on R05, S001R09", "accuracy", 0.85, Drop, Cleaning.Cap, task => Movement(task, "05", "09")).ConfigureAwait(false);
        yield return await Both("fists or feet moved: learnt on R09, S001R05", "accuracy", 0.85, Drop, Cleaning.Cap, task => Movement(task, "09", "05")).ConfigureAwait(false);
        yield return await Both("P300: learnt on three Muse recordings, the fourth", "area under the curve", 0.70, Drop, Cleaning.Headband, Oddball).ConfigureAwait(false);
        yield return await Both("eyes closed or open: 8-13 Hz at O1, Oz, O2, S001R01-02", "ratio", 5, double.PositiveInfinity, Cleaning.Cap, Alpha).ConfigureAwait(false);

        async Task<Gate> Both(string task, string figure, double bar, double drop, Cleaning cleaning, Func<Func<string, TaskGraph>, Task<double>> measure)
        {
            var before = await measure(name => new TaskGraph(name, Cleaning.None, catalog, folder)).ConfigureAwait(false);
            var after = await measure(name => new TaskGraph(name, cleaning, catalog, folder)).ConfigureAwait(false);
            return new Gate(task, figure, bar, drop, before, after, cleaning);
        }

        async Task<double> Flicker(Func<string, TaskGraph> make)
        {
            double right = 0, decisions = 0;
            foreach (var (one, others) in LeftOut("muse-ssvep"))
            {
                var task = make("ssvep");
                await task.Learn(("source.path", others)).ConfigureAwait(false);
                var results = await task.Run(("source.path", one)).ConfigureAwait(false);
                right += results["right"];
                decisions += results["decisions"] + results["events without decision"];
            }
            return right / decisions;
        }

        async Task<double> Movement(Func<string, TaskGraph> make, string learnt, string measured)
        {
            var task = make("motor-imagery");
            await task.Learn(("source.path", Path.Combine(data, $"eegmmidb/S001R{learnt}.edf"))).ConfigureAwait(false);
            var results = await task.Run(("source.path", Path.Combine(data, $"eegmmidb/S001R{measured}.edf"))).ConfigureAwait(false);
            return results["right"] / (results["decisions"] + results["events without decision"]);
        }

        async Task<double> Oddball(Func<string, TaskGraph> make)
        {
            var sum = 0.0;
            var files = LeftOut("muse-p300");
            foreach (var (one, others) in files)
            {
                var task = make("p300");
                // A second high-pass at 0.5 Hz would bend the slow wave once more: the cleaning's own stands for the lower edge of the band.
                var low = ("band.low", task.IsCleaned ? "0" : "0.5");
                await task.Learn(("source.path", others), low).ConfigureAwait(false);
                sum += (await task.Run(("source.path", one), low).ConfigureAwait(false))["area under the curve"];
            }
            return sum / files.Count;
        }

        async Task<double> Alpha(Func<string, TaskGraph> make)
        {
            var (open, closed, other) = (Path.Combine(data, "eegmmidb/S001R01_first60s.edf"), Path.Combine(data, "eegmmidb/S001R02_first60s.edf"), Path.Combine(data, "eegmmidb/S001R03.edf"));
            var task = make("alpha");
            await task.Learn(("open.path", other), ("closed.path", other)).ConfigureAwait(false);
            return (await task.Run(("open.path", open), ("closed.path", closed)).ConfigureAwait(false))["closed / open"];
        }

        // Each recording of a folder with all others as a list.
        List<(string One, string Others)> LeftOut(string name)
        {
            var files = Directory.GetFiles(Path.Combine(data, name), "*.csv").Order(StringComparer.Ordinal).ToList();
            return [.. files.Select(one => (one, $"[{string.Join(", ", files.Where(f => f != one).Select(f => $"\"{f}\""))}]"))];
        }
    }
}
