using System.Buffers;
using Streaming;

// Runs graphs of every node family and leaves what came of them in a folder, for a test to compare how it was compiled.
var folder = Environment.CurrentDirectory = args[0];   // where graphs write
var catalog = new NodeCatalog(Streaming.Audio.Family.Nodes, Streaming.Dsp.Family.Nodes, Streaming.Eeg.Family.Nodes, Streaming.Files.Family.Nodes, Streaming.Inference.Family.Nodes, Streaming.Lsl.Family.Nodes, Streaming.Plot.Family.Nodes, Streaming.Record.Family.Nodes, Streaming.Simulate.Family.Nodes, Streaming.Speech.Family.Nodes, Streaming.View.Family.Nodes);

// Half of the first graph runs in a second session, from the state saved by the first.
var state = new ArrayBufferWriter<byte>();
await using (var first = Compile("record").Prepare(new RunOptions { Speed = 0, Limit = 20, PauseAtLimit = true }))
{
    first.Run();
    await first.Completion;
    first.Save(state);
}
foreach (var written in Directory.GetFiles(folder)) File.Delete(written);
await using (var second = Compile("record").Prepare(new RunOptions { Speed = 0 }))
{
    second.Load(state.WrittenMemory);
    second.Run();
    await second.Completion;
    File.WriteAllLines(Path.Combine(folder, "results.txt"), second.Report().Results["accuracy"].Select(c => $"{c.Name} {c.Value:R}"));
}
await using (var replay = Compile("replay").Start(new RunOptions { Speed = 0 })) await replay.Completion;
File.WriteAllLines(Path.Combine(folder, "lsl.txt"), Loopback.Run());

// Two nodes learn, and a session decides with what they learnt.
foreach (var learner in Read("learn").Learners) await Read("learn").Learn(learner.Name).RunAsync();
await using (var decides = Compile("learn").Start(new RunOptions { Speed = 0 })) await decides.Completion;

Plan Compile(string graph) => Read(graph).Compile();

Graph Read(string graph)
{
    var file = Path.Combine(AppContext.BaseDirectory, graph + ".yaml");
    return GraphFile.Parse(File.ReadAllText(file), file, folder, catalog);
}
