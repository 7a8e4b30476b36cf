namespace Streaming.Files;

/// <summary>How the records of a recording follow each other in time.</summary>
public enum EdfContinuity
{
    /// <summary>Plain EDF or BDF: no timekeeping, records follow each other without gaps.</summary>
    Plain,

    /// <summary>EDF+C or BDF+C: records follow each other without gaps, and annotations may be present.</summary>
    Continuous,

    /// <summary>EDF+D or BDF+D: each record says when it starts, and gaps may lie between them.</summary>
    Discontinuous,
}

/// <summary>The header of an EDF, EDF+, BDF or BDF+ recording.</summary>
/// <remarks>
/// B. Kemp et al., "A simple format for exchange of digitized polygraphic recordings" (1992), and B. Kemp, J. Olivan,
/// "European data format 'plus' (EDF+)" (2003); BDF is BioSemi's variant with 24-bit samples.
/// </remarks>
public sealed record EdfHeader
{
    /// <summary>Whether samples have 24 bits (BDF) and not 16 (EDF).</summary>
    public required bool IsBdf { get; init; }

    /// <summary>How records follow each other.</summary>
    public required EdfContinuity Continuity { get; init; }

    /// <summary>The patient field; in EDF+ <c>code sex birthdate name</c>.</summary>
    public required string Patient { get; init; }

    /// <summary>The recording field; in EDF+ <c>Startdate dd-MMM-yyyy code technician equipment</c>.</summary>
    public required string Recording { get; init; }

    /// <summary>Local date and time of the start, in whole seconds; none where the header's cannot be read.</summary>
    public required DateTime? Start { get; init; }

    /// <summary>Number of data records as the header states it; -1 while a recording was not closed.</summary>
    public required long StatedRecords { get; init; }

    /// <summary>Duration of a data record, in seconds; 0 in a recording that holds annotations only.</summary>
    public required double RecordDuration { get; init; }

    /// <summary>All signals in file order, annotation and status signals included.</summary>
    public required IReadOnlyList<EdfSignal> Signals { get; init; }

    /// <summary>Bytes before the first data record.</summary>
    public required int HeaderBytes { get; init; }

    /// <summary>Bytes of one data record.</summary>
    public required int RecordBytes { get; init; }
}
