namespace Streaming.Tests;

/// <summary>Small models with the tensors of NeMo's exports (names, types, shapes, metadata), which run; their numbers mean nothing.</summary>
internal sealed record NemoExport
{
    private const int Float = 1, Whole32 = 6, Whole64 = 7;

    /// <summary>Of every tensor, or 0: dynamic.</summary>
    public int Batch { get; init; }

    public int Mels { get; init; } = 4;

    public int Layers { get; init; } = 2;

    /// <summary>Declared, or 0: dynamic.</summary>
    public int Left { get; init; }

    /// <summary>Declared, or 0: dynamic.</summary>
    public int Past { get; init; }

    /// <summary>Mel frames of a window, or 0: dynamic.</summary>
    public int Window { get; init; }

    /// <summary>Tokens without the blank of an output 'logprobs'; 0: there is none.</summary>
    public int Ctc { get; init; }

    /// <summary>Gives 'outputs', which a transducer takes.</summary>
    public bool Encoded { get; init; } = true;

    /// <summary>Its caches are longer after each step.</summary>
    public bool Grows { get; init; }

    /// <summary>Drops two frames, as all chunks but the first do.</summary>
    public bool Drops { get; init; } = true;

    /// <summary>Inputs that it does not have.</summary>
    public string[] Without { get; init; } = [];

    /// <summary>Is told the language.</summary>
    public bool HasPrompt { get; init; }

    /// <summary>A weight that lies in another file.</summary>
    public string External { get; init; } = "";

    public (string Key, string Value)[] Metadata { get; init; } = [];

    /// <summary>What sherpa-onnx writes into an encoder.</summary>
    public static (string, string)[] Sherpa(int lookahead, int layers, int left, int width, int past, int vocabulary) =>
    [
        ("vocab_size", $"{vocabulary}"), ("window_size", $"{9 + 8 * (lookahead + 1)}"), ("chunk_shift", $"{8 * (lookahead + 1)}"), ("subsampling_factor", "8"), ("normalize_type", ""),
        ("cache_last_channel_dim1", $"{layers}"), ("cache_last_channel_dim2", $"{left}"), ("cache_last_channel_dim3", $"{width}"),
        ("cache_last_time_dim1", $"{layers}"), ("cache_last_time_dim2", $"{width}"), ("cache_last_time_dim3", $"{past}"), ("model_type", "EncDecHybridRNNTCTCBPEModel"),
    ];

    /// <summary>The encoder: its frames are as wide as its mels.</summary>
    public byte[] Encoder()
    {
        byte[][] inputs =
        [
            Input("audio_signal", Float, Batch, Mels, Window), Input("length", Whole64, Batch), Input("cache_last_channel", Float, Batch, Layers, Left, Mels),
            Input("cache_last_time", Float, Batch, Layers, Mels, Past), Input("cache_last_channel_len", Whole64, Batch), Input("prompt_index", Whole64, Batch),
        ];
        string[] names = ["audio_signal", "length", "cache_last_channel", "cache_last_time", "cache_last_channel_len", "prompt_index"];
        // A window of 9 + 8T has T + 2 frames of 8 where the first begins 8 before it, and so has one of 1 + 8R, of which none is dropped, R + 1.
        List<byte[]> nodes =
        [
            OnnxModel.Node("AveragePool", ["audio_signal"], ["frames"], ("kernel_shape", [8]), ("strides", [8]), ("pads", [7, 0])),
            Drops ? OnnxModel.Node("Slice", ["frames", "two", "all", "axis"], ["outputs"]) : OnnxModel.Node("Identity", ["frames"], ["outputs"]),
            OnnxModel.Node("Identity", ["length"], ["encoded_lengths"]),
            Grows ? OnnxModel.Node("Concat", ["cache_last_channel", "cache_last_channel"], ["cache_last_channel_next"], "axis", 2) : OnnxModel.Node("Identity", ["cache_last_channel"], ["cache_last_channel_next"]),
            OnnxModel.Node("Identity", ["cache_last_time"], ["cache_last_time_next"]),
        ];
        if (!Without.Contains("cache_last_channel_len")) nodes.Add(OnnxModel.Node("Identity", ["cache_last_channel_len"], ["cache_last_channel_next_len"]));
        List<byte[]> outputs =
        [
            .. (Encoded ? (byte[][])[Output("outputs", Float, Batch, Mels, 0)] : []), Output("encoded_lengths", Whole64, Batch), Output("cache_last_channel_next", Float, Batch, Layers, 0, Mels),
            Output("cache_last_time_next", Float, Batch, Layers, Mels, 0), Output("cache_last_channel_next_len", Whole64, Batch),
        ];
        List<byte[]> weights = [OnnxModel.Numbers("two", 2), OnnxModel.Numbers("all", long.MaxValue), OnnxModel.Numbers("axis", 2), OnnxModel.Floats("layers.0.conv.depthwise_conv.weight", [Mels, 1, 9], new float[Mels * 9])];
        if (Ctc > 0)
        {
            nodes.AddRange([OnnxModel.Node("Transpose", ["outputs"], ["steps"], ("perm", [0, 2, 1])), OnnxModel.Node("MatMul", ["steps", "head"], ["logprobs"])]);
            weights.Add(OnnxModel.Floats("head", [Mels, Ctc + 1], new float[Mels * (Ctc + 1)]));
            outputs.Insert(0, Output("logprobs", Float, Batch, 0, Ctc + 1));
        }
        if (External.Length > 0)
        {
            nodes.Add(OnnxModel.Node("Identity", ["outside"], ["unused"]));
            weights.Add(OnnxModel.External("outside", External));
        }
        var graph = OnnxModel.Graph([.. nodes], [.. weights], [.. names.Zip(inputs).Where(i => !Without.Contains(i.First) && (HasPrompt || i.First != "prompt_index")).Select(i => i.Second)], [.. outputs]);
        return OnnxModel.WithMetadata(OnnxModel.Model(17, graph), Metadata);
    }

