using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>
/// One session's place at an encoder, in chunks as long as its lookahead asks. Both forms are stepped alike: NeMo's sees nine rows again before each chunk, and has
/// where it can a second graph for windows that begin with the stream: that of the first chunk, and of the second where the first was but one frame; what that
/// remembered is moved to the other. (Padding will not do: after a convolution rows that do not exist are not nothing.)
/// </summary>
internal sealed class EncoderSession : IState, IDisposable
{
    /// <summary>Rows before a chunk that NeMo's form sees again: the receptive field of its subsampling.</summary>
    public const int NemoAgain = 9;

    private const string Length = "length";
    private const string Logprobs = "logprobs";
    private readonly ModelSession next;
    private readonly ModelSession? first;
    private readonly SpeechModel model;
    private readonly ModelUse use;
    private readonly string features;
    private readonly string encoded;
    private readonly int again;
    private ModelSession? second;
    private ModelSession last; // the one that stepped

    private EncoderSession(SpeechModel model, ModelUse use, int lookahead)
    {
        (this.model, this.use) = (model, use);
        var isNemo = model.Form == EncoderForm.Nemo;
        (features, encoded, again) = isNemo ? ("audio_signal", "outputs", NemoAgain) : ("features", "encoded", 0);
        Lookahead = lookahead;
        next = last = ModelSession.Open(model.Folder, For(use, again + Rows));
        try
        {
            if (model.First is null) return;
            first = FromBeginning(0);
            if (lookahead == 0) second = FromBeginning(1);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Encoder frames that it looks ahead.</summary>
    public int Lookahead { get; }

    /// <summary>Encoder frames of a chunk.</summary>
    public int Frames => Lookahead + 1;

    /// <summary>Rows of a chunk.</summary>
    public int Rows => SpeechModel.FramesPerStep * Frames;

    /// <summary>It was not disposed.</summary>
    public bool IsOpen => next.IsOpen;

    /// <summary>The first chunk is fed silence before it where there is no graph for it.</summary>
    public bool IsFirstInexact => again > 0 && first is null;

    /// <summary>Numbers in a frame of what it encodes; 0: the model does not give it.</summary>
    public int Encoded => next.HasOutput(encoded) ? next.Width(encoded) : 0;

    /// <summary>Tokens, the blank included, that it tells the log probabilities of; 0: the model does not give them.</summary>
    public int Tokens => next.HasOutput(Logprobs) ? next.Width(Logprobs) : 0;

    /// <summary>Opens the encoder of a model.</summary>
    /// <exception cref="ModelException">It cannot be used so.</exception>
    public static EncoderSession Open(SpeechModel model, ModelUse use, int lookahead) => new(model, use, lookahead);

    /// <summary>A window for the longest chunk of a model.</summary>
    public static FrameWindow Window(SpeechModel model)
    {
        var isNemo = model.Form == EncoderForm.Nemo;
        var most = SpeechModel.FramesPerStep * (model.Lookaheads.Max() + 1);
        return new FrameWindow(isNemo ? NemoAgain : 0, most, model.Features.Mels, isNemo ? SpeechFeatures.Silence : 0);
    }

    /// <summary>Says to the user what happens while it runs.</summary>
    public void Attach(NodeContext context) => next.Attach(context);

    /// <summary>Runs one chunk.</summary>
    /// <param name="window">Where its rows stand.</param>
    /// <param name="valid">How many of them the stream has, from the first; those before the stream's beginning are counted.</param>
    /// <param name="done">Encoder frames before it in the stream.</param>
    /// <returns>False where it made a number that is none, and was reset.</returns>
    public bool Step(FrameWindow window, int valid, long done)
    {
        if (first is null || done > 1) return Run(next, window.Rows(0, again + Rows), again + valid);
        var session = done == 0 ? first : second ??= FromBeginning(1);
        var absent = FrameWindow.Before - SpeechModel.FramesPerStep * (int)done; // rows of the chunk before the stream's first, or frames of the stream before the chunk
        next.MoveTo(session);
        var isSound = Run(session, window.Rows(again + absent, Rows - absent), valid - absent);
        session.MoveTo(next);
        return isSound;
    }

    /// <summary>Takes what the last chunk was encoded to, [frames, width].</summary>
    public void TakeEncoded(int frames, Span<float> to) => last.Take(encoded, frames, to);

    /// <summary>Takes the log probabilities of tokens in the last chunk, [frames, tokens].</summary>
    public void TakeLogprobs(int frames, Span<float> to) => last.Take(Logprobs, frames, to);

    /// <summary>Forgets what it heard; its steps are counted on.</summary>
    public void Forget() => next.Forget();

    /// <summary>Goes on in another session with what is remembered.</summary>
    public void MoveTo(EncoderSession other) => next.MoveTo(other.next);

    /// <summary>Its steps, resets and those that were late.</summary>
    public IReadOnlyList<Conclusion> Conclude() => next.Conclude();

    /// <inheritdoc/>
    public void Save(ref StateWriter writer) => next.Save(ref writer);

    /// <inheritdoc/>
    public void Load(ref StateReader reader) => next.Load(ref reader);

    /// <inheritdoc/>
    public void Reset() => next.Reset();

    /// <inheritdoc/>
    public void Dispose()
    {
        next.Dispose();
        first?.Dispose();
        second?.Dispose();
    }

    /// <summary>The graph for windows from the stream's first frame, for a chunk behind so many encoder frames, which it drops.</summary>
    private ModelSession FromBeginning(int done) => ModelSession.Open(model.First!, For(use, Rows - FrameWindow.Before + SpeechModel.FramesPerStep * done) with
    {
        Card = Path.Combine(model.Folder, "card.yaml"),
        Beginnings = new Dictionary<string, double> { ["cache_last_channel_len"] = done },
    });

    private bool Run(ModelSession session, ReadOnlySpan<float> rows, int valid)
    {
        session.Feed(features, rows);
        session.Input<long>(Length)[0] = valid;
        last = session;
        return session.Run();
    }

    private ModelUse For(ModelUse use, int rows) => use with
    {
        Lengths = new Dictionary<string, int> { [features] = rows, [encoded] = Frames, [Logprobs] = Frames },
        Varying = [Length],
    };
}
