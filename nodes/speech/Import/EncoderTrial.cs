using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>Runs an encoder once on a window, to see that it gives as many frames as it should and that its caches keep their length.</summary>
internal static class EncoderTrial
{
    /// <summary>Tries an encoder.</summary>
    /// <param name="encoder">What it is said to be.</param>
    /// <exception cref="ModelException">It is not so.</exception>
    public static void Run(EncoderContract encoder)
    {
        var (path, window) = (encoder.File.Path, encoder.Window);
        using var function = ModelFunction.Open(path);
        try
        {
            function.Prepare(1, [.. function.Inputs.Select(i => Shape(encoder, i.Name, window))]);
        }
        catch (ModelException e)
        {
            throw new ModelException(path, $"an encoder that runs on a window of {window} mel frames and {encoder.Left} frames of context", e.Found, "correct --lookahead and --left, or export it again", e);
        }
        foreach (var output in function.Outputs)
        {
            var shape = output.Shape;
            if (output.Name == "outputs" && shape is [_, var width, var frames]) Require(encoder, frames, width == encoder.Width, output);
            else if (output.Name == "logprobs" && shape is [_, var steps, var classes]) Require(encoder, steps, encoder.Vocabulary == 0 || classes == encoder.Vocabulary + 1, output);
            else if (output.Name == "cache_last_channel_next" && shape is [_, _, var left, _] && left != encoder.Left)
                throw new ModelException(path, $"caches that keep their length of {encoder.Left} frames", $"{left} after a step of {encoder.Frames}", left > encoder.Left ? "it is an export of an old NeMo, whose caches grow with every step: export it again" : "correct --left, or export it again");
            else if (output.Name == "cache_last_time_next" && shape is [_, _, _, var past] && past != encoder.Past)
                throw new ModelException(path, $"caches that keep their length of {encoder.Past} frames", $"{past} after a step", "export it again");
        }
    }

    /// <summary>Tries the encoder of the first chunk, as the node will run it.</summary>
    /// <param name="model">The folder that it is in.</param>
    /// <param name="path">Where it came from, for messages.</param>
    /// <exception cref="ModelException">It does not give what the first chunk needs.</exception>
    public static void RunFirst(SpeechModel model, string path)
    {
        var window = EncoderSession.Window(model);
        try
        {
            using var session = EncoderSession.Open(model, new ModelUse(), model.Lookaheads[0]);
            // Without lookahead the second chunk takes this graph too.
            for (var done = 0; done <= 1 && done % session.Frames == 0; done++)
            {
                window.Fill(SpeechFeatures.Silence, session.Rows - window.Gathered);
                session.Step(window, session.Rows, done);
                window.Advance(session.Rows);
            }
        }
        catch (ModelException e)
        {
            var frames = SpeechModel.FramesPerStep * model.Lookaheads[0] + 1;
            throw new ModelException(path, $"{model.Lookaheads[0] + 1} frames, none of them dropped, from a window of {frames} mel frames", e.Found, "export the first chunk without dropping outputs, or leave --first out", e);
        }
    }

    private static void Require(EncoderContract encoder, int frames, bool fits, FunctionTensor output)
    {
        if (frames == encoder.Frames && fits) return;
        throw new ModelException(encoder.File.Path, $"{encoder.Frames} frames from a window of {encoder.Window} mel frames", $"'{output.Name}' of [{string.Join(", ", output.Shape)}]", "correct --lookahead, or export it again");
    }

    private static ValueList<int> Shape(EncoderContract encoder, string input, int window) => input switch
    {
        "audio_signal" => [-1, encoder.Mels, window],
        "cache_last_channel" => [-1, encoder.Layers, encoder.Left, encoder.Width],
        "cache_last_time" => [-1, encoder.Layers, encoder.Width, encoder.Past],
        "length" or "cache_last_channel_len" or "prompt_index" => [-1],
        _ => throw new ModelException(encoder.File.Path, "the inputs of a cache-aware export of NeMo alone", $"'{input}'", "import another model: it is not known what this one is told"),
    };
}
