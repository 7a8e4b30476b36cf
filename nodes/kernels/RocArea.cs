namespace Streaming.Kernels;

/// <summary>
/// The area under the receiver operating characteristic: how often a positive has a higher score than a negative, a tie counting half (Hanley and McNeil 1982, Radiology
/// 143:29-36).
/// </summary>
internal static class RocArea
{
    /// <summary>From the scores, which are sorted in place together with what is positive; NaN where either kind is missing or a score is not a number.</summary>
    public static double Of(Span<float> scores, Span<bool> positive)
    {
        scores.Sort(positive);
        long positives = 0, negatives = 0;
        double above = 0;
        for (var i = 0; i < scores.Length;)
        {
            if (float.IsNaN(scores[i])) return double.NaN;
            long here = 0, others = 0;
            var tie = scores[i];
            for (; i < scores.Length && scores[i] == tie; i++)
            {
                if (positive[i]) here++;
                else others++;
            }
            above += here * (negatives + others / 2.0);
            (positives, negatives) = (positives + here, negatives + others);
        }
        return positives > 0 && negatives > 0 ? above / ((double)positives * negatives) : double.NaN;
    }
}
