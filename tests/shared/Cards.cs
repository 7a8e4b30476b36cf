namespace Streaming.Tests;

/// <summary>The cards of published models, as a user would write them.</summary>
internal static class Cards
{
    public const string Silero = """
        model: silero-vad
        inputs:
          audio: { tensor: input, rate: 16000, axes: [batch, time], hop: 512, context: 64, pad: 0 }
        outputs:
          speech: { tensor: output, kind: features, axes: [batch, channel], labels: [speech] }
        states:
          - { input: state, output: stateN, axes: [layer, batch, unit] }
        constants:
          sr: 16000
        """;

    public const string Gtcrn = """
        model: gtcrn
        inputs:
          noisy: { tensor: mix, kind: spectrum, rate: 62.5, axes: [batch, bin, time, part] }
        outputs:
          clean: { tensor: enh, kind: spectrum, axes: [batch, bin, time, part] }
        states:
          - { input: conv_cache, output: conv_cache_out }
          - { input: tra_cache, output: tra_cache_out }
          - { input: inter_cache, output: inter_cache_out }
        """;

    public const string UlUnas = """
        model: ul-unas
        inputs:
          noisy: { tensor: mix, kind: spectrum, rate: 62.5, axes: [batch, bin, time, part] }
        outputs:
          clean: { tensor: enh, kind: spectrum, axes: [batch, bin, time, part] }
        states:
          - { input: conv_cache, output: conv_cache_out }
          - { input: tfa_cache, output: tfa_cache_out }
          - { input: inter_cache, output: inter_cache_out }
        """;

    public const string Rnnoise = """
        model: rnnoise
        inputs:
          bands: { tensor: main_input, kind: features, axes: [batch, time, channel] }
        outputs:
          gains: { tensor: Identity_1, kind: features, axes: [batch, time, channel] }
          speech: { tensor: Identity_4, kind: features, axes: [batch, time, channel], labels: [speech] }
        states:
          - { input: vad_gru_prev_state, output: Identity_3 }
          - { input: noise_gru_prev_state, output: Identity_2 }
          - { input: denoise_gru_prev_state, output: Identity }
        """;

    public const string Dnsmos = """
        model: dnsmos
        inputs:
          audio: { tensor: input_1, rate: 16000, axes: [batch, time] }
        outputs:
          scores: { tensor: "Identity:0", kind: features, axes: [batch, channel], labels: [signal, background, overall] }
        """;

    public const string Spelling = """
        model: spelling-cnn
        inputs:
          mels: { tensor: log_mel, kind: features, rate: 128, axes: [batch, image, channel, time] }
        outputs:
          letter:
            tensor: logits
            kind: features
            axes: [batch, channel]
            labels: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, zero, one, two, three, four, five, six, seven, eight, nine]
        """;

    public static string LyraEncoder { get; } = """
        model: lyra-encoder
        inputs:
          speech: { tensor: input, rate: 16000, axes: [batch, time] }
        outputs:
          features: { tensor: output, kind: features, axes: [batch, time, channel] }
        states:
        """ + Numbered(14);

    public static string LyraVocoder { get; } = """
        model: lyra-vocoder
        inputs:
          features: { tensor: input, kind: features, rate: 50, axes: [batch, time, channel] }
        outputs:
          speech: { tensor: output, axes: [batch, time] }
        states:
        """ + Numbered(18);

    private static string Numbered(int states) => string.Concat(Enumerable.Range(0, states).Select(i => $"\n  - {{ input: in_{i}, output: out_{i} }}"));
}
