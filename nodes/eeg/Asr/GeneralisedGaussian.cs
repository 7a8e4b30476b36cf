namespace Streaming.Eeg;

/// <summary>The generalised Gaussian density of shape beta, beta / (2 gamma(1/beta)) exp(-|z|^beta) (Nadarajah, J. Appl. Stat. 32(7), 2005).</summary>
internal static class GeneralisedGaussian
{
    /// <summary>The factor before the exponential.</summary>
    public static double Scale(double beta) => beta / (2 * Math.Exp(LogGamma(1 / beta)));

    /// <summary>The standard deviation.</summary>
    public static double Deviation(double beta) => Math.Exp((LogGamma(3 / beta) - LogGamma(1 / beta)) / 2);

    /// <summary>The value below which a part of all lies, 0 to 1 exclusive.</summary>
    public static double Quantile(double beta, double part)
    {
        var share = Math.Abs(2 * part - 1);
        double low = 0, high = 64;
        for (var i = 0; i < 200 && low < high; i++)
        {
            var middle = (low + high) / 2;
            if (middle == low || middle == high) break;
            if (LowerGamma(1 / beta, Math.Pow(middle, beta)) < share) low = middle;
            else high = middle;
        }
        return Math.Sign(part - 0.5) * high;
    }

    // Lanczos' approximation with g = 7 and 9 terms (Godfrey 2001), for x above 0.
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++) sum += terms[i] / (x - 1 + i);
        var t = x + 6.5;
        return Math.Log(2 * Math.PI) / 2 + (x - 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    // The regularised lower incomplete gamma function by its power series (Abramowitz and Stegun 6.5.29), which all sums here suit: a below 1, x not large.
    private static double LowerGamma(double a, double x)
    {
        if (x <= 0) return 0;
        if (x > 40) return 1;
        double term = 1 / a, sum = term;
        for (var n = 1; term > 1e-17 * sum; n++) sum += term *= x / (a + n);
        return Math.Min(1, sum * Math.Exp(-x + a * Math.Log(x) - LogGamma(a)));
    }
}
