"""
A float model whose products with constant weights read 8 bits for each weight. Two arrangements: ONNX Runtime's MatMulNBits (weights in blocks with a scale each; what comes in is
quantised row by row inside it), and ONNX's own DynamicQuantizeLinear and MatMulInteger (a scale for each column; what comes in has one scale for all its rows).
"""
import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper


def quantised(model, arrangement, least=64, **how):
    """Rewrites every Gemm with constant weights of at least so many inputs and outputs; everything else stays as it is."""
    graph, made = model.graph, []
    weights = {tensor.name: tensor for tensor in graph.initializer}
    uses = {}
    for node in graph.node:
        for name in node.input:
            uses[name] = uses.get(name, 0) + 1
    for node in graph.node:
        if node.op_type == "Gemm" and node.input[1] in weights and min(weights[node.input[1]].dims) >= least:
            made += arrangement(graph, node, onnx.numpy_helper.to_array(weights[node.input[1]]), **how)
            graph.initializer.remove(weights.pop(node.input[1]))
        else:
            made.append(node)
    del graph.node[:]
    graph.node.extend(made)
    return model


def constant(graph, name, values):
    graph.initializer.append(onnx.numpy_helper.from_array(values, name))
    return name


def blocks(graph, node, weight, block=32, bits=8):
    """As one MatMulNBits: weight [outputs, inputs]."""
    outputs, inputs = weight.shape
    parts = weight.reshape(outputs, inputs // block, block)
    most = 2 ** (bits - 1)
    scale = np.abs(parts).max(2, keepdims=True) / (most - 1)
    scale[scale == 0] = 1
    whole = (np.rint(parts / scale) + most).astype(np.uint8)
    if bits == 4:
        whole = whole[..., ::2] | whole[..., 1::2] << 4
    name = node.input[1]
    return [onnx.helper.make_node(
        "MatMulNBits",
        [node.input[0], constant(graph, f"{name}.int{bits}", whole), constant(graph, f"{name}.scale", scale.reshape(outputs, -1).astype(np.float32)), "", "", node.input[2]],
        list(node.output), domain="com.microsoft", K=inputs, N=outputs, bits=bits, block_size=block, accuracy_level=4)]


def columns(graph, node, weight):
    """As DynamicQuantizeLinear, MatMulInteger, and what brings it back."""
    name, x, y = node.input[1], node.input[0], node.output[0]
    scale = np.abs(weight).max(1) / 127
    whole = np.rint(weight / scale[:, None]).astype(np.int8).T.copy()
    made = onnx.helper.make_node
    return [
        made("DynamicQuantizeLinear", [x], [f"{y}.x", f"{y}.xs", f"{y}.xz"]),
        made("MatMulInteger", [f"{y}.x", constant(graph, f"{name}.int8", whole), f"{y}.xz"], [f"{y}.whole"]),
        made("Cast", [f"{y}.whole"], [f"{y}.float"], to=1),
        made("Mul", [f"{y}.xs", constant(graph, f"{name}.scale", scale.astype(np.float32))], [f"{y}.scale"]),
        made("Mul", [f"{y}.float", f"{y}.scale"], [f"{y}.product"]),
        made("Add", [f"{y}.product", node.input[2]], [y]),
    ]
