using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// The cache-aware streaming FastConformer (Noroozi et al. 2024, arXiv 2312.17279), our own export of it or NeMo's: log-mel features at 100 Hz in, encoder frames at
/// 12.5 Hz out, chunk by chunk, and never anything of the past again. Frame j has the time of mel frame 8j, and what comes out is what the encoder makes of the whole
/// utterance: the first chunk is exact, and so is the last, with the floor((n + 14) / 8) frames that a whole of n has. At a gap what was said before it comes out,
/// and the encoder begins anew. Outputs, as the model has them: 'encoded', for speech.transducer, and 'logprobs', for speech.ctc, labelled by the model's tokens.
/// </summary>
[Node("speech.encoder", Summary = "Encodes speech as it is spoken, with a cache-aware FastConformer.", Gap = GapPolicy.Handled, Waits = true, Example = "model: tiny.speech")]
public sealed partial class Encoder : IStreamNode, IResource, IResultNode, IDisposable
{
    /// <summary>What can be set.</summary>
    public sealed record Settings
    {
        /// <summary>The folder of the model: model.onnx with its card.yaml, speech.yaml, tokens.txt.</summary>
        [FilePath]
        public required string Model { get; init; }

        /// <summary>
        /// How far it looks ahead, one of those that the model was trained for; -1: the model's own choice. More is better and later: a chunk is as long as the
        /// lookahead and one frame. A change takes effect at the next chunk, and nothing is forgotten.
        /// </summary>
        [Unit("ms"), Range(-1, 100_000), Live]
        public double Lookahead { get; init; } = -1;

        /// <summary>Silence that is heard at the end and before a gap, so that the last word comes out; 0: nothing but what was said.</summary>
        [Unit("s"), Range(0, 10)]
        public double Tail { get; init; } = 0.5;

        /// <summary>What runs it, with all it remembers. Nothing falls back to the processor unless 'fallback' allows it.</summary>
        public Provider Provider { get; init; }

        /// <summary>The provider's own options, such as { deviceId: "1" }.</summary>
        public ValueMap Options { get; init; } = ValueMap.Empty;

        /// <summary>Operators that the provider does not have may run on the processor, at the cost of copies in every step.</summary>
        public bool Fallback { get; init; }

        /// <summary>Threads within a step on the processor.</summary>
        [Range(1, 256)]
        public int Threads { get; init; } = 1;

        /// <summary>Sessions that step as one, at most: above 1, all nodes of the process that name the same model, lookahead and settings meet (see onnx).</summary>
        [Range(1, 1024)]
        public int Batch { get; init; } = 1;

        /// <summary>How long a step that is ready waits for those of other sessions, at most; of no effect where 'batch' is 1.</summary>
        [Unit("ms"), Range(0, 10_000)]
        public double Deadline { get; init; } = 5;

        /// <summary>What is done when the model makes a number that is none (NaN or infinite), or remembers one.</summary>
        public Unsound Unsound { get; init; }

        internal ModelUse Use => new()
        {
            Execution = new() { Provider = Provider, Options = Options, Fallback = Fallback, Threads = Threads },
            Batch = Batch,
            Deadline = TimeSpan.FromMilliseconds(Deadline),
            Unsound = Unsound,
        };
    }

    private readonly Input<float> features = new() { Name = "features" };
    private readonly Output<float> encoded = new() { Name = "encoded" };
    private readonly Output<float> logprobs = new() { Name = "logprobs" };
    private SpeechModel? model;
    private Input[]? inputs;
    private Output[] outputs = [];
    private PortInfo[] outputInfo = [];
    [State] private EncoderSession? session;
    [State] private FrameWindow window = null!;
    [State] private bool begun;
    [State] private double start;  // seconds, the time of the first frame since it began
    [State] private long frames;   // since it began
    [State] private long done;     // encoder frames since it began

    /// <inheritdoc/>
    public IReadOnlyList<PortInfo> InputInfo { get; } = [new("features", "Log-mel features at 100 Hz, as dsp.mel makes them.", ElementType.Float32, [StreamKind.Features], false, false, LinkPolicy.Wait)];

