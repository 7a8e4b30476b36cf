#!/usr/bin/env python3
"""
Converts the EphysTokenizer of MEG-GPT (arXiv 2510.18080 and 2602.16626) from its PyTorch state to two streaming ONNX models with their cards:
OUT turns samples into tokens, OUT/decoder turns tokens back into samples. A step is one sample of every channel.
"""

import sys

sys.dont_write_bytecode = True  # nothing is left beside the recipe

import argparse
from array import array
from math import fsum
from pathlib import Path

import cards
import onnx_file as onnx
from pickled import read_array, read_state
from refusal import Refusal

UNITS, KINDS, TAPS = 128, 128, 10  # the GRU's width, the raw tokens it chooses from, the samples that one token draws
SOURCE = "take model_state.pt and vocab.pkl of one version from models/tokenizer of github.com/OHBA-analysis/MEG-GPT"

SHAPES = {
    "encoder_layer.rnn_layers.0.weight_ih_l0": (3 * UNITS, 1),
    "encoder_layer.rnn_layers.0.weight_hh_l0": (3 * UNITS, UNITS),
    "encoder_layer.rnn_layers.0.bias_ih_l0": (3 * UNITS,),
    "encoder_layer.rnn_layers.0.bias_hh_l0": (3 * UNITS,),
    "token_weights_layer.dense_layer.weight": (KINDS, UNITS),
    "token_weights_layer.dense_layer.bias": (KINDS,),
    "token_weights_layer.norm_layer.weight": (KINDS,),
    "token_weights_layer.norm_layer.bias": (KINDS,),
    "decoder_layer.token_basis_layer.weight": (KINDS, KINDS, TAPS),
    "decoder_layer.token_basis_layer.bias": (KINDS,),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="holds model_state.pt and vocab.pkl")
    parser.add_argument("out", metavar="OUT", type=Path, help="where the models are written")
    parser.add_argument("--channels", type=int, default=1, help="channels of the stream (1)")
    options = parser.parse_args()
    if options.channels < 1:
        parser.error(f"--channels: expected a whole number of at least 1, found {options.channels}")
    try:
        state, labels = load(options.folder)
        write(options.out, encoder(state, labels, options.channels), cards.ENCODER)
        write(options.out / "decoder", decoder(state, labels, options.channels), cards.DECODER)
    except (Refusal, OSError) as e:
        sys.exit(str(e))


def load(folder):
    """The tensors by name, and the token that stands for each raw one: 0 for those that training never used."""
    for name in ("model_state.pt", "vocab.pkl"):
        if not (folder / name).is_file():
            raise Refusal(folder / name, "the tokenizer's file", "no such file", SOURCE)
    path = folder / "model_state.pt"
    state = read_state(path)
    for name, shape in SHAPES.items():
        if name not in state:
            raise Refusal(path, f"the tensor {name}", "none of that name", SOURCE)
        if state[name].shape != shape:
            raise Refusal(path, f"{name} of {list(shape)}", f"{list(state[name].shape)}", SOURCE)
    labels = read_array(folder / "vocab.pkl", "label_map")
    used = sorted(label for label in labels.values if label != 0)
    if labels.shape != (KINDS,) or used != list(range(1, len(used) + 1)) or len(used) == KINDS:
        raise Refusal(folder / "vocab.pkl", f"a label_map of {KINDS} with each token from 1 on once and 0 for the rest", f"{list(labels.shape)} with {len(used)} tokens", SOURCE)
    return state, list(labels.values)


