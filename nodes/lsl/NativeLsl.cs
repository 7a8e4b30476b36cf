using System.Diagnostics;
using Streaming.Lsl.Native;

namespace Streaming.Lsl;

/// <summary>
/// Lab Streaming Layer through the native library liblsl (1.13 or later), which the user has installed: named in a setting, in the environment variable
/// STREAMING_LIBLSL, or found under its usual names.
/// </summary>
/// <remarks>
/// The library reads its configuration once in a process, so all native back ends of a process must have the same <see cref="LslNetwork"/>. It is written from these
/// settings alone (no lsl_api.cfg is read): by the library's own function from 1.17.6 on, and through the environment variable LSLAPICFG before. With
/// <see cref="LslScope.Machine"/> the library announces and looks for streams on the loopback address only; but in every version so far it opens the TCP port of an
/// outlet's data and its UDP port for time on all interfaces, so who guesses the port can read. The managed back end binds these to the loopback address too.
/// </remarks>
public sealed class NativeLsl : ILslBackend
{
    private readonly LslLibrary.Loaded library;

    /// <summary>Loads the library where that has not happened yet.</summary>
    /// <param name="network">How it uses the network.</param>
    /// <param name="path">Path of the library; empty: as the environment variable says, else where the system finds it.</param>
    /// <exception cref="LslException">There is none, or it is in use with other settings.</exception>
    public NativeLsl(LslNetwork network, string path = "")
    {
        Network = network;
        library = LslLibrary.Load(path, LslApiFile.Of(network));
    }

    /// <summary>The environment variable that names the library.</summary>
    public static string Variable => LslLibrary.Variable;

    /// <summary>A library stands where it is looked for. Asking runs none of its code.</summary>
    public static bool IsThere => LslLibrary.IsThere;

    /// <inheritdoc/>
    public string Name => library.ToString();

    /// <inheritdoc/>
    public LslNetwork Network { get; }

    /// <inheritdoc/>
    public double Now => LslApi.LocalClock();

    /// <inheritdoc/>
    public IReadOnlyList<LslStreamInfo> Resolve(string predicate, int minimum, TimeSpan timeout, CancellationToken cancellation = default)
    {
        // Not every version of the library refuses a predicate that is none.
        if (QueryMatcher.Fault(LslQuery.In(Network.Session, predicate)) is { } fault)
            throw new LslException("an XPath 1.0 predicate such as type='EEG'", $"'{predicate}' ({fault})", "mend the predicate");
        var start = Stopwatch.GetTimestamp();
        using var search = new NativeSearch(predicate);
        for (var found = search.Results(); ; found = search.Results())
        {
            var left = timeout - Stopwatch.GetElapsedTime(start);
            if (found.Count >= minimum || left <= TimeSpan.Zero || cancellation.IsCancellationRequested) return found;
            cancellation.WaitHandle.WaitOne(left < NativeSearch.Interval ? left : NativeSearch.Interval);
        }
    }

    /// <inheritdoc/>
    public LslStreamInfo FullInfo(LslStreamInfo stream, TimeSpan timeout) => NativeInlet.FullInfo(this, stream, timeout.TotalSeconds);

    /// <inheritdoc/>
    public ILslInlet OpenInlet(LslStreamInfo stream, LslInletOptions options) => new NativeInlet(this, stream, options);

    /// <inheritdoc/>
    public ILslOutlet OpenOutlet(LslStreamInfo stream, LslOutletOptions options) => new NativeOutlet(this, stream, options);

    /// <summary>Nothing: the library stays until the process ends.</summary>
    public void Dispose()
    {
    }
}
