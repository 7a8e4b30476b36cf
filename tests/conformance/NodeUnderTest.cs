namespace Streaming.Tests;

/// <summary>Makes a node from its own example and feeds it what every node must work on: eight EEG channels at 250 Hz and two kinds of markers.</summary>
internal sealed class NodeUnderTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("conformance").FullName;

    private readonly List<LiveStream> live = [];

    private readonly SoundCard sound = new();

    private readonly Dictionary<string, Material> accepted = [];

    public NodeUnderTest(NodeDescriptor descriptor) => Descriptor = descriptor;

    public NodeDescriptor Descriptor { get; }

    /// <summary>Its ports, which for some follow from the files of its example.</summary>
    public IReadOnlyList<PortInfo> Inputs => field ??= Create().InputInfo;

    public IReadOnlyList<PortInfo> Outputs => field ??= Create().OutputInfo;

    public bool IsSource => Inputs.Count == 0;

    /// <summary>A source that waits for what happens outside.</summary>
    public bool IsLive => IsSource && Descriptor is { Waits: true, Paced: false };

    public bool IsSink => Outputs.Count == 0;

    public bool IsBlockNode => Inputs is [{ Name: "input" }] && Outputs is [{ Name: "output" }] && Create() is IBlockNode<float>;

    /// <summary>A new node with the settings of its example, and some replaced; a learner has learnt from what nodes are fed.</summary>
    public INode Make(params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var node = Create(settings);
        if (node is ILearner { FitFile.Length: > 0 } learner && !File.Exists(learner.FitFile)) Learn(50, settings).Save(learner.FitFile);
        return node;
    }

    /// <summary>What a learner learns from all that nodes are fed, cut into blocks of so many samples.</summary>
    public Fit Learn(int block, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var learner = (ILearner)Create(settings);
        learner.Learn();
        var run = Configure(learner);
        Feed(run, block, 0, Material.Seconds);
        run.End().Close();
        return Fit.Of(learner);
    }

    private INode Create(params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var place = new Place(Descriptor.Name, 1, 1);
        var example = (MapValue)Yaml.Parse("{" + Descriptor.Example + "}", place);
        var values = example.Entries.ToDictionary(e => e.Key.Text, e => e.Value);
        // What a learner learnt is no recording: see Make.
        foreach (var setting in Descriptor.Settings.Where(s => s.IsPath && !s.IsWritten && s.Name != "fit"))
            if (values.GetValueOrDefault(setting.Name) is ScalarValue path) Prepare(Path.Combine(folder, path.Text));
        foreach (var (name, value) in settings) values[name] = Yaml.Parse(value, place);
        return sound.PlugInto(Descriptor.Create(new SettingReader(Descriptor, Descriptor.Name, place, values, folder)));
    }

    /// <summary>Steps a source; what it listens to goes on with every step.</summary>
    public void Step(NodeRun run, int steps)
    {
        if (!IsLive) run.Step(steps);
        else for (var n = 0; n < steps; n++)
        {
            foreach (var stream in live) stream.Push();
            sound.Push();
            run.Step(1);
        }
    }

    /// <summary>Steps a live source until it has said something.</summary>
    public void StepUntilItSays(NodeRun run)
    {
        for (var n = 0; n < 3000 && Said.By(run, Outputs).IsEmpty; n++) Step(run, 1);
        Assert.False(Said.By(run, Outputs).IsEmpty, $"{Descriptor.Name} says nothing while something is said to it");
    }

    public NodeRun Run(params ReadOnlySpan<(string Name, string Value)> settings) => Configure(Make(settings));

    /// <summary>What is fed to a port. A block node names no kind: it gets the first it can work on; so does a node of one input that takes features.</summary>
    public Material MaterialOf(PortInfo port)
    {
        if (accepted.TryGetValue(port.Name, out var known)) return known;
        if (port.Element != ElementType.Float32) return Material.Of(port);
        if (port.Kinds.Count == 0) return accepted[port.Name] = Material.Numeric.First(Accepts);
        return port.Kinds[0] == StreamKind.Features && Inputs.Count == 1 ? accepted[port.Name] = Material.Features.First(m => AcceptsAt(port, m)) : Material.Of(port);
    }

    public NodeRun Configure(INode node)
    {
        var run = new NodeRun(node);
        foreach (var input in Inputs) run.Feed(input.Name, MaterialOf(input).Format);
        return run.Configure();
    }

    /// <summary>Everything the node says, cut into blocks of so many samples.</summary>
    public Said Say(int block)
    {
        var run = Run();
        Feed(run, block, 0, Material.Seconds);
        run.End();
        var said = Said.By(run, Outputs);
        run.Close();
        return said;
    }

    /// <summary>Feeds all inputs from one time to another, the streams side by side as they would come.</summary>
    public void Feed(NodeRun run, int block, double from, double to, bool begin = true)
    {
        var feeds = Inputs.Select(i => (Port: PortOf(i), Material: MaterialOf(i))).ToList();
        if (begin)
            foreach (var (port, material) in feeds)
                if (material.Format.Rate > 0) run.Begin(port, material.TimeOf(material.IndexAt(from)));
        // The stream with most samples sets the pace; the others follow in time.
        var pace = feeds.MaxBy(f => f.Material.Count).Material;
        var at = pace.IndexAt(from);
        var end = pace.IndexAt(to);
        var places = feeds.Select(f => f.Material.IndexAt(from)).ToArray();
        while (at < end)
        {
            var next = Math.Min(end, at + block);
            var until = next == end ? to : pace.TimeOf(next);
            for (var i = 0; i < feeds.Count; i++)
            {
                var (port, material) = feeds[i];
                var last = material.IndexAt(until);
                material.Push(run, port, places[i], last);
                places[i] = last;
                if (material.Format.Rate == 0) run.Settle(port, until);
            }
            at = next;
        }
    }

    public void Dispose()
    {
        foreach (var stream in live) stream.Dispose();
        sound.Dispose();
        Directory.Delete(folder, true);
    }

    private void Prepare(string path)
    {
        if (Path.GetExtension(path) != ".cfg") Recordings.Make(path);
        else if (!File.Exists(path)) live.Add(new LiveStream(path));
    }

    private bool Accepts(Material material)
    {
        if (Create() is not IBlockNode<float> node) return true;
        (node as ILearner)?.Learn();
        try
        {
            node.Configure(material.Format);
            return true;
        }
        catch (FormatMismatchException)
        {
            return false;
        }
    }

    private bool AcceptsAt(PortInfo port, Material material)
    {
        var node = Create();
        if (node is not IStreamNode stream || node is ILearner) return true;
        new NodeRun(node).Feed(PortOf(port), material.Format);
        try
        {
            stream.Configure();
            return true;
        }
        catch (FormatMismatchException)
        {
            return false;
        }
        finally
        {
            (node as IDisposable)?.Dispose();
        }
    }

    private static string PortOf(PortInfo input) => input.Many ? input.Name + "0" : input.Name;
}

