namespace Streaming.Cli;

/// <summary>What the program tells the shell that started it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A run failed on its way, a recording was not whole, or a file could not be written.</summary>
    public const int Failed = 1;

    /// <summary>The command line, the graph, or a state file is wrong: nothing was run.</summary>
    public const int Wrong = 2;

    /// <summary>Stopped at once by a second Ctrl-C.</summary>
    public const int Aborted = 130;
}
