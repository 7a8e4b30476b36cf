namespace Streaming.Tests;

/// <summary>
/// Writes the folder of a speech model whose transducer was made by hand: 8 numbers in a frame, 7 tokens and the blank. Its scores are the frame itself and a little that depends on
/// all tokens before. Its encoder is none, and is not run.
/// </summary>
internal static class TinyTransducer
{
    public const int Width = 8;
    private const int Float = 1, Int32 = 6;

    /// <summary>The tokens, with the blank.</summary>
    public static readonly string[] Tokens = ["▁one", "▁two", "▁three", "▁four", "teen", "▁", "s", "<blk>"];

    /// <summary>Writes it, with decoder and joiner in two files or in one.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="isJoint">One file, as NeMo exports it.</param>
    /// <param name="rows">The dimension that counts hypotheses: below 1 dynamic.</param>
    /// <param name="names">Changes the names of tensors, as other exports do.</param>
    /// <param name="strength">How much the tokens before count.</param>
    public static void Write(string folder, bool isJoint = false, int rows = -1, Func<string, string>? names = null, float strength = 1)
    {
        names ??= static n => n;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "tokens.txt"), string.Concat(Tokens.Select((t, i) => $"{t} {i}\n")));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxModel.RunningSum(1, 1));
        var files = isJoint ? "joint: decoder_joint.onnx" : "decoder: decoder.onnx, joiner: joiner.onnx";
        File.WriteAllText(Path.Combine(folder, "speech.yaml"), $"form: cached\nfeatures: {{ convention: nemo, mels: 80 }}\nleft: 70\nlookahead: [1]\nlayers: 1\nwidth: {Width}\ntransducer: {{ {files} }}\n");

        byte[][] prediction =
        [
            OnnxModel.Node("Gather", ["embedding", names("targets")], ["embedded"]), OnnxModel.Node("Reshape", ["embedded", "as_state"], ["e"]),
            OnnxModel.Node("Mul", [names("input_states_1"), "half"], ["faded"]), OnnxModel.Node("Add", ["faded", "e"], ["sum"]), OnnxModel.Node("Tanh", ["sum"], [names("output_states_1")]),
            OnnxModel.Node("Mul", [names("input_states_2"), "half"], ["kept"]), OnnxModel.Node("Add", ["kept", names("output_states_1")], [names("output_states_2")]),
            OnnxModel.Node("Mul", [names("output_states_2"), "strength"], ["both"]),
            OnnxModel.Node("Identity", [names("target_length")], [names("prednet_lengths")]),
        ];
        byte[][] join(string predicted) =>
            [OnnxModel.Node("Add", [names("encoder_outputs"), predicted], ["added"]), OnnxModel.Node("Reshape", ["added", "as_scores"], [names("outputs")])];
        byte[][] weights =
        [
            OnnxModel.Constant("half", 0.5f), OnnxModel.Constant("strength", strength), OnnxModel.Numbers("as_state", 1, -1, Width), OnnxModel.Numbers("as_column", -1, Width, 1), OnnxModel.Numbers("as_scores", -1, 1, 1, Width),
            // The blank, which begins an utterance, has no embedding, as in NeMo.
            OnnxModel.Floats("embedding", [Width, Width], [.. Enumerable.Range(0, Width * Width).Select(i => i / Width == Width - 1 ? 0 : (((i * 37) + (i / Width * 11)) % 17 / 8f) - 1)]),
        ];
        byte[][] before = [OnnxModel.Value(names("targets"), Int32, rows, rows > 0 ? 1 : -2), OnnxModel.Value(names("target_length"), Int32, rows), State("input_states_1"), State("input_states_2")];
        byte[][] after = [OnnxModel.Value(names("prednet_lengths"), Int32, rows), State("output_states_1"), State("output_states_2")];
        var frame = OnnxModel.Value(names("encoder_outputs"), Float, rows, Width, rows > 0 ? 1 : -3);
        var scores = OnnxModel.Value(names("outputs"), Float, rows, 1, 1, Width);
        if (isJoint)
        {
            Save("decoder_joint.onnx", [.. prediction, OnnxModel.Node("Reshape", ["both", "as_column"], ["predicted"]), .. join("predicted")], [frame, .. before], [scores, .. after]);
            return;
        }
        var column = OnnxModel.Value(names("outputs"), Float, rows, Width, rows > 0 ? 1 : -2);
        Save("decoder.onnx", [.. prediction, OnnxModel.Node("Reshape", ["both", "as_column"], [names("outputs")])], before, [column, .. after]);
        Save("joiner.onnx", join(names("decoder_outputs")), [frame, OnnxModel.Value(names("decoder_outputs"), Float, rows, Width, rows > 0 ? 1 : -4)], [scores]);

        byte[] State(string name) => OnnxModel.Value(names(name), Float, 1, rows, Width);

        void Save(string name, byte[][] nodes, byte[][] inputs, byte[][] outputs) => File.WriteAllBytes(Path.Combine(folder, name), OnnxModel.Model(15, OnnxModel.Graph(nodes, weights, inputs, outputs)));
    }
}
