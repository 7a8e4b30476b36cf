using BenchmarkDotNet.Running;
using Streaming.Benchmarks;

const string usage = """
    usage: dotnet run -c Release --project perf/benchmarks -- chain|link|paced|model PATH|bdn [options]
      chain   ten pass-through nodes, saturated, side by side with peers
      link    one thread crossing, saturated
      paced   latencies at 250 Hz and with 16 kHz blocks of 10 ms
      model   a step of a streaming ONNX model, beside a loop written by hand and one with fresh tensors
      bdn     BenchmarkDotNet: fused hop, link hop, pool lease, block fork (options are BenchmarkDotNet's own)
    options: --only PART-OF-A-NAME/ANOTHER, --markdown FILE, --seconds S (of a run; paced: of a design in all), --rounds N (chain, link)
    """;

try
{
    switch (args)
    {
        case ["chain", .. var rest]:
            await ChainRun.Run(rest);
            return 0;
        case ["link", .. var rest]:
            await LinkRun.Run(rest);
            return 0;
        case ["paced", .. var rest]:
            await PacedRun.Run(rest);
            return 0;
        case ["model", .. var rest]:
            ModelRun.Run(rest);
            return 0;
        case ["bdn", .. var rest]:
            BenchmarkSwitcher.FromAssembly(typeof(ChainRun).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
            return 0;
        default:
            throw new ArgumentException("say which run");
    }
}
catch (Exception e) when (e is ArgumentException or FormatException)
{
    Console.Error.WriteLine($"{e.Message}\n\n{usage}");
    return 2;
}
