using System.Numerics;
using Streaming.Dsp;

namespace Streaming.Tests;

public class ButterworthTests
{
    // scipy.signal.butter(..., fs=256, output='sos') and sosfreqz: frequency, real and imaginary part.
    public static TheoryData<string, double[]> Responses => new()
    {
        { "low 4 30", [0.25, 0.999784031673453, -0.0207819635928882, 3, 0.968955172834259, -0.247236457927127, 20, -0.253846372077227, -0.951270413349173, 80, 0.0034316869702267, 0.00277490671151387] },
        { "low 1 10", [0.25, 0.999381644170905, -0.0248590720897579, 9, 0.55296079637593, -0.497187242442148, 120, 0.000147546201883788, -0.0121459636094507] },
        { "high 5 0.5", [0.25, 0.0310550024874331, -0.00333239273263071, 3, 0.857173993009945, 0.515026920890304, 120, 0.99999808762722, 0.00195569473648647] },
        { "pass 3 5 50", [0.25, -8.63176565567435e-06, -9.4369521633715e-05, 9, 0.618396234534794, 0.781606863744136, 49, -0.480422736419792, -0.562193392068941, 120, -3.21292392456205e-05, 0.00025209136921447] },
        { "pass 12 8 13", [3, 8.75314625908172e-11, -2.38339757109197e-10, 9, -0.607288784509385, -0.794481102954845, 20, -1.60118812367086e-06, 9.90515507220662e-07] },
        { "pass 1 1 40", [0.25, 0.0564514553897891, 0.230791439559976, 9, 0.990277435868552, -0.0981225553996547, 80, 0.109116787156652, -0.311785685876151] },
        { "stop 4 45 55", [3, 0.99935054603082, -0.0360345132879978, 49, 0.000891243604538318, 0.000448810088983601, 80, 0.915605588986998, 0.402077133148284] },
        { "stop 3 1 100", [0.25, 0.875830477560601, -0.482372188406983, 20, -5.54311632688606e-06, -6.77431378776575e-05, 120, 0.849325718027254, 0.527467039059126] },
    };

    [Theory, MemberData(nameof(Responses))]
    public void Responses_are_scipys(string design, double[] expected)
    {
        var sections = Design(design);
        for (var i = 0; i < expected.Length; i += 3)
        {
            var h = new Complex(expected[i + 1], expected[i + 2]);
            Assert.True((Section.Response(sections, expected[i], 256) - h).Magnitude <= 1e-9 * h.Magnitude + 1e-12, $"{design} at {expected[i]} Hz");
        }
    }

    [Fact]
    public void Edges_lie_at_minus_3_dB_and_poles_inside_the_unit_circle() =>
        Gen.Select(Gen.Int[1, 12], Gen.Double[0.005, 0.4], Gen.Double[0.02, 0.09], Gen.Double[10, 50000]).Sample((order, low, width, rate) =>
        {
            double f = low * rate, g = (low + width) * rate;
            Section[][] designs = [ButterworthDesign.LowPass(order, f, rate), ButterworthDesign.HighPass(order, f, rate), ButterworthDesign.BandPass(order, f, g, rate), ButterworthDesign.BandStop(order, f, g, rate)];
            foreach (var sections in designs)
            {
                Assert.Equal(Math.Sqrt(0.5), Section.Response(sections, f, rate).Magnitude, 1e-5);
                foreach (var s in sections) Assert.True(Math.Abs(s.A2) < 1 && Math.Abs(s.A1) < 1 + s.A2, s.ToString());
            }
            Assert.Equal((order + 1) / 2, designs[0].Length);
            Assert.Equal(order, designs[2].Length);
            Assert.Equal(1, Section.Response(designs[0], 0, rate).Magnitude, 1e-9);
            Assert.Equal(1, Section.Response(designs[1], rate / 2, rate).Magnitude, 1e-9);
            Assert.Equal(1, Section.Response(designs[3], 0, rate).Magnitude, 1e-9);
        }, iter: 300);

    [Fact]
    public void A_notch_is_scipys_iirnotch()
    {
        var (b0, b1, b2, a1, a2) = NotchDesign.Design(50, 30, 256)[0];
        Assert.Equal([0.9799541272795681, -0.6602732045406294, 0.9799541272795681, -0.6602732045406294, 0.9599082545591362], [b0, b1, b2, a1, a2], (x, y) => Math.Abs(x - y) < 1e-12);
        var harmonic = NotchDesign.Design(50, 30, 256, 4);
        Assert.Equal(2, harmonic.Length); // 150 Hz is above the Nyquist frequency
        Assert.Equal(1.485231872365558, harmonic[1].A1, 1e-12);
        Assert.Equal(0, Section.Response(harmonic, 100, 256).Magnitude, 1e-12);
    }

    [Theory]
    [InlineData("low 0 10", "expected order from 1 to 12, found 0; choose a value in that range")]
    [InlineData("pass 13 1 10", "expected order from 1 to 12, found 13; choose a value in that range")]
    [InlineData("low 2 128", "expected cutoff between 0 and 128 Hz, half the rate of the signal, found 128 Hz; choose a frequency in between")]
    [InlineData("high 2 NaN", "expected cutoff between 0 and 128 Hz, half the rate of the signal, found NaN Hz; choose a frequency in between")]
    [InlineData("pass 2 0 10", "expected low between 0 and 128 Hz, half the rate of the signal, found 0 Hz; choose a frequency in between")]
    [InlineData("stop 2 5 300", "expected high between 0 and 128 Hz, half the rate of the signal, found 300 Hz; choose a frequency in between")]
    [InlineData("stop 2 50 5", "expected a low edge below the high one, found low 50 Hz and high 5 Hz; swap them or widen the band")]
    [InlineData("notch 50 0", "expected quality from 0.1 to 1000, found 0; choose a value in that range")]
    [InlineData("notch 50 30 0", "expected harmonics from 1 to 1000, found 0; choose a value in that range")]
    [InlineData("notch 200 30", "expected frequency between 0 and 128 Hz, half the rate of the signal, found 200 Hz; choose a frequency in between")]
    public void A_design_that_cannot_be_says_why(string design, string message) =>
        Assert.Equal(message, Assert.Throws<FormatMismatchException>(() => Design(design)).Message);

    [Fact]
    public void A_signal_without_a_rate_cannot_be_filtered() =>
        Assert.Equal("expected a stream of steady rate, found an irregular one; resample it at its source", Assert.Throws<FormatMismatchException>(() => ButterworthDesign.LowPass(2, 10, 0)).Message);

    internal static Section[] Design(string design)
    {
        var words = design.Split(' ');
        var v = words[1..].Select(double.Parse).ToArray();
        return words[0] switch
        {
            "low" => ButterworthDesign.LowPass((int)v[0], v[1], 256),
            "high" => ButterworthDesign.HighPass((int)v[0], v[1], 256),
            "pass" => ButterworthDesign.BandPass((int)v[0], v[1], v[2], 256),
            "stop" => ButterworthDesign.BandStop((int)v[0], v[1], v[2], 256),
            _ => NotchDesign.Design(v[0], v[1], 256, v.Length > 2 ? (int)v[2] : 1),
        };
    }
}
