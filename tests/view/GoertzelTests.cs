using System.Numerics;
using Streaming.View;

namespace Streaming.Tests;

/// <summary>The recursion gives what the sum that defines the transform gives, at any number of frequencies.</summary>
public class GoertzelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void ThePowersAreThoseOfTheFourierSum(int count)
    {
        var random = new Random(3);
        var signal = Enumerable.Range(0, 500).Select(_ => random.NextDouble() - 0.5).ToArray();
        var powers = new Goertzel(count, i => 0.49 * i / count + 0.003).Powers(signal);
        for (var i = 0; i < count; i++)
        {
            var sum = Complex.Zero;
            for (var n = 0; n < signal.Length; n++) sum += signal[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * n * (0.49 * i / count + 0.003));
            Assert.Equal(sum.Magnitude * sum.Magnitude, powers[i], 1e-8);
        }
    }
}
