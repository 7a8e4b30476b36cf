#!/usr/bin/env python3
"""
Writes the folder of a streaming recogniser: /usr/bin/python3 models/fastconformer/export.py --checkpoint artifacts/captions.pt --tokens FILE --out FOLDER --form cached
With --random in place of a checkpoint its weights are: for tests, and to measure what a size costs.
"""
import argparse
import dataclasses
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from fastconformer import cached, columns, graph, int8, nemo, transducer  # noqa: E402
from fastconformer.folder import write_card, write_speech, write_tokens  # noqa: E402
from fastconformer.network import LARGE, Recognizer, Shape  # noqa: E402

TINY = Shape(width=32, layers=2, heads=2, ff=2, subsampling=8, vocabulary=11, prediction=16, joint=16)
SHAPES = {"micro": Shape(), "large": LARGE, "tiny": TINY}
SIZES = {"batch": 2, "time": 40, "frames": 5}  # of the examples that a trace runs on


def remembered(states):
    """What is remembered as inputs and as outputs."""
    return {name: ("batch", *dimensions) for name, dimensions in states.items()}, {nemo.after(name): ("batch", *dimensions) for name, dimensions in states.items()}


REWRITTEN = {"cached": None, "many": columns.turn, "int8": int8.quantise}  # our own form, and what it becomes


def write_cached(recognizer, path, form="cached"):
    """Our own form: as it is, for many sessions at once, or with 8 bits a weight."""
    shape = recognizer.shape
    before, after = remembered(cached.states(shape))
    outputs = {"encoded": ("batch", "frames", shape.width), "logprobs": ("batch", "frames", shape.vocabulary + 1), **after}
    graph.write(path, cached.Cached(recognizer), {"features": ("batch", "time", shape.mels), "length": ("batch",), **before}, outputs, SIZES,
                extra=["MatMulNBits"] if form == "int8" else [], rewrite=REWRITTEN[form])


class Only(nn.Module):
    """Some outputs of a module, in another order."""

    def __init__(self, module, places):
        super().__init__()
        self.module, self.places = module, places

    def forward(self, *tensors):
        found = self.module(*tensors)
        return tuple(found[i] for i in self.places)


def write_nemo(recognizer, path, first=False, outputs=("outputs", "encoded_lengths", *nemo.AFTER, "logprobs"), metadata=None, kind=nemo.Nemo):
    """NeMo's contract, with the outputs that are asked for, in that order."""
    shape = recognizer.shape
    before, after = remembered(nemo.states(shape))
    every = {"outputs": ("batch", shape.width, "frames"), "encoded_lengths": ("batch",), **after, "logprobs": ("batch", "frames", shape.vocabulary + 1)}
    module = Only(kind(recognizer, first), [list(every).index(name) for name in outputs])
    inputs = {"audio_signal": ("batch", shape.mels, "time"), "length": ("batch",), **before}
    graph.write(path, module, inputs, {name: every[name] for name in outputs}, SIZES, nemo.OPERATORS, metadata)


def write_transducer(recognizer, out):
    shape = recognizer.shape
    state = shape.prediction_layers, "batch", shape.prediction
    graph.write(out / "decoder.onnx", transducer.Decoder(recognizer),
                {"targets": ("batch", 1), "target_length": ("batch",), "input_states_1": state, "input_states_2": state},
                {"outputs": ("batch", shape.prediction, 1), "prednet_lengths": ("batch",), "output_states_1": state, "output_states_2": state}, SIZES)
    graph.write(out / "joiner.onnx", transducer.Joiner(recognizer), {"encoder_outputs": ("batch", shape.width, 1), "decoder_outputs": ("batch", shape.prediction, 1)},
                {"outputs": ("batch", 1, 1, shape.vocabulary + 1)}, SIZES)


class Whole(nn.Module):
    def __init__(self, recognizer):
        super().__init__()
        self.recognizer = recognizer

    def forward(self, features, length, lookahead):
        encoded, lengths = self.recognizer.encode(features, length, lookahead)
        return encoded, lengths, self.recognizer.ctc(encoded)


def write_whole(recognizer, path):
    """Whole utterances at once, with the lookahead as an input: what streaming is held against."""
    shape = recognizer.shape
    graph.write(path, Whole(recognizer), {"features": ("batch", "time", shape.mels), "length": ("batch",), "lookahead": ()},
                {"encoded": ("batch", "frames", shape.width), "lengths": ("batch",), "logprobs": ("batch", "frames", shape.vocabulary + 1)},
                SIZES, nemo.OPERATORS | set("Cos Greater LessOrEqual Sin".split()))


