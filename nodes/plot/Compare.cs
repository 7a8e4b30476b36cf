namespace Streaming.Plot;

/// <summary>
/// Shows what a chain of nodes did to a signal: a picture and a report of what went in beside what came out. It keeps sums, spectra, a timeline and the stretch from
/// which most was removed, however long the run is, and draws when it ends. Samples are compared with those of the same capture time, so that the latency of what stands
/// between does not count; what one side has and the other has not is left out.
/// </summary>
/// <remarks>
/// The report is Markdown, and the picture a PNG of the same name beside it; an existing file is never overwritten: the next free name is taken and told. The report
/// defines its figures. Of 64 channels at 1 kHz it keeps about 15 MB.
/// </remarks>
[Node("plot.compare", Summary = "Draws and reports what a chain did to a signal: before and after.", Gap = GapPolicy.Handled, Waits = true, Example = "path: cleaning.md")]
public sealed partial class Compare : IStreamNode, IResource, IResultNode
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The report, a name that ends in .md; {date} and {time} stand for the local date and time. The picture stands beside it.</summary>
        [FilePath(Written = true)] public required string Path { get; init; }

        /// <summary>The frequency of the mains, at which line noise is measured; 0: it is not.</summary>
        [Unit("Hz"), Range(0, 1000)] public double Mains { get; init; } = 50;

        /// <summary>Length of the stretch that is shown sample by sample.</summary>
        [Unit("s"), Range(1, 60)] public double Stretch { get; init; } = 10;
    }

    private ReportFiles? files;
    private Action<string>? note;
    private int channels;
    private double rate;
    [State] private ChannelMask mask = null!;
    [State] private Comparison comparison = null!;
    [State] private bool broken;     // samples are missing before the next one

    /// <summary>The signal as it went into what is looked at.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Before { get; } = new();

    /// <summary>The signal as it came out: the same channels at the same rate.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> After { get; } = new();

    /// <summary>What happened meanwhile: marked in the stretch that is shown.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Events])]
    public Input<Event> Events { get; } = new();

    /// <summary>Which channels count as bad, such as from eeg.badchannels: a number for each, 1 bad and 0 good. A row holds from its time on.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Features])]
    public Input<float> Mask { get; } = new();

    /// <inheritdoc/>
    public void Configure()
    {
        var (before, after) = (Before.Format, After.Format);
        if (before.Rate <= 0) throw new FormatMismatchException("a signal of steady rate", before.ToString(), "resample it at its source");
        if (before.Rate != after.Rate || before.Channels != after.Channels)
            throw new FormatMismatchException("the same channels at the same rate before and after", $"{before} and {after}", "compare across what keeps both, or select and resample the other side alike");
        for (var c = 0; c < Math.Min(before.Labels.Count, after.Labels.Count); c++)
            if (before.Labels[c] != after.Labels[c])
                throw new FormatMismatchException("the same channels in the same order before and after", $"'{before.Labels[c]}' and '{after.Labels[c]}' as channel {c + 1}", "put dsp.select before one of them");
        if (Current.Mains >= before.Rate / 2)
            throw new FormatMismatchException(FormattableString.Invariant($"mains below {before.Rate / 2:0.###} Hz, half the rate of the signal"), FormattableString.Invariant($"{Current.Mains:0.###} Hz"), "set mains: 0");
        (channels, rate) = (before.Channels, before.Rate);
        mask = new ChannelMask(Mask, before);
        comparison = new Comparison([.. ChannelLabels.Of(before.Labels.Count > 0 ? before : after)], rate, Current.Stretch);
    }

    /// <inheritdoc/>
    /// <exception cref="ReportFailedException">The files cannot be created.</exception>
    public void Open(NodeContext context)
    {
        note = context.Note;
        files = ReportFiles.Create(Current.Path, context.Time);
        if (Ink.RemarkOn(Ink.Font) is { } remark) note(remark);
        if (files.Path != files.WantedPath) note($"{Path.GetFileName(files.WantedPath)} or its picture exists and is kept; reporting to {files.Path}");
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Shared() is > 0 and var count)
        {
            // What holds from the next sample on is heard first, and what comes later not yet.
            var now = Before.TimeOf(0);
            mask.Follow(Before, out var masked);
            for (; Events.Available > 0 && Events.TimeOf(0) <= now; Events.Advance(1)) comparison.Stretch.Add(Events.TimeOf(0), Events.Samples[0]);
            count = BeforeNextEvent(Math.Min(count, masked));
            if (broken) comparison.Break();
            broken = false;
            ReadOnlySpan<float> before = Before.Samples, after = After.Samples;
            for (var i = 0; i < count; i++) comparison.Add(Before.TimeOf(i), before.Slice(i * channels, channels), after.Slice(i * channels, channels), mask.Bad);
            Before.Advance(count);
            After.Advance(count);
        }
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => new Figures(comparison, Current.Mains).Conclude(Before.Format.Unit);

    /// <inheritdoc/>
    /// <exception cref="ReportFailedException">The files cannot be written.</exception>
    public void Close()
    {
        var (to, say) = (files, note);
        (files, note) = (null, null);
        if (to is null) return;
        comparison.Stretch.Break();
        if (comparison.Sums.Samples == 0)
        {
            to.Discard();
            say?.Invoke("nothing came that could be compared, so there is no report");
            return;
        }
        var figures = new Figures(comparison, Current.Mains);
        var subject = new Subject(Before.Format.Name, Before.Format.Unit);
        to.Write(Picture.Draw(figures, subject), ReportText.Write(figures, subject, Path.GetFileName(to.PicturePath)));
        say?.Invoke($"report {to.Path}, picture {to.PicturePath}");
    }

    /// <summary>Passes over what is not on both sides; how many samples of equal times come next.</summary>
    private int Shared()
    {
        while (Before.Available > 0 && After.Available > 0)
        {
            broken |= Before.Gap || After.Gap;
            var ahead = Math.Round((Before.TimeOf(0) - After.TimeOf(0)) * rate);
            if (ahead == 0) return Math.Min(Before.Available, After.Available);
            var late = ahead > 0 ? After : Before;
            late.Advance((int)Math.Min(late.Available, Math.Abs(ahead)));
        }
        return 0;
    }

    /// <summary>How many of so many samples come before the next event.</summary>
    private int BeforeNextEvent(int count)
    {
        if (Events.Available == 0) return count;
        var (next, low) = (Events.TimeOf(0), 1);
        while (low < count)
        {
            var middle = (low + count) >>> 1;
            if (Before.TimeOf(middle) < next) low = middle + 1;
            else count = middle;
        }
        return count;
    }
}
