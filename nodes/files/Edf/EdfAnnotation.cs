namespace Streaming.Files;

/// <summary>An event written in an EDF+ or BDF+ recording.</summary>
/// <param name="Onset">Seconds from the first sample of the recording; may be negative.</param>
/// <param name="Duration">Seconds; none where the recording gives none.</param>
/// <param name="Text">What happened; never empty.</param>
public readonly record struct EdfAnnotation(double Onset, double? Duration, string Text);
