using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Tests;

/// <summary>A PulseAudio of one's own in a folder of its own, with a sink "Desk" whose monitor stands for a microphone.</summary>
internal sealed partial class SoundServer : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);
    private readonly string folder = Directory.CreateTempSubdirectory("pulse-").FullName;
    private readonly int rate;
    private readonly Process server;

    /// <param name="rate">Of the sink, in hertz; it has one channel.</param>
    public SoundServer(int rate)
    {
        this.rate = rate;
        // The C library's environment is where libpulse looks; .NET's own copy never reaches it.
        Native.Set("PULSE_SERVER", Address, 1);
        server = Start("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-target=stderr", "--log-level=error",
            "-L", $"module-native-protocol-unix auth-anonymous=1 socket={Socket}", "-L", string.Join(' ', Sink));
        var started = Stopwatch.GetTimestamp();
        while (!Answers())
        {
            if (Stopwatch.GetElapsedTime(started) > patience) throw new TimeoutException($"waited {patience.TotalSeconds} s for PulseAudio to answer");
            Thread.Yield();
        }
    }

    /// <summary>Where libpulse finds it.</summary>
    public string Address => $"unix:{Socket}";

    private string Socket => At("native");

    private string[] Sink => ["module-null-sink", "sink_name=mic", $"rate={rate}", "channels=1", "sink_properties=device.description=Desk"];

    /// <summary>The first of what it needs, or of more programs, that is not installed; null where all is.</summary>
    public static string? Missing(params string[] more)
    {
        foreach (var program in (string[])["pulseaudio", "pactl", "paplay", .. more])
            if (Find(program) is null) return program;
        if (!NativeLibrary.TryLoad("libportaudio.so.2", out _)) return "libportaudio2";
        var every = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MatchType = MatchType.Simple };
        return Directory.Exists("/usr/lib") && Directory.EnumerateFiles("/usr/lib", "libasound_module_pcm_pulse.so", every).Any() ? null : "libasound2-plugins";
    }

    public static string? Find(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => Path.Combine(p, program)).FirstOrDefault(File.Exists);

    public string Ask(params string[] question)
    {
        using var process = Start("pactl", question);
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return answer;
    }

    public void RemoveSink() => Ask("unload-module", "module-null-sink");

    public void AddSink() => Ask(["load-module", .. Sink]);

    /// <summary>
    /// Raw samples of 16 bits after half a second of silence: a null sink swallows the first milliseconds of what begins to play on it, for PulseAudio's own recorder too.
    /// </summary>
    public string Raw(IEnumerable<short> samples)
    {
        var path = At("played.raw");
        File.WriteAllBytes(path, [.. new byte[rate], .. samples.SelectMany(BitConverter.GetBytes)]);
        return path;
    }

    /// <summary>Plays raw samples to the sink.</summary>
    public Process Play(string raw) => Start("paplay", "-d", "mic", "--raw", $"--rate={rate}", "--channels=1", "--format=s16le", raw);

    public string At(string name) => Path.Combine(folder, name);

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
        Directory.Delete(folder, true);
    }

    private bool Answers() => File.Exists(Socket) && Ask("list", "short", "sources").Contains("mic.monitor", StringComparison.Ordinal);

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["XDG_RUNTIME_DIR", "HOME", "PULSE_RUNTIME_PATH"]) start.Environment[name] = folder;
        start.Environment["PULSE_SERVER"] = Address;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Set(string name, string value, int overwrite);
    }
}
