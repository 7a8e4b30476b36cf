namespace Streaming.Files.Xdf;

/// <summary>How a stream stores its values; the numbers are those of the LSL interface.</summary>
public enum XdfFormat
{
    /// <summary>IEEE 754 single.</summary>
    Float32 = 1,

    /// <summary>IEEE 754 double.</summary>
    Double64 = 2,

    /// <summary>UTF-8 text of any length.</summary>
    String = 3,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 4,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 6,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,
}

internal static class XdfFormats
{
    public static bool TryParse(string? text, out XdfFormat format)
    {
        format = text switch
        {
            "float32" => XdfFormat.Float32,
            "double64" => XdfFormat.Double64,
            "string" => XdfFormat.String,
            "int32" => XdfFormat.Int32,
            "int16" => XdfFormat.Int16,
            "int8" => XdfFormat.Int8,
            "int64" => XdfFormat.Int64,
            _ => 0,
        };
        return format != 0;
    }

    /// <summary>The type in which a stream of this engine holds the same values.</summary>
    public static ElementType Element(this XdfFormat format) => format switch
    {
        XdfFormat.Float32 => ElementType.Float32,
        XdfFormat.Double64 => ElementType.Float64,
        XdfFormat.Int32 => ElementType.Int32,
        XdfFormat.Int16 => ElementType.Int16,
        XdfFormat.Int8 => ElementType.Int8,
        XdfFormat.Int64 => ElementType.Int64,
        _ => ElementType.Event,
    };

    /// <summary>Bytes per value; 0 for text.</summary>
    public static int Size(this XdfFormat format) => format switch
    {
        XdfFormat.Double64 or XdfFormat.Int64 => 8,
        XdfFormat.Float32 or XdfFormat.Int32 => 4,
        XdfFormat.Int16 => 2,
        XdfFormat.Int8 => 1,
        _ => 0,
    };
}
