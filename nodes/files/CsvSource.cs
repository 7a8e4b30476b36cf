namespace Streaming.Files;

/// <summary>Plays delimited text: a header row, times, numbers, markers.</summary>
/// <remarks>
/// The first sample is at the time of its row, in seconds as written; the following ones are spaced by the rate, which is estimated from the times of the
/// first 4,096 rows. Where times jump ahead by more than <c>gap</c> the stream has a gap. Fields may be separated by comma, semicolon or tab.
/// </remarks>
[Node("files.csv", Summary = "Plays delimited text: a header row, times, numbers, markers.", Paced = true, Example = "path: recording.csv")]
public sealed partial class CsvSource : RecordingNode, IStreamNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The recording.</summary>
        [FilePath] public required string Path { get; init; }

        /// <summary>Name of the column of times in seconds; empty for timestamps, timestamp, time or t.</summary>
        public string Time { get; init; } = "";

        /// <summary>Names of the columns to play, in this order; empty for all that are neither times nor markers.</summary>
        public ValueList<string> Channels { get; init; } = [];

        /// <summary>Names of the marker columns; empty for those whose name starts with "marker".</summary>
        public ValueList<string> Markers { get; init; } = [];

        /// <summary>The sampling rate; 0 to estimate it from the times.</summary>
        [Unit("Hz"), Range(0, 10_000_000)] public double Rate { get; init; }

        /// <summary>The unit of the numbers, such as µV.</summary>
        public string Unit { get; init; } = "";

        /// <summary>How far the times may run ahead of the rate before samples count as missing.</summary>
        [Unit("s"), Range(0, 1e6)] public double Gap { get; init; } = 1;

        /// <summary>Samples in a block; 0 for about 40 ms.</summary>
        [Unit("samples"), Range(0, 1_000_000)] public int Block { get; init; }
    }

    /// <summary>The numbers as they are written.</summary>
    [Output] public Output<float> Signal { get; } = new();

    /// <summary>One event where a marker column begins to hold something but zero; its text is the cell, its value the cell as a number.</summary>
    [Output] public Output<Event> Events { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public void Configure()
    {
        Play(() => CsvRecording.Open(Current.Path, new()
        {
            Unit = Current.Unit,
            Gap = Current.Gap,
            Csv = new()
            {
                Time = Current.Time.Length > 0 ? Current.Time : null,
                Channels = Current.Channels.Count > 0 ? Current.Channels : null,
                Markers = Current.Markers.Count > 0 ? Current.Markers : null,
                Rate = Current.Rate > 0 ? Current.Rate : null,
            },
        }), Current.Block, Signal, Events);
    }
}
