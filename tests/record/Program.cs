using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Streaming.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        if (args is [KilledRecorder.Verb, var path, var progress]) KilledRecorder.Run(path, progress);
        return args.Contains("-automated") || args.Contains("@@")
            ? ConsoleRunner.Run(args)
            : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
    }
}
