using System.Numerics.Tensors;

namespace Streaming.Speech;

/// <summary>What the decoders have in common when they make ready.</summary>
internal static class Decoders
{
    /// <summary>The phrases to listen for; null: none.</summary>
    /// <exception cref="FormatMismatchException">They need a wider beam, or other tokens.</exception>
    public static Hotwords? Hotwords(DecoderSettings settings, Vocabulary vocabulary)
    {
        if (settings.Hotwords.Count == 0) return null;
        if (settings.Beam == 1) throw new FormatMismatchException("a beam above 1 for hotwords", "beam 1, which follows one hypothesis", "write 'beam: 4', or leave 'hotwords' out");
        return new Hotwords([.. settings.Hotwords.Select(h => (ReadOnlyMemory<int>)vocabulary.Tokens(h))], settings.Boost);
    }

    /// <summary>Frames that come at a steady rate, with so many numbers each.</summary>
    /// <exception cref="FormatMismatchException">They do not.</exception>
    public static void Expect(StreamFormat format, int width, string what, string remedy)
    {
        if (format.Rate <= 0) throw new FormatMismatchException("a stream of steady rate", $"{format}", "link the output of speech.encoder to it");
        if (format.Shape.Count != 1 || format.Channels != width) throw new FormatMismatchException($"{what} of {width} numbers", $"{format}", remedy);
    }

    /// <summary>A probability of speech.</summary>
    /// <exception cref="FormatMismatchException">It is none.</exception>
    public static void ExpectVoice(Input<float> voice)
    {
        if (voice.IsLinked && voice.Format.Shape.Count != 1) throw new FormatMismatchException("a probability of speech at 'voice'", $"{voice.Format}", "link a speech detector to it, such as { node: onnx, model: models/vad }");
    }

    /// <summary>Words, utterances and partials of what is heard, told apart by their contents.</summary>
    public static (StreamFormat Words, StreamFormat Utterances, StreamFormat Partials) Formats(string name) =>
        (StreamFormat.Events(name, SpokenContent.Words), StreamFormat.Events(name, SpokenContent.Utterances), StreamFormat.Events(name, SpokenContent.Partials));

    /// <summary>Hears what is there, frames and speech in the order of their times.</summary>
    public static StepResult Step(Input<float> encoder, Input<float> voice, Dictation dictation)
    {
        var (width, period) = (encoder.Format.SampleSize, 1 / encoder.Format.Rate);
        while (encoder.Available > 0)
        {
            if (encoder.Gap) dictation.Conclude();
            var frames = encoder.Samples;
            for (var i = 0; i < encoder.Available; i++)
            {
                var time = encoder.TimeOf(i);
                HearVoice(voice, dictation, time);
                dictation.Take(frames.Slice(i * width, width), time, time + period);
            }
            encoder.Advance(encoder.Available);
        }
        HearVoice(voice, dictation, double.PositiveInfinity);
        if (encoder.Ended) dictation.Conclude();
        dictation.Settle(voice.IsLinked ? Math.Min(encoder.Bound, voice.Bound) : encoder.Bound);
        return StepResult.NeedInput;
    }

    /// <summary>Lets an endpoint hear what was known of speech up to a time, that included; of several channels the highest counts.</summary>
    private static void HearVoice(Input<float> voice, Dictation dictation, double until)
    {
        while (voice.Available > 0 && voice.TimeOf(0) <= until)
        {
            if (voice.Gap) dictation.ForgetVoice();
            dictation.HearVoice(TensorPrimitives.Max<float>(voice.Samples[..voice.Format.SampleSize]), voice.TimeOf(0));
            voice.Advance(1);
        }
    }
}
