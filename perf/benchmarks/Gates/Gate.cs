namespace Streaming.Benchmarks;

/// <summary>What a task must show on real recordings, and what it does show.</summary>
/// <param name="Task">What is decided, on which recordings.</param>
/// <param name="Figure">What is measured.</param>
/// <param name="Bar">The least it must be.</param>
/// <param name="Drop">How much cleaning may take from it.</param>
/// <param name="Before">As recorded.</param>
/// <param name="After">After cleaning.</param>
/// <param name="Cleaning">What cleans it.</param>
internal sealed record Gate(string Task, string Figure, double Bar, double Drop, double Before, double After, Cleaning Cleaning)
{
    /// <summary>The bar is met before and after, and cleaning takes no more than it may.</summary>
    public bool IsMet => Before >= Bar && After >= Bar && After >= Before - Drop;
}
