namespace Streaming.Tests;

/// <summary>What measures the memory of the process, or changes its environment, runs while no other test of it does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
