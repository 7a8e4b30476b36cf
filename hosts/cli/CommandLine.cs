using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Streaming.Audio;
using Streaming.Cli.Commands;
using Streaming.Cli.Download;
using Streaming.Inference;
using Streaming.Lsl;

namespace Streaming.Cli;

/// <summary>The commands of <c>streaming</c>, and what becomes of their errors.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Shell shell)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show where an unexpected error came from", Recursive = true };
        var result = Root(shell, verbose).Parse(args);
        if (result.Action is ParseErrorAction)
        {
            shell.Error.WriteLine(Misuse.Of(result));
            return ExitCode.Wrong;
        }
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration
            {
                Output = shell.Out,
                Error = shell.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }).ConfigureAwait(false);
        }
        catch (GraphException e)
        {
            foreach (var error in e.Errors) shell.Error.WriteLine(error);
            return ExitCode.Wrong;
        }
        catch (Exception e) when (e is UsageException or ModelException or FormatMismatchException or LslException or AudioException)
        {
            shell.Error.WriteLine(e.Message);
            return ExitCode.Wrong;
        }
        catch (DownloadException e)
        {
            shell.Error.WriteLine(result.GetValue(verbose) ? e.ToString() : e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            shell.Error.WriteLine(result.GetValue(verbose) ? e.ToString() : $"{e.Message} (--verbose shows where)");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Root(Shell shell, Option<bool> verbose)
    {
        var root = new RootCommand("Runs graphs of nodes over live brain and voice signals.")
        {
            new RunCommand(shell),
            new CheckCommand(shell),
            new FitCommand(shell),
            new NodesCommand(shell),
            new GraphCommand(shell),
            new NewCommand(shell),
            new InspectCommand(shell),
            new ModelCommand(shell),
            new LslCommand(shell),
            new AudioCommand(shell),
            new SchemaCommand(shell),
            verbose,
        };
        root.SetAction(parsed =>
        {
            Help.Write(parsed.CommandResult.Command, shell.Out);
            return ExitCode.Wrong;
        });
        foreach (var option in root.Options)
            if (option is HelpOption help) help.Action = new Help(shell);
        return root;
    }
}

/// <summary>What was asked for cannot be done; the message says what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
