namespace Streaming;

/// <summary>
/// A node that learns from recordings before it works: a spatial filter, a classifier, a calibration. What it learnt stands in a file, its setting <c>fit</c>, which
/// it reads in Configure (<see cref="Fit.Read"/>). To make that file a session runs what leads to the node (<see cref="Graph.Learn"/>; <c>streaming fit</c>).
/// </summary>
/// <example><code>
/// public void Configure()
/// {
///     Scores.Format = …;                            // as far as it is known before anything is learnt
///     if (learning) return;                         // set by Learn
///     weights = Fit.Read(this, Windows.Format).Numbers("weights", count);
/// }
/// </code></example>
public interface ILearner : INode
{
    /// <summary>The file of what it learnt, its setting <c>fit</c>; empty where none is set. A node that works without one then does so.</summary>
    string FitFile { get; }

    /// <summary>The stream it learns from, known after Configure: what it learnt is refused on another.</summary>
    StreamFormat FitStream { get; }

    /// <summary>
    /// Called once, before Configure: from now on it learns. It reads no file, takes in what comes, and what it sends goes nowhere. It may allocate while it does.
    /// </summary>
    void Learn();

    /// <summary>Computes what follows from all that came, and writes all that Configure needs of it.</summary>
    /// <returns>What tells a user how good it is, such as the trials of each class and the accuracy in cross-validation.</returns>
    /// <exception cref="FitException">Too little came, or nothing that could be learnt.</exception>
    IReadOnlyList<Conclusion> Conclude(FitWriter learnt);
}
