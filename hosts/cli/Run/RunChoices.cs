namespace Streaming.Cli.Run;

/// <summary>How a graph is to be run.</summary>
/// <param name="Speed">The pace; 0: as fast as possible.</param>
/// <param name="Limit">Seconds of stream after which it stops.</param>
/// <param name="Report">The file of the report, or null.</param>
/// <param name="SaveState">The file the state is saved to when it stops, or null.</param>
/// <param name="FromState">The file of a saved state to go on from, or null.</param>
internal sealed record RunChoices(double Speed, double Limit, string? Report, string? SaveState, string? FromState);
