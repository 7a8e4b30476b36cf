namespace Streaming;

/// <summary>A marker, annotation or decision; its time is the stamp of its sample.</summary>
/// <param name="Text">What happened.</param>
/// <param name="Value">A number that goes with it, such as the score of a decision; 0 where there is none.</param>
/// <param name="Duration">Seconds it lasts; 0 for a moment.</param>
public readonly record struct Event(string Text, double Value = 0, double Duration = 0);
