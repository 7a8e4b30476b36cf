namespace Streaming.Lsl;

/// <summary>The type of the values of a stream of Lab Streaming Layer; the numbers are those of its API.</summary>
public enum LslFormat
{
    /// <summary>32-bit float.</summary>
    Float32 = 1,

    /// <summary>64-bit float.</summary>
    Double64 = 2,

    /// <summary>Text: bytes of any number, UTF-8 by convention.</summary>
    String = 3,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 4,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 5,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 6,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 7,
}

/// <summary>Relates formats to their names on the wire, their sizes, and the types of this engine.</summary>
public static class LslFormats
{
    /// <summary>Bytes of one value; 0 for text.</summary>
    public static int Size(this LslFormat format) => format switch
    {
        LslFormat.Int8 => 1,
        LslFormat.Int16 => 2,
        LslFormat.Float32 or LslFormat.Int32 => 4,
        LslFormat.Double64 or LslFormat.Int64 => 8,
        _ => 0,
    };

    /// <summary>The name in a stream's XML, such as "double64".</summary>
    public static string Name(this LslFormat format) => format switch
    {
        LslFormat.Float32 => "float32",
        LslFormat.Double64 => "double64",
        LslFormat.String => "string",
        LslFormat.Int32 => "int32",
        LslFormat.Int16 => "int16",
        LslFormat.Int8 => "int8",
        LslFormat.Int64 => "int64",
        _ => "undefined",
    };

    /// <summary>The format of a name in a stream's XML.</summary>
    public static bool TryParse(string? name, out LslFormat format)
    {
        format = name switch
        {
            "float32" => LslFormat.Float32,
            "double64" => LslFormat.Double64,
            "string" => LslFormat.String,
            "int32" => LslFormat.Int32,
            "int16" => LslFormat.Int16,
            "int8" => LslFormat.Int8,
            "int64" => LslFormat.Int64,
            _ => 0,
        };
        return format != 0;
    }

    /// <summary>The type of this engine; <see cref="ElementType.Event"/> for text.</summary>
    public static ElementType Element(this LslFormat format) => format switch
    {
        LslFormat.Float32 => ElementType.Float32,
        LslFormat.Double64 => ElementType.Float64,
        LslFormat.Int32 => ElementType.Int32,
        LslFormat.Int16 => ElementType.Int16,
        LslFormat.Int8 => ElementType.Int8,
        LslFormat.Int64 => ElementType.Int64,
        _ => ElementType.Event,
    };

    /// <summary>The format that carries a type of this engine; text for events.</summary>
    public static LslFormat Of(ElementType element) => element switch
    {
        ElementType.Float32 => LslFormat.Float32,
        ElementType.Float64 => LslFormat.Double64,
        ElementType.Int32 => LslFormat.Int32,
        ElementType.Int16 => LslFormat.Int16,
        ElementType.Int8 => LslFormat.Int8,
        ElementType.Int64 => LslFormat.Int64,
        _ => LslFormat.String,
    };
}
