namespace Streaming.Lsl;

/// <summary>Lab Streaming Layer, by whoever speaks it: the managed implementation, or the native library. Safe to use from several threads.</summary>
public interface ILslBackend : IDisposable
{
    /// <summary>Who it is, with a version, such as "managed 1.10" or "liblsl 1.16".</summary>
    string Name { get; }

    /// <summary>How it uses the network.</summary>
    LslNetwork Network { get; }

    /// <summary>LSL's local clock in seconds: the same for every program on this machine.</summary>
    double Now { get; }

    /// <summary>Looks for streams of the session. Returns as soon as so many are found, or else with what was found when the time is over.</summary>
    /// <param name="predicate">XPath 1.0 within a stream's <c>info</c>, such as <c>type='EEG' and starts-with(name,'Bio')</c>; empty for all. See <see cref="LslQuery"/>.</param>
    /// <param name="minimum">Streams to find; <see cref="int.MaxValue"/> to wait for as many as come.</param>
    /// <param name="timeout">The longest to wait.</param>
    /// <param name="cancellation">Ends the wait; what was found by then is returned.</param>
    /// <returns>Each outlet once, addresses filled in, without a description.</returns>
    /// <exception cref="LslException">The network cannot be used, or the predicate is none.</exception>
    IReadOnlyList<LslStreamInfo> Resolve(string predicate, int minimum, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>What a resolved stream says of itself with its description; no consumer of it, where the back end can ask without becoming one.</summary>
    /// <exception cref="LslException">It does not answer in time, or not as a stream should.</exception>
    LslStreamInfo FullInfo(LslStreamInfo stream, TimeSpan timeout)
    {
        using var inlet = OpenInlet(stream, new() { Timeout = timeout.TotalSeconds });
        return inlet.Info;
    }

    /// <summary>Connects to a stream that was resolved.</summary>
    /// <exception cref="LslException">It does not answer in time, or not as a stream should.</exception>
    ILslInlet OpenInlet(LslStreamInfo stream, LslInletOptions options);

    /// <summary>Offers a stream: uid, ports, host, session and time of making are filled in.</summary>
    /// <exception cref="LslException">The network cannot be used, or the description is no XML.</exception>
    ILslOutlet OpenOutlet(LslStreamInfo stream, LslOutletOptions options);
}
