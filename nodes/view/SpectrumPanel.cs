using System.Globalization;

namespace Streaming.View;

/// <summary>
/// A spectrum from 0 to 45 Hz as bars in decibels, the mean over the channels: either one that comes as a stream, or the power density of the last two seconds
/// of a signal (Hann window).
/// </summary>
internal sealed class SpectrumPanel
{
    private const double Span = 2;              // s
    private const double Range = 30;            // dB from the lowest to the highest bar
    private const string End = " 45 Hz";
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    private double[] levels = [];
    private double top = double.NaN;

    /// <summary>Draws the spectrum of a signal.</summary>
    public void Draw(Screen screen, Area area, SignalHistory signal)
    {
        Fit(area.Width);
        Measure(signal);
        Draw(screen, area, "spectrum", string.Create(CultureInfo.InvariantCulture, $"top {top:0} dB {signal.Unit}²/Hz"));
    }

    /// <summary>Draws the newest of a stream of spectra.</summary>
    public void Draw(Screen screen, Area area, Newest spectrum)
    {
        Fit(area.Width);
        if (spectrum.IsThere) Take(spectrum);
        Draw(screen, area, spectrum.Name, string.Create(CultureInfo.InvariantCulture, $"top {top:0} dB {spectrum.Format.Unit}"));
    }

    private void Draw(Screen screen, Area area, string title, string remark)
    {
        screen.Title(area, title, double.IsFinite(top) ? remark : "");
        var rows = area.Height - 2;
        if (rows < 1) return;
        for (var x = 0; x < area.Width; x++)
        {
            var eighths = double.IsFinite(top) ? (int)Math.Round(Math.Clamp((levels[x] - top + Range) / Range, 0, 1) * rows * 8) : 0;
            for (var row = 0; row < rows; row++)
            {
                var filled = Math.Clamp(eighths - row * 8, 0, 8);
                if (filled > 0) screen.Put(area.X + x, area.Y + rows - row, Eighths[filled], Band.Of(Frequency(x)).Style);
            }
        }
        Axis(screen, area.Below(area.Height - 1));
    }

    private static void Axis(Screen screen, Area area)
    {
        foreach (var band in Band.All)
        {
            var next = Array.IndexOf(Band.All, band) + 1;
            var end = next < Band.All.Length ? Band.All[next].From : Band.End;
            int from = Column(band.From, area.Width), to = Math.Min(Column(end, area.Width), area.Width - End.Length);
            screen.Write(area.X + from, area.Y, band.From.ToString("0", CultureInfo.InvariantCulture), Ink.Label);
            var digits = band.From < 10 ? 1 : 2;
            var name = to - from >= digits + band.Name.Length + 2 ? band.Name : band.Letter.ToString();
            screen.Write(area.X + from + digits + Math.Max(0, (to - from - digits - name.Length) / 2), area.Y, name, band.Style);
        }
        screen.WriteBefore(area.X + area.Width, area.Y, End, Ink.Label);
    }

    private void Fit(int bars)
    {
        if (levels.Length == bars) return;
        levels = new double[bars];
        Array.Fill(levels, double.NaN);
    }

    private void Measure(SignalHistory signal)
    {
        var length = (int)Math.Min(Math.Round(Span * signal.Rate), signal.Capacity);
        if (signal.Count < length || length < 8) return;
        var window = new double[length];
        var energy = 0.0;
        for (var i = 0; i < length; i++)
        {
            window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length);
            energy += window[i] * window[i];
        }
        var segments = new List<double[]>();
        for (var c = 0; c < signal.Channels; c++)
            if (Take(signal, c, window) is { } taken) segments.Add(taken);
        if (segments.Count == 0) return;
        // Channels are averaged in decibels, so that one loose electrode does not hide the others.
        var filters = new Goertzel(levels.Length, x => Frequency(x) / signal.Rate);
        var means = new double[levels.Length];
        foreach (var segment in segments)
        {
            var powers = filters.Powers(segment);
            for (var x = 0; x < means.Length; x++) means[x] += Decibels(2 * powers[x] / (energy * signal.Rate)) / segments.Count;
        }
        for (var x = 0; x < levels.Length; x++) Follow(x, Frequency(x) < signal.Rate / 2 ? means[x] : double.NegativeInfinity);
        FollowTop();
    }

    private void Take(Newest spectrum)
    {
        var (axis, channels) = (spectrum.Format.Axis!, spectrum.Format.Channels);
        var bins = spectrum.Format.Shape[0];
        var isDecibels = spectrum.Format.Unit.Contains("dB", StringComparison.Ordinal);
        for (var x = 0; x < levels.Length; x++)
        {
            var bin = (int)Math.Round((Frequency(x) - axis.Start) / axis.Step);
            var level = 0.0;
            for (var c = 0; c < channels && bin >= 0 && bin < bins; c++)
                level += (isDecibels ? spectrum.Values[bin * channels + c] : Decibels(spectrum.Values[bin * channels + c])) / channels;
            Follow(x, bin >= 0 && bin < bins ? level : double.NegativeInfinity);
        }
        FollowTop();
    }

    private void Follow(int bar, double level) => levels[bar] = double.IsFinite(levels[bar]) ? 0.7 * levels[bar] + 0.3 * level : level;

    /// <summary>The top of the display moves in steps of 5 dB, and only when the highest bar leaves the uppermost 10 dB.</summary>
    private void FollowTop()
    {
        var highest = levels.Max();
        if (!(highest <= top && highest > top - 10)) top = Math.Ceiling(highest / 5) * 5;
    }

    private static double Decibels(double power) => 10 * Math.Log10(power + 1e-12);

    private static double[]? Take(SignalHistory signal, int channel, double[] window)
    {
        var taken = new double[window.Length];
        var mean = 0.0;
        for (var i = 0; i < taken.Length; i++) mean += taken[i] = signal[signal.Count - taken.Length + i, channel];
        mean /= taken.Length;
        if (!double.IsFinite(mean)) return null;
        for (var i = 0; i < taken.Length; i++) taken[i] = (taken[i] - mean) * window[i];
        return taken;
    }

    private double Frequency(int bar) => (bar + 0.5) * Band.End / levels.Length;

    private static int Column(double frequency, int bars) => (int)Math.Round(frequency * bars / Band.End);
}
