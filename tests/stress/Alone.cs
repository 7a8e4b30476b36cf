namespace Streaming.Tests;

/// <summary>What measures the memory of the process runs while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
