using Spectre.Console;

namespace Streaming.View;

/// <summary>A frequency band of the EEG.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Letter">Its Greek letter.</param>
/// <param name="From">Hz where it begins; it ends where the next begins.</param>
/// <param name="Style">Its colour.</param>
internal sealed record Band(string Name, char Letter, double From, Style Style)
{
    /// <summary>Hz where the last band ends and the display with it.</summary>
    public const double End = 45;

    public static readonly Band[] All =
    [
        new("delta", 'δ', 0, new(Color.MediumPurple)),
        new("theta", 'θ', 4, new(Color.DodgerBlue1)),
        new("alpha", 'α', 8, new(Color.Green3)),
        new("beta", 'β', 13, new(Color.Gold1)),
        new("gamma", 'γ', 30, new(Color.IndianRed1)),
    ];

    public static Band Of(double frequency)
    {
        var i = All.Length - 1;
        while (frequency < All[i].From) i--;
        return All[i];
    }
}
