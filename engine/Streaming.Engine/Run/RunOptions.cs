namespace Streaming;

/// <summary>How a graph is run.</summary>
public sealed record RunOptions
{
    /// <summary>The pace of recordings and simulations: 1 is as they were recorded, 10 ten times as fast, 0 as fast as possible. Devices keep their own pace.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seconds of stream after which each source stops.</summary>
    public double Limit { get; init; } = double.PositiveInfinity;

    /// <summary>At the limit sources pause rather than end, so that the state can be saved.</summary>
    public bool PauseAtLimit { get; init; }

    /// <summary>The clock; another than the system's makes a run repeatable in tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes what nodes have to say to the user: the name a recording was given, an outage.</summary>
    public Action<string> Note { get; init; } = static _ => { };

    /// <summary>Count blocks and time some of them; off only to measure what that costs.</summary>
    public bool Telemetry { get; init; } = true;
}
