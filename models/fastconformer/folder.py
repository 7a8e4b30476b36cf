"""What lies beside the networks in a model's folder: its card, its tokens, and how the files belong together."""
from . import cached, nemo

FRAMES = 8  # mel frames of 10 ms for one of the encoder


def contract(form):
    """The encoder's contract in a form."""
    return "nemo" if form in ("nemo", "published", "sherpa") else "cached"


def write_tokens(tokens, path):
    """A piece and its number a line, the blank last."""
    path.write_text("".join(f"{piece} {i}\n" for i, piece in enumerate([*tokens, "<blk>"])), encoding="utf-8")


def write_speech(shape, path, form):
    lines = [f"form: {contract(form)}", f"features: {{ convention: nemo, mels: {shape.mels} }}", f"left: {shape.left}", f"lookahead: [{', '.join(map(str, shape.lookaheads))}]",
             f"layers: {shape.layers}", f"width: {shape.width}", "tokens: tokens.txt", *(["first: first.onnx"] if form == "nemo" else []),
             "transducer: { decoder: decoder.onnx, joiner: joiner.onnx }"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def axes(name, dimensions):
    words = {"mel": "[batch, row, mel]", "sub1": "[batch, channel, row, band]", "sub2": "[batch, channel, row, band]", "key": "[batch, head, place, unit]",
             "value": "[batch, head, place, unit]", "conv": "[batch, channel, past]", "length": "[batch]", "last_channel": "[batch, layer, past, channel]",
             "last_time": "[batch, layer, channel, past]", "last_channel_len": "[batch]"}
    return words[name.removeprefix("cache_").rstrip("0123456789").rstrip("_") if dimensions and "sub" not in name else name.removeprefix("cache_")]


def write_card(shape, tokens, path, form, about):
    """The card for steps of the default lookahead; about: model, summary, licence, source, accuracy, as lines of YAML."""
    form = contract(form)
    new = FRAMES * (shape.lookaheads[0] + 1)
    context = 0 if form == "cached" else nemo.AGAIN
    tensor, order = ("features", "[batch, time, mel]") if form == "cached" else ("audio_signal", "[batch, mel, time]")
    frames = new // FRAMES
    encoded, outer = ("encoded", f"[batch, time={frames}, channel]") if form == "cached" else ("outputs", f"[batch, channel, time={frames}]")
    states = (cached if form == "cached" else nemo).states(shape)
    labels = ", ".join(f'"{piece}"' for piece in [*tokens, "<blk>"])
    lines = [
        "# yaml-language-server: $schema=../card.schema.json",
        f"model: {about.get('model', 'fastconformer')}",
        f"summary: {about.get('summary', 'A cache-aware streaming FastConformer, its encoder with a CTC head.')}",
        *(f"{key}: {value}" for key, value in about.items() if key not in ("model", "summary")),
        f"latency: {FRAMES * shape.lookaheads[0]}",
        "# Steps of the default lookahead, run by the node onnx: the first of a stream takes its first 7 frames for none. The node speech.encoder begins exactly, at any lookahead.",
        "inputs:",
        f"  features: {{ tensor: {tensor}, kind: features, rate: 100, axes: {order}, hop: {new}" + (f", context: {context}, pad: -16.635532 }}" if context else " }"),
        "outputs:",
        f"  encoded: {{ tensor: {encoded}, kind: features, axes: {outer} }}",
        f"  logprobs: {{ tensor: logprobs, kind: features, axes: [batch, time={frames}, token], labels: [{labels}] }}",
        "states:",
        *(f"  - {{ input: {name}, output: {nemo.after(name)}, axes: {axes(name, dimensions)} }}" for name, dimensions in states.items()),
        "constants:",
        f"  length: {new + context}",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
