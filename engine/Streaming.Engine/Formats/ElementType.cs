namespace Streaming;

/// <summary>The type of one value of a stream; the numeric ones are those of Lab Streaming Layer and XDF.</summary>
public enum ElementType
{
    /// <summary>32-bit float, the type of every processed signal.</summary>
    Float32,

    /// <summary>64-bit float.</summary>
    Float64,

    /// <summary>8-bit signed integer.</summary>
    Int8,

    /// <summary>16-bit signed integer.</summary>
    Int16,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>An <see cref="Streaming.Event"/>.</summary>
    Event,
}

/// <summary>Relates element types to the .NET types that hold them.</summary>
public static class ElementTypes
{
    /// <summary>The element type held by <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No stream carries <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>() where T : struct =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(double) ? ElementType.Float64
        : typeof(T) == typeof(sbyte) ? ElementType.Int8
        : typeof(T) == typeof(short) ? ElementType.Int16
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(long) ? ElementType.Int64
        : typeof(T) == typeof(Event) ? ElementType.Event
        : throw new NotSupportedException($"No stream carries {typeof(T)}.");

    /// <summary>Bytes of one value; a reference for events.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Int8 => 1,
        ElementType.Int16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float64 or ElementType.Int64 => 8,
        _ => 24,
    };
}
