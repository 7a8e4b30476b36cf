namespace Streaming;

/// <summary>
/// An output port for numbers of the type that its format names in Configure: for sources that pass on what a recording or a device holds. Where the type is
/// known beforehand, <see cref="Output{T}"/> says so in the port table.
/// </summary>
public sealed class AnyOutput : Output
{
    private Output? typed;

    /// <summary>Room for so many samples, [samples, ...shape], as bytes in this machine's order; not yet sent, and lost if reserved again.</summary>
    /// <exception cref="NotSupportedException">The format is one of events.</exception>
    public Span<byte> Reserve(int samples)
    {
        var values = samples * Format.SampleSize;
        return Room(samples, values).RoomBytes(values);
    }

    internal override Block Lease(int samples)
    {
        if (typed is null || !ReferenceEquals(typed.Format, Format))
        {
            typed = Of(Format);
            (typed.Format, typed.InFlight) = (Format, InFlight);
        }
        return typed.Lease(samples);
    }

    private static Output Of(StreamFormat format) => format.Element switch
    {
        ElementType.Float32 => new Output<float>(),
        ElementType.Float64 => new Output<double>(),
        ElementType.Int8 => new Output<sbyte>(),
        ElementType.Int16 => new Output<short>(),
        ElementType.Int32 => new Output<int>(),
        ElementType.Int64 => new Output<long>(),
        _ => throw new NotSupportedException($"An {nameof(AnyOutput)} carries numbers, not {format}."),
    };
}
