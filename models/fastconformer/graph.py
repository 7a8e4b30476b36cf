"""A module as an ONNX file: every sum once, no names of this machine, and only operators that are expected."""
import collections
import hashlib
import io
import pathlib

import onnx
import onnx.helper
import torch

from recipe.export import NATIVE, drop_names

OPSET = 17
# Besides those of the recipes: attention's softmax and rings, and what measures a batch and a time that are not constant.
EXPECTED = NATIVE | {"Cast", "Gather", "GatherElements", "LogSoftmax", "Range", "ReduceLogSumExp", "ScatterND", "Shape", "Softmax"}


def write(path, module, inputs, outputs, sizes, extra=(), metadata=None, rewrite=None):
    """
    Writes a module. inputs, outputs: what each tensor's dimensions are, by name, of a number or a word for a dynamic one; those whose name speaks of a length are whole numbers.
    sizes: what the words are in the trace. extra: operators it may have besides. rewrite: changes the model once more.
    """
    path, file = pathlib.Path(path), io.BytesIO()
    examples = tuple(torch.zeros([sizes.get(d, d) for d in dimensions], dtype=whole_numbers(name) or torch.float32) for name, dimensions in inputs.items())
    dynamic = {name: {i: d for i, d in enumerate(dimensions) if isinstance(d, str)} for name, dimensions in (inputs | outputs).items()}
    with torch.no_grad():
        torch.onnx.export(module.eval(), examples, file, opset_version=OPSET, input_names=list(inputs), output_names=list(outputs), dynamic_axes=dynamic)
    model = onnx.load_model_from_string(file.getvalue())
    once(model.graph)
    drop_names(model)
    for output in model.graph.output:
        output.CopyFrom(onnx.helper.make_tensor_value_info(output.name, output.type.tensor_type.elem_type, outputs[output.name]))
    for key, value in (metadata or {}).items():
        model.metadata_props.add(key=key, value=str(value))
    if rewrite:
        rewrite(model)
    onnx.checker.check_model(model)
    operators = collections.Counter(node.op_type for node in model.graph.node)
    foreign = set(operators) - EXPECTED - set(extra)
    if foreign:
        raise ValueError(f"{path}: expected operators that GPU providers have, found {sorted(foreign)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
    print(f"wrote {path}: {path.stat().st_size:,} bytes; " + ", ".join(f"{count} {name}" for name, count in operators.most_common()), flush=True)


def whole_numbers(name):
    """The type of a tensor that counts; of the transducer's, 32 bits."""
    if name in ("targets", "target_length"):
        return torch.int32
    return torch.int64 if name == "lookahead" or name.startswith("length") or name.endswith(("_length", "_len")) else None


def once(graph):
    """Merges nodes that compute the same, which a trace writes again at every use: shapes, above all."""
    same, known, kept = {}, {}, []
    for node in graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = same.get(name, name)
        names = list(node.output)
        key = hashlib.sha256(b"".join([node.op_type.encode(), *(i.encode() + b"\0" for i in node.input), *sorted(a.SerializeToString() for a in node.attribute)])).digest()
        if key in known and not any(o.name in names for o in graph.output):
            same.update(zip(names, known[key]))
        else:
            known.setdefault(key, names)
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)


def products(model, replace):
    """
    Rewrites every Gemm with constant weights [outputs, inputs]. replace(graph, node, weight, bias), both tensors: the nodes that take its place; none, and it stays.
    """
    graph, nodes = model.graph, []
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        replaced = []
        if node.op_type == "Gemm" and node.input[1] in constants:
            replaced = replace(graph, node, constants[node.input[1]], constants[node.input[2]])
        nodes += replaced or [node]
    del graph.node[:]
    graph.node.extend(nodes)
