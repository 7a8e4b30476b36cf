using System.Diagnostics;

namespace Streaming.Tests;

/// <summary>Runs another program to its end.</summary>
internal static class Command
{
    /// <summary>For dotnet: no worker processes, which would outlive the command and hold its output open.</summary>
    public static readonly string[] Alone = ["-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false"];

    /// <summary>What it wrote; fails the test with that where the program fails.</summary>
    public static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }
}
