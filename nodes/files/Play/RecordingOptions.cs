namespace Streaming.Files;

/// <summary>What a user may say about a recording, whichever its kind.</summary>
internal sealed record RecordingOptions
{
    public ValueList<string> Channels { get; init; } = [];

    public int Mask { get; init; } = 0xFFFF;

    public string Unit { get; init; } = "";

    public double Gap { get; init; } = 1;

    public string Stream { get; init; } = "";

    public ValueList<string> Markers { get; init; } = [];

    public bool NativeElement { get; init; }

    public bool RawStamps { get; init; }

    public CsvOptions Csv { get; init; } = new();
}
