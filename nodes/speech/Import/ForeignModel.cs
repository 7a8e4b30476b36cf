using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>Models that look alike and are not cache-aware exports of NeMo, each named for what it is.</summary>
internal static class ForeignModel
{
    private const string Expected = "a cache-aware streaming export of NeMo (audio_signal, length, cache_last_channel, cache_last_time, cache_last_channel_len)";
    private static readonly string[] icefall = ["zipformer", "zipformer2", "conformer", "emformer", "lstm", "ebranchformer"];

    /// <summary>Passes a model that has NeMo's inputs with caches.</summary>
    /// <exception cref="ModelException">It is something else.</exception>
    public static void Refuse(ModelFile model)
    {
        var type = model.Metadata.GetValueOrDefault("model_type", "");
        var cached = model.Inputs.Count(i => i.Name.StartsWith("cached_", StringComparison.Ordinal));
        if (icefall.Contains(type) || cached > 0)
            throw Wrong(model, $"a streaming {(type.Length > 0 ? type : "zipformer")} of icefall as sherpa-onnx runs it, with {cached} caches of its own kind", "run it with sherpa-onnx, or import one of NeMo: sherpa-onnx-nemo-streaming-fast-conformer-…");
        if (!Has(model, "audio_signal") || !Has(model, "length")) throw Wrong(model, $"a model of {(model.Inputs.Count == 0 ? "no inputs" : string.Join("; ", model.Inputs))}", "name the encoder of a streaming FastConformer; other streaming models run with the node onnx and a card: streaming model card");
        if (!Has(model, "cache_last_channel"))
        {
            throw model.Metadata.ContainsKey("streaming_model_type")
                ? Wrong(model, "an export that hears the past anew in each step (buffered streaming), without caches", "import an export with caches; a model that was not trained for them has none")
                : Wrong(model, "an offline export, without caches", "where it was trained to stream, export it with caches (NeMo: model.set_export_config({'cache_support': 'True'}) before model.export, or scripts/export.py --cache_support); else it cannot");
        }
        if (!Has(model, "cache_last_channel_len") || !Has(model, "cache_last_time") || model.Inputs.Single(i => i.Name == "cache_last_channel").Dimensions is not [var batch, var layers, _, _] || (layers < 0 && batch >= 0))
            throw Wrong(model, "an export of an old NeMo, whose caches grow with every step", "export it again with a current NeMo");
    }

    /// <summary>Passes a decoder and a joiner that are NeMo's.</summary>
    /// <exception cref="ModelException">They are icefall's.</exception>
    public static void RefuseDecoder(ModelFile decoder)
    {
        if (Has(decoder, "y")) throw new ModelException(decoder.Path, "the prediction network of a NeMo transducer (targets, target_length, two states)", "the stateless decoder of an icefall transducer", "run it with sherpa-onnx, or import one of NeMo");
    }

    private static bool Has(ModelFile model, string input) => ModelFile.Find(model.Inputs, input) is not null;

    private static ModelException Wrong(ModelFile model, string found, string remedy) => new(model.Path, Expected, found, remedy);
}
