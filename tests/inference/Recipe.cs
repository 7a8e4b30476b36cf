using System.Diagnostics;

namespace Streaming.Tests;

/// <summary>Runs a recipe of models/ with Python's own library alone, or skips the test by name where there is no Python.</summary>
internal static class Recipe
{
    private static readonly string? python = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "python3")).FirstOrDefault(File.Exists);

    /// <summary>Runs it to its end; fails the test where it fails.</summary>
    public static void Run(string recipe, params string[] arguments)
    {
        var (code, error) = Try(recipe, arguments);
        Assert.True(code == 0, $"{recipe} ended with {code}:\n{error}");
    }

    /// <summary>Runs it to its end: its exit code and what it wrote to its error stream.</summary>
    public static (int Code, string Error) Try(string recipe, params string[] arguments)
    {
        if (python is null) Assert.Skip("needs python3");
        // -S -E: no package that happens to be installed is of use.
        string[] all = ["-S", "-E", Path.Combine(Repository.Root, "models", recipe), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(python!, all) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.TrimEnd());
    }
}
