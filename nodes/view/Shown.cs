namespace Streaming.View;

/// <summary>Where the samples of a stream go: into each history that some panel draws.</summary>
internal sealed class Shown
{
    public SignalHistory? Signal { get; init; }

    public SpectrogramHistory? Spectrogram { get; init; }

    public LevelHistory? Level { get; init; }

    public Newest? Newest { get; init; }

    public EventHistory? Events { get; init; }

    public CaptionHistory? Captions { get; init; }

    /// <summary>The texts of the captions still change.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Adds what is there; the time of the sample after the last one read is kept by the caller.</summary>
    public void Take(AnyInput input, Picture picture, ref double next)
    {
        while (input.Available > 0)
        {
            var count = input.Available;
            picture.See(input.TimeOf(0));
            picture.See(input.TimeOf(count - 1));
            if (Events is not null)
            {
                if (input.Gap) Events.Break(input.TimeOf(0));
                Events.Add(input.TimeOf(0), input.Samples<Event>()[0]);
                input.Advance(1);
                continue;
            }
            if (Captions is not null)
            {
                if (input.Gap && !IsPartial) Captions.Break(input.TimeOf(0));
                if (IsPartial) Captions.Set(input.TimeOf(0), input.Samples<Event>()[0]);
                else Captions.Add(input.TimeOf(0), input.Samples<Event>()[0]);
                input.Advance(1);
                continue;
            }
            if (input.Gap && !double.IsNaN(next)) Miss(input.TimeOf(0) - next);
            var rate = input.Format.Rate;
            next = input.TimeOf(count - 1) + (rate > 0 ? 1 / rate : 0);
            var samples = input.Samples<float>();
            Signal?.Add(samples, next);
            Spectrogram?.Add(samples);
            Level?.Add(samples);
            Newest?.Set(samples[^Newest.Values.Length..]);
            input.Advance(count);
        }
    }

    private void Miss(double seconds)
    {
        Signal?.AddGap((long)Math.Max(1, Math.Round(seconds * Signal.Rate)));
        Spectrogram?.AddGap(seconds);
    }
}
