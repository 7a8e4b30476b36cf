namespace Streaming.Tests;

/// <summary>The graph that ships, or its chain behind another source.</summary>
internal static class CaptionGraph
{
    private static readonly NodeCatalog catalog = new(Audio.Family.Nodes, Dsp.Family.Nodes, Files.Family.Nodes, Record.Family.Nodes, Speech.Family.Nodes, View.Family.Nodes);

    public static string Model { get; } = Path.Combine(Repository.Root, "models", "captions");

    /// <summary>graphs/captions as it ships.</summary>
    public static Graph Shipped(params (string Key, string Value)[] set) =>
        GraphFile.Load(Path.Combine(Repository.Root, "graphs", "captions"), catalog, [.. set.Select(s => KeyValuePair.Create(s.Key, s.Value))]);

    /// <summary>The same from the features on, with what it writes kept in memory.</summary>
    public static (Graph Graph, Ear Words, Ear Utterances) Behind(INode source)
    {
        var (words, utterances) = (new Ear(), new Ear());
        var graph = new Graph("captions")
            .Add("mic", source)
            .Add("voice", new Dsp.Resample(new() { Rate = SpokenDigits.Rate }))
            .Add("features", new Dsp.Mel(new() { Convention = Dsp.MelConvention.Nemo }))
            .Add("encoder", new Speech.Encoder(new() { Model = Model, Lookahead = 80 }))
            .Add("text", new Speech.Transducer(new() { Model = Model }))
            .Add("words", words)
            .Add("utterances", utterances)
            .Link("mic > voice > features > encoder.features")
            .Link("encoder.encoded > text.encoded")
            .Link("text.words > words")
            .Link("text.utterances > utterances");
        return (graph, words, utterances);
    }

    /// <summary>What is heard of a source, as fast as possible.</summary>
    public static async Task<(string[] Words, double[] Times, string[] Utterances)> Hear(INode source, RunOptions? options = null)
    {
        var (graph, words, utterances) = Behind(source);
        await using var session = graph.Start(options ?? new RunOptions { Speed = 0 });
        await session.Completion;
        return ([.. words.Texts], [.. words.Times], [.. utterances.Texts]);
    }
}

/// <summary>Keeps texts with their times, none of which is earlier than was promised before it came.</summary>
[Node("test.ear", Summary = "Keeps texts.", Gap = GapPolicy.Continue)]
public sealed partial class Ear : IStreamNode
{
    [Input] public Input<Event> Events { get; } = new();

    public List<string> Texts { get; } = [];

    public List<double> Times { get; } = [];

    private double promised = double.NegativeInfinity;

    public void Configure()
    {
    }

    public StepResult Step()
    {
        while (Events.Available > 0)
        {
            for (var i = 0; i < Events.Available; i++)
            {
                Texts.Add(Events.Samples[i].Text);
                Times.Add(Events.TimeOf(i));
                Assert.True(Times[^1] >= promised, $"'{Texts[^1]}' at {Times[^1]} s, after a promise that nothing comes before {promised} s");
            }
            Events.Advance(Events.Available);
        }
        promised = Events.Bound;
        return StepResult.NeedInput;
    }
}
