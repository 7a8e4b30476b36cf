using Streaming.Cli;

return await CommandLine.RunAsync(args, Shell.OfProcess());