/// <summary>All that came out of a node, port by port, as text and numbers that compare bit for bit.</summary>
internal sealed record Said(IReadOnlyList<string> Formats, IReadOnlyList<Array> Values, IReadOnlyList<double[]> Times, IReadOnlyList<int[]> Gaps)
{
    public static Said By(NodeRun run, IReadOnlyList<PortInfo> outputs)
    {
        List<string> formats = [];
        List<Array> values = [];
        List<double[]> times = [];
        List<int[]> gaps = [];
        foreach (var port in outputs)
        {
            var format = run.OutputFormat(port.Name);
            formats.Add(format.ToString());
            switch (format.Element)
            {
                case ElementType.Float32: Add(run.Result<float>(port.Name)); break;
                case ElementType.Float64: Add(run.Result<double>(port.Name)); break;
                case ElementType.Int8: Add(run.Result<sbyte>(port.Name)); break;
                case ElementType.Int16: Add(run.Result<short>(port.Name)); break;
                case ElementType.Int32: Add(run.Result<int>(port.Name)); break;
                case ElementType.Int64: Add(run.Result<long>(port.Name)); break;
                default: Add(run.Result<Event>(port.Name)); break;
            }
        }
        return new Said(formats, values, times, gaps);

        void Add<T>(RunResult<T> result) where T : struct
        {
            values.Add(result.Values);
            times.Add(result.Times);
            gaps.Add(result.Gaps);
        }
    }

    /// <summary>This, then that; the gap that Configure cannot know of is where they meet.</summary>
    public Said Then(Said other) => new(
        Formats,
        [.. Values.Zip(other.Values, (a, b) => (Array)a.Cast<object>().Concat(b.Cast<object>()).ToArray())],
        [.. Times.Zip(other.Times, (a, b) => (double[])[.. a, .. b])],
        Gaps);

    public bool IsEmpty => Values.All(v => v.Length == 0);

    public void AssertEquals(Said other, string what)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            Assert.True(Values[i].Length == other.Values[i].Length, $"{what}: output {i} has {other.Values[i].Length} values where {Values[i].Length} are expected");
            for (var k = 0; k < Values[i].Length; k++)
                Assert.True(Equals(Values[i].GetValue(k), other.Values[i].GetValue(k)), $"{what}: output {i} differs at value {k}: {other.Values[i].GetValue(k)} where {Values[i].GetValue(k)} is expected");
            Assert.True(Times[i].AsSpan().SequenceEqual(other.Times[i]), $"{what}: output {i} has other times");
        }
    }
}
