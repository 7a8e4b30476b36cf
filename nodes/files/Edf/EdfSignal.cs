using System.Buffers.Binary;

namespace Streaming.Files;

/// <summary>One signal of an EDF or BDF recording, as its header describes it.</summary>
public sealed record EdfSignal
{
    /// <summary>Place of the signal in the header, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Label, for example <c>EEG Fpz-Cz</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Kind of transducer, for example <c>AgAgCl electrode</c>; may be empty.</summary>
    public required string Transducer { get; init; }

    /// <summary>Physical unit, for example <c>uV</c>; may be empty.</summary>
    public required string Unit { get; init; }

    /// <summary>Physical value that <see cref="DigitalMinimum"/> stands for; larger than <see cref="PhysicalMaximum"/> in an inverted signal.</summary>
    public required double PhysicalMinimum { get; init; }

    /// <summary>Physical value that <see cref="DigitalMaximum"/> stands for.</summary>
    public required double PhysicalMaximum { get; init; }

    /// <summary>Lowest digital value.</summary>
    public required double DigitalMinimum { get; init; }

    /// <summary>Highest digital value.</summary>
    public required double DigitalMaximum { get; init; }

    /// <summary>Filters applied before recording, for example <c>HP:0.1Hz LP:75Hz</c>; may be empty.</summary>
    public required string Prefilter { get; init; }

    /// <summary>Samples in each data record, at least 1.</summary>
    public required int SamplesPerRecord { get; init; }

    /// <summary>The header's reserved field.</summary>
    public required string Reserved { get; init; }

    /// <summary>Samples per second; 0 in a recording that holds annotations only.</summary>
    public required double Rate { get; init; }

    /// <summary>Bytes per sample: 2 in EDF, 3 in BDF.</summary>
    public required int SampleBytes { get; init; }

    /// <summary>Place of the signal's samples within a data record, in bytes.</summary>
    public required int Offset { get; init; }

    /// <summary>Whether the bytes are annotation lists and no samples (label <c>EDF Annotations</c> or <c>BDF Annotations</c>).</summary>
    public bool IsAnnotations => Label.Equals(SampleBytes == 3 ? "BDF Annotations" : "EDF Annotations", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether this is the status channel of a BDF recording, which holds triggers and no measured values.</summary>
    public bool IsStatus => SampleBytes == 3 && Label.Equals("Status", StringComparison.OrdinalIgnoreCase);

    /// <summary>Bytes of the signal in one data record.</summary>
    internal int Length => SamplesPerRecord * SampleBytes;

    /// <summary>The physical value of a digital one, in <see cref="Unit"/>: the straight line through the header's two limits.</summary>
    public double ToPhysical(int digital) =>
        (digital - DigitalMinimum) * (PhysicalMaximum - PhysicalMinimum) / (DigitalMaximum - DigitalMinimum) + PhysicalMinimum;

    /// <summary>One sample of a signal's block.</summary>
    internal int Sample(ReadOnlySpan<byte> block, int index) => SampleBytes == 2
        ? BinaryPrimitives.ReadInt16LittleEndian(block[(index * 2)..])
        : block[index * 3] | (block[index * 3 + 1] << 8) | ((sbyte)block[index * 3 + 2] << 16);
}
