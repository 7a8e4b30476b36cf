namespace Streaming.Eeg;

/// <summary>
/// Artifact Subspace Reconstruction (Mullen et al., IEEE TBME 62(11), 2015): learns from clean signal how strong its components are, then takes out of the signal the directions
/// in which a moving window is much stronger, and puts there what the other directions let expect. Set it behind a high-pass at 0.5 to 1 Hz. Without a fit it learns from the
/// first minute that is clean enough, and passes the signal on unchanged until then. A sample that is missing (NaN) stays missing and disturbs no other channel; a channel
/// that was flat while it learnt is left as it is. After a gap it begins anew with what it has learnt. US patent application 2016/0113587 (Kothe and Jung) is about this
/// method; whether a use of it needs a licence is a question for whoever uses it.
/// </summary>
[Node("eeg.asr", Summary = "Removes strong artifacts (artifact subspace reconstruction).", Gap = GapPolicy.Handled, Example = "calibration: 2, window: 0.2")]
public sealed partial class Asr : IStreamNode, IResultNode, ILearner
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>How many standard deviations above clean signal a direction must be to count as an artifact: 20 removes only what is gross, 5 much, below 3 also brain signal.</summary>
        [Live, Range(0.1, 1000)]
        public double Cutoff { get; init; } = 20;

        /// <summary>Passes the signal on unchanged, with the same delay.</summary>
        [Live]
        public bool Bypass { get; init; }

        /// <summary>The file of what it learnt from recordings; without one it learns from the stream itself.</summary>
        [FilePath]
        public string Fit { get; init; } = "";

        /// <summary>The signal gathered to learn from, of which at least half must be clean.</summary>
        [Unit("s"), Range(1, 3600)]
        public double Calibration { get; init; } = 60;

        /// <summary>The window in which artifacts are sought; at least 1.5 samples for each channel. Half of it is looked ahead.</summary>
        [Unit("s"), Range(0.05, 10)]
        public double Window { get; init; } = 0.5;

        /// <summary>Samples from one search to the next.</summary>
        [Range(1, 4096)]
        public int Step { get; init; } = 32;

        /// <summary>The share of directions that may be removed at once.</summary>
        [Range(0, 1)]
        public double MaxDims { get; init; } = 0.66;
    }

    private const int MostChannels = 512;
    private const double MostGathered = 1 << 28;  // values
    private const double Effort = 0.1;            // of the time of a step, spent on learning

    private bool learning;
    private int channels;
    private int window; // samples
    private double rate;
    private FitReader? fit;
    [State] private CleanModel model = null!;
    [State] private CleanCalibration? calibration;
    [State] private ArtifactRepair repair = null!;
    [State] private int refusals;
    [State] private double began = double.NaN;    // s
    [State] private double learntAt = double.NaN; // s
    [State] private long searched;                // samples passed on since it has learnt
    [State] private long repaired;                // samples from which something was removed

    /// <summary>The signal, high-passed.</summary>
    [Input(Kinds = [StreamKind.Signal])]
    public Input<float> Signal { get; } = new();

    /// <summary>The signal without its artifacts.</summary>
    [Output]
    public Output<float> Clean { get; } = new();

    /// <summary>The share of directions removed, after each step.</summary>
    [Output]
    public Output<float> Removed { get; } = new();

    /// <summary>"calibrated" once it has learnt, with the seconds of clean signal it learnt from; "not clean" where too little was clean, with the seconds that were.</summary>
    [Output]
    public Output<Event> Status { get; } = new();

    /// <summary>A sample comes once the window around the end of its step is there.</summary>
    public int LatencySamples => repair.Lookahead + Current.Step - 1;

    /// <inheritdoc/>
    public string FitFile => Current.Fit;

    /// <inheritdoc/>
    public StreamFormat FitStream => Signal.Format;

    /// <inheritdoc/>
    public void Learn() => learning = true;

    /// <inheritdoc/>
    public void Configure()
    {
        var format = Signal.Format;
        if (!(format.Rate >= ShapingDesign.LowestRate))
            throw new FormatMismatchException(Text($"a signal of at least {ShapingDesign.LowestRate} Hz"), format.Rate > 0 ? Text($"{format.Rate:R} Hz") : "an irregular one", "resample it at its source");
        if (format.Channels > MostChannels) throw new FormatMismatchException($"at most {MostChannels} channels", $"{format.Channels}", "select fewer");
        (channels, rate) = (format.Channels, format.Rate);
        window = (int)Math.Round(Math.Max(Current.Window * rate, 1.5 * channels));
        if (Current.Step > window) throw new FormatMismatchException($"a step of at most {window} samples, the window", $"{Current.Step}", "shorten the step or lengthen the window");
        model = new CleanModel(channels);
        repair = new ArtifactRepair(channels, rate, window, Current.Step, window / 2, Current.MaxDims);
        fit = learning || Current.Fit.Length == 0 ? null : Streaming.Fit.Read(this, format);
        if (fit is not null) Adopt(Read(fit));
        else calibration = new CleanCalibration(channels, rate, CalibrationSamples(), window, Math.Max(10, (int)Math.Ceiling(0.04 * rate)));
        Clean.Format = format;
        Removed.Format = new StreamFormat { Kind = StreamKind.Features, Shape = [1], Labels = ["removed"], Name = format.Name };
        Status.Format = StreamFormat.Events(format.Name, "Status");
    }

    /// <inheritdoc/>
    public StepResult Step()
    {
        while (Signal.Available > 0)
        {
            if (Signal.Gap) Flush();
            if (double.IsNaN(began)) began = Signal.TimeOf(0);
            if (Signal.Gap || !Clean.HasBegun) Clean.Begin(Signal.TimeOf(0));
            var samples = Math.Min(Signal.Available, repair.Missing);
            repair.Take(Signal.Samples[..(samples * channels)]);
            var last = Signal.TimeOf(samples - 1);
            Signal.Advance(samples);
            if (repair.Missing == 0) Finish(last);
        }
        if (Signal.Ended) Flush();
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public void SettingsChanged()
    {
        if (model.IsKnown) repair.Prepare(model, Current.Cutoff);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() =>
    [
        new("repaired", searched == 0 ? double.NaN : (double)repaired / searched),
        new("clean signal learnt from", model.CleanSeconds, "s"),
        new("calibrated after", learntAt - began, "s"),
    ];

    /// <inheritdoc/>
    IReadOnlyList<Conclusion> ILearner.Conclude(FitWriter learnt)
    {
        calibration!.End();
        if (!model.IsKnown && calibration.Work(long.MaxValue)) model.Set(calibration.Model);
        if (!model.IsKnown)
            throw new FitException("", Text($"at least {Current.Calibration / 2:R} s of clean signal"), Text($"{calibration.CleanSeconds:0.#} s"), "give it a longer or calmer recording, or shorten 'calibration'");
        learnt.Number("window", window);
        learnt.Number("clean", model.CleanSeconds);
        learnt.Rows("components", model.Vectors, channels);
        learnt.Numbers("variances", model.Variances);
        learnt.Numbers("means", model.Means);
        learnt.Numbers("deviations", model.Deviations);
        return [new("clean signal learnt from", model.CleanSeconds, "s")];
    }

    partial void OnLoaded() => SettingsChanged();

    partial void OnReset()
    {
        if (fit is not null) Adopt(Read(fit));
    }

    private CleanModel Read(FitReader file)
    {
        if (file.Number("window") != window) throw file.Wrong("window", $"what was learnt with a window of {window} samples", Text($"{file.Number("window")}"));
        var read = new CleanModel(channels) { CleanSeconds = file.Number("clean") };
        file.Rows("components", channels, channels).CopyTo(read.Vectors, 0);
        file.Numbers("variances", channels).CopyTo(read.Variances, 0);
        file.Numbers("means", channels).CopyTo(read.Means, 0);
        file.Numbers("deviations", channels).CopyTo(read.Deviations, 0);
        if (!(read.CleanSeconds > 0)) throw file.Wrong("clean", "more than 0 s", Text($"{read.CleanSeconds}"));
        return read;
    }

    private int CalibrationSamples()
    {
        var samples = Math.Round(Current.Calibration * rate);
        if (!(samples > 2 * window)) throw new FormatMismatchException(Text($"a calibration of more than two windows, {2 * window / rate:R} s"), Text($"{Current.Calibration:R} s"), "lengthen it");
        if (samples * channels > MostGathered) throw new FormatMismatchException(Text($"a calibration of at most {Math.Floor(MostGathered / channels / rate)} s of so many channels"), Text($"{Current.Calibration:R} s"), "shorten it");
        return (int)samples;
    }

    private void Adopt(CleanModel known)
    {
        model.Set(known);
        repair.Prepare(model, Current.Cutoff);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private void Finish(double time)
    {
        var searches = model.IsKnown && !Current.Bypass;
        if (!model.IsKnown) Learn(time);
        var before = repair.Removed;
        var ready = repair.Ready;
        repair.Finish(searches, Clean.Reserve(Current.Step));
        Clean.Commit(ready);
        if (model.IsKnown) searched += ready;
        if (before + repair.Removed > 0) repaired += ready;
        if (ready == 0) return;
        Removed.Reserve(1)[0] = (float)repair.Removed / channels;
        Removed.Commit(Clean.NextTime - 1 / rate);
    }

    private void Learn(double time)
    {
        calibration!.Add(repair.Step);
        if (calibration.Work((long)(Effort * Current.Step / rate * 1e9)))
        {
            Adopt(calibration.Model);
            learntAt = time;
            Status.Write(new Event("calibrated", model.CleanSeconds), time);
        }
        else if (calibration.Refusals > refusals)
        {
            refusals = calibration.Refusals;
            Status.Write(new Event("not clean", calibration.CleanSeconds), time);
        }
    }

    private void Flush()
    {
        var left = repair.Left;
        if (left == 0) return;
        if (model.IsKnown) searched += left;
        if (repair.Removed > 0) repaired += left;
        repair.Flush(Clean.Reserve(left));
        Clean.Commit(left);
    }
}
