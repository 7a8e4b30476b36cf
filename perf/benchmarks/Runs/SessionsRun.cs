namespace Streaming.Benchmarks;

/// <summary>Many sessions of one model: stepped one by one, packed, packed by threads that meet, and stacked and unstacked around every step.</summary>
internal static class SessionsRun
{
    private const int StepsOfAThread = 8; // they meet at the runner, and are started and awaited but once in so many steps
    private static readonly int[] counts = [1, 2, 4, 8, 16, 32, 64];

    public static void Run(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException("sessions needs the path of a model");
        var settings = RunSettings.Read(arguments[1..], rounds: 100, seconds: 15);
        using var model = BenchmarkedModel.At(arguments[0], settings.Provider);
        var table = new Table($"{model.Name}, by sessions", "µs for each, median", "shortest", "× one by one", "by processor", "managed B/step");
        foreach (var count in counts.Where(c => settings.Wants($"{c} sessions")))
        {
            Console.WriteLine($"{count} sessions");
            using var alone = new Loners(model, count);
            using var packed = new Crowd(model, count, count);
            using var threads = new Threads(new Crowd(model, count, count));
            using var loaded = model.Load();
            using var stacked = new Stacked(loaded, count);
            var all = Enumerable.Range(0, count).ToArray();
            alone.Step(all);
            packed.Step(packed.All);
            threads.Run(1);
            stacked.Step(all, model.Hop);
            Agree(alone, count, packed.Result, threads.Result, stacked.Result);
            var turns = new Turns(milliseconds: 2);
            turns.Add($"{count} sessions, one by one", count, () => alone.Step(all));
            turns.Add($"{count} sessions, packed", count, () => packed.Step(packed.All));
            turns.Add($"{count} sessions, packed, each a thread", StepsOfAThread * count, steps => threads.Run(StepsOfAThread * steps));
            turns.Add($"{count} sessions, stacked and unstacked", count, () => stacked.Step(all, model.Hop));
            turns.Run(settings.Rounds);
            Show(table, turns);
        }
        if (counts.Any(c => settings.Wants($"{c} sessions"))) settings.Show($"Sessions of a model ({settings.Rounds} rounds)", table);
        if (settings.Wants("ragged")) Ragged(model, settings);
        if (settings.Wants("live")) LiveSessions.Run(model, settings);
    }

    /// <summary>Sixteen sessions of which each is ready in every other step, by the throw of a coin.</summary>
    private static void Ragged(BenchmarkedModel model, RunSettings settings)
    {
        const int sessions = 16;
        var random = new Random(1);
        var draws = Enumerable.Range(0, 16).Select(_ => Enumerable.Range(0, sessions).Select(_ => random.Next(2) == 1).ToArray()).ToArray();
        var ready = draws.Select(d => Enumerable.Range(0, sessions).Where(i => d[i]).ToArray()).ToArray();
        using var alone = new Loners(model, sessions);
        using var packed = new Crowd(model, sessions, sessions);
        using var loaded = model.Load();
        using var stacked = new Stacked(loaded, sessions);
        using var padded = loaded.Shared.IsOnHost ? new Padded(loaded, sessions) : null; // its states are the processor's
        var slots = ready.Select(packed.Some).ToArray();
        for (var i = 0; i < draws.Length; i++)
        {
            alone.Step(ready[i]);
            packed.Step(slots[i]);
            padded?.Step(draws[i], model.Hop);
            stacked.Step(ready[i], model.Hop);
        }
        Agree(alone, sessions, [packed.Result, stacked.Result, .. padded is null ? (ResultOf[])[] : [padded.Result]]);
        // One step of these designs goes through all draws.
        var (turns, all) = (new Turns(), ready.Sum(r => r.Length));
        Add("one by one", ready, alone.Step);
        Add("packed", slots, packed.Step);
        if (padded is not null) Add("padded", draws, d => padded.Step(d, model.Hop));
        Add("stacked and unstacked", ready, r => stacked.Step(r, model.Hop));
        turns.Run(settings.Rounds);
        var table = new Table($"{model.Name}, 16 sessions, each ready half the time", "µs for each, median", "shortest", "× one by one", "by processor", "managed B/step");
        Show(table, turns);
        settings.Show($"Ragged readiness ({settings.Rounds} rounds)", table);

        void Add<T>(string name, T[] each, Action<T> step) => turns.Add($"ragged, {name}", all, () => Array.ForEach(each, step));
    }

    /// <summary>What is compared must do the same.</summary>
    private static void Agree(Loners alone, int sessions, params ResultOf[] designs)
    {
        for (var session = 0; session < sessions; session++)
        {
            var expected = alone.Result(session);
            foreach (var design in designs)
            {
                var found = design(session);
                for (var i = 0; i < expected.Length; i++)
                {
                    var isAlike = Math.Abs(found[i] - expected[i]) <= 1e-4 * Math.Max(1, Math.Abs(expected[i]));
                    if (!isAlike) throw new InvalidOperationException($"session {session}: {found[i]} beside {expected[i]} alone");
                }
            }
        }
    }

    private delegate ReadOnlySpan<float> ResultOf(int session);

    private static void Show(Table table, Turns turns)
    {
        var alone = turns.All[0];
        foreach (var one in turns.All)
            table.Add(one.Name, Table.Figure(one.Time), Table.Figure(one.Shortest), Table.Figure(one.Times(alone)), Table.Figure(one.TimesByProcessor(alone)), Table.Figure(one.Bytes));
    }
}
