using Streaming.Inference;

namespace Streaming.Speech;

/// <summary>What the transducer beside an encoder is: the prediction network and the joiner of sherpa-onnx's split, or NeMo's one graph of both.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Vocabulary">Tokens without the blank; 0: it does not say.</param>
/// <param name="Notes">What the user should know.</param>
internal sealed record TransducerContract(IReadOnlyList<string> Files, int Vocabulary, IReadOnlyList<string> Notes)
{
    /// <summary>Reads the contract; null: there is no transducer.</summary>
    /// <exception cref="ModelException">It is another kind of model, does not fit the encoder, or is missing where the encoder needs it.</exception>
    public static TransducerContract? Read(ImportSource source, EncoderContract encoder)
    {
        if (!encoder.HasEncoded) return null;
        if (source.Joint is not null) return OfJoint(ModelFile.Read(source.Joint), encoder);
        if (source.Decoder is not null && source.Joiner is not null) return OfTwo(ModelFile.Read(source.Decoder), ModelFile.Read(source.Joiner), encoder);
        if (encoder.HasLogprobs) return null;
        throw new ModelException(Path.GetDirectoryName(Path.GetFullPath(source.Encoder))!, "decoder*.onnx and joiner*.onnx, or decoder_joint*.onnx, beside the encoder", "none", "copy them there too");
    }

    private static TransducerContract OfTwo(ModelFile decoder, ModelFile joiner, EncoderContract encoder)
    {
        ForeignModel.RefuseDecoder(decoder);
        if (decoder.Inputs is not [{ Type: "int32" or "int64", Dimensions.Count: 2 }, _, { Type: "float32", Dimensions.Count: 3 }, { Type: "float32", Dimensions.Count: 3 } cell] || decoder.Outputs is not [{ Dimensions.Count: 3 } predicted, _, _, _])
            throw Wrong(decoder, "a prediction network (targets, target_length and two states, and as many outputs)", $"{string.Join("; ", decoder.Inputs)}");
        if (joiner.Inputs is not [{ Dimensions.Count: 3 } encoded, { Dimensions.Count: 3 } taken] || joiner.Outputs is not [{ Dimensions.Count: > 0 } scores])
            throw Wrong(joiner, "a joiner (encoder_outputs and decoder_outputs, and one output)", $"{string.Join("; ", joiner.Inputs)}");
        Fit(joiner, encoded, 1, encoder.Width, "the encoder's frames");
        if (predicted.Dimensions[1] > 0) Fit(joiner, taken, 1, predicted.Dimensions[1], "the decoder's output");
        string[] notes = cell.Dimensions[1] == 1 ? ["its decoder takes one hypothesis at a time: beam: 1"] : [];
        return new([decoder.Path, joiner.Path], Math.Max(0, scores.Dimensions[^1] - 1), notes);
    }

    private static TransducerContract OfJoint(ModelFile joint, EncoderContract encoder)
    {
        if (ModelFile.Find(joint.Inputs, "encoder_outputs") is not { Dimensions.Count: 3 } encoded || joint.Inputs.Count != 5 || joint.Outputs is not [{ Dimensions.Count: 4 } scores, ..])
            throw Wrong(joint, "NeMo's decoder_joint (encoder_outputs, targets, target_length, input_states_1, input_states_2)", $"{string.Join("; ", joint.Inputs)}");
        Fit(joint, encoded, 1, encoder.Width, "the encoder's frames");
        return new([joint.Path], Math.Max(0, scores.Dimensions[^1] - 1), []);
    }

    private static void Fit(ModelFile file, ModelTensor tensor, int dimension, int expected, string what)
    {
        if (tensor.Dimensions[dimension] >= 0 && tensor.Dimensions[dimension] != expected) throw new ModelException(file.Path, $"{what}, {expected} wide", $"{tensor}", "take the files of one model");
    }

    private static ModelException Wrong(ModelFile file, string expected, string found) => new(file.Path, expected, found, "take the file that was exported with the encoder");
}
