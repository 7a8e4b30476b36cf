using System.Diagnostics;
using Streaming.Cli;

namespace Streaming.Tests;

/// <summary>What a command said and answered.</summary>
internal sealed record Said(int Code, string Out, string Error)
{
    /// <summary>The lines of the errors.</summary>
    public string[] Errors => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>The program as a user meets it: its arguments, its exit code, its two outputs.</summary>
internal static class Cli
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs a command in this process; no output is a terminal.</summary>
    public static Task<Said> Run(params string[] args) => Run(shell => shell, args);

    /// <summary>Runs a command in this process, in a shell of the test's choice.</summary>
    public static async Task<Said> Run(Func<Shell, Shell> choose, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, choose(new Shell(TextWriter.Synchronized(output), TextWriter.Synchronized(error)))).WaitAsync(Patience);
        return new Said(code, output.ToString(), error.ToString());
    }

    /// <summary>Starts the built program in a process of its own.</summary>
    public static Process Start(string folder, params string[] args) => Start(folder, ("", ""), args);

    /// <summary>Starts the built program in a process of its own, with an environment variable set.</summary>
    public static Process Start(string folder, (string Name, string Value) variable, params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "streaming.exe" : "streaming");
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (variable.Name.Length > 0) start.Environment[variable.Name] = variable.Value;
        return Process.Start(start)!;
    }

    /// <summary>Runs the built program in a process of its own to its end.</summary>
    public static async Task<Said> RunProcess(string folder, params string[] args)
    {
        using var process = Start(folder, args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new Said(process.ExitCode, await output, await error);
    }

    /// <summary>The folder of a graph that ships.</summary>
    public static string Graph(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Streaming.sln"))) return Path.Combine(at.FullName, "graphs", name);
        throw new DirectoryNotFoundException("Streaming.sln is in no folder above the tests");
    }
}
