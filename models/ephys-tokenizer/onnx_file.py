"""Writes an ONNX model field by field (numbers: onnx/onnx.proto, IR version 8), so that the recipe needs nothing but Python."""

import struct
import sys

FLOAT, INT64 = 1, 7  # TensorProto.DataType
OPSET = 17           # the first with LayerNormalization


def model(name, nodes, weights, inputs, outputs):
    graph = b"".join(message(1, n) for n in nodes) + text(2, name) + b"".join(message(5, w) for w in weights)
    graph += b"".join(message(11, i) for i in inputs) + b"".join(message(12, o) for o in outputs)
    return number(1, 8) + message(7, graph) + message(8, text(1, "") + number(2, OPSET))


def node(kind, inputs, outputs, **attributes):
    """One operator; an input or output named "" is left out."""
    return b"".join(text(1, i) for i in inputs) + b"".join(text(2, o) for o in outputs) + text(4, kind) + b"".join(message(5, attribute(k, v)) for k, v in attributes.items())


def weight(name, shape, values):
    """A constant tensor; its type is that of the array: 'f' float32, 'q' int64."""
    kind = {"f": FLOAT, "q": INT64}[values.typecode]
    data = values[:]
    if sys.byteorder == "big":
        data.byteswap()
    return b"".join(number(1, d) for d in shape) + number(2, kind) + text(8, name) + message(9, data.tobytes())


def value(name, kind, shape):
    """An input or output; a dimension that is a word is dynamic."""
    dimensions = b"".join(message(1, text(2, d) if isinstance(d, str) else number(1, d)) for d in shape)
    return text(1, name) + message(2, message(1, number(1, kind) + message(2, dimensions)))


def attribute(name, given):
    if isinstance(given, float):
        return text(1, name) + varint(2 << 3 | 5) + struct.pack("<f", given) + number(20, 1)
    return text(1, name) + number(3, given) + number(20, 2)


def number(field, given):
    return varint(field << 3) + varint(given)


def text(field, given):
    return message(field, given.encode())


def message(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(given):
    given &= (1 << 64) - 1  # a negative number has ten bytes
    content = b""
    while given >= 0x80:
        content += bytes([given & 0x7F | 0x80])
        given >>= 7
    return content + bytes([given])
