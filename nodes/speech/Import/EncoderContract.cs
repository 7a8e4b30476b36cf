using System.Globalization;
using System.Text.Json;
using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>What a cache-aware encoder of NeMo is, as its tensors and its metadata say (names of the metadata: sherpa-onnx, scripts/nemo).</summary>
internal sealed record EncoderContract
{
    /// <summary>Milliseconds of an encoder frame.</summary>
    public const int FrameMilliseconds = 80;

    /// <summary>Mel frames of each window that were in the one before.</summary>
    public const int Again = 9;

    /// <summary>The file.</summary>
    public required ModelFile File { get; init; }

    public required int Mels { get; init; }

    public required int Layers { get; init; }

    public required int Width { get; init; }

    /// <summary>Encoder frames remembered for attention.</summary>
    public required int Left { get; init; }

    /// <summary>Encoder frames that it looks ahead.</summary>
    public required int Lookahead { get; init; }

    /// <summary>Encoder frames remembered for the convolution.</summary>
    public required int Past { get; init; }

    /// <summary>Tokens without the blank; 0: it does not say.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The number of the language that it is told; null: it takes none.</summary>
    public required int? Language { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>It gives what a transducer takes.</summary>
    public bool HasEncoded => ModelFile.Find(File.Outputs, "outputs") is not null;

    /// <summary>It gives log probabilities of tokens.</summary>
    public bool HasLogprobs => ModelFile.Find(File.Outputs, "logprobs") is not null;

    /// <summary>Encoder frames of a step.</summary>
    public int Frames => Lookahead + 1;

    /// <summary>New mel frames of a step.</summary>
    public int Shift => SpeechModel.FramesPerStep * Frames;

    /// <summary>Mel frames of a step.</summary>
    public int Window => Again + Shift;

    /// <summary>Reads the contract of an encoder.</summary>
    /// <exception cref="ModelException">It is another kind of model, or something has to be told.</exception>
    public static EncoderContract Read(string path, ImportChoices choices) => new Reader(ModelFile.Read(path), choices).Read();

    /// <summary>Passes an export of the same encoder for the first chunk.</summary>
    /// <exception cref="ModelException">It is not of the same.</exception>
    public static void CheckFirst(string path, EncoderContract next)
    {
        var file = ModelFile.Read(path);
        ForeignModel.Refuse(file);
        foreach (var tensor in next.File.Inputs)
            if (tensor.Name != "audio_signal" && ModelFile.Find(file.Inputs, tensor.Name) is var found && (found is null || !found.Dimensions.Zip(tensor.Dimensions).All(d => d.First < 0 || d.Second < 0 || d.First == d.Second)))
                throw new ModelException(path, $"the encoder of {System.IO.Path.GetFileName(next.File.Path)}, with {tensor}", found is null ? "no such input" : $"{found}", "export both from the same model");
    }

    private sealed class Reader(ModelFile file, ImportChoices choices)
    {
        private readonly List<string> notes = [];

        public EncoderContract Read()
        {
            ForeignModel.Refuse(file);
            CheckFactor();
            CheckNormalisation();
            CheckBatch();
            var (audio, channel, time) = (Input("audio_signal", 3), Input("cache_last_channel", 4), Input("cache_last_time", 4));
            var width = Number("cache_last_channel_dim3", channel, 3, "the width of its layers");
            var contract = new EncoderContract
            {
                File = file,
                Mels = Number("feat_dim", audio, 1, "how many mels it takes"),
                Layers = Number("cache_last_channel_dim1", channel, 1, "how many layers it has"),
                Width = width,
                Left = Left(channel),
                Lookahead = Lookahead(audio),
                Past = Past(time, width),
                Vocabulary = Vocabulary(),
                Language = Language(),
                Notes = notes,
            };
            if (!contract.HasEncoded && !contract.HasLogprobs) throw Wrong("an output 'outputs' (for a transducer) or 'logprobs' (CTC)", string.Join("; ", file.Outputs), "export the encoder or the model with its CTC head");
            foreach (var next in (string[])["cache_last_channel_next", "cache_last_time_next", "cache_last_channel_next_len"])
                if (ModelFile.Find(file.Outputs, next) is null) throw Wrong($"an output '{next}'", string.Join("; ", file.Outputs), "export it again, with caches");
            return contract;
        }

        private void CheckFactor()
        {
            if (Metadata("subsampling_factor") is var factor && factor != SpeechModel.FramesPerStep && factor >= 0)
                throw Wrong($"a subsampling of {SpeechModel.FramesPerStep} (frames of {FrameMilliseconds} ms)", $"{factor}", "import another model: speech.encoder takes FastConformers");
        }

        private void CheckNormalisation()
        {
            if (!file.Metadata.TryGetValue("normalize_type", out var type)) notes.Add("it does not say whether its features are to be normalised; NeMo's cache-aware models take them as they are, and so it is fed");
            else if (type is not ("" or "NA"))
                throw Wrong("features as they are (normalize: NA), as the cache-aware models of NeMo take them", $"normalize_type '{type}'", "such a model needs means over the whole utterance, which a stream does not have; import one that was trained without");
        }

        private void CheckBatch()
        {
            var batches = file.Inputs.Select(i => (i, Batch: i.Dimensions.Count > 0 ? i.Dimensions[0] : 1)).Where(b => b.Batch >= 0).ToList();
            if (batches.FirstOrDefault(b => b.Batch != 1) is ({ } input, _)) throw Wrong("a first dimension that counts sessions, dynamic or 1", $"{input}", "export it again with dynamic axes");
            if (batches.Count > 0) notes.Add("its batch is fixed to 1: sessions are not stepped as one (batch: 1)");
        }

        private int Left(ModelTensor channel)
        {
            var known = Known("cache_last_channel_dim2", channel, 2);
            if (known > 0 && choices.Left > 0 && known != choices.Left) throw Wrong($"{known} frames of context, as it says itself", $"--left {choices.Left}", "leave --left out");
            if (known > 0 || choices.Left > 0) return Math.Max(known, choices.Left);
            throw Wrong("how many encoder frames it keeps as context", "neither a fixed length of cache_last_channel nor 'cache_last_channel_dim2' in its metadata", "name it with --left: the first number of att_context_size, which is 70 in most models");
        }

        private int Lookahead(ModelTensor audio)
        {
            var (window, shift) = (Known("window_size", audio, 2), Metadata("chunk_shift"));
            if (window > 0 && shift > 0 && window != shift + Again) throw Wrong($"a window of {shift + Again} mel frames, {Again} more than the {shift} new ones", $"{window}", "export it again");
            var frames = shift > 0 ? shift : window > 0 ? window - Again : 0;
            if (frames % SpeechModel.FramesPerStep != 0 || frames < 0) throw Wrong($"windows of {Again} mel frames and a multiple of {SpeechModel.FramesPerStep}", $"{(window > 0 ? window : shift + Again)}", "export it again");
            var told = Told();
            if (frames == 0 && told < 0)
                throw Wrong("how far it looks ahead", "neither a fixed window nor 'window_size' in its metadata", $"name it with --lookahead in milliseconds: {FrameMilliseconds} for …_80ms, 480, 1040; a multi-latency model was exported with what was set, or else with its first, 1040");
            var found = frames / SpeechModel.FramesPerStep - 1;
            if (frames > 0 && told >= 0 && told != found) throw Wrong($"a lookahead of {FrameMilliseconds * found} ms, as it says itself", $"--lookahead {choices.Lookahead}", "leave --lookahead out");
            return frames > 0 ? found : told;
        }

        /// <summary>The lookahead that the user named, in encoder frames; -1: none.</summary>
        private int Told()
        {
            if (double.IsNaN(choices.Lookahead)) return -1;
            var frames = choices.Lookahead / FrameMilliseconds;
            return frames >= 0 && frames <= 1000 && frames == Math.Floor(frames) ? (int)frames : throw Wrong($"--lookahead as a multiple of {FrameMilliseconds} ms", choices.Lookahead.ToString(CultureInfo.InvariantCulture), "such as 0, 80, 480 or 1040");
        }

        /// <summary>One less than the taps of the convolution over time, whose weights are [width, 1, taps].</summary>
        private int Past(ModelTensor time, int width)
        {
            if (Known("cache_last_time_dim3", time, 3) is > 0 and var known) return known;
            var taps = file.Weights.Values.Where(w => w is [var channels, 1, > 1] && channels == width).Select(w => (int)w[2]).Distinct().ToList();
            return taps.Count == 1 ? taps[0] - 1 : throw Wrong("how many frames its convolutions remember", "neither a fixed length of cache_last_time nor 'cache_last_time_dim3' in its metadata", "export it again");
        }

        private int Vocabulary()
        {
            var told = Math.Max(0, Metadata("vocab_size"));
            var found = ModelFile.Find(file.Outputs, "logprobs") is { Dimensions: [.., > 1 and var classes] } ? classes - 1 : 0;
            return told > 0 && found > 0 && told != found ? throw Wrong($"{told} tokens and the blank, as its metadata says", $"logprobs of {found + 1}", "export it again") : Math.Max(told, found);
        }

        /// <summary>The number of the language of a model that is told it (input prompt_index), from its list prompt_dictionary.</summary>
        private int? Language()
        {
            if (ModelFile.Find(file.Inputs, "prompt_index") is null) return choices.Language is null ? null : throw Wrong("a model that is told the language", "one that is not", "leave --language out");
            var known = Languages();
            if (choices.Language is null) return Metadata("auto_prompt_id") is >= 0 and var guess ? guess : throw Wrong("which language is spoken", "no 'auto_prompt_id' in its metadata", $"name it with --language: {Shown(known)}");
            if (known.TryGetValue(choices.Language, out var number) || int.TryParse(choices.Language, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number;
            throw Wrong("a language that it knows", $"--language {choices.Language}", $"one of {Shown(known)}");
        }

        private Dictionary<string, int> Languages()
        {
            try
            {
                using var json = JsonDocument.Parse(file.Metadata.GetValueOrDefault("prompt_dictionary", "{}"));
                return json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                throw Wrong("languages with their numbers in 'prompt_dictionary' of its metadata", "something else", "export it again");
            }
        }

        private static string Shown(Dictionary<string, int> languages) => languages.Count == 0 ? "a number of its list" : string.Join(", ", languages.Keys.Order(StringComparer.Ordinal));

        private ModelTensor Input(string name, int rank)
        {
            var tensor = file.Inputs.Single(i => i.Name == name);
            return tensor.Type == "float32" && tensor.Dimensions.Count == rank ? tensor : throw Wrong($"{name} as float32 of {rank} dimensions", $"{tensor}", "export it again");
        }

        private int Number(string key, ModelTensor tensor, int dimension, string what)
        {
            var known = Known(key, tensor, dimension);
            return known > 0 ? known : throw Wrong(what, $"{tensor}, and no '{key}' in its metadata", "export it again with that dimension fixed");
        }

        /// <summary>A fixed dimension, or what the metadata says of it; 0: neither.</summary>
        private int Known(string key, ModelTensor tensor, int dimension)
        {
            var (told, @fixed) = (Metadata(key), tensor.Dimensions[dimension]);
            if (told > 0 && @fixed > 0 && told != @fixed) throw Wrong($"'{key}' {told}, as its metadata says", $"{tensor}", "export it again");
            return Math.Max(0, Math.Max(told, @fixed));
        }

        /// <summary>A number of the metadata; -1: it is not there.</summary>
        private int Metadata(string key)
        {
            if (!file.Metadata.TryGetValue(key, out var text)) return -1;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"a whole number as '{key}' in its metadata", $"'{text}'", "export it again");
        }

        private ModelException Wrong(string expected, string found, string remedy) => new(file.Path, expected, found, remedy);
    }
}