def encoder(state, labels, channels):
    """signal [batch, 1, channels] > tokens [batch, 1, channels]; every channel is a row of its own, for which hidden [batch, channels, units] is remembered."""
    gru = "encoder_layer.rnn_layers.0."
    inner, outer = state[gru + "bias_hh_l0"].values, state[gru + "bias_ih_l0"].values
    nodes = [
        onnx.node("Reshape", ["signal", "as_sequence"], ["sequence"]),
        onnx.node("Reshape", ["hidden", "as_memory"], ["memory"]),
        onnx.node("GRU", ["sequence", "W", "R", "B", "", "memory"], ["", "last"], hidden_size=UNITS, linear_before_reset=1),
        onnx.node("Reshape", ["last", "as_hidden"], ["hidden_next"]),
        onnx.node("Reshape", ["last", "as_rows"], ["rows"]),
        onnx.node("Gemm", ["rows", "dense", "dense_bias"], ["scores"], transB=1),
        onnx.node("LayerNormalization", ["scores", "scale", "shift"], ["normed"], axis=-1, epsilon=1e-5),
        onnx.node("ArgMax", ["normed"], ["raw"], axis=-1, keepdims=0),
        onnx.node("Gather", ["labels", "raw"], ["mapped"]),
        onnx.node("Reshape", ["mapped", "as_tokens"], ["tokens"]),
    ]
    weights = [
        onnx.weight("W", [1, 3 * UNITS, 1], gates(state[gru + "weight_ih_l0"].values)),
        onnx.weight("R", [1, 3 * UNITS, UNITS], gates(state[gru + "weight_hh_l0"].values)),
        onnx.weight("B", [1, 6 * UNITS], gates(outer) + gates(inner)),
        onnx.weight("dense", [KINDS, UNITS], state["token_weights_layer.dense_layer.weight"].values),
        onnx.weight("dense_bias", [KINDS], state["token_weights_layer.dense_layer.bias"].values),
        onnx.weight("scale", [KINDS], state["token_weights_layer.norm_layer.weight"].values),
        onnx.weight("shift", [KINDS], state["token_weights_layer.norm_layer.bias"].values),
        onnx.weight("labels", [KINDS], array("q", labels)),
        shape("as_sequence", 1, -1, 1),
        shape("as_memory", 1, -1, UNITS),
        shape("as_hidden", -1, channels, UNITS),
        shape("as_rows", -1, UNITS),
        shape("as_tokens", -1, 1, channels),
    ]
    hidden = ["batch", channels, UNITS]
    inputs = [onnx.value("signal", onnx.FLOAT, ["batch", 1, channels]), onnx.value("hidden", onnx.FLOAT, hidden)]
    outputs = [onnx.value("tokens", onnx.INT64, ["batch", 1, channels]), onnx.value("hidden_next", onnx.FLOAT, hidden)]
    return onnx.model("ephys-tokenizer", nodes, weights, inputs, outputs)


def gates(rows):
    """PyTorch's rows are those of the reset, update and new gates, ONNX's those of update, reset and new."""
    third = len(rows) // 3
    return rows[third:2 * third] + rows[:third] + rows[2 * third:]


def decoder(state, labels, channels):
    """
    tokens [batch, 10, channels] > signal [batch, 1, channels]: the sum of what the last ten tokens draw at this sample. The published layer is a convolution over
    one-hot tokens whose outputs are added up, so that a table [token, tap] says the same.
    """
    bias = array("f", [fsum(state["decoder_layer.token_basis_layer.bias"].values)])
    drawn = table(state["decoder_layer.token_basis_layer.weight"].values, labels)
    nodes = [
        onnx.node("Gather", ["table", "tokens"], ["drawn"]),      # [batch, 10, channels, tap]
        onnx.node("Mul", ["drawn", "own_tap"], ["terms"]),        # of each token the tap that reaches this sample
        onnx.node("ReduceSum", ["terms", "taps"], ["sum"], keepdims=0),
        onnx.node("Add", ["sum", "bias"], ["level"]),
        onnx.node("Reshape", ["level", "as_signal"], ["signal"]),
    ]
    weights = [
        onnx.weight("table", [len(drawn) // TAPS, TAPS], drawn),
        onnx.weight("own_tap", [TAPS, 1, TAPS], array("f", [row == column for row in range(TAPS) for column in range(TAPS)])),
        onnx.weight("taps", [2], array("q", [1, 3])),
        onnx.weight("bias", [1], bias),
        shape("as_signal", -1, 1, channels),
    ]
    return onnx.model("ephys-tokenizer-decoder", nodes, weights, [onnx.value("tokens", onnx.INT64, ["batch", TAPS, channels])], [onnx.value("signal", onnx.FLOAT, ["batch", 1, channels])])


def table(basis, labels):
    """
    What each token draws at each tap. Token 0, an outlier, draws what the first unused raw token does, as upstream; the last row, which is also -1, draws
    nothing: it stands before the first token.
    """
    rows = array("f")
    for token in range(max(labels) + 1):
        raw = labels.index(token)
        rows.extend(fsum(basis[(out * KINDS + raw) * TAPS + tap] for out in range(KINDS)) for tap in range(TAPS))
    return rows + array("f", TAPS * [0])


def shape(name, *dimensions):
    return onnx.weight(name, [len(dimensions)], array("q", dimensions))


def write(folder, model, card):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    (folder / "card.yaml").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