def sherpa_metadata(shape, lookahead):
    """What sherpa-onnx reads of a NeMo encoder: window and shift of all chunks but the first are those of all to it."""
    frames = 8 * (lookahead + 1)
    return {
        "vocab_size": shape.vocabulary, "window_size": nemo.AGAIN + frames, "chunk_shift": frames, "subsampling_factor": 8, "normalize_type": "NA",
        "pred_rnn_layers": shape.prediction_layers, "pred_hidden": shape.prediction,
        "cache_last_channel_dim1": shape.layers, "cache_last_channel_dim2": shape.left, "cache_last_channel_dim3": shape.width,
        "cache_last_time_dim1": shape.layers, "cache_last_time_dim2": shape.width, "cache_last_time_dim3": shape.kernel - 1,
        "model_type": "EncDecHybridRNNTCTCBPEModel", "version": 1,
    }


def write_sherpa(recognizer, out):
    """The encoders of sherpa-onnx for the default lookahead: encoder.onnx of a transducer, and ctc.onnx, complete."""
    metadata = sherpa_metadata(recognizer.shape, recognizer.shape.lookaheads[0])
    write_nemo(recognizer, out / "encoder.onnx", outputs=("outputs", "encoded_lengths", *nemo.AFTER), metadata=metadata)
    write_nemo(recognizer, out / "ctc.onnx", outputs=("logprobs", "encoded_lengths", *nemo.AFTER), metadata=metadata)


def write_folder(recognizer, tokens, out, form, about=None):
    """A model's folder in one of its forms; about: what else its card says, by key."""
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    if form in REWRITTEN:
        write_cached(recognizer, out / "model.onnx", form)
    elif form == "published":
        write_nemo(recognizer, out / "model.onnx", kind=nemo.Published)
    elif form == "nemo":
        write_nemo(recognizer, out / "model.onnx")
        write_nemo(recognizer, out / "first.onnx", first=True)
    else:
        write_sherpa(recognizer, out)
    write_transducer(recognizer, out)
    write_tokens(tokens, out / "tokens.txt")
    if form != "sherpa":
        write_card(recognizer.shape, tokens, out / "card.yaml", form, about or {})
        write_speech(recognizer.shape, out / "speech.yaml", form)


def random(shape, seed=1):
    """A recogniser of random weights; the biases that begin as zeros too."""
    torch.manual_seed(seed)
    made = Recognizer(shape).eval()
    for layer in made.layers:
        nn.init.normal_(layer.attention.content_bias)
        nn.init.normal_(layer.attention.position_bias)
    return made


def trained(shape, checkpoint):
    """Of the weights that training kept."""
    made, kept = Recognizer(shape).eval(), torch.load(checkpoint, map_location="cpu", weights_only=False)
    made.load_state_dict(kept.get("network", kept))
    return made


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    weights = options.add_mutually_exclusive_group(required=True)
    weights.add_argument("--checkpoint", help="weights, as training keeps them")
    weights.add_argument("--random", action="store_true")
    options.add_argument("--shape", choices=SHAPES, default="micro")
    options.add_argument("--tokens", help="a file with a piece a line; without one pieces are numbers")
    options.add_argument("--form", choices=[*REWRITTEN, "nemo", "published", "sherpa", "whole"], default="cached", help="cached: our own; many: the same for nine sessions at once or more; int8: with 8 bits a weight; nemo; published: nemo computed as NeMo does; sherpa; whole utterances")
    options.add_argument("--lookahead", type=int, help="the default, in frames of 80 ms; the form sherpa has no other")
    options.add_argument("--out", required=True, help="the folder; of the form whole, the file")
    options = options.parse_args()
    shape = SHAPES[options.shape]
    if options.lookahead is not None:
        shape = dataclasses.replace(shape, lookaheads=(options.lookahead, *(r for r in shape.lookaheads if r != options.lookahead)))
    made = random(shape) if options.random else trained(shape, options.checkpoint)
    if options.form == "whole":
        return write_whole(made, pathlib.Path(options.out))
    tokens = pathlib.Path(options.tokens).read_text().split() if options.tokens else [f"▁{i}" for i in range(made.shape.vocabulary)]
    if len(tokens) != made.shape.vocabulary:
        raise SystemExit(f"{options.tokens}: expected {made.shape.vocabulary} pieces, found {len(tokens)}")
    write_folder(made, tokens, options.out, options.form)


if __name__ == "__main__":
    main()
