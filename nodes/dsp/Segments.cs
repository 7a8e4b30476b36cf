using System.Numerics.Tensors;

namespace Streaming.Dsp;

/// <summary>
/// Turns a probability or a level into segments: one begins where the value reaches one threshold and lasts until it has stayed below a lower one for a while. Two
/// thresholds keep a value that wavers around one of them from breaking a segment to pieces (Schmitt 1938).
/// </summary>
[Node("dsp.segments", Summary = "Turns a probability or level into segments with a beginning and a duration.", Gap = GapPolicy.Handled, Example = "on: 30, off: 20, minimum: 0.01, pause: 0.01")]
public sealed partial class Segments : IStreamNode, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The value at which a segment begins.</summary>
        [Live]
        public double On { get; init; } = 0.5;

        /// <summary>The value below which it ends; at most that at which it begins.</summary>
        [Live]
        public double Off { get; init; } = 0.35;

        /// <summary>How long the value must hold for a segment to count.</summary>
        [Unit("s"), Range(0, 3600)]
        public double Minimum { get; init; } = 0.25;

        /// <summary>How long the value must stay below for the segment to end; shorter pauses belong to it.</summary>
        [Unit("s"), Range(0, 3600)]
        public double Pause { get; init; } = 0.1;

        /// <summary>The text of the events.</summary>
        public string Label { get; init; } = "segment";
    }

    [State] private bool inside;
    [State] private long high;       // samples since the value first reached the threshold, of a segment or of what may become one
    [State] private long held;       // samples up to the last one that was not below
    [State] private double start;    // s
    [State] private double sum;      // of the values that were not below
    [State] private long counted;    // how many those are
    [State] private long segments;
    [State] private double duration; // s, of all segments
    private double rate;
    private int width;
    private long minimum;
    private long pause;

    /// <summary>The value; of several channels the highest counts.</summary>
    [Input(Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Level { get; } = new();

    /// <summary>Each segment once it has ended: stamped with its beginning, with its duration and its mean value.</summary>
    [Output]
    public Output<Event> Ended { get; } = new();

    /// <summary>Each segment as soon as it is sure to be one: stamped with its beginning.</summary>
    [Output]
    public Output<Event> Begun { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Level.Format;
        Expect.Signal(format);
        if (Current.Off > Current.On) throw new FormatMismatchException("off at most as high as on", Expect.Text($"on {Current.On:R}, off {Current.Off:R}"), "swap them");
        (rate, width) = (format.Rate, format.SampleSize);
        minimum = Math.Max(1, (long)Math.Ceiling((Current.Minimum * rate) - 1e-9));
        pause = Math.Max(1, (long)Math.Ceiling((Current.Pause * rate) - 1e-9));
        Ended.Format = StreamFormat.Events(Current.Label);
        Begun.Format = StreamFormat.Events(Current.Label);
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Level.Available > 0)
        {
            if (Level.Gap) Break();
            var values = Level.Samples;
            for (var i = 0; i < Level.Available; i++) Take(TensorPrimitives.Max(values.Slice(i * width, width)), i);
            Level.Advance(Level.Available);
        }
        if (Level.Ended) Break();
        Begun.Settle(high > 0 && !inside ? start : Level.Bound);
        Ended.Settle(high > 0 ? start : Level.Bound);
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => [new("segments", segments), new("in segments", duration, "s")];

    private void Take(float value, int i)
    {
        if (high == 0)
        {
            if (!(value >= Current.On)) return;
            start = Level.TimeOf(i);
            (sum, counted) = (0, 0);
        }
        high++;
        if (value >= Current.Off)
        {
            held = high;
            sum += value;
            counted++;
        }
        else if (!inside || high - held >= pause)
        {
            Break();
            return;
        }
        if (inside || held < minimum) return;
        inside = true;
        Begun.Write(new Event(Current.Label, value), start);
    }

    /// <summary>Ends the segment where there is one, and forgets what was too short to be one.</summary>
    private void Break()
    {
        if (inside)
        {
            Ended.Write(new Event(Current.Label, sum / counted, held / rate), start);
            segments++;
            duration += held / rate;
        }
        (inside, high, held) = (false, 0, 0);
    }
}
