using System.Numerics.Tensors;

namespace Streaming.Speech;

/// <summary>Turns frames of an encoder into words, utterances and partials; what derives from it says how tokens are found in them.</summary>
public abstract partial class SpeechDecoder : IState
{
    private Input<float> frames = null!;
    [State] private Dictation dictation = null!;

    private protected SpeechDecoder()
    {
    }

    /// <summary>A probability of speech, to end utterances by; of several channels the highest counts.</summary>
    [Input(Optional = true, Kinds = [StreamKind.Signal, StreamKind.Features])]
    public Input<float> Voice { get; } = new();

    /// <summary>Each word once it is final: its text with its confidence and duration, stamped with its beginning: the time of its first token, or 'lead' before it.</summary>
    [Output]
    public Output<Event> Words { get; } = new();

    /// <summary>Each utterance once it is over: its text with the mean confidence of its words and its duration, stamped with the beginning of the first.</summary>
    [Output]
    public Output<Event> Utterances { get; } = new();

    /// <summary>The utterance so far whenever it changes: its text with the number of letters that will not be taken back, stamped with the end of what was heard; empty after its end.</summary>
    [Output]
    public Output<Event> Partials { get; } = new();

    /// <inheritdoc cref="IStreamNode.Step"/>
    public StepResult Step()
    {
        var (width, period) = (frames.Format.SampleSize, 1 / frames.Format.Rate);
        while (frames.Available > 0)
        {
            if (frames.Gap) dictation.Conclude();
            var values = frames.Samples;
            for (var i = 0; i < frames.Available; i++)
            {
                var time = frames.TimeOf(i);
                HearVoice(time);
                dictation.Take(values.Slice(i * width, width), time, time + period);
            }
            frames.Advance(frames.Available);
        }
        HearVoice(double.PositiveInfinity);
        if (frames.Ended) dictation.Conclude();
        dictation.Settle(Voice.IsLinked ? Math.Min(frames.Bound, Voice.Bound) : frames.Bound);
        return StepResult.NeedInput;
    }

    /// <summary>Makes sure that frames come at a steady rate, with so many numbers each, and what comes at 'voice' is a probability of speech.</summary>
    /// <exception cref="FormatMismatchException">They do not, or it is none.</exception>
    private protected void Expect(Input<float> encoder, int width, string what, string remedy)
    {
        var format = encoder.Format;
        if (format.Rate <= 0) throw new FormatMismatchException("a stream of steady rate", $"{format}", "link the output of speech.encoder to it");
        if (format.Shape.Count != 1 || format.Channels != width) throw new FormatMismatchException($"{what} of {width} numbers", $"{format}", remedy);
        if (Voice.IsLinked && Voice.Format.Shape.Count != 1) throw new FormatMismatchException("a probability of speech at 'voice'", $"{Voice.Format}", "link a speech detector to it, such as { node: onnx, model: models/vad }");
    }

    /// <summary>The phrases to listen for; null: none.</summary>
    /// <exception cref="FormatMismatchException">They need a wider beam, or other tokens.</exception>
    private protected static Hotwords? Hotwords(DecoderSettings settings, Vocabulary vocabulary)
    {
        if (settings.Hotwords.Count == 0) return null;
        if (settings.Beam == 1) throw new FormatMismatchException("a beam above 1 for hotwords", "beam 1, which follows one hypothesis", "write 'beam: 4', or leave 'hotwords' out");
        return new Hotwords([.. settings.Hotwords.Select(h => (ReadOnlyMemory<int>)vocabulary.Tokens(h))], settings.Boost);
    }

    /// <summary>Makes ready: words, utterances and partials are told apart by their contents.</summary>
    /// <param name="encoder">Where frames come.</param>
    /// <param name="search">Finds tokens in them.</param>
    /// <param name="vocabulary">Their texts.</param>
    /// <param name="settings">When an utterance is over, and what is shown of it.</param>
    /// <param name="memory">Seconds that the encoder remembers; infinite where the search need not know.</param>
    private protected void Begin(Input<float> encoder, ITokenSearch search, Vocabulary vocabulary, DecoderSettings settings, double memory)
    {
        frames = encoder;
        Words.Format = StreamFormat.Events(encoder.Format.Name, EventContent.Words);
        Utterances.Format = StreamFormat.Events(encoder.Format.Name, EventContent.Utterances);
        Partials.Format = StreamFormat.Events(encoder.Format.Name, EventContent.Partials);
        dictation = new Dictation(search, vocabulary, settings, memory, Words, Utterances, Partials);
    }

    /// <summary>Lets an endpoint hear what was known of speech up to a time, that included; of several channels the highest counts.</summary>
    private void HearVoice(double until)
    {
        while (Voice.Available > 0 && Voice.TimeOf(0) <= until)
        {
            if (Voice.Gap) dictation.ForgetVoice();
            dictation.HearVoice(TensorPrimitives.Max<float>(Voice.Samples[..Voice.Format.SampleSize]), Voice.TimeOf(0));
            Voice.Advance(1);
        }
    }
}
