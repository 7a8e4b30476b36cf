using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Benchmarks;

/// <summary>A PulseAudio of the benchmark's own, with a sink at 48 kHz whose monitor is the microphone "Monitor of Desk".</summary>
internal sealed partial class VirtualMicrophone : IDisposable
{
    public const int Rate = 48000;
    private readonly string folder = Directory.CreateTempSubdirectory("pulse-").FullName;
    private readonly Process server;

    private VirtualMicrophone()
    {
        // The C library's environment is where libpulse looks; .NET's own copy never reaches it.
        _ = Set("PULSE_SERVER", $"unix:{Socket}", 1);
        server = Start("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-target=stderr", "--log-level=error",
            "-L", $"module-native-protocol-unix auth-anonymous=1 socket={Socket}", "-L", $"module-null-sink sink_name=mic rate={Rate} channels=1 sink_properties=device.description=Desk");
        while (!File.Exists(Socket) || !Asked().Contains("mic.monitor", StringComparison.Ordinal)) Thread.Sleep(50);
    }

    private string Socket => Path.Combine(folder, "native");

    /// <summary>Null where a program or library for it is missing.</summary>
    public static VirtualMicrophone? TryOpen()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        var hasPrograms = ((string[])["pulseaudio", "pactl", "paplay"]).All(p => folders.Any(f => File.Exists(Path.Combine(f, p))));
        return hasPrograms && NativeLibrary.TryLoad("libportaudio.so.2", out _) ? new VirtualMicrophone() : null;
    }

    /// <summary>Plays samples, so loud as they are.</summary>
    public async Task Play(float[] samples)
    {
        var file = Path.Combine(folder, "played.raw");
        await File.WriteAllBytesAsync(file, [.. samples.SelectMany(s => BitConverter.GetBytes((short)(s * 32767)))]);
        using var player = Start("paplay", "-d", "mic", "--raw", $"--rate={Rate}", "--channels=1", "--format=s16le", file);
        await player.WaitForExitAsync();
    }

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
        Directory.Delete(folder, true);
    }

    private string Asked()
    {
        using var process = Start("pactl", "list", "short", "sources");
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return answer;
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var name in (string[])["XDG_RUNTIME_DIR", "HOME", "PULSE_RUNTIME_PATH"]) start.Environment[name] = folder;
        start.Environment["PULSE_SERVER"] = $"unix:{Socket}";
        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);
}
