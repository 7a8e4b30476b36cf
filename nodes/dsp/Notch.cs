namespace Streaming.Dsp;

/// <summary>Removes a narrow band, such as the hum of the mains, and its harmonics below half the rate.</summary>
[Node("dsp.notch", Summary = "Removes mains hum and its harmonics.", Example = "frequency: 50, harmonics: 2")]
public sealed partial class Notch : IBlockNode<float>
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The frequency to remove.</summary>
        [Unit("Hz"), Range(0, 1e9)]
        public double Frequency { get; init; } = 50;

        /// <summary>The frequency over the -3 dB width of the notch.</summary>
        [Range(0.1, 1000)]
        public double Quality { get; init; } = 30;

        /// <summary>How many multiples of the frequency to remove, itself included.</summary>
        [Range(1, 1000)]
        public int Harmonics { get; init; } = 1;
    }

    [State] private Biquads filter = null!;

    /// <inheritdoc/>
    public StreamFormat Configure(StreamFormat input)
    {
        Expect.Signal(input);
        filter = new Biquads(NotchDesign.Design(Current.Frequency, Current.Quality, input.Rate, Current.Harmonics), input.Channels);
        return input;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => filter.Process(input, output);
}