    /// <summary>A model with these inputs of floats alone; it cannot be run.</summary>
    public static byte[] Inputs(params string[] names) => OnnxModel.Model(17, OnnxModel.Graph([OnnxModel.Node("Identity", [names[0]], ["out"])], [], [.. names.Select(n => Input(n, Float, 0, 3))], [Output("out", Float, 0, 3)]));

    /// <summary>NeMo's decoder and joiner in one graph; only its tensors are right.</summary>
    public static byte[] Joint(int width, int vocabulary, int hidden = 5) => OnnxModel.Model(17, OnnxModel.Graph(
        [OnnxModel.Node("Identity", ["input_states_1"], ["output_states_1"])],
        [],
        [Input("encoder_outputs", Float, 0, width, 0), Input("targets", Whole32, 0, 0), Input("target_length", Whole32, 0), Input("input_states_1", Float, 1, 0, hidden), Input("input_states_2", Float, 1, 0, hidden)],
        [Output("outputs", Float, 0, 0, 0, vocabulary + 1), Output("prednet_lengths", Whole32, 0), Output("output_states_1", Float, 1, 0, hidden), Output("output_states_2", Float, 1, 0, hidden)]));

    /// <summary>A prediction network by itself, with the names that a trace gives its states; only its tensors are right.</summary>
    public static byte[] Decoder(int hidden = 5, int states = 0) => OnnxModel.Model(17, OnnxModel.Graph(
        [OnnxModel.Node("Identity", ["states.1"], ["states"])],
        [],
        [Input("targets", Whole32, 0, 0), Input("target_length", Whole32, 0), Input("states.1", Float, 1, 0, hidden), Input("onnx::LSTM_3", Float, 1, states, hidden)],
        [Output("outputs", Float, 0, hidden, 0), Output("prednet_lengths", Whole32, 0), Output("states", Float, 1, 0, hidden), Output("74", Float, 1, 0, hidden)]));

    /// <summary>A joiner by itself; only its tensors are right.</summary>
    public static byte[] Joiner(int width, int vocabulary, int hidden = 5) => OnnxModel.Model(17, OnnxModel.Graph(
        [OnnxModel.Node("Identity", ["encoder_outputs"], ["outputs"])],
        [],
        [Input("encoder_outputs", Float, 0, width, 0), Input("decoder_outputs", Float, 0, hidden, 0)],
        [Output("outputs", Float, 0, 0, 0, vocabulary + 1)]));

    /// <summary>tokens.txt of so many tokens and the blank.</summary>
    public static string Tokens(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"▁w{i} {i}\n")) + $"<blk> {count}\n";

    private static byte[] Input(string name, int type, params int[] shape) => OnnxModel.Value(name, type, [.. shape.Select((d, i) => d > 0 ? d : -(1000 + i))]);

    private static byte[] Output(string name, int type, params int[] shape) => Input(name, type, shape);
}