    /// <inheritdoc/>
    public IReadOnlyList<PortInfo> OutputInfo
    {
        get
        {
            Opened();
            return outputInfo;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Input> InputPorts => inputs ??= [features];

    /// <inheritdoc/>
    public IReadOnlyList<Output> OutputPorts
    {
        get
        {
            Opened();
            return outputs;
        }
    }

    /// <inheritdoc/>
    public int LatencySamples => SpeechModel.FramesPerStep * Opened().Lookahead;

    /// <inheritdoc/>
    public void Configure()
    {
        if (session is { IsOpen: false }) session = null; // it may be configured anew
        var (opened, from, wanted) = (Opened(), features.Format, model!.Features);
        if (from.Kind != StreamKind.Features || from.SampleSize != wanted.Mels || Math.Abs(from.Rate - wanted.Rate) > 1e-6 * wanted.Rate)
        {
            throw new FormatMismatchException(
                FormattableString.Invariant($"{wanted.Mels} log-mel features at {wanted.Rate:0.####} Hz"),
                from.ToString(),
                FormattableString.Invariant($"put dsp.resample with rate: 16000 and dsp.mel with convention: nemo, mels: {wanted.Mels} before it"));
        }
        var format = new StreamFormat { Kind = StreamKind.Features, Rate = from.Rate / SpeechModel.FramesPerStep, Name = from.Name };
        encoded.Format = format with { Shape = [opened.Encoded] };
        logprobs.Format = format with { Shape = [opened.Tokens], Labels = opened.Tokens > 0 ? model.Labels : [] };
        window = EncoderSession.Window(model);
        opened.Reset();
        (begun, start, frames, done) = (false, 0, 0, 0);
    }

    /// <summary>Looks ahead further, or less far, from the next chunk on.</summary>
    /// <exception cref="ModelException">The model was not trained for it.</exception>
    public void SettingsChanged()
    {
        if (session is not { IsOpen: true } || LookaheadOf(model!) == session.Lookahead) return;
        var other = EncoderSession.Open(model!, Current.Use, LookaheadOf(model!));
        session.MoveTo(other);
        session.Dispose();
        session = other;
    }

    /// <inheritdoc/>
    public void Open(NodeContext context)
    {
        Opened().Attach(context);
        if (session!.IsFirstInexact)
            context.Note($"{context.Node}: {Path.GetFileName(model!.Folder)} has no graph for the first chunk ('first' in its speech.yaml), which is heard as after silence: the first {(session.Frames * model.FrameMilliseconds):0} ms may come out less well");
    }

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public StepResult Step()
    {
        RunChunks(); // there may be one after a change of the lookahead
        while (features.Available > 0)
        {
            if (features.Gap) Finish(features.TimeOf(0));
            if (!begun) (begun, start) = (true, features.TimeOf(0));
            var count = Math.Min(features.Available, window.Room);
            window.Add(features.Samples, count);
            features.Advance(count);
            frames += count;
            RunChunks();
        }
        if (features.Ended) Finish(double.PositiveInfinity);
        return StepResult.NeedInput;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Conclusion> Conclude() => session?.Conclude() ?? [];

    /// <inheritdoc/>
    public void Dispose() => session?.Dispose();

    /// <summary>What was heard comes out to its end, and the silence after it as far as nothing follows.</summary>
    /// <param name="until">The time of what follows.</param>
    private void Finish(double until)
    {
        var rate = features.Format.Rate;
        var silence = (int)Math.Clamp(Math.Floor((until - start) * rate - frames + 1e-6), 0, Math.Round(Current.Tail * rate));
        while (frames > 0 && silence > 0)
        {
            var count = Math.Min(silence, window.Room);
            window.Fill(SpeechFeatures.Silence, count);
            silence -= count;
            RunChunks();
        }
        while (frames > 0 && window.Gathered > 0) Run(Math.Min(window.Gathered, session!.Rows), until);
        Forget();
    }

    private void RunChunks()
    {
        while (window.Gathered >= session!.Rows) Run(session.Rows);
    }

    /// <param name="valid">Rows of the chunk that are there.</param>
    /// <param name="until">The time of what follows: the last frames of a whole are those of up to 6 mel frames after its end, which must not reach across.</param>
    private void Run(int valid, double until = double.PositiveInfinity)
    {
        var rows = session!.Rows;
        if (!session.Step(window, valid, done))
        {
            // What follows the chunk comes after a gap; its time is counted, so that it does not depend on how much of it is here already.
            start += (SpeechModel.FramesPerStep * done - FrameWindow.Before + rows) / features.Format.Rate;
            (frames, done) = (window.BeginBehind(rows), 0);
            return;
        }
        var count = (valid + SpeechModel.FramesPerStep - 1) / SpeechModel.FramesPerStep;
        while (count > 0 && start + (done + count - 1) / encoded.Format.Rate >= until) count--;
        if (done == 0) foreach (var output in outputs) output.Begin(start);
        if (session.Encoded > 0)
        {
            session.TakeEncoded(count, encoded.Reserve(count));
            encoded.Commit(count);
        }
        if (session.Tokens > 0)
        {
            session.TakeLogprobs(count, logprobs.Reserve(count));
            logprobs.Commit(count);
        }
        done += count;
        window.Advance(rows);
    }

    private void Forget()
    {
        session!.Forget();
        window.Reset();
        (begun, frames, done) = (false, 0, 0);
    }

    private EncoderSession Opened()
    {
        if (session is not null) return session;
        model ??= SpeechModel.Read(Current.Model);
        var opened = EncoderSession.Open(model, Current.Use, LookaheadOf(model));
        try
        {
            Check(model, opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
        List<(Output Port, string Summary)> has = [];
        if (opened.Encoded > 0) has.Add((encoded, "Encoder frames at 12.5 Hz, for speech.transducer."));
        if (opened.Tokens > 0) has.Add((logprobs, "Log probabilities of tokens at 12.5 Hz, for speech.ctc."));
        outputs = [.. has.Select(o => o.Port)];
        outputInfo = [.. has.Select(o => new PortInfo(o.Port.Name, o.Summary, ElementType.Float32, [], false, false, LinkPolicy.Wait))];
        return session = opened;
    }

    private static void Check(SpeechModel model, EncoderSession opened)
    {
        var file = Path.Combine(model.Folder, SpeechModelReader.Name);
        if (opened is { Encoded: 0, Tokens: 0 }) throw new ModelException(model.Encoder, "an output 'encoded' (NeMo: 'outputs') or 'logprobs' in its card", "neither", "name it there, or export the model with it");
        if (opened.Encoded > 0 && opened.Encoded != model.Width) throw new ModelException(file, $"'width: {opened.Encoded}', as the encoder has it", $"{model.Width}", "correct it, or take the files of one model");
        if (opened.Tokens > 0 && opened.Tokens != model.Blank + 1) throw new ModelException(file, $"{opened.Tokens} tokens with the blank, as the encoder has them", $"{model.Blank + 1} in the table", "take the tokens that were exported with the model");
    }

    private int LookaheadOf(SpeechModel model)
    {
        if (Current.Lookahead < 0) return model.Lookaheads[0];
        var wanted = Current.Lookahead / model.FrameMilliseconds;
        foreach (var frames in model.Lookaheads)
            if (Math.Abs(frames - wanted) < 1e-6) return frames;
        throw new ModelException(
            Path.Combine(model.Folder, SpeechModelReader.Name),
            $"a lookahead of {string.Join(", ", model.Lookaheads.Order().Select(f => FormattableString.Invariant($"{f * model.FrameMilliseconds:0.##}")))} ms",
            FormattableString.Invariant($"{Current.Lookahead:0.##} ms"),
            "choose one that the model was trained for");
    }
}
