using System.Text;
using Streaming.Cli.Download;

namespace Streaming.Cli;

/// <summary>What a command sees of the world around it; tests give it another one.</summary>
/// <param name="Out">Takes results.</param>
/// <param name="Error">Takes errors, progress and notes.</param>
internal sealed record Shell(TextWriter Out, TextWriter Error)
{
    /// <summary>Somebody looks at the results.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>Somebody looks at the progress, so a line may be drawn over.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns of the terminal; results that go to a file are not wrapped.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Rows of the terminal.</summary>
    public int Height { get; init; } = 24;

    /// <summary>The nodes that graphs may use; made when a command first needs them.</summary>
    public Func<NodeCatalog> Catalog { get; init; } = Families.Catalog;

    /// <summary>Begins to listen for Ctrl-C.</summary>
    public Func<Interrupts> Listen { get; init; } = static () => new Interrupts(default, default);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The disk that downloads are written to.</summary>
    public Storage Storage { get; init; } = new();

    /// <summary>Where results wrap.</summary>
    public int WrapsAt => IsOutTerminal ? Width : int.MaxValue;

    public static Shell OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        var draws = Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Shell(Console.Out, Console.Error)
        {
            IsOutTerminal = draws && !Console.IsOutputRedirected,
            IsErrorTerminal = draws && !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected && Console.IsErrorRedirected ? 80 : Math.Max(40, Console.WindowWidth),
            Height = Console.IsOutputRedirected ? 24 : Math.Max(8, Console.WindowHeight),
            Listen = Interrupts.OfProcess,
        };
    }
}
